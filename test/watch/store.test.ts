import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  mkdtempSync,
  openSync,
  readFileSync,
  rmSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import type { Transaction } from '../../src/core/tx/types.ts';
import { parseHeader } from '../../src/watch/spv/header.ts';
import { migrate, openStore } from '../../src/watch/store/open.ts';
import { MIGRATIONS } from '../../src/watch/store/schema.ts';
import { openSqlite } from '../../src/watch/store/sqlite.ts';
import type { Store } from '../../src/watch/store/store.ts';
import { GENESIS, mineHeader, paymentFromOutside, spend } from './world/blocks.ts';
import { at, familyCharter, NOW } from './world/family.ts';

const charter = familyCharter();
const charterId = charter.id;
const time = NOW.toISOString();
const scan = { height: 0, at: time, where: 'tcp://test:1' };
const scripts = [0, 1].map((index) => at(charter, 'receive', index));

let folder: string;
let path: string;
let store: Store;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'icehouse-store-'));
  path = join(folder, 'watch.sqlite');
  store = await openStore(path);
  await store.wallets.add({ charterId, network: 'regtest', charterFile: '{"charter":1}', at: time });
});

afterEach(async () => {
  await store.close();
  rmSync(folder, { recursive: true });
});

const reopened = async (): Promise<Store> => {
  await store.close();
  store = await openStore(path);
  return store;
};

const code = (expected: string) => expect.objectContaining({ name: 'IcehouseError', code: expected });

const pay = (amount: bigint, index = 0): Transaction =>
  paymentFromOutside([{ amount: sats(amount), scriptPubKey: scripts[index]!.scriptPubKey }]);

const seen = (transaction: Transaction) => ({
  txid: txidOf(transaction),
  bytes: serializeTransaction(transaction),
  transaction,
});

async function record(...transactions: Transaction[]): Promise<void> {
  const sightings = transactions.map((each) => ({
    txid: txidOf(each),
    seen: 'mempool' as const,
    height: undefined,
    proof: undefined,
  }));
  await store.scans.record({ charterId, scripts, transactions: transactions.map(seen), sightings, scan });
}

