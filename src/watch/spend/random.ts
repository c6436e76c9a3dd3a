/**
 * Chance as an argument, so that a test can decide it. What hangs on it is privacy only: which coins are chosen, the
 * order of outputs and now and then an older lock time.
 */

/** A whole number from 0 to `limit` - 1, each as likely as the other; `crypto.randomInt` is one. */
export type RandomBelow = (limit: number) => number;

/** A copy in random order (Fisher and Yates). */
export function shuffled<Item>(items: readonly Item[], random: RandomBelow): Item[] {
  const result = [...items];
  for (let last = result.length - 1; last > 0; last--) {
    const place = random(last + 1);
    [result[last], result[place]] = [result[place]!, result[last]!];
  }
  return result;
}

/** Quick chance for searches that ask for it millions of times. Good for no key: it can be foretold. */
export interface QuickRandom {
  bits32(): number;
  /** @param limit at most 2^32. */
  below(limit: number): number;
  shuffled<Item>(items: readonly Item[]): Item[];
}

/** Bob Jenkins' small fast counter (sfc32), begun with 96 bits of the chance that was given. */
export function quickRandom(random: RandomBelow): QuickRandom {
  let [a, b, c, counter] = [random(2 ** 32) | 0, random(2 ** 32) | 0, random(2 ** 32) | 0, 1];
  const bits32 = (): number => {
    const result = (((a + b) | 0) + counter) | 0;
    counter = (counter + 1) | 0;
    a = b ^ (b >>> 9);
    b = (c + (c << 3)) | 0;
    c = (((c << 21) | (c >>> 11)) + result) | 0;
    return result >>> 0;
  };
  for (let round = 0; round < 12; round++) bits32();
  // A multiplication is even to one part in 2^32 divided by the limit, which is enough for an order of coins.
  const below = (limit: number): number => Math.floor((bits32() / 2 ** 32) * limit);
  return { bits32, below, shuffled: (items) => shuffled(items, below) };
}
