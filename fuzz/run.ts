/**
 * `npm run fuzz`: looks for inputs that break a rule until it is stopped. Exit code 1 when it found one. With
 * `--replay FILE` it runs a single input again, without coverage, and lets the exception through.
 */
import { readFileSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { startCoverage } from './engine/coverage.ts';
import { decodeInput } from './engine/files.ts';
import { observe } from './engine/observe.ts';
import { takeTurns } from './engine/turns.ts';
import { startWatchdog } from './engine/watchdog.ts';
import { TARGETS } from './targets.ts';

const USAGE = `node fuzz/run.ts [--target NAME]... [--seconds N] [--seed N] [--keep]
node fuzz/run.ts --target NAME --replay FILE

  --target   one of: ${Object.keys(TARGETS).join(', ')}; all when left out
  --seconds  for all targets together; until ctrl-C when left out
  --seed     a whole number; the same seed and number of runs give the same inputs
  --keep     write what was found useful to fuzz/corpus/
`;

const say = (line: string): void => {
  process.stdout.write(`${line}\n`);
};

process.exitCode = await main();

async function main(): Promise<number> {
  const { values } = parseArgs({
    options: {
      target: { type: 'string', multiple: true },
      seconds: { type: 'string' },
      seed: { type: 'string' },
      keep: { type: 'boolean', default: false },
      replay: { type: 'string' },
      help: { type: 'boolean', default: false },
    },
  });
  const names = values.target ?? Object.keys(TARGETS);
  const numbers = [values.seconds, values.seed].filter((text) => text !== undefined);
  const isUsable = names.every((name) => name in TARGETS) && numbers.every((text) => /^\d{1,9}$/.test(text));
  if (values.help || !isUsable) {
    say(USAGE);
    return values.help ? 0 : 2;
  }
  if (values.replay !== undefined) return replay(names, values.replay);

  const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
  const meter = startCoverage();
  const targets = await Promise.all(names.map(async (name) => (await TARGETS[name]!()).target));
  say(`${targets.length} ${targets.length === 1 ? 'target' : 'targets'}, seed ${seed}; ctrl-C ends it`);
  let isStopped = false;
  process.on('SIGINT', () => {
    isStopped = true;
  });
  const watchdog = startWatchdog();
  const findings = await takeTurns({
    targets,
    meter,
    seed,
    seconds: values.seconds === undefined ? undefined : Number(values.seconds),
    keep: values.keep,
    watchdog,
    isStopped: () => isStopped,
    say,
  });
  await watchdog.stop();
  say(findings === 0 ? 'no finding' : `${findings} ${findings === 1 ? 'finding' : 'findings'}`);
  return findings === 0 ? 0 : 1;
}

async function replay(names: readonly string[], path: string): Promise<number> {
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) {
    say(USAGE);
    return 2;
  }
  const { target } = await TARGETS[name]!();
  const file = readFileSync(path);
  const marks =
    target.kind === 'bytes' ? observe(target, decodeInput('bytes', file)) : observe(target, decodeInput('text', file));
  say(`${name}: ${marks.join(', ')}`);
  return 0;
}
