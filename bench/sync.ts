/**
 * Syncing a wallet of thousands of transactions from an Electrum-protocol server: time, memory and requests of the first
 * sync, at three sizes; of the sync after one new block, with the connection kept and anew; and real Electrum on the same
 * server and wallet. Server and clients are processes of their own.
 *
 *     node bench/sync.ts [--json FILE] [--check] [--quick]
 */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { formatCharterFile } from '../src/core/charter/charter-file.ts';
import { findProgram } from '../test/peers/peer.ts';
import { syncElectrum } from './sync/electrum.ts';
import { type Helper, startHelper } from './sync/process.ts';
import { charter } from './sync/wallet.ts';

/** Transactions of the wallet; an address for every five. `--quick` leaves out the largest. */
const SIZES = process.argv.includes('--quick') ? [1_000, 10_000] : [1_000, 10_000, 100_000];
const MAIN_SIZE = 10_000;
/** Blocks that are followed one by one, of which the middle one by its cost is told. */
const BLOCKS = 5;

interface ServerState {
  readonly port: number;
  readonly height: number;
  readonly balance: number;
  readonly requests: Readonly<Record<string, number>>;
}

interface Sync {
  readonly ms: number;
  readonly cpuMs: number;
  readonly megabytes: number;
  readonly balance: number;
  readonly appeared: number;
}

interface Run {
  readonly transactions: number;
  readonly first: Sync;
  readonly requests: number;
  /** After one more block, over the same connection. */
  readonly followed: Sync;
  /** After one more block, by a new process. */
  readonly again: Sync;
  readonly electrum: Awaited<ReturnType<typeof syncElectrum>> | undefined;
}

function requireEqual(found: number | bigint, expected: number, what: string): void {
  if (Number(found) !== expected) throw new Error(`${what} is ${found} where the chain has ${expected}`);
}

async function ask(server: Helper, line: string): Promise<ServerState> {
  server.tell(line);
  return server.answer();
}

async function measure(transactions: number, electrum: string | undefined): Promise<Run> {
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-bench-'));
  const server = startHelper('server.ts', [String(transactions), String(transactions / 5)]);
  try {
    const { port, height, balance } = await server.answer<ServerState>();
    const charterFile = join(folder, 'charter.json');
    writeFileSync(charterFile, formatCharterFile({ charter, cards: [], receipts: [] }));
    const words = [`tcp://127.0.0.1:${port}`, join(folder, 'watch.sqlite'), charterFile];
    const theirs =
      electrum === undefined ? undefined : await syncElectrum(electrum, { port, height, balance: BigInt(balance) });
    await ask(server, 'count');

    const client = startHelper('client.ts', words);
    const first = await client.answer<Sync>();
    requireEqual(first.balance, balance, 'the balance');
    requireEqual(first.appeared, transactions, 'the number of transactions');
    const { requests } = await ask(server, 'count');

    const followed: Sync[] = [];
    for (let block = 0; block < BLOCKS; block++) {
      client.tell('follow');
      await client.answer();
      const grown = await ask(server, 'grow');
      const next = await client.answer<Sync>();
      requireEqual(next.balance, grown.balance, 'the balance after a new block');
      followed.push(next);
    }
    await client.end();

    const more = await ask(server, 'grow');
    const anew = startHelper('client.ts', words);
    const again = await anew.answer<Sync>();
    requireEqual(again.balance, more.balance, 'the balance after another block');
    await anew.end();
    const total = Object.values(requests).reduce((sum, count) => sum + count, 0);
    const middle = followed.toSorted((left, right) => left.cpuMs - right.cpuMs)[Math.floor(BLOCKS / 2)]!;
    return { transactions, first, requests: total, followed: middle, again, electrum: theirs };
  } finally {
    await server.end();
    rmSync(folder, { recursive: true, force: true });
  }
}

if (!existsSync(join(import.meta.dirname, '../dist/watch/sync/sync.js'))) {
  process.stderr.write('Build first: npm run build\n');
  process.exit(2);
}
const program = findProgram('electrum', process.env.PATH);
const runs: Run[] = [];
for (const size of SIZES) runs.push(await measure(size, size === MAIN_SIZE ? program : undefined));

const main = runs.find(({ transactions }) => transactions === MAIN_SIZE)!;
const cost = ({ first, transactions }: Run): number => (first.cpuMs * 1_000) / transactions;
const [smallest, largest] = [runs[0]!, runs.at(-1)!];
const targets: readonly (readonly [name: string, measured: number, most: number])[] = [
  ['megabytes at the peak of the first sync of 10,000', main.first.megabytes, 300],
  ['own work after one new block, ms, at 10,000', main.followed.cpuMs, 50],
  ['cost of a transaction, largest to smallest wallet', cost(largest) / cost(smallest), 1.25],
  ...(main.electrum
    ? [['wall time of the first sync to Electrum’s', main.first.ms / main.electrum.ms, 0.5] as const]
    : []),
];

const whole = (value: number): string => Math.round(value).toLocaleString('en-GB');
const row = (...cells: readonly (string | number)[]): string =>
  cells
    .map((cell, column) =>
      (typeof cell === 'number' ? whole(cell) : cell)[column === 0 ? 'padEnd' : 'padStart'](column === 0 ? 16 : 11),
    )
    .join('');
const lines = [
  'Syncing a 2-of-3 P2WSH wallet from an Electrum-protocol server on this machine',
  `Node ${process.versions.node}, ${availableParallelism()} cores`,
  '',
  row('First sync', 'wall, ms', 'own work', 'µs per tx', 'MB', 'requests'),
  ...runs.map((run) =>
    row(`${whole(run.transactions)} txs`, run.first.ms, run.first.cpuMs, cost(run), run.first.megabytes, run.requests),
  ),
  ...(main.electrum
    ? [row(`Electrum, ${whole(MAIN_SIZE)}`, main.electrum.ms, '', '', main.electrum.megabytes ?? '')]
    : ['Electrum is not installed: not compared']),
  '',
  row('One more block', 'wall, ms', 'own work', '', 'anew, wall', 'own work'),
  ...runs.map((run) =>
    row(`${whole(run.transactions)} txs`, run.followed.ms, run.followed.cpuMs, '', run.again.ms, run.again.cpuMs),
  ),
  '',
  ...targets.map(
    ([name, measured, most]) =>
      `${name.padEnd(52)}${measured.toFixed(2).padStart(8)}  at most ${String(most).padStart(5)}  ${measured <= most ? 'holds' : 'MISSED'}`,
  ),
  '',
  'Own work: processor time of our process. Anew: a new process that opens the store and',
  'connects again; else the connection was kept, with the addresses subscribed to (middle of 5).',
];
process.stdout.write(`${lines.join('\n')}\n`);
const file = process.argv[process.argv.indexOf('--json') + 1];
if (process.argv.includes('--json') && file !== undefined) {
  const json = { runs, targets: targets.map(([name, measured, most]) => ({ name, measured, most })) };
  writeFileSync(
    file,
    `${JSON.stringify(json, (_, value) => (typeof value === 'bigint' ? Number(value) : value), 2)}\n`,
  );
}
if (process.argv.includes('--check') && targets.some(([, measured, most]) => measured > most)) process.exitCode = 1;
