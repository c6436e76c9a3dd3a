/**
 * `npm run crash`: kills a working desk again and again and looks whether everything that was told to be done is there. Exit
 * code 1 when something was not.
 */
import { parseArgs } from 'node:util';
import { runRounds, type Tally } from './rounds.ts';

const USAGE = `node test/crash/run.ts [--rounds N] [--seed N] [--lanes N]

  --rounds   kills; 10000 when left out, ctrl-C ends it earlier
  --seed     a whole number; the same seed plans the same kills
  --lanes    desks that work side by side; 2 when left out
`;

const say = (line: string): void => void process.stdout.write(`${line}\n`);

process.exitCode = await main();

async function main(): Promise<number> {
  const text = { type: 'string' } as const;
  const { values } = parseArgs({ options: { rounds: text, seed: text, lanes: text, help: { type: 'boolean' } } });
  const numbers = [values.rounds, values.seed, values.lanes].filter((each) => each !== undefined);
  if (values.help || !numbers.every((each) => /^\d{1,9}$/.test(each))) {
    say(USAGE);
    return values.help ? 0 : 2;
  }
  const rounds = Number(values.rounds ?? 10_000);
  const seed = Number(values.seed ?? Date.now() % 1_000_000_000);
  const stop = new AbortController();
  process.once('SIGINT', () => stop.abort());
  say(`${rounds} rounds, seed ${seed}; ctrl-C ends it`);
  const started = performance.now();
  const onRound = ({ rounds: done, steps }: Tally) => {
    if (done % 100 !== 0) return;
    const seconds = Math.round((performance.now() - started) / 1000);
    say(`${String(done).padStart(6)} kills, ${steps} steps told and found, ${seconds} s`);
  };
  try {
    const tally = await runRounds({ rounds, seed, lanes: Number(values.lanes ?? 2), signal: stop.signal, onRound });
    report(tally);
    return 0;
  } catch (error) {
    say(error instanceof Error ? error.message : String(error));
    return 1;
  }
}

function report({ rounds, steps, byPoint, byKind }: Tally): void {
  say(`\n${rounds} kills, ${steps} steps told to be done, all found; no file and no store half way`);
  for (const counts of [byKind, byPoint]) {
    say('');
    for (const [name, times] of [...counts].sort(([left], [right]) => (left < right ? -1 : 1)))
      say(`${String(times).padStart(6)}  ${name}`);
  }
}
