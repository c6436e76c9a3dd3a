/**
 * Xoshiro256** (Blackman and Vigna), seeded as BCR-2024-001 has it. Sender and receiver of an animated code draw the same
 * numbers, and so know which fragments a part mixes. Nothing secret depends on it. The 64-bit words are held as pairs of
 * 32 bits, the higher first.
 */
import { sha256 } from '../../core/hash.ts';

const TWO_32 = 2 ** 32;
const TWO_64 = 2 ** 64;

/** A class only because the state belongs to its steps. */
export class Xoshiro256 {
  /** Four words, eight halves. */
  readonly #state = new Uint32Array(8);

  /** @param seed hashed before it becomes the state. */
  constructor(seed: Uint8Array) {
    const hash = sha256(seed);
    const view = new DataView(hash.buffer, hash.byteOffset, hash.length);
    for (let half = 0; half < 8; half++) this.#state[half] = view.getUint32(half * 4);
  }

  /** The next 64 bits. */
  next(): readonly [high: number, low: number] {
    const state = this.#state;
    const [high1, low1] = [state[2]!, state[3]!];
    const result = times(...rotated(...times(high1, low1, 5), 7), 9);
    mix(state, 4, 0);
    mix(state, 6, 2);
    mix(state, 2, 4);
    mix(state, 0, 6);
    state[4]! ^= (high1 << 17) | (low1 >>> 15);
    state[5]! ^= low1 << 17;
    [state[6], state[7]] = rotated(state[6]!, state[7]!, 45);
    return result;
  }

  /** From 0 up to 1, in the rounding of a double. */
  double(): number {
    const [high, low] = this.next();
    return (high * TWO_32 + low) / TWO_64;
  }

  /** A whole number from `low` to `high`, both included. */
  between(low: number, high: number): number {
    return Math.floor(this.double() * (high - low + 1)) + low;
  }
}

function mix(state: Uint32Array, into: number, from: number): void {
  state[into]! ^= state[from]!;
  state[into + 1]! ^= state[from + 1]!;
}

/** By a factor so small that nothing is lost in a double. */
function times(high: number, low: number, factor: number): [high: number, low: number] {
  const product = low * factor;
  return [(high * factor + Math.floor(product / TWO_32)) >>> 0, product >>> 0];
}

/** To the left, by 1 to 63 but not 32. */
function rotated(high: number, low: number, by: number): [high: number, low: number] {
  const [first, second] = by < 32 ? [high, low] : [low, high];
  const bits = by % 32;
  return [((first << bits) | (second >>> (32 - bits))) >>> 0, ((second << bits) | (first >>> (32 - bits))) >>> 0];
}
