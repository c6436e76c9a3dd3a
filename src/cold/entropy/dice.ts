/**
 * Dice and coins that a person has thrown, as a second source of entropy for `mix.ts`. They are never used alone, so a
 * poor die harms nothing; what they are worth is nevertheless stated as the least that their own counts allow.
 */
import { IcehouseError } from '../../core/errors.ts';

export type RollMeans = 'dice' | 'coins';

/** Bits of entropy behind a mnemonic of 12, 15, 18, 21 or 24 words. */
export type Strength = 128 | 160 | 192 | 224 | 256;

/** Throws that were accepted; built by {@link readRolls} only. */
export interface Rolls {
  readonly means: RollMeans;
  /** Digits `1` to `6`, or the letters `h` and `t`, in the order thrown and without separators: a secret. */
  readonly faces: string;
  /** What fair throws are worth: log2(6) bits for a die, one for a coin. */
  readonly fairBits: number;
  /**
   * What they are worth to somebody who knows exactly how often each face came up, as of a biased die: the binary
   * logarithm of the number of orders in which these faces can be thrown. Always below {@link fairBits}.
   */
  readonly bits: number;
}

const FACES: { readonly [means in RollMeans]: string } = { dice: '123456', coins: 'ht' };

const SEPARATORS = /[\s,;.\-_/|]+/gu;

const MOST_CHARACTERS = 5_000;

/** Fair throws pass this share of the strength all but once in a hundred thousand times; a loaded die does not. */
const LEAST_SHARE = 0.75;

/** How many throws are needed: as many bits as the strength, of which one may be missing (99 dice hold 255.9 bits). */
export function rollsNeeded(means: RollMeans, strength: Strength): number {
  return means === 'coins' ? strength : Math.ceil((strength - 1) / Math.log2(FACES.dice.length));
}

export interface RollOptions {
  readonly means: RollMeans;
  readonly strength: Strength;
}

/**
 * Reads throws as a person types them: digits 1 to 6, or h and t for heads and tails, with any spaces, commas, dashes and
 * line breaks between them, so that several dice thrown at once can be typed as a group. 50 dice suffice for 128 bits, 99
 * for 256.
 *
 * Refused are too few throws, throws worth too little by their own counts (all sixes), and obvious patterns. NOT found:
 * throws made up with some care, which is why they are mixed with the machine's randomness.
 *
 * @throws IcehouseError `entropy/not-a-roll`, `entropy/too-many-rolls`, `entropy/too-few-rolls`, `entropy/biased-rolls`,
 * `entropy/patterned-rolls`. None of them holds the throws.
 */
export function readRolls(text: string, { means, strength }: RollOptions): Rolls {
  if (text.length > MOST_CHARACTERS) {
    throw refusal('too-many-rolls', 'there are more throws than can be used', {
      found: `${text.length} characters`,
      expected: `at most ${MOST_CHARACTERS} characters`,
    });
  }
  const faces = text.toLowerCase().replace(SEPARATORS, '');
  const isFace = (character: string) => FACES[means].includes(character);
  const wrong = Array.from(faces).findIndex((character) => !isFace(character));
  if (wrong >= 0) {
    throw refusal('not-a-roll', `throw ${wrong + 1} is none`, {
      at: `throw ${wrong + 1}`,
      expected: means === 'dice' ? 'digits from 1 to 6' : 'h for heads and t for tails',
    });
  }
  const needed = rollsNeeded(means, strength);
  if (faces.length < needed) {
    throw refusal('too-few-rolls', `${strength} bits need more throws`, {
      found: `${faces.length} throws`,
      expected: `at least ${needed} throws`,
    });
  }
  const bits = log2Orders(faces);
  if (bits < strength * LEAST_SHARE) {
    throw refusal('biased-rolls', 'some faces came up far too often for a fair throw', {
      found: `at least ${Math.floor(bits)} bits`,
      expected: `at least ${strength * LEAST_SHARE} bits`,
    });
  }
  if (isPatterned(faces, FACES[means])) {
    throw refusal('patterned-rolls', 'these throws follow a pattern', {});
  }
  return { means, faces, fairBits: faces.length * Math.log2(FACES[means].length), bits };
}

/** log2(n! / (c1! c2! …)): the number of orders with the same counts. */
function log2Orders(faces: string): number {
  const counts = new Map<string, number>();
  for (const face of faces) counts.set(face, (counts.get(face) ?? 0) + 1);
  return [...counts.values()].reduce((bits, count) => bits - log2Factorial(count), log2Factorial(faces.length));
}

function log2Factorial(count: number): number {
  let bits = 0;
  for (let factor = 2; factor <= count; factor++) bits += Math.log2(factor);
  return bits;
}

/**
 * Whether the throws repeat or mirror themselves, or climb in steps. Fair throws of the number needed trip over any of
 * these less than once in a million times.
 */
function isPatterned(faces: string, alphabet: string): boolean {
  const sequence = Array.from(faces, (face) => alphabet.indexOf(face));
  if (agreement(sequence, sequence.toReversed()) > 0.9) return true;
  const longestPeriod = Math.floor(sequence.length / 2);
  const isCyclic = Array.from({ length: longestPeriod }, (_, index) => index + 1).some(
    (period) => agreement(sequence.slice(period), sequence) > limit(sequence.length - period, alphabet.length),
  );
  if (isCyclic || alphabet.length === 2) return isCyclic;
  // A die that climbs by the same step each time; for a coin, a step is a repetition or an alternation, found above.
  return Array.from({ length: alphabet.length }, (_, step) => step).some((step) => {
    const climbed = sequence.map((face) => (face + step) % alphabet.length);
    return agreement(sequence.slice(1), climbed) > limit(sequence.length - 1, alphabet.length);
  });
}

/** The share of places in which the shorter sequence agrees with the longer. */
function agreement(shorter: readonly number[], longer: readonly number[]): number {
  return shorter.filter((face, index) => face === longer[index]).length / shorter.length;
}

/** Six standard deviations above the agreement of independent throws, and half a place more. */
function limit(places: number, alphabetSize: number): number {
  const chance = 1 / alphabetSize;
  return chance + 6 * Math.sqrt((chance * (1 - chance)) / places) + 0.5 / places;
}

function refusal(
  what: string,
  message: string,
  details: { readonly at?: string; readonly found?: string; readonly expected?: string },
): IcehouseError {
  return new IcehouseError({
    code: `entropy/${what}`,
    message,
    next: 'throw again, and type exactly what came up: an honest throw is better than an even-looking one',
    ...details,
  });
}
