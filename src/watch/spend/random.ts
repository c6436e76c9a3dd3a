/**
 * Chance as an argument, so that a test can decide it. What hangs on it is privacy only: the order of outputs and now and
 * then an older lock time.
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
