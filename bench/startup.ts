/**
 * How long a person waits for `icehouse --version` and `--help`: wall time of the built program, from nothing to its end,
 * beside an empty Node program and the real Electrum.
 */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';

const PROGRAM = join(import.meta.dirname, '../dist/cli/main.js');
const ROUNDS = 15;
/** Milliseconds that neither may take. */
const WANTED = 150;

if (!existsSync(PROGRAM)) {
  process.stderr.write('Build first: npm run build\n');
  process.exit(2);
}

const contenders: readonly (readonly [string, string, readonly string[]])[] = [
  ['icehouse --version', process.execPath, [PROGRAM, '--version']],
  ['icehouse --help', process.execPath, [PROGRAM, '--help']],
  ['icehouse sign --help', process.execPath, [PROGRAM, 'sign', '--help']],
  ['node, empty program', process.execPath, ['-e', '']],
  ...(existsSync('/usr/bin/electrum')
    ? [['electrum --version', '/usr/bin/electrum', ['version', '--offline']] as const]
    : []),
];

const times = contenders.map((): number[] => []);
for (let round = 0; round < ROUNDS; round++) {
  for (const [position, [, program, words]] of contenders.entries()) {
    const start = performance.now();
    const { status } = spawnSync(program, words, { stdio: 'ignore' });
    if (status !== 0) throw new Error(`${program} ended with ${status}`);
    times[position]!.push(performance.now() - start);
  }
}

process.stdout.write('Start-up, wall time in milliseconds\n\n');
process.stdout.write(`${''.padEnd(24)}${'best'.padStart(10)}${'median'.padStart(10)}${'target'.padStart(10)}\n`);
let missed = false;
for (const [position, [name]] of contenders.entries()) {
  const sorted = times[position]!.sort((left, right) => left - right);
  const median = sorted[Math.floor(ROUNDS / 2)]!;
  const isOurs = position < 2;
  missed ||= isOurs && median > WANTED;
  const target = isOurs ? `< ${WANTED}` : '';
  process.stdout.write(
    `${name.padEnd(24)}${sorted[0]!.toFixed(0).padStart(10)}${median.toFixed(0).padStart(10)}${target.padStart(10)}\n`,
  );
}
process.exit(missed && process.argv.includes('--check') ? 1 : 0);
