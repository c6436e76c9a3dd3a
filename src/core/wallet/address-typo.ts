/**
 * Where an address was probably mistyped. Bech32 and bech32m are codes that tell the place of one or two wrong characters
 * for certain, and of no more; Base58Check tells none. Only places are told: BIP-0173 forbids to suggest what should
 * stand there, as a payment to a guessed address would be lost. Called when a checksum does not match.
 */
import { groups } from '../text/groups.ts';

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const GENERATOR = [0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3];

/** What the checksum comes to: 1 for bech32, the other for bech32m (BIP-0350). */
const CONSTANTS = { bech32: 1, bech32m: 0x2bc830a3 } as const;

/** Positions in the address, from 0, of characters that are none of bech32; the separator and all before it count. */
export function foreignCharacters(address: string): readonly number[] {
  const lower = address.toLowerCase();
  const first = lower.lastIndexOf('1') + 1;
  return Array.from(lower.slice(first), (character, place) =>
    CHARSET.includes(character) ? -1 : first + place,
  ).filter((position) => position >= 0);
}

/**
 * Positions of the one or two characters that explain a wrong checksum; undefined when it takes more of them, or another
 * length. The part before the separator is taken as right.
 */
export function wrongCharacters(address: string): readonly number[] | undefined {
  const lower = address.toLowerCase();
  const first = lower.lastIndexOf('1') + 1;
  const symbols = Array.from(lower.slice(first), (character) => CHARSET.indexOf(character));
  const residue = residueOf(lower.slice(0, first - 1), symbols);
  const found = (['bech32', 'bech32m'] as const).flatMap((kind) => {
    const places = explain(residue ^ CONSTANTS[kind], symbols.length);
    return places && fitsKind(symbols, places, kind) ? [places] : [];
  });
  const [best] = found.toSorted((left, right) => left.length - right.length);
  return best?.map((place) => first + place).sort((left, right) => left - right);
}

/** The first character tells the witness version, and with it which checksum it is, unless it is itself the wrong one. */
function fitsKind(symbols: readonly number[], places: readonly number[], kind: keyof typeof CONSTANTS): boolean {
  return places.includes(0) || (symbols[0] === 0) === (kind === 'bech32');
}

/** Which one or two places, changed somehow, make up the difference. The code is linear: changes add up by XOR. */
function explain(difference: number, length: number): readonly number[] | undefined {
  const placeOf = new Map<number, number>();
  let shifted = Array.from({ length: 31 }, (_, index) => index + 1);
  for (let place = length - 1; place >= 0; place--) {
    for (const change of shifted) placeOf.set(change, place);
    shifted = shifted.map((change) => step(change, 0));
  }
  const single = placeOf.get(difference);
  if (single !== undefined) return [single];
  for (const [change, place] of placeOf) {
    const other = placeOf.get(difference ^ change);
    if (other !== undefined && other !== place) return [place, other];
  }
  return undefined;
}

function residueOf(humanReadablePart: string, symbols: readonly number[]): number {
  const codes = Array.from(humanReadablePart, (character) => character.charCodeAt(0));
  const expanded = [...codes.map((code) => code >> 5), 0, ...codes.map((code) => code & 31), ...symbols];
  return expanded.reduce(step, 1);
}

function step(residue: number, symbol: number): number {
  const top = residue >>> 25;
  const next = ((residue & 0x1ffffff) << 5) ^ symbol;
  return GENERATOR.reduce((sum, generator, bit) => ((top >> bit) & 1 ? sum ^ generator : sum), next);
}

/**
 * Places as a person counts them, in the groups of four in which addresses are shown.
 *
 * @example placesText('bc1qm43n7nn', [5]) // 'character 6 (“4” in group 2, “m43n”)'
 */
export function placesText(address: string, positions: readonly number[]): string {
  const inGroups = groups(address).split(' ');
  return positions
    .map((position) => {
      const group = Math.floor(position / 4);
      return `character ${position + 1} (“${address.charAt(position)}” in group ${group + 1}, “${inGroups[group]}”)`;
    })
    .join(' and ');
}
