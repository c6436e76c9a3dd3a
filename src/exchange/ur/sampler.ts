/**
 * Draws indices by weight, by the alias method of Vose. The order in which small and large weights are taken is that of
 * BCR-2024-001, as both sides must draw alike.
 */
import type { Xoshiro256 } from './xoshiro.ts';

export interface Sampler {
  readonly probabilities: readonly number[];
  readonly aliases: readonly number[];
}

/** @param weights positive; they need not add up to 1. */
export function createSampler(weights: readonly number[]): Sampler {
  const count = weights.length;
  const sum = weights.reduce((total, weight) => total + weight, 0);
  const scaled = weights.map((weight) => (weight * count) / sum);
  const probabilities = new Array<number>(count).fill(1);
  const aliases = new Array<number>(count).fill(0);
  const descending = scaled.map((_, index) => count - 1 - index);
  const small = descending.filter((index) => scaled[index]! < 1);
  const large = descending.filter((index) => scaled[index]! >= 1);
  while (small.length > 0 && large.length > 0) {
    const less = small.pop()!;
    const more = large.pop()!;
    probabilities[less] = scaled[less]!;
    aliases[less] = more;
    scaled[more]! += scaled[less]! - 1;
    (scaled[more]! < 1 ? small : large).push(more);
  }
  return { probabilities, aliases };
}

export function draw({ probabilities, aliases }: Sampler, random: Xoshiro256): number {
  const index = Math.floor(probabilities.length * random.double());
  return random.double() < probabilities[index]! ? index : aliases[index]!;
}
