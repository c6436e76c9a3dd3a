/**
 * Makes an input smaller as long as it stays interesting: cuts pieces out, large ones first. Finds the few bytes that
 * matter in a crash, and keeps the committed corpus small.
 */
import { concatBytes } from '../../src/core/bytes.ts';
import type { Input } from './target.ts';

/** The shortest input found within so many tries. `isInteresting` is never asked about the input itself. */
export function minimised<I extends Input>(input: I, isInteresting: (smaller: I) => boolean, tries: number): I {
  let best = input;
  let left = tries;
  for (let size = best.length >> 1; size >= 1 && left > 0; size >>= 1) {
    for (let begin = 0; begin < best.length && left > 0; ) {
      const smaller = withoutPart(best, begin, begin + size);
      left -= 1;
      if (isInteresting(smaller)) best = smaller;
      else begin += size;
    }
  }
  return best;
}

function withoutPart<I extends Input>(input: I, begin: number, end: number): I {
  if (typeof input === 'string') return (input.slice(0, begin) + input.slice(end)) as I;
  return concatBytes(input.subarray(0, begin), input.subarray(end)) as I;
}
