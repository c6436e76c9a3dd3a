/**
 * The ways to choose that are tried: the four of Bitcoin Core (an exact match without change, the lightest coins when
 * fees are high, close sums found by chance, and coins drawn by chance), and two plain ones beside them, the smallest
 * coin that suffices and the largest coins first. Each gives a set of coins; which one is best is `select.ts`'s question.
 */
import { feeFor } from '../fee-rate.ts';
import { quickRandom } from '../random.ts';
import { branchAndBound } from './branch-and-bound.ts';
import { changeTarget, LEAST_CHANGE } from './change-target.ts';
import { coinGrinder } from './coin-grinder.ts';
import type { Group } from './groups.ts';
import { knapsack } from './knapsack.ts';
import { byValue, type Piece } from './piece.ts';
import { randomDraw } from './random-draw.ts';
import { type Amount, MAX_VIRTUAL_SIZE, type Selection, type SelectionRequest, type Terms } from './request.ts';
import { costOfChange, costOfInput, feeOfChange, settle } from './settle.ts';

/** How many coins `knapsack` may throw in all: with very many coins its attempts become fewer. */
const MOST_THROWS = 4_000_000;

/** The answers of all ways, each whole and exact; empty when the coins do not suffice. */
export function waysToPay<Coin extends Amount>(
  request: SelectionRequest<Coin>,
  groups: readonly Group<Coin>[],
): readonly Selection<Coin>[] {
  const { rate, longTermRate } = request;
  const random = quickRandom(request.random);
  const base = feeFor(request.sizes.whole(0, 'without change'), rate);
  const target = Number(request.target + base);
  const feeForChange = Number(feeOfChange(request));
  const change = changeTarget(Math.floor(Number(request.target) / (request.payments ?? 1)), random) + feeForChange;
  const limits = { pieces: groups, maxWeight: maxWeight(request), random };
  const largest = byValue(groups);
  const suffices = (position: number): boolean => groups[position]!.value >= target + change;
  const smallest = largest.findLast(suffices);

  const sets = [
    exactMatch(request, groups),
    rate > 3n * longTermRate ? coinGrinder({ ...limits, target: target + change })?.positions : undefined,
    knapsack({ ...limits, target, changeTarget: change, attempts: attemptsFor(groups.length) }),
    randomDraw({ ...limits, target: target + LEAST_CHANGE + feeForChange }),
    smallest === undefined ? undefined : [smallest],
  ];
  const settled = sets.flatMap((positions) => {
    const coins = positions?.flatMap((position) => groups[position]!.coins);
    const selection = coins && settle(request, coins);
    return selection ? [selection] : [];
  });
  const plain = largestFirst(
    request,
    largest.map((position) => groups[position]!),
  );
  // Small change is left to those ways that know when it cannot be helped; it is better than no payment.
  const good = plain.filter((each) => each.change === undefined || each.change >= LEAST_CHANGE);
  return settled.length + good.length > 0 ? [...settled, ...good] : plain;
}

function attemptsFor(count: number): number {
  return Math.max(10, Math.min(1_000, Math.floor(MOST_THROWS / Math.max(1, count))));
}

/** What inputs may weigh, change being made. */
function maxWeight({ sizes }: Terms): number {
  return (MAX_VIRTUAL_SIZE - sizes.whole(0, 'with change') - 1) * 4;
}

function exactMatch(terms: Terms, pieces: readonly Piece[]): readonly number[] | undefined {
  const { target, rate, sizes } = terms;
  const perInput = Number(costOfInput(terms));
  const known: number[] = [];
  const needed = (weight: number): number => {
    const count = weight / sizes.inputWeight;
    known[count] ??= Number(target + feeFor(sizes.whole(count, 'without change'), rate));
    return known[count];
  };
  return branchAndBound({
    pieces,
    needed,
    tolerance: Number(costOfChange(terms)),
    costOf: (weight) => (weight / sizes.inputWeight) * perInput,
    maxWeight: maxWeight(terms),
  });
}

/** Takes the most valuable coins until they suffice, and goes on until there is good change: both are answers. */
function largestFirst<Coin extends Amount>(terms: Terms, descending: readonly Group<Coin>[]): Selection<Coin>[] {
  const answers: Selection<Coin>[] = [];
  const { target, rate, sizes } = terms;
  const coins: Coin[] = [];
  let sum = 0;
  for (const group of descending) {
    coins.push(...group.coins);
    sum += group.amount;
    if (sum < Number(target + feeFor(sizes.whole(coins.length, 'without change'), rate))) continue;
    const answer = settle(terms, [...coins]);
    if (answer === undefined) continue;
    answers.push(answer);
    if ((answer.change ?? 0n) >= LEAST_CHANGE || answer.virtualSize > MAX_VIRTUAL_SIZE) break;
  }
  return answers;
}
