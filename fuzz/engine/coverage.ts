/**
 * Which parts of our code have run, from V8 itself: precise block coverage over the inspector of this very process. The
 * counters go back to zero with each look, so one look tells what ran since the last. Blocks are only counted in code
 * that is loaded after the start: start first, then import what is to be watched.
 */
import { type Profiler, Session } from 'node:inspector';

/** One function that ran: its place, and the ranges inside it that did not. */
interface FunctionRun {
  readonly key: string;
  /** Ascending and disjoint: begin, end, begin, end … in characters of the source. */
  readonly holes: readonly number[];
  /** Begin and end of every range that V8 told apart. */
  readonly ranges: readonly (readonly [begin: number, end: number])[];
}

/** What ran between two looks. */
export type Sample = readonly FunctionRun[];

export interface CoverageMeter {
  /** What ran since the last call, in modules whose address holds `watched` and is not that of a package. */
  readonly take: (watched?: string) => Sample;
}

let meter: CoverageMeter | undefined;

/** Starts counting, once for the process. */
export function startCoverage(): CoverageMeter {
  meter ??= connect();
  return meter;
}

function connect(): CoverageMeter {
  const session = new Session();
  session.connect();
  let failure: Error | null = null;
  let answer: Profiler.TakePreciseCoverageReturnType = { result: [] };
  // A session of the own thread answers before `post` returns.
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: true, detailed: true }, (error) => {
    failure = error;
  });
  const take: CoverageMeter['take'] = (watched = '/src/') => {
    session.post('Profiler.takePreciseCoverage', (error, result) => {
      failure = error;
      answer = result;
    });
    if (failure !== null) throw failure;
    return answer.result
      .filter(({ url }) => url.includes(watched) && !url.includes('node_modules'))
      .flatMap(functionsOf);
  };
  take();
  return { take };
}

function functionsOf({ scriptId, functions }: Profiler.ScriptCoverage): FunctionRun[] {
  return functions.flatMap(({ ranges }): FunctionRun[] => {
    const [whole] = ranges;
    if (whole === undefined || whole.count === 0) return [];
    const holes = ranges.filter(({ count }) => count === 0);
    return [
      {
        key: `${scriptId}:${whole.startOffset}-${whole.endOffset}`,
        holes: disjoint(holes.map(({ startOffset, endOffset }) => [startOffset, endOffset] as const)),
        ranges: ranges.map(({ startOffset, endOffset }) => [startOffset, endOffset] as const),
      },
    ];
  });
}

function disjoint(ranges: readonly (readonly [number, number])[]): number[] {
  const flat: number[] = [];
  for (const [begin, end] of ranges.toSorted((left, right) => left[0] - right[0])) {
    const last = flat.at(-1) ?? -1;
    if (begin > last) flat.push(begin, end);
    else if (end > last) flat[flat.length - 1] = end;
  }
  return flat;
}

/** What is covered so far, for one target. */
export interface CoverageMap {
  /** How much of the sample never ran before, in characters of the source; 0 when nothing is new. */
  readonly gain: (sample: Sample) => number;
  readonly add: (sample: Sample) => void;
  /** Ranges known and run: functions, branches, loop bodies. */
  readonly blocks: () => number;
}

interface Known {
  /** Never run so far, in the form of {@link FunctionRun.holes}. */
  holes: readonly number[];
  readonly ranges: Map<string, readonly [begin: number, end: number]>;
}

export function createCoverageMap(): CoverageMap {
  const functions = new Map<string, Known>();
  const gainOf = ({ key, holes, ranges }: FunctionRun): number => {
    const known = functions.get(key);
    if (known !== undefined) return extent(known.holes) - extent(shared(known.holes, holes));
    const [begin, end] = ranges[0]!;
    return end - begin - extent(holes);
  };
  return {
    gain: (sample) => sample.reduce((total, run) => total + gainOf(run), 0),
    add: (sample) => {
      for (const { key, holes, ranges } of sample) {
        const known: Known = functions.get(key) ?? { holes, ranges: new Map() };
        known.holes = shared(known.holes, holes);
        for (const range of ranges) known.ranges.set(range.join('-'), range);
        functions.set(key, known);
      }
    },
    blocks: () => {
      let count = 0;
      for (const { holes, ranges } of functions.values()) {
        for (const range of ranges.values()) if (extent(shared(holes, range)) < range[1] - range[0]) count += 1;
      }
      return count;
    },
  };
}

/** What two lists of ranges have in common. */
function shared(left: readonly number[], right: readonly number[]): number[] {
  const common: number[] = [];
  let l = 0;
  let r = 0;
  while (l < left.length && r < right.length) {
    const begin = Math.max(left[l]!, right[r]!);
    const end = Math.min(left[l + 1]!, right[r + 1]!);
    if (begin < end) common.push(begin, end);
    if (left[l + 1]! < right[r + 1]!) l += 2;
    else r += 2;
  }
  return common;
}

function extent(ranges: readonly number[]): number {
  let total = 0;
  for (let index = 0; index < ranges.length; index += 2) total += ranges[index + 1]! - ranges[index]!;
  return total;
}
