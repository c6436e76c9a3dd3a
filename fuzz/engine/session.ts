/**
 * The fuzzing of one target: draws plans, carries them out, watches each run, and keeps what reached new code or showed
 * something new. The same target, seed and number of runs give the same session, as nothing here asks the clock.
 */
import fc from 'fast-check';
import { type CoverageMeter, createCoverageMap, type Sample } from './coverage.ts';
import { minimised } from './minimise.ts';
import { FuzzFinding, LIMITS, type Limits, observe } from './observe.ts';
import { carriedOut, plansFor } from './plan.ts';
import type { Input, TargetOf } from './target.ts';

export interface SessionOptions<I extends Input> {
  readonly seed: number;
  readonly meter: CoverageMeter;
  /** Inputs beside the target's own seeds: the committed corpus. */
  readonly corpus?: readonly I[];
  readonly limits?: Limits;
  /** Told each input before it runs. */
  readonly beforeRun?: (input: I) => void;
}

/** An input that broke a rule, as small as it could be made. */
export interface Finding<I extends Input = Input> {
  readonly input: I;
  readonly error: FuzzFinding;
}

export interface SessionState<I extends Input> {
  readonly runs: number;
  /** Functions, branches and loop bodies that ran. */
  readonly blocks: number;
  /** How often each mark was seen. */
  readonly marks: ReadonlyMap<string, number>;
  /** Everything kept, seeds first. */
  readonly corpus: readonly I[];
}

export interface Session<I extends Input> {
  /** Goes on for so many runs, or up to a finding; after a finding the session is over. */
  readonly advance: (runs: number) => Finding<I> | undefined;
  readonly state: () => SessionState<I>;
}

/** Runs between two looks at the coverage; a look takes some milliseconds. */
const BATCH = { light: 64, heavy: 4 } as const;
/** Larger inputs run but are not kept: they make everything after them slow. */
const LARGEST_KEPT = 16 * 1024;
const CUT_DOWN_RUNS = 60;

/** How many runs may be spent on making a finding small; few where each of them takes seconds. */
function effort({ kind }: FuzzFinding): number {
  return kind === 'too-slow' || kind === 'too-much-memory' ? 12 : 400;
}

/** Another seed for each slice, so that neighbouring seeds share none. */
function mixed(seed: number, slice: number): number {
  return Math.imul(Math.imul(seed, 0x9e3779b1) ^ slice, 0x85ebca6b);
}

export function createSession<I extends Input>(target: TargetOf<I>, options: SessionOptions<I>): Session<I> {
  const { meter, limits = LIMITS, beforeRun } = options;
  const plans = plansFor(target);
  const coverage = createCoverageMap();
  const marks = new Map<string, number>();
  const corpus: I[] = [];
  const starts = [...target.seeds(), ...(options.corpus ?? [])];
  let pending: I[] = [];
  let runs = 0;
  let slices = 0;
  let latest: I | undefined;

  const run = (input: I): boolean => {
    latest = input;
    beforeRun?.(input);
    runs += 1;
    let isNews = false;
    for (const mark of observe(target, input, limits)) {
      const count = marks.get(mark) ?? 0;
      if (count === 0) isNews = true;
      marks.set(mark, count + 1);
    }
    return isNews;
  };
  const take = (): Sample => meter.take(target.watched);
  const keep = (input: I): void => {
    if (input.length <= LARGEST_KEPT && !corpus.includes(input)) corpus.push(input);
  };

  /** A large input that found something is worth keeping for what it found, if that fits into a small one. */
  const cutDown = (input: I, gain: number): I => {
    if (input.length <= LARGEST_KEPT) return input;
    const reaches = (smaller: I): boolean => {
      run(smaller);
      return coverage.gain(take()) >= gain;
    };
    return minimised(input, reaches, CUT_DOWN_RUNS);
  };

  /** Finds the inputs of a batch that ran something new, by halves. */
  const harvest = (inputs: readonly I[], sample: Sample): void => {
    const [only] = inputs;
    if (only === undefined || coverage.gain(sample) === 0) return;
    if (inputs.length === 1) {
      keep(cutDown(only, coverage.gain(sample)));
      coverage.add(sample);
      return;
    }
    const middle = inputs.length >> 1;
    for (const half of [inputs.slice(0, middle), inputs.slice(middle)]) {
      for (const input of half) run(input);
      harvest(half, take());
    }
    // What ran once and never again, such as the filling of a cache, is no reason to look for it for ever.
    coverage.add(sample);
  };

  const attempt = (input: I): void => {
    if (run(input)) keep(input);
    pending.push(input);
    if (pending.length < BATCH[target.pace]) return;
    const batch = pending;
    pending = [];
    harvest(batch, take());
  };

  const begin = (): Finding<I> | undefined => {
    take();
    for (const input of starts.splice(0)) {
      try {
        run(input);
      } catch (error) {
        if (error instanceof FuzzFinding) return { input, error };
        throw error;
      }
      corpus.push(input);
      coverage.add(take());
    }
    return undefined;
  };

  const failure = (input: I): FuzzFinding | undefined => {
    try {
      run(input);
      return undefined;
    } catch (error) {
      if (error instanceof FuzzFinding) return error;
      throw error;
    }
  };

  /** One property of fast-check for a slice of runs; when it breaks, fast-check looks for fewer edits that break it. */
  const slice = (count: number): Finding<I> | undefined => {
    let left = count;
    let shrinking = 0;
    let finding: Finding<I> | undefined;
    const property = fc.property(plans, (plan) => {
      const input = carriedOut(plan, corpus);
      if (finding === undefined) {
        left -= 1;
        try {
          attempt(input);
          return;
        } catch (error) {
          if (!(error instanceof FuzzFinding)) throw error;
          // An input of the batch may break a rule when it runs again, which then is what was found.
          finding = { input: latest ?? input, error };
          shrinking = latest === input ? effort(error) : 0;
          throw error;
        }
      }
      shrinking -= 1;
      const error = shrinking > 0 ? failure(input) : undefined;
      if (error === undefined) return;
      finding = { input, error };
      throw error;
    });
    slices += 1;
    const details = fc.check(property, { seed: mixed(options.seed, slices), numRuns: left });
    if (finding !== undefined || !details.failed) return finding;
    throw details.errorInstance;
  };

  const advance = (count: number): Finding<I> | undefined => {
    const finding = begin() ?? slice(count);
    if (finding === undefined) return undefined;
    let { error } = finding;
    const breaks = (smaller: I): boolean => {
      const other = failure(smaller);
      if (other?.kind === error.kind) error = other;
      return other?.kind === error.kind;
    };
    const input = minimised(finding.input, breaks, effort(error));
    return { input, error };
  };

  return {
    advance,
    state: () => ({ runs, blocks: coverage.blocks(), marks, corpus }),
  };
}
