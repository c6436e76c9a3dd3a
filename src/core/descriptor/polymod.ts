/**
 * The arithmetic of the BIP-0380 checksum: a cyclic code over groups of five bits. Used by `checksum.ts`, which makes and
 * checks checksums, and by `checksum-typo.ts`, which looks for the character that broke one.
 */

/** Ordered so that hexadecimal digits, paths and brackets fall into one group of 32: BIP-0380 `INPUT_CHARSET`. */
export const INPUT_CHARSET =
  '0123456789()[],\'/*abcdefgh@:$%{}IJKLMNOPQRSTUVWXYZ&+-.;<=>?!^_|~ijklmnopqrstuvwxyzABCDEFGH`#"\\ ';

export const CHECKSUM_CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
export const CHECKSUM_LENGTH = 8;

/** A 40-bit remainder as two halves of 20 bits: exact in numbers, and far quicker than `bigint`. */
export interface Residue {
  readonly high: number;
  readonly low: number;
}

/** The generator polynomial for each bit of the symbol that leaves the remainder: BIP-0380 `GENERATOR`. */
const GENERATOR: readonly Residue[] = [
  { high: 0xf5dee, low: 0x51989 },
  { high: 0xa9fdc, low: 0xa3312 },
  { high: 0x1bab1, low: 0x0e32d },
  { high: 0x3706b, low: 0x1677a },
  { high: 0x644d6, low: 0x26ffd },
];

/** Feeds one 5-bit symbol to the remainder. Linear: the step of an exclusive or is the exclusive or of the steps. */
export function nextResidue(residue: Residue, symbol: number): Residue {
  const leaving = residue.high >> 15;
  let high = ((residue.high & 0x7fff) << 5) | (residue.low >> 15);
  let low = ((residue.low & 0x7fff) << 5) ^ symbol;
  for (let bit = 0; bit < 5; bit++) {
    if (((leaving >> bit) & 1) === 0) continue;
    high ^= GENERATOR[bit]!.high;
    low ^= GENERATOR[bit]!.low;
  }
  return { high, low };
}

/**
 * Turns the place of each character in the character set into the symbols that the checksum covers: its place within
 * its group of 32 and, after every three characters, their groups together.
 */
export function checksumSymbols(places: readonly number[]): number[] {
  const symbols: number[] = [];
  for (let first = 0; first < places.length; first += 3) {
    const three = places.slice(first, first + 3);
    symbols.push(
      ...three.map((place) => place & 31),
      three.reduce((groups, place) => groups * 3 + (place >> 5), 0),
    );
  }
  return symbols;
}

/** The checksum as a number of 40 bits. */
export function checksumResidue(places: readonly number[]): Residue {
  let residue: Residue = { high: 0, low: 1 };
  for (const symbol of checksumSymbols(places)) residue = nextResidue(residue, symbol);
  for (let filler = 0; filler < CHECKSUM_LENGTH; filler++) residue = nextResidue(residue, 0);
  return { high: residue.high, low: residue.low ^ 1 };
}

/** The eight characters for a checksum: four for each half, the highest bits first. */
export function residueText(residue: Residue): string {
  return Array.from({ length: CHECKSUM_LENGTH }, (_, index) => {
    const half = index < 4 ? residue.high : residue.low;
    return CHECKSUM_CHARSET.charAt((half >> (5 * (3 - (index % 4)))) & 31);
  }).join('');
}

/** The inverse of {@link residueText} for eight characters out of {@link CHECKSUM_CHARSET}. */
export function residueOfText(checksum: string): Residue {
  const half = (text: string): number =>
    [...text].reduce((bits, character) => (bits << 5) | CHECKSUM_CHARSET.indexOf(character), 0);
  return { high: half(checksum.slice(0, 4)), low: half(checksum.slice(4)) };
}
