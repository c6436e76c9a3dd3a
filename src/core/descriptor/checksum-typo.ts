/**
 * Where a descriptor was probably mistyped. The checksum is linear, so the difference between the one found and the one
 * computed depends on the wrong character and its place alone, and every place is tried in one pass. Called by
 * `checksum.ts` when a checksum does not match; a person compares the place with the original, nothing is corrected.
 */
import {
  CHECKSUM_LENGTH,
  checksumResidue,
  checksumSymbols,
  INPUT_CHARSET,
  nextResidue,
  type Residue,
  residueOfText,
} from './polymod.ts';

/** One character that explains a wrong checksum. */
export interface Typo {
  /** Position in the body, from 0. */
  readonly index: number;
  readonly found: string;
  readonly expected: string;
}

/** Longer texts get no hint: the search takes 95 trials a character. */
const LONGEST_SEARCHED = 4_096;

/** What each bit of one symbol adds to the checksum. */
type Weight = readonly Residue[];

/**
 * Finds the one substitution in the body that makes the given checksum right. Any two descriptors with valid checksums
 * differ in at least four symbols, so a second explanation by one character is next to impossible and the first is given.
 */
export function likelyTypo(body: string, checksum: string): Typo | undefined {
  if (body.length > LONGEST_SEARCHED) return undefined;
  const places = Array.from(body, (character) => INPUT_CHARSET.indexOf(character));
  const target = xor(residueOfText(checksum), checksumResidue(places));
  const weights = symbolWeights(checksumSymbols(places).length);
  for (let index = 0; index < places.length; index++) {
    const expected = substitution(places, index, weights, target);
    if (expected !== undefined) {
      return { index, found: body.charAt(index), expected: INPUT_CHARSET.charAt(expected) };
    }
  }
  return undefined;
}

/** The other place in the character set that a single wrong character at `index` should have had. */
function substitution(
  places: readonly number[],
  index: number,
  weights: readonly Weight[],
  target: Residue,
): number | undefined {
  const inThree = index % 3;
  const first = index - inThree;
  const count = Math.min(3, places.length - first);
  const three = places.slice(first, first + count);
  const firstSymbol = (first / 3) * 4;
  const own = weights[firstSymbol + inThree]!;
  const group = weights[firstSymbol + count]!;
  const groupFactor = 3 ** (count - 1 - inThree);
  const groups = three.reduce((sum, place) => sum * 3 + (place >> 5), 0);
  const place = places[index]!;
  for (let other = 0; other < INPUT_CHARSET.length; other++) {
    const otherGroups = groups + ((other >> 5) - (place >> 5)) * groupFactor;
    const change = xor(times(own, (place ^ other) & 31), times(group, groups ^ otherGroups));
    if (other !== place && change.high === target.high && change.low === target.low) return other;
  }
  return undefined;
}

/** For each symbol position, what its five bits become by the end of the computation. */
function symbolWeights(symbols: number): Weight[] {
  let bits: Weight = [0, 1, 2, 3, 4].map((bit) => ({ high: 0, low: 1 << bit }));
  for (let filler = 0; filler < CHECKSUM_LENGTH; filler++) bits = bits.map((residue) => nextResidue(residue, 0));
  const weights: Weight[] = [];
  for (let position = symbols - 1; position >= 0; position--) {
    weights[position] = bits;
    bits = bits.map((residue) => nextResidue(residue, 0));
  }
  return weights;
}

function times(weight: Weight, symbol: number): Residue {
  let high = 0;
  let low = 0;
  for (let bit = 0; bit < 5; bit++) {
    if (((symbol >> bit) & 1) === 0) continue;
    high ^= weight[bit]!.high;
    low ^= weight[bit]!.low;
  }
  return { high, low };
}

function xor(left: Residue, right: Residue): Residue {
  return { high: left.high ^ right.high, low: left.low ^ right.low };
}
