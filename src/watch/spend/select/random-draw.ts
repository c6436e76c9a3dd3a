/**
 * Draws coins by chance until they suffice with change: nobody can tell from them what else the wallet holds. After
 * Bitcoin Core's `SelectCoinsSRD`.
 */
import type { QuickRandom } from '../random.ts';
import type { Piece } from './piece.ts';

export interface DrawRequest {
  readonly pieces: readonly Piece[];
  /** Satoshis that the values must add up to, the budget for change included. */
  readonly target: number;
  readonly maxWeight: number;
  readonly random: QuickRandom;
}

/** Positions of coins that suffice, or undefined when the draw found none within the weight. */
export function randomDraw({ pieces, target, maxWeight, random }: DrawRequest): readonly number[] | undefined {
  /** From the most valuable to the least (among equals the heaviest last), to drop it where the weight grows too large. */
  const drawn: number[] = [];
  let [value, weight] = [0, 0];
  for (const position of random.shuffled(pieces.map((_, each) => each))) {
    drawn.splice(placeFor(pieces, drawn, position), 0, position);
    value += pieces[position]!.value;
    weight += pieces[position]!.weight;
    while (weight > maxWeight) {
      const least = pieces[drawn.pop()!]!;
      value -= least.value;
      weight -= least.weight;
    }
    if (value >= target) return drawn;
  }
  return undefined;
}

function placeFor(pieces: readonly Piece[], drawn: readonly number[], position: number): number {
  const { value, weight } = pieces[position]!;
  let [low, high] = [0, drawn.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    const piece = pieces[drawn[middle]!]!;
    if (piece.value > value || (piece.value === value && piece.weight <= weight)) low = middle + 1;
    else high = middle;
  }
  return low;
}
