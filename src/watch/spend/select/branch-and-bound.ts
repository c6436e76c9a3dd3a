/**
 * Looks for coins whose sum needs no change: within a tolerance above what is needed. A depth-first search over "take
 * it or leave it" from the most valuable coin down, cut where no match can follow, after Bitcoin Core's
 * `SelectCoinsBnB` (Murch 2016). What is needed is asked for each weight, so a match is exact to the satoshi.
 */
import { byValue, MAX_TRIES, type Piece } from './piece.ts';

export interface MatchRequest {
  readonly pieces: readonly Piece[];
  /** Satoshis that inputs of so much weight must bring, fee included; grows with the weight. */
  needed(weight: number): number;
  /** How far above the need a sum may lie: what change would cost. */
  readonly tolerance: number;
  /** What the inputs of a piece cost now beyond what they would cost later; negative when fees are low. */
  costOf(weight: number): number;
  readonly maxWeight: number;
}

/** Positions of the coins that waste least, or undefined when nothing matches. */
export function branchAndBound(request: MatchRequest): readonly number[] | undefined {
  const { needed, tolerance, costOf, maxWeight } = request;
  const order = byValue(request.pieces, ({ weight }) => costOf(weight));
  const pieces = order.map((position) => request.pieces[position]!);
  const chosen: number[] = [];
  let [sum, weight, cost] = [0, 0, 0];
  let remaining = pieces.reduce((total, { amount }) => total + amount, 0);
  let remainingWeight = pieces.reduce((total, piece) => total + piece.weight, 0);
  const costGrows = pieces[0] !== undefined && costOf(pieces[0].weight) > 0;
  let best: { readonly positions: readonly number[]; readonly waste: number } | undefined;
  let place = 0;
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const excess = sum - needed(weight);
    const isMatch = excess >= 0 && excess <= tolerance && weight <= maxWeight;
    // Core takes the later of two equal matches, whose coins are smaller.
    if (isMatch && (best === undefined || cost + excess <= best.waste)) {
      best = { positions: [...chosen], waste: cost + excess };
    }
    const isDeadEnd =
      excess >= 0 ||
      weight > maxWeight ||
      // Every piece is worth more than its inputs cost, so all of them together reach furthest.
      sum + remaining < needed(weight + remainingWeight) ||
      (costGrows && best !== undefined && cost > best.waste);
    if (isDeadEnd) {
      // Back to the piece taken last: leave it this time, and have those after it before us again.
      const last = chosen.pop();
      if (last === undefined) break;
      for (place -= 1; place > last; place--) {
        remaining += pieces[place]!.amount;
        remainingWeight += pieces[place]!.weight;
      }
      const piece = pieces[last]!;
      sum -= piece.amount;
      weight -= piece.weight;
      cost -= costOf(piece.weight);
    } else {
      const piece = pieces[place]!;
      remaining -= piece.amount;
      remainingWeight -= piece.weight;
      if (!repeatsSkipped(pieces, place, chosen.at(-1))) {
        chosen.push(place);
        sum += piece.amount;
        weight += piece.weight;
        cost += costOf(piece.weight);
      }
    }
    place += 1;
  }
  return best?.positions.map((each) => order[each]!);
}

/** Leaving a piece and taking its equal next would only repeat a branch. */
function repeatsSkipped(pieces: readonly Piece[], place: number, taken: number | undefined): boolean {
  if (taken === undefined || taken === place - 1) return false;
  const [piece, before] = [pieces[place]!, pieces[place - 1]!];
  return piece.amount === before.amount && piece.weight === before.weight;
}
