/**
 * A run over several targets in turns, so that a short one reaches all of them and a long one neglects none. A target with
 * a finding sits out the rest. Tells its progress every ten seconds and does not hurry anybody.
 */
import type { CoverageMeter } from './coverage.ts';
import { distilled } from './distil.ts';
import { decodeInput, encodeInput, readCorpus, writeCorpus, writeCrash } from './files.ts';
import { createSession, type Finding, type Session } from './session.ts';
import type { Input, Target, TargetOf } from './target.ts';
import type { Watchdog } from './watchdog.ts';

export interface TurnsOptions {
  readonly targets: readonly Target[];
  readonly meter: CoverageMeter;
  readonly seed: number;
  /** For all targets together; without end when left out. */
  readonly seconds?: number | undefined;
  /** Whether the committed corpus is written anew at the end. */
  readonly keep?: boolean;
  readonly watchdog: Watchdog;
  readonly isStopped: () => boolean;
  readonly say: (line: string) => void;
}

const TURN_SECONDS = 10;
const SLICE = { light: 256, heavy: 16 } as const;

/** One target on its way, with its type of input hidden. */
interface Runner {
  readonly name: string;
  readonly advance: () => Finding | undefined;
  readonly line: () => string;
  readonly keep: () => number;
  seconds: number;
  finding: Finding | undefined;
}

/** Gives the number of findings. */
export async function takeTurns(options: TurnsOptions): Promise<number> {
  const { targets, say, seconds = Number.POSITIVE_INFINITY } = options;
  const runners = targets.map((target) => runnerOf(target, options));
  const turn = Math.min(TURN_SECONDS, seconds / runners.length);
  const end = now() + seconds;
  let told = now();
  const isOver = () => options.isStopped() || now() >= end || runners.every(({ finding }) => finding);
  while (!isOver()) {
    for (const runner of runners) {
      if (runner.finding || isOver()) continue;
      const begun = now();
      while (!runner.finding && !isOver() && now() < begun + turn) {
        runner.finding = runner.advance();
        // A breath for signals: everything else here is one long computation.
        await new Promise(setImmediate);
      }
      runner.seconds += now() - begun;
      if (runner.finding) tell(runner.name, runner.finding, say);
      if (now() - told < TURN_SECONDS - 1 && !runner.finding) continue;
      told = now();
      say(runner.line());
    }
  }
  say('');
  for (const runner of runners) {
    say(runner.line());
    if (options.keep && !runner.finding) say(`${' '.repeat(14)}${runner.keep()} inputs in the committed corpus`);
  }
  return runners.filter(({ finding }) => finding).length;
}

function runnerOf(target: Target, options: TurnsOptions): Runner {
  return target.kind === 'bytes'
    ? runnerFor(
        target,
        readCorpus(target.name).map((file) => decodeInput('bytes', file)),
        options,
      )
    : runnerFor(
        target,
        readCorpus(target.name).map((file) => decodeInput('text', file)),
        options,
      );
}

function runnerFor<I extends Input>(target: TargetOf<I>, corpus: readonly I[], options: TurnsOptions): Runner {
  const { meter, seed, watchdog } = options;
  const beforeRun = (input: I) => watchdog.beforeRun(target.name, input);
  const session: Session<I> = createSession(target, { seed, meter, corpus, beforeRun });
  const runner: Runner = {
    name: target.name,
    seconds: 0,
    finding: undefined,
    advance: () => session.advance(SLICE[target.pace]),
    line: () => {
      const { runs, blocks, corpus: kept } = session.state();
      const rate = Math.round(runs / Math.max(runner.seconds, 0.001));
      const columns = [`${group(runs)} runs`, `${group(rate)}/s`, `${group(blocks)} blocks`, `${kept.length} inputs`];
      return `${target.name.padEnd(13)} ${columns.map((column) => column.padStart(14)).join('')}`;
    },
    keep: () => {
      const inputs = distilled(target, session.state().corpus, meter);
      writeCorpus(target.name, inputs);
      return inputs.length;
    },
  };
  return runner;
}

function tell(target: string, { input, error }: Finding, say: (line: string) => void): void {
  const path = writeCrash(target, encodeInput(input));
  say('');
  say(`FINDING in ${target}: ${error.kind}: ${error.message}`);
  if (error.cause instanceof Error && error.cause.stack !== undefined) say(error.cause.stack);
  say(`  input  ${path} (${input.length} ${typeof input === 'string' ? 'characters' : 'bytes'})`);
  say(`  again  node fuzz/run.ts --target ${target} --replay ${path}`);
  say('');
}

function now(): number {
  return performance.now() / 1_000;
}

function group(count: number): string {
  return count.toLocaleString('en');
}
