/**
 * How many slips of the pen lie between two words: the optimal string alignment distance, in which a letter left out,
 * added, changed, or exchanged with its neighbour counts one. Serves the suggestions of `words.ts` and `checksum.ts`.
 */

/** Compares by Unicode characters. Costs the product of the two lengths; callers keep words short. */
export function editDistance(from: string, to: string): number {
  const source = [...from];
  const target = [...to];
  let beforeLast: readonly number[] = [];
  let last: readonly number[] = Array.from({ length: target.length + 1 }, (_, column) => column);
  for (const [row, letter] of source.entries()) {
    const current = [row + 1];
    for (const [column, wanted] of target.entries()) {
      const changed = last[column]! + (letter === wanted ? 0 : 1);
      const best = Math.min(changed, last[column + 1]! + 1, current[column]! + 1);
      const isExchanged =
        row > 0 && column > 0 && letter === target[column - 1] && source[row - 1] === wanted && letter !== wanted;
      current.push(isExchanged ? Math.min(best, beforeLast[column - 1]! + 1) : best);
    }
    beforeLast = last;
    last = current;
  }
  return last[target.length]!;
}
