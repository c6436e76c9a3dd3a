/**
 * Looks for coins whose sum needs no change: within a tolerance above what is needed. A depth-first search over "take
 * it or leave it" from the largest coin down, cut where no match can follow, after Bitcoin Core's `SelectCoinsBnB`
 * (Murch 2016). Pure; used by `select.ts`.
 */

export interface MatchRequest {
  /** In falling order, each worth more than its input. */
  readonly amounts: readonly bigint[];
  /** What so many coins must bring, fee included; grows with their number. */
  needed(count: number): bigint;
  /** How far above the need a sum may lie: what change would cost. */
  readonly tolerance: bigint;
  /** What an input costs now beyond what it would cost later; negative when fees are low. */
  readonly costOfInput: bigint;
}

/** Steps after which the best match so far is taken: some milliseconds. */
const MAX_STEPS = 100_000;

/** Positions of the coins that waste least, or undefined when nothing matches. */
export function branchAndBound({
  amounts,
  needed,
  tolerance,
  costOfInput,
}: MatchRequest): readonly number[] | undefined {
  const chosen: number[] = [];
  let sum = 0n;
  let remaining = amounts.reduce((total, amount) => total + amount, 0n);
  let best: { readonly positions: readonly number[]; readonly waste: bigint } | undefined;
  let position = 0;
  for (let step = 0; step < MAX_STEPS; step++) {
    const need = needed(chosen.length);
    const excess = sum - need;
    const waste = BigInt(chosen.length) * costOfInput;
    if (excess >= 0n && excess <= tolerance && (best === undefined || waste + excess < best.waste)) {
      best = { positions: [...chosen], waste: waste + excess };
    }
    const isDeadEnd =
      sum + remaining < need || excess >= 0n || (best !== undefined && costOfInput > 0n && waste > best.waste);
    if (isDeadEnd) {
      // Back to the coin taken last: leave it this time, and have those after it before us again.
      const last = chosen.pop();
      if (last === undefined) break;
      for (position -= 1; position > last; position--) remaining += amounts[position]!;
      sum -= amounts[last]!;
    } else {
      const amount = amounts[position]!;
      remaining -= amount;
      // Leaving a coin and taking its equal next would only repeat a branch.
      const isRepeat = position > 0 && chosen.at(-1) !== position - 1 && amounts[position - 1] === amount;
      if (!isRepeat) {
        chosen.push(position);
        sum += amount;
      }
    }
    position += 1;
  }
  return best?.positions;
}
