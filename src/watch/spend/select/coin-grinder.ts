/**
 * Looks for the lightest coins that bring a sum with change: what to do when fees are high. A depth-first search like
 * `branch-and-bound.ts`, cut where no lighter set can follow, after Bitcoin Core's `CoinGrinder` (Murch 2024).
 */
import { byValue, MAX_TRIES, type Piece } from './piece.ts';

export interface GrinderRequest {
  readonly pieces: readonly Piece[];
  /** Satoshis that the values must add up to, the budget for change included. */
  readonly target: number;
  readonly maxWeight: number;
}

export interface Ground {
  /** The lightest set, and of equally light ones the one that binds least money. */
  readonly positions: readonly number[];
  /** Sets that were looked at; {@link MAX_TRIES} means that the search was cut off and the set may not be the lightest. */
  readonly tries: number;
}

/** The lightest coins that suffice, or undefined when none within the weight do. */
export function coinGrinder({ pieces, target, maxWeight }: GrinderRequest): Ground | undefined {
  const order = byValue(pieces);
  const sorted = order.map((position) => pieces[position]!);
  const { valueAfter, lightestAfter, total } = lookAhead(sorted);
  if (sorted.length === 0 || total < target) return undefined;

  const chosen: number[] = [];
  let [value, weight, tries, next] = [0, 0, 0, 0];
  let best: readonly number[] | undefined;
  let [bestWeight, bestValue] = [maxWeight, Number.POSITIVE_INFINITY];
  const drop = (): number => {
    const last = chosen.pop()!;
    value -= sorted[last]!.value;
    weight -= sorted[last]!.weight;
    return last;
  };
  /** What to do after the piece at `tail` was taken: go on with it, without it, or without the one before it. */
  const judge = (tail: number): 'explore' | 'shift' | 'cut' => {
    const piece = sorted[tail]!;
    const lightest = lightestAfter[tail]!;
    const withoutIt = piece.weight <= lightest ? 'cut' : 'shift';
    if (value + valueAfter[tail]! < target) return 'cut';
    if (weight > bestWeight) return withoutIt;
    if (value >= target) {
      if (weight < bestWeight || value < bestValue) {
        [best, bestWeight, bestValue] = [[...chosen], weight, value];
      }
      return 'shift';
    }
    // Later pieces are no more valuable than this one, so at least so many of them are still missing.
    const missing = Math.floor((target - value + piece.value - 1) / piece.value);
    return best !== undefined && weight + lightest * missing > bestWeight ? withoutIt : 'explore';
  };

  search: for (;;) {
    const tail = next;
    chosen.push(tail);
    value += sorted[tail]!.value;
    weight += sorted[tail]!.weight;
    next = tail + 1;
    tries += 1;
    const move = judge(tail);
    if (tries >= MAX_TRIES) break;
    if (move === 'explore' && next < sorted.length) continue;
    if (move === 'cut' || next === sorted.length) drop();
    do {
      if (chosen.length === 0) break search;
      next = drop() + 1;
      // An equal of the piece just left out is no lighter than it and would repeat the branch.
      while (next < sorted.length && sorted[next]!.value === sorted[next - 1]!.value) next += 1;
    } while (next === sorted.length);
  }
  return best && { positions: best.map((place) => order[place]!), tries };
}

/** For each place: the values of all pieces after it together, and the weight of the lightest of them. */
function lookAhead(sorted: readonly Piece[]) {
  const valueAfter = new Float64Array(sorted.length);
  const lightestAfter = new Float64Array(sorted.length);
  let [total, lightest] = [0, Number.POSITIVE_INFINITY];
  for (let place = sorted.length - 1; place >= 0; place--) {
    valueAfter[place] = total;
    lightestAfter[place] = lightest;
    total += sorted[place]!.value;
    lightest = Math.min(lightest, sorted[place]!.weight);
  }
  return { valueAfter, lightestAfter, total };
}
