/**
 * From all that a session kept to the little that is committed: inputs that together reach what the seeds do not, each cut
 * down as far as it still reaches it, the smallest first, and no more bytes than one target may take.
 */
import { type CoverageMeter, createCoverageMap, type Sample } from './coverage.ts';
import { minimised } from './minimise.ts';
import { FuzzFinding, observe } from './observe.ts';
import type { Input, TargetOf } from './target.ts';

/** Bytes or characters of a target's committed corpus, and of one input in it. */
const BUDGET = 14_000;
const LARGEST = 4_000;
const TRIES = 60;

export function distilled<I extends Input>(
  target: TargetOf<I>,
  kept: readonly I[],
  meter: CoverageMeter,
): readonly I[] {
  const coverage = createCoverageMap();
  const heard = new Set<string>();
  const sampleOf = (input: I): Sample => {
    meter.take(target.watched);
    for (const mark of observe(target, input)) heard.add(mark);
    return meter.take(target.watched);
  };
  const seeds = new Set<I>(target.seeds());
  for (const seed of seeds) coverage.add(sampleOf(seed));

  const chosen: I[] = [];
  let left = BUDGET;
  for (const input of kept.filter((each) => !seeds.has(each)).toSorted((a, b) => a.length - b.length)) {
    if (input.length > LARGEST) break;
    const before = heard.size;
    const sample = sampleOf(input);
    const gain = coverage.gain(sample);
    if (gain === 0 && heard.size === before) continue;
    const small = gain === 0 ? input : minimised(input, (smaller) => reaches(smaller, gain), TRIES);
    coverage.add(sample);
    left -= small.length;
    if (left < 0) break;
    chosen.push(small);
  }
  return chosen;

  function reaches(smaller: I, gain: number): boolean {
    try {
      return coverage.gain(sampleOf(smaller)) >= gain;
    } catch (error) {
      if (error instanceof FuzzFinding) return false;
      throw error;
    }
  }
}