describe('the file', () => {
  it('is for its owner alone and keeps what was written', async () => {
    expect(statSync(path).mode & 0o777).toBe(0o600);
    await record(pay(5n));
    const again = await reopened();
    expect(await again.wallets.list()).toEqual([
      { charterId, network: 'regtest', charterFile: '{"charter":1}', lastScan: scan },
    ]);
    expect(await again.ledger.coins(charterId)).toMatchObject([{ amount: 5n, state: 'unconfirmed' }]);
  });

  it('is synced at every commit, with a log and foreign keys', async () => {
    await store.close();
    const database = openSqlite(path);
    expect(database.get('PRAGMA synchronous')).toEqual({ synchronous: 2n });
    expect(database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1n });
    const tables = database.all(
      "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'",
    );
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter((table) => table.strict !== 1n)).toEqual([]);
    database.close();
    store = await openStore(path);
  });

  it('serves one at a time, and says so', async () => {
    await expect(openStore(path)).rejects.toThrow(code('store/locked'));
    // And in another process.
    const program = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/watch/store/open.ts'))};
      openStore(${JSON.stringify(path)}).then(() => console.log('open'), (error) => console.log(error.code));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    const said = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data) => resolve(String(data).trim())),
    );
    expect(said).toBe('store/locked');
  });

  it('survives its process being killed after a commit', async () => {
    await store.close();
    const program = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/watch/store/open.ts'))};
      const store = await openStore(${JSON.stringify(path)});
      for (let index = 0; ; index++) { await store.addresses.handOut('${charterId}', 'receive', index); console.log(index); }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    let lines = '';
    child.stdout.on('data', (data) => {
      lines += String(data);
      if (lines.length > 200) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.once('close', resolve));
    const acknowledged = Number(lines.trimEnd().split('\n').at(-1));
    store = await openStore(path);
    expect(acknowledged).toBeGreaterThan(10);
    expect((await store.addresses.keychains(charterId)).receive.handedOut).toBeGreaterThanOrEqual(acknowledged);
  });

  it('of something else is left alone', async () => {
    const text = join(folder, 'letter.txt');
    writeFileSync(text, 'Dear Bob, this is long enough to be looked at as a database file by SQLite. '.repeat(20));
    const before = readFileSync(text);
    await expect(openStore(text)).rejects.toThrow(code('store/not-a-store'));
    expect(readFileSync(text)).toEqual(before);

    const foreign = join(folder, 'browser.sqlite');
    const database = new DatabaseSync(foreign);
    database.exec('CREATE TABLE cookies (name TEXT)');
    database.close();
    await expect(openStore(foreign)).rejects.toThrow(code('store/not-a-store'));
  });

  it('that cannot be there is refused with its place', async () => {
    await expect(openStore(join(folder, 'no', 'where.sqlite'))).rejects.toThrow(code('store/cannot-open'));
    await expect(openStore(folder)).rejects.toMatchObject({
      code: 'store/cannot-open',
      at: folder,
      kind: 'environment',
    });
  });

  it('of a later version is refused', async () => {
    await store.close();
    const database = new DatabaseSync(path);
    database.exec("INSERT INTO migration (version, name) VALUES (99, 'the future')");
    database.close();
    await expect(openStore(path)).rejects.toThrow(code('store/newer'));
    const again = new DatabaseSync(path);
    again.exec('DELETE FROM migration WHERE version = 99');
    again.close();
    store = await openStore(path);
  });

  it('that is damaged is refused and not touched', async () => {
    await record(...Array.from({ length: 200 }, (_, index) => pay(BigInt(index))));
    await store.close();
    const file = openSync(path, 'r+');
    for (let page = 3; page < 12; page++) writeSync(file, Buffer.alloc(2_000, 0xa5), 0, 2_000, page * 4096);
    closeSync(file);
    await expect(openStore(path)).rejects.toThrow(code('store/damaged'));
    truncateSync(path, 0);
    store = await openStore(path);
  });

  it('in a place that may not be written to is refused', async () => {
    await expect(openStore('/sys/icehouse.sqlite')).rejects.toThrow(code('store/read-only'));
  });

  it('keeps the old state when the disk is full', async () => {
    await record(pay(5n));
    await store.close();
    const database = openSqlite(path);
    const pages = database.get('PRAGMA page_count')?.page_count;
    database.exec(`PRAGMA max_page_count = ${pages}`);
    const insert = () =>
      database.transaction(() => {
        database.run("UPDATE wallet SET charter_file = 'half'");
        database.run(
          'INSERT INTO tx (txid, bytes, is_coinbase) VALUES (?, ?, 0)',
          'ff'.repeat(32),
          new Uint8Array(1_000_000),
        );
      });
    expect(insert).toThrow(code('store/disk-full'));
    database.exec('PRAGMA max_page_count = 1000000');
    expect(database.get('SELECT charter_file FROM wallet')).toEqual({ charter_file: '{"charter":1}' });
    insert();
    expect(database.get('SELECT charter_file FROM wallet')).toEqual({ charter_file: 'half' });
    database.close();
    store = await openStore(path);
  });
});

describe('migrations', () => {
  it('back the file up before they touch it, and happen whole or not at all', async () => {
    await record(pay(5n));
    await store.close();
    const database = openSqlite(path);
    const broken = {
      version: 2,
      name: 'half way',
      sql: 'CREATE TABLE more (x TEXT) STRICT; CREATE TABLE wallet (x TEXT);',
    };
    expect(() => migrate(database, path, [...MIGRATIONS, broken])).toThrow();
    expect(database.get("SELECT count(*) AS number FROM sqlite_schema WHERE name = 'more'")).toEqual({ number: 0n });
    const good = { version: 2, name: 'more', sql: 'CREATE TABLE more (x TEXT) STRICT;' };
    migrate(database, path, [...MIGRATIONS, good]);
    migrate(database, path, [...MIGRATIONS, good]);
    expect(database.all('SELECT version, name FROM migration')).toEqual([
      { version: 1n, name: 'the first tables' },
      { version: 2n, name: 'more' },
    ]);
    database.close();
    const backup = `${path}.schema-1.backup`;
    expect(existsSync(backup)).toBe(true);
    store = await openStore(backup);
    expect(await store.ledger.coins(charterId)).toMatchObject([{ amount: 5n }]);
  });
});

