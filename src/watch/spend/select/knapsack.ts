/**
 * Looks by chance for coins whose sum lies close above a target or far enough above it for good change, after Bitcoin
 * Core's first algorithm, `KnapsackSolver`. It finds little that the searches miss, but it finds it in any wallet.
 */
import type { QuickRandom } from '../random.ts';
import { byValue, type Piece } from './piece.ts';

export interface KnapsackRequest {
  readonly pieces: readonly Piece[];
  /** Satoshis that the values must add up to. */
  readonly target: number;
  /** What is wanted above the target when it is not met exactly. */
  readonly changeTarget: number;
  readonly maxWeight: number;
  readonly random: QuickRandom;
  /** Attempts at each of the two sums; Bitcoin Core's 1,000 unless said otherwise. */
  readonly attempts?: number;
}

/** Positions of coins that suffice, or undefined when none within the weight do. */
export function knapsack(request: KnapsackRequest): readonly number[] | undefined {
  const { pieces, target, changeTarget, maxWeight, random } = request;
  const order = random
    .shuffled(pieces.map((_, position) => position))
    .filter((position) => pieces[position]!.weight <= maxWeight);
  const exact = order.find((position) => pieces[position]!.value === target);
  if (exact !== undefined) return [exact];

  const isLarge = (position: number) => pieces[position]!.value >= target + changeTarget;
  // The first of equals in a shuffled order: one of them by chance.
  const smallestLarge = order
    .filter(isLarge)
    .reduce<number | undefined>(
      (least, each) => (least === undefined || pieces[each]!.value < pieces[least]!.value ? each : least),
      undefined,
    );
  const large = smallestLarge === undefined ? undefined : [smallestLarge];
  const small = order.filter((position) => !isLarge(position));
  const total = totalValue(pieces, small);
  if (total === target && totalWeight(pieces, small) <= maxWeight) return small;
  if (total < target) return large;

  const inOrder = small.map((position) => pieces[position]!);
  const sorted = byValue(inOrder).map((place) => small[place]!);
  const best = closest(request, sorted, total);
  const { sum } = best;
  const chosen = sorted.filter((_, place) => best.isTaken[place] === 1);
  const barelyEnough = sum !== target && sum < target + changeTarget;
  if (smallestLarge !== undefined && (barelyEnough || pieces[smallestLarge]!.value <= sum)) return large;
  return totalWeight(pieces, chosen) <= maxWeight ? chosen : large;
}

interface Subset {
  readonly isTaken: Uint8Array;
  readonly sum: number;
}

/** The target as closely as possible; where it is not met to the satoshi, good change above it is better. */
function closest(request: KnapsackRequest, sorted: readonly number[], total: number): Subset {
  const { target, changeTarget } = request;
  const best = closestAbove(request, sorted, total, target);
  if (best.sum === target || total < target + changeTarget) return best;
  return closestAbove(request, sorted, total, target + changeTarget);
}

/**
 * Throws a coin for each piece until the sum is reached, takes pieces that it left out where that does not suffice, and
 * gives back each that was one too many; the best of all attempts counts.
 */
function closestAbove(
  { pieces, maxWeight, random, attempts = 1_000 }: KnapsackRequest,
  sorted: readonly number[],
  total: number,
  wanted: number,
): Subset {
  const count = sorted.length;
  const values = Float64Array.from(sorted, (position) => pieces[position]!.value);
  const weights = Float64Array.from(sorted, (position) => pieces[position]!.weight);
  const best = new Uint8Array(count).fill(1);
  const taken = new Uint8Array(count);
  let bestSum = total;
  for (let attempt = 0; attempt < attempts && bestSum !== wanted; attempt++) {
    taken.fill(0);
    let [sum, weight] = [0, 0];
    let isReached = false;
    for (let pass = 0; pass < 2 && !isReached; pass++) {
      let bits = 0;
      for (let place = 0; place < count; place++) {
        if (pass === 0) {
          if (place % 32 === 0) bits = random.bits32();
          const isHeads = (bits & 1) === 1;
          bits >>>= 1;
          if (!isHeads) continue;
        } else if (taken[place] === 1) continue;
        taken[place] = 1;
        sum += values[place]!;
        weight += weights[place]!;
        if (sum < wanted || weight > maxWeight) continue;
        isReached = true;
        if (sum < bestSum) {
          bestSum = sum;
          best.set(taken);
        }
        taken[place] = 0;
        sum -= values[place]!;
        weight -= weights[place]!;
      }
    }
  }
  return { isTaken: best, sum: bestSum };
}

const totalValue = (pieces: readonly Piece[], positions: readonly number[]): number =>
  positions.reduce((sum, position) => sum + pieces[position]!.value, 0);

const totalWeight = (pieces: readonly Piece[], positions: readonly number[]): number =>
  positions.reduce((sum, position) => sum + pieces[position]!.weight, 0);
