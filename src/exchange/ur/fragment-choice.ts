/** Which fragments a part of an animated code mixes: those of its number first, then by lot (BCR-2024-001). */
import { concatBytes } from '../../core/bytes.ts';
import { uint32 } from './crc32.ts';
import { createSampler, draw, type Sampler } from './sampler.ts';
import { Xoshiro256 } from './xoshiro.ts';

/**
 * The fragments of a part, counted from 0, in no order.
 *
 * @param sequence number of the part, counted from 1. Up to the number of fragments a part is one fragment, beyond it a mix.
 * @param total how many fragments there are.
 * @param checksum CRC-32 of the whole message.
 */
export function chooseFragments(sequence: number, total: number, checksum: number): readonly number[] {
  if (sequence <= total) return [sequence - 1];
  const random = new Xoshiro256(concatBytes(uint32(sequence), uint32(checksum)));
  return drawnFirst(total, chooseDegree(total, random), random);
}

/** How many fragments are mixed: one half as often as two, a third as often as three. */
export function chooseDegree(total: number, random: Xoshiro256): number {
  return draw(degreeSampler(total), random) + 1;
}

/** The first of a shuffled list from 0 to `total - 1`. */
export function drawnFirst(total: number, count: number, random: Xoshiro256): readonly number[] {
  const left = Uint32Array.from({ length: total }, (_, index) => index);
  return Array.from({ length: count }, (_, drawn) => {
    const place = random.between(0, total - drawn - 1);
    const chosen = left[place]!;
    left.copyWithin(place, place + 1, total - drawn);
    return chosen;
  });
}

let latest: { readonly total: number; readonly sampler: Sampler } | undefined;

/** All parts of one code need the same one. */
function degreeSampler(total: number): Sampler {
  if (latest?.total !== total) {
    latest = { total, sampler: createSampler(Array.from({ length: total }, (_, index) => 1 / (index + 1))) };
  }
  return latest.sampler;
}