describe('wallets', () => {
  it('are added once, and their file can gain receipts', async () => {
    await expect(store.wallets.add({ charterId, network: 'main', charterFile: '', at: time })).rejects.toThrow(
      code('store/wallet-exists'),
    );
    await store.wallets.replaceCharterFile(charterId, '{"receipts":2}');
    expect((await store.wallets.get(charterId)).charterFile).toBe('{"receipts":2}');
    for (const unknown of [store.wallets.get('00'.repeat(32)), store.ledger.coins('x'), store.labels.list('')])
      await expect(unknown).rejects.toThrow(code('store/wallet-unknown'));
  });
});

describe('addresses', () => {
  it('are handed out upwards only', async () => {
    await store.addresses.handOut(charterId, 'receive', 0);
    await store.addresses.handOut(charterId, 'receive', 7);
    for (const index of [7, 3]) {
      await expect(store.addresses.handOut(charterId, 'receive', index)).rejects.toThrow(
        code('store/already-handed-out'),
      );
    }
    await store.addresses.handOut(charterId, 'change', 0);
    expect(await store.addresses.keychains(charterId)).toMatchObject({
      receive: { handedOut: 7 },
      change: { handedOut: 0 },
    });
  });

  it('stay used when the transaction that paid them vanishes', async () => {
    const transaction = pay(5n, 1);
    await record(transaction);
    const gone = { txid: txidOf(transaction), seen: 'gone' as const, height: undefined, proof: undefined };
    await store.scans.record({ charterId, scripts: [], transactions: [], sightings: [gone], scan });
    expect(await store.ledger.coins(charterId)).toEqual([]);
    expect((await store.addresses.keychains(charterId)).receive).toEqual({ handedOut: -1, used: 1, scripts: 2 });
  });
});

describe('headers', () => {
  it('make a chain without gaps whose end can be replaced', async () => {
    const first = parseHeader(GENESIS.header, 0);
    const make = (previous: string, height: number, time: number) =>
      parseHeader(mineHeader(previous, new Uint8Array(32), time), height);
    const second = make(first.hash, 1, 5);
    const third = make(second.hash, 2, 6);
    const other = make(first.hash, 1, 7);
    expect(await store.headers.range('regtest')).toBeUndefined();
    await store.headers.replaceFrom('regtest', [first, second, third]);
    expect(await store.headers.list('regtest', 1, 9)).toEqual([second, third]);
    await store.headers.replaceFrom('regtest', [other]);
    expect(await store.headers.range('regtest')).toEqual({ first: 0, last: 1 });
    expect(await store.headers.list('regtest', 0, 9)).toEqual([first, other]);
    expect(await store.headers.range('main')).toBeUndefined();
    await expect(store.headers.replaceFrom('regtest', [make(other.hash, 3, 9)])).rejects.toThrow('without a gap');
  });
});

describe('labels', () => {
  it('freeze coins and name things', async () => {
    const transaction = pay(5n);
    const txid = txidOf(transaction);
    await record(transaction);
    await store.labels.set(charterId, { type: 'output', ref: `${txid}:0`, label: 'from Dora', spendable: false });
    await store.labels.set(charterId, { type: 'tx', ref: txid, label: 'rent', spendable: undefined });
    expect(await store.ledger.coins(charterId)).toMatchObject([{ isFrozen: true, label: 'from Dora' }]);
    expect(await store.ledger.transactions(charterId)).toMatchObject([{ label: 'rent' }]);
    await store.labels.set(charterId, { type: 'output', ref: `${txid}:0`, label: '', spendable: true });
    expect(await store.ledger.coins(charterId)).toMatchObject([{ isFrozen: false, label: undefined }]);
    expect(await store.labels.list(charterId)).toHaveLength(2);
  });
});

