/** Randomness for tests: looks random to every check, and is the same in each run. */
import { createHash } from 'node:crypto';

/** A source that hands out the SHA-256 of a seed and a counter, block after block. */
export function seededSource(seed: string): (length: number) => Uint8Array {
  let counter = 0;
  let left = new Uint8Array();
  return (length) => {
    while (left.length < length) {
      const block = createHash('sha256').update(`${seed} ${counter++}`).digest();
      left = Uint8Array.from([...left, ...block]);
    }
    const drawn = left.slice(0, length);
    left = left.slice(length);
    return drawn;
  };
}
