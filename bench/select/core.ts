/**
 * Bitcoin Core's choice of coins as `ChooseSelectionResult` makes it (version 28 on), with its defaults: Branch and Bound,
 * the knapsack solver with 1,000 attempts on coins of any worth, CoinGrinder above three times the long-term rate, and a
 * single random draw; fees counted for each input rounded up, the least waste wins, and of equals the one with more inputs.
 */
import { feeFor } from '../../src/watch/spend/fee-rate.ts';
import type { QuickRandom } from '../../src/watch/spend/random.ts';
import { branchAndBound } from '../../src/watch/spend/select/branch-and-bound.ts';
import { changeTarget, LEAST_CHANGE } from '../../src/watch/spend/select/change-target.ts';
import { coinGrinder } from '../../src/watch/spend/select/coin-grinder.ts';
import { knapsack } from '../../src/watch/spend/select/knapsack.ts';
import type { Piece } from '../../src/watch/spend/select/piece.ts';
import { randomDraw } from '../../src/watch/spend/select/random-draw.ts';
import { type Amount, MAX_VIRTUAL_SIZE, type Terms } from '../../src/watch/spend/select/request.ts';
import { costOfChange, costOfInput, feeOfChange, smallestChange } from '../../src/watch/spend/select/settle.ts';

export function coreChoice<Coin extends Amount>(
  terms: Terms,
  coins: readonly Coin[],
  random: QuickRandom,
): readonly Coin[] | undefined {
  const { sizes, rate, longTermRate } = terms;
  const inputFee = Number(feeFor(sizes.input, rate));
  const weight = sizes.input * 4;
  const all = coins.map(({ amount }): Piece => ({ amount: Number(amount), value: Number(amount) - inputFee, weight }));
  const worthwhile = all.flatMap(({ value }, position) => (value > 0 ? [position] : []));
  const pieces = worthwhile.map((position) => all[position]!);
  const target = Number(terms.target + feeFor(sizes.whole(0, 'without change'), rate));
  const changeFee = Number(feeOfChange(terms));
  const aim = changeTarget(Math.floor(Number(terms.target) / (terms.payments ?? 1)), random) + changeFee;
  const maxWeight = (MAX_VIRTUAL_SIZE - sizes.whole(0, 'with change')) * 4;
  const perInput = Number(costOfInput(terms));
  const count = (of: number) => of / weight;

  const exact = branchAndBound({
    pieces,
    needed: (of) => target + count(of) * inputFee,
    tolerance: Number(costOfChange(terms)),
    costOf: (of) => count(of) * perInput,
    maxWeight,
  });
  const ofWorthwhile = [
    exact,
    rate > 3n * longTermRate ? coinGrinder({ pieces, target: target + aim, maxWeight })?.positions : undefined,
    randomDraw({ pieces, target: target + LEAST_CHANGE + changeFee, maxWeight, random }),
  ].map((positions) => positions?.map((position) => worthwhile[position]!));
  const sets = [...ofWorthwhile, knapsack({ pieces: all, target, changeTarget: aim, maxWeight, random })];

  const waste = (positions: readonly number[]): number => {
    const excess = positions.reduce((sum, position) => sum + all[position]!.value, 0) - target;
    const hasChange = excess - changeFee >= Number(smallestChange(terms));
    return positions.length * perInput + (hasChange ? Number(costOfChange(terms)) : excess);
  };
  const [best] = sets
    .flatMap((positions) => (positions ? [{ positions, waste: waste(positions) }] : []))
    .sort((left, right) => left.waste - right.waste || right.positions.length - left.positions.length);
  return best?.positions.map((position) => coins[position]!);
}