describe('proposals', () => {
  const coin = { txid: 'ab'.repeat(32), vout: 1 };
  const proposal = {
    id: '01'.repeat(32),
    charterId,
    psbtBytes: Uint8Array.of(1),
    inputs: [coin],
    changeIndex: 0,
    at: time,
  };

  it('reserve their coins and hand out their change, or do neither', async () => {
    await store.proposals.add(proposal);
    expect((await store.addresses.keychains(charterId)).change.handedOut).toBe(0);
    await expect(store.proposals.add(proposal)).rejects.toThrow(code('store/coins-reserved'));
    const rival = { ...proposal, id: '02'.repeat(32), inputs: [{ ...coin, vout: 2 }, coin], changeIndex: 1 };
    await expect(store.proposals.add(rival)).rejects.toMatchObject({
      code: 'store/coins-reserved',
      at: `${coin.txid}:1`,
      found: proposal.id,
    });
    const late = { ...proposal, id: '03'.repeat(32), inputs: [], changeIndex: 0 };
    await expect(store.proposals.add(late)).rejects.toThrow(code('store/already-handed-out'));
    expect(await store.proposals.list(charterId)).toHaveLength(1);
    expect((await store.addresses.keychains(charterId)).change.handedOut).toBe(0);

    await store.proposals.update(proposal.id, { state: 'withdrawn', reason: 'paid in cash', at: time });
    await store.proposals.add(rival);
    expect(await store.proposals.get(proposal.id)).toMatchObject({ state: 'withdrawn', reason: 'paid in cash' });
  });

  it('keep what an update does not mention', async () => {
    await store.proposals.add(proposal);
    await store.proposals.update(proposal.id, { psbtBytes: Uint8Array.of(2), at: 'later' });
    expect(await store.proposals.get(proposal.id)).toEqual({
      id: proposal.id,
      charterId,
      psbtBytes: Uint8Array.of(2),
      state: 'proposed',
      reason: undefined,
      createdAt: time,
      updatedAt: 'later',
    });
    await expect(store.proposals.get('x')).rejects.toThrow(code('store/proposal-unknown'));
    await expect(store.proposals.update('x', { at: time })).rejects.toThrow(code('store/proposal-unknown'));
  });

  it('are told of the coins that they reserve', async () => {
    const transaction = pay(5n);
    await record(transaction);
    await store.proposals.add({ ...proposal, inputs: [{ txid: txidOf(transaction), vout: 0 }] });
    expect(await store.ledger.coins(charterId)).toMatchObject([{ reservedBy: proposal.id }]);
  });
});

describe('the journal of broadcasts', () => {
  it('remembers intents and what became of them', async () => {
    const attempt = { txid: 'cd'.repeat(32), bytes: Uint8Array.of(9), where: 'tcp://a:1', at: 't1' };
    await store.broadcasts.begin(attempt);
    await store.broadcasts.begin({ ...attempt, where: 'tcp://b:1', at: 't2' });
    const pending = {
      txid: attempt.txid,
      bytes: attempt.bytes,
      firstTriedAt: 't1',
      lastTriedAt: 't2',
      tries: 2,
      lastWhere: 'tcp://b:1',
    };
    expect(await store.broadcasts.list()).toEqual([{ ...pending, seenAt: undefined }]);
    await store.broadcasts.seen(attempt.txid, 't3');
    await store.broadcasts.seen(attempt.txid, 't4');
    expect(await store.broadcasts.list()).toEqual([{ ...pending, seenAt: 't3' }]);
  });
});

describe('a scan', () => {
  it('is stored whole or not at all', async () => {
    const good = seen(pay(5n));
    const sightings = [
      { txid: good.txid, seen: 'mempool' as const, height: undefined, proof: undefined },
      { txid: 'ee'.repeat(32), seen: 'mempool' as const, height: undefined, proof: undefined },
    ];
    await expect(store.scans.record({ charterId, scripts, transactions: [good], sightings, scan })).rejects.toThrow();
    expect(await store.ledger.coins(charterId)).toEqual([]);
    expect(await store.addresses.scripts(charterId)).toEqual([]);
    expect((await store.wallets.get(charterId)).lastScan).toBeUndefined();
    expect(await store.ledger.transactionBytes([good.txid])).toEqual(new Map());
  });

  it('adds up amounts beyond what a floating-point number can hold', async () => {
    const most = sats(2_100_000_000_000_000n);
    const first = paymentFromOutside([{ amount: most, scriptPubKey: scripts[0]!.scriptPubKey }]);
    const second = spend(
      [{ txid: txidOf(first), vout: 0 }],
      [{ amount: sats(most - 1n), scriptPubKey: scripts[1]!.scriptPubKey }],
    );
    await record(first, second);
    expect(await store.ledger.transactions(charterId)).toMatchObject([
      { received: most, spent: 0n, fee: undefined },
      { received: most - 1n, spent: most, fee: 1n },
    ]);
  });
});
