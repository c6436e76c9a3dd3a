/**
 * What all benchmarks share: measuring several ways of doing one thing in turns, so that a busy moment of the machine
 * does not fall on one of them alone, and printing the result for people (at most 80 columns) and for programs.
 */
import { writeFileSync } from 'node:fs';
import { availableParallelism, cpus } from 'node:os';

/** One way of doing the work. */
export interface Contender {
  readonly name: string;
  /** Units of work that one call of `run` does: addresses, signatures, inputs. */
  readonly units: number;
  /** Does the work of one round; `round` counts from 0, for inputs that were not seen before. */
  readonly run: (round: number) => unknown;
}

export interface Measurement {
  readonly name: string;
  /** Of the fastest round: other processes only ever slow a round down. */
  readonly perSecond: number;
  /** Of the middle round: what to expect on a machine that does other things too. */
  readonly medianPerSecond: number;
  readonly rounds: number;
}

/** Runs every contender once to warm up and then `rounds` times in turns. */
export async function measureInTurns(
  contenders: readonly Contender[],
  { rounds = 5 }: { readonly rounds?: number } = {},
): Promise<readonly Measurement[]> {
  const speeds = contenders.map((): number[] => []);
  for (let round = -1; round < rounds; round++) {
    for (const [position, { run, units }] of contenders.entries()) {
      const start = performance.now();
      await run(round + 1);
      const seconds = (performance.now() - start) / 1_000;
      if (round >= 0) speeds[position]!.push(units / seconds);
    }
  }
  return contenders.map(({ name }, position) => {
    const sorted = speeds[position]!.sort((left, right) => right - left);
    return { name, perSecond: sorted[0]!, medianPerSecond: sorted[Math.floor(rounds / 2)]!, rounds };
  });
}

/** A ratio that is promised. */
export interface Target {
  readonly name: string;
  readonly wanted: number;
  readonly measured: number;
}

export interface Report {
  /** What was measured, with its unit, as a heading. */
  readonly title: string;
  readonly unit: string;
  readonly measurements: readonly Measurement[];
  /** The measurement that the last column compares with. */
  readonly reference: Measurement;
  readonly targets: readonly Target[];
  readonly notes?: readonly string[];
}

/**
 * Prints a report. `--json FILE` among the arguments also writes it for programs, `--check` makes a missed target the
 * exit code 1.
 */
export function printReport(report: Report, args: readonly string[] = process.argv.slice(2)): void {
  const { title, unit, measurements, reference, targets, notes = [] } = report;
  const lines = [
    title,
    `Node ${process.versions.node}, ${availableParallelism()} cores, ${machine()}`,
    '',
    row('', `${unit}/s`, 'median', 'µs each', 'ratio'),
    ...measurements.map((each) =>
      row(
        each.name,
        whole(each.perSecond),
        whole(each.medianPerSecond),
        whole(1e6 / each.perSecond),
        (each.perSecond / reference.perSecond).toFixed(2),
      ),
    ),
    '',
    ...targets.map(
      ({ name, measured, wanted }) =>
        `${name.padEnd(45)}${measured.toFixed(2).padStart(8)}  wanted ${wanted.toFixed(2).padStart(5)}  ${verdict({ name, measured, wanted })}`,
    ),
    ...notes.map((note) => `\n${note}`),
  ];
  console.log(lines.join('\n'));
  const file = args[args.indexOf('--json') + 1];
  if (args.includes('--json') && file !== undefined)
    writeFileSync(file, `${JSON.stringify(asJson(report), null, 2)}\n`);
  if (args.includes('--check') && targets.some((target) => !holds(target))) process.exitCode = 1;
}

function holds({ measured, wanted }: Target): boolean {
  return measured >= wanted;
}

function verdict(target: Target): string {
  return holds(target) ? 'holds' : 'MISSED';
}

function row(name: string, ...columns: readonly string[]): string {
  return name.padEnd(40) + columns.map((column) => column.padStart(9)).join('');
}

function whole(value: number): string {
  return Math.round(value).toLocaleString('en-GB');
}

function machine(): string {
  return (cpus()[0]?.model ?? 'an unknown processor').trim().slice(0, 50);
}

function asJson({ title, unit, measurements, targets }: Report): Record<string, unknown> {
  return {
    title,
    unit,
    node: process.versions.node,
    platform: `${process.platform}-${process.arch}`,
    processor: machine(),
    cores: availableParallelism(),
    measurements,
    targets: targets.map((target) => ({ ...target, holds: holds(target) })),
  };
}
