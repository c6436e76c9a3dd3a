/** Several desks on one PostgreSQL database, as separate processes and at the same moment: nothing is lost or done twice. */
import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import pg from 'pg';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, onTestFinished } from 'vitest';
import { txidOf } from '../../src/core/tx/txid.ts';
import { parseHeader } from '../../src/watch/spv/header.ts';
import { MIGRATIONS } from '../../src/watch/store/migrations/index.ts';
import { openStore } from '../../src/watch/store/open.ts';
import { openPostgres } from '../../src/watch/store/postgres/open.ts';
import type { Store } from '../../src/watch/store/store.ts';
import { peer } from '../peers/peer.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { GENESIS, mineHeader } from './world/blocks.ts';
import { charterId, openShelf, pay, type Shelf, scan, thrown, time } from './world/shelf.ts';

const postgres = peer('postgres');
const RIVAL = join(import.meta.dirname, 'world/rival.ts');
const idOf = (number: number) => number.toString(16).padStart(64, '0');

postgres.describe('one database for several desks', () => {
  let server: PostgresServer;
  let url: string;
  let shelf: Shelf;
  let other: Store;

  beforeAll(async () => {
    server = await startPostgres(postgres.path!);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    url = await server.database();
    shelf = await openShelf(url);
    other = await openStore(url);
  });
  afterEach(async () => {
    await other.close();
    await shelf.remove();
  });

  it('lets exactly one of two processes propose the same coin, and tells the other of it', async () => {
    const rivals = await Promise.all([rival(url), rival(url)]);
    for (let round = 0; round < 20; round++) {
      const txid = idOf(1000 + round);
      const ids = [idOf(2 * round), idOf(2 * round + 1)];
      const said = await Promise.all(rivals.map((each, index) => each.ask(`${ids[index]} ${txid}`)));
      const winner = said.indexOf('won');
      expect([...said].sort()).toEqual([`store/coins-reserved ${ids[winner]}`, 'won']);
    }
    expect(await shelf.store.proposals.list(charterId)).toHaveLength(20);
  });

  it('hands each address out once, however many ask at once', async () => {
    const taken: number[] = [];
    const takeSome = async (store: Store) => {
      for (let tries = 0; tries < 15; tries++) {
        const index = (await store.addresses.keychains(charterId)).receive.handedOut + 1;
        try {
          await store.addresses.handOut(charterId, 'receive', index);
          taken.push(index);
        } catch (error) {
          expect(error).toMatchObject(thrown('store/already-handed-out'));
        }
      }
    };
    await Promise.all([takeSome(shelf.store), takeSome(other), takeSome(shelf.store), takeSome(other)]);
    expect(taken.length).toBeGreaterThanOrEqual(15);
    expect([...taken].sort((left, right) => left - right)).toEqual(taken.map((_, index) => index));
  });

  it('keeps every signature when two desks take one at the same moment', async () => {
    const inputs = [{ txid: idOf(1), vout: 0 }];
    const id = idOf(7);
    await shelf.store.proposals.add({
      ...{ id, charterId, psbtBytes: new Uint8Array(), inputs, changeIndex: undefined, at: time },
    });
    const takeAll = async (store: Store, signatures: readonly number[]) => {
      for (const signature of signatures) await take(store, signature);
    };
    const take = async (store: Store, signature: number): Promise<void> => {
      const seen = await store.proposals.get(id);
      try {
        await store.proposals.update(seen, { psbtBytes: Uint8Array.of(...seen.psbtBytes, signature), at: time });
      } catch (error) {
        expect(error).toMatchObject({ ...thrown('store/changed-meanwhile'), found: id });
        await take(store, signature);
      }
    };
    await Promise.all([takeAll(shelf.store, [1, 2, 3, 4, 5]), takeAll(other, [11, 12, 13, 14, 15])]);
    const { psbtBytes, version } = await other.proposals.get(id);
    expect([...psbtBytes].sort((left, right) => left - right)).toEqual([1, 2, 3, 4, 5, 11, 12, 13, 14, 15]);
    expect(version).toBe(11);
  });

  it('tells every desk of a change, until it does not listen any more', async () => {
    const told: (string | undefined)[] = [];
    const end = await other.onChange((id) => told.push(id));
    await shelf.store.addresses.handOut(charterId, 'receive', 0);
    await expect.poll(() => told).toEqual([charterId]);
    // What is refused has changed nothing.
    await expect(shelf.store.addresses.handOut(charterId, 'receive', 0)).rejects.toThrow();
    await other.labels.set(charterId, { type: 'tx', ref: idOf(1), label: 'rent', spendable: undefined });
    await expect.poll(() => told).toEqual([charterId, charterId]);
    await end();
    await shelf.store.addresses.handOut(charterId, 'receive', 1);
    const again = await other.onChange((id) => told.push(id));
    await shelf.store.addresses.handOut(charterId, 'receive', 2);
    await expect.poll(() => told).toEqual([charterId, charterId, charterId]);
    await again();
  });

  it('says that anything may have changed after a listener was cut off', async () => {
    const told: (string | undefined)[] = [];
    await other.onChange((id) => told.push(id));
    await ask(url, "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE query LIKE 'LISTEN%'");
    await expect.poll(() => told, { timeout: 10_000 }).toEqual([undefined]);
    await shelf.store.addresses.handOut(charterId, 'receive', 0);
    await expect.poll(() => told).toEqual([undefined, charterId]);
  });

  it('goes on with new connections when the server has ended the old ones', async () => {
    await ask(url, 'SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE pid <> pg_backend_pid()');
    // Whoever asks first may be told; each dead connection tells once, and none is used again.
    for (const { wallets } of [shelf.store, other]) {
      const listed = async () => {
        try {
          return (await wallets.list()).length;
        } catch (error) {
          expect(error).toMatchObject(thrown('store/unreachable'));
          return 'cut off';
        }
      };
      await expect.poll(listed).toBe(1);
      for (let again = 0; again < 5; again++) expect(await listed()).toBe(1);
    }
  });

  it('does not let an older comparison with the chain take the place of a newer one', async () => {
    const payment = pay(5n);
    const txid = txidOf(payment);
    await shelf.record(payment);
    const gone = { txid, seen: 'gone' as const, height: undefined, proof: undefined };
    const late = { charterId, scripts: [], transactions: [], sightings: [gone], scan, since: undefined };
    await expect(other.scans.record(late)).rejects.toMatchObject(thrown('store/changed-meanwhile'));
    expect(await other.ledger.transactions(charterId)).toMatchObject([{ state: 'unconfirmed' }]);
    await other.scans.record({ ...late, since: scan });
    expect(await other.ledger.transactions(charterId)).toMatchObject([{ txid, state: 'vanished' }]);
  });

  it('keeps the longer chain of headers when a slower desk brings the shorter', async () => {
    const first = parseHeader(GENESIS.header, 0);
    const second = parseHeader(mineHeader(first.hash, new Uint8Array(32), 5), 1);
    await shelf.store.headers.replaceFrom('regtest', [first, second]);
    await other.headers.replaceFrom('regtest', [first]);
    expect(await other.headers.range('regtest')).toEqual({ first: 0, last: 1 });
  });

  it('puts no header on a block that another desk has stored in place of the one below', async () => {
    const first = parseHeader(GENESIS.header, 0);
    const header = (below: string, root: number, height: number) =>
      parseHeader(mineHeader(below, new Uint8Array(32).fill(root), 5), height);
    const [mine, hers] = [header(first.hash, 1, 1), header(first.hash, 2, 1)];
    await shelf.store.headers.replaceFrom('regtest', [first, mine]);
    await other.headers.replaceFrom('regtest', [hers]);
    const late = shelf.store.headers.replaceFrom('regtest', [header(mine.hash, 3, 2)]);
    await expect(late).rejects.toMatchObject(thrown('store/changed-meanwhile'));
    await other.headers.replaceFrom('regtest', [header(hers.hash, 3, 2)]);
    expect(await other.headers.range('regtest')).toEqual({ first: 0, last: 2 });
  });

  it('is set up once when two desks open an empty database at the same moment', async () => {
    const empty = await server.database();
    const stores = await Promise.all([openStore(empty), openStore(empty), openStore(empty)]);
    expect(await ask(empty, 'SELECT count(*)::int AS number FROM migration')).toEqual([{ number: MIGRATIONS.length }]);
    await Promise.all(stores.map((store) => store.close()));
  });

  it('copies its tables before a migration, and does the migration whole or not at all', async () => {
    const version = MIGRATIONS.length + 1;
    const further = (sql: string) => [...MIGRATIONS, { version, name: 'more', sql }];
    const halfWay = 'CREATE TABLE more (x TEXT) STRICT;\nCREATE TABLE wallet (x TEXT) STRICT;';
    await expect(openPostgres(url, further(halfWay))).rejects.toThrow('already exists');
    expect(await ask(url, "SELECT to_regclass('more') AS found")).toEqual([{ found: null }]);
    const database = await openPostgres(url, further('CREATE TABLE more (x TEXT) STRICT;'));
    await database.close();
    const copy = `SELECT charter_id FROM icehouse_schema_${MIGRATIONS.length}_backup.wallet`;
    expect(await ask(url, copy)).toEqual([{ charter_id: charterId }]);
    await expect(openStore(url)).rejects.toMatchObject(thrown('store/newer'));
  });

  it('of another program is left alone', async () => {
    const foreign = await server.database();
    await ask(foreign, 'CREATE TABLE wallet (id int); CREATE TABLE migration (id int)');
    await expect(openStore(foreign)).rejects.toMatchObject(thrown('store/not-a-store'));
    expect(
      await ask(foreign, 'SELECT count(*)::int AS number FROM pg_tables WHERE schemaname = current_schema()'),
    ).toEqual([{ number: 2 }]);
  });

  it('refuses text that the database cannot keep, by name', async () => {
    const label = { type: 'tx', ref: idOf(1), label: 'a\0b', spendable: undefined } as const;
    await expect(shelf.store.labels.set(charterId, label)).rejects.toMatchObject(thrown('store/no-text'));
  });

  it.each([
    ['53100', 'store/disk-full'],
    ['58030', 'store/input-output'],
    ['25006', 'store/read-only'],
    ['42501', 'store/no-access'],
    ['XX001', 'store/damaged'],
    ['57P01', 'store/unreachable'],
    ['40001', 'store/busy'],
  ])('tells trouble %s of the server as %s, with everything as it was', async (state, code) => {
    await ask(
      url,
      `CREATE FUNCTION fail() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'no' USING ERRCODE = '${state}'; END $$;
       CREATE TRIGGER fail AFTER INSERT ON proposal_input EXECUTE FUNCTION fail()`,
    );
    const inputs = [{ txid: idOf(1), vout: 0 }];
    const proposal = { id: idOf(7), charterId, psbtBytes: new Uint8Array(), inputs, changeIndex: 3, at: time };
    await expect(shelf.store.proposals.add(proposal)).rejects.toMatchObject({
      ...thrown(code),
      kind: 'environment',
    });
    expect(await other.proposals.list(charterId)).toEqual([]);
    await ask(url, 'DROP TRIGGER fail ON proposal_input');
    await shelf.store.proposals.add(proposal);
    expect(await other.proposals.list(charterId)).toHaveLength(1);
  });
});

async function ask(url: string, sql: string): Promise<unknown[]> {
  const { searchParams, pathname } = new URL(url);
  const client = new pg.Client({ host: searchParams.get('host')!, user: 'icehouse', database: pathname.slice(1) });
  await client.connect();
  const { rows } = await client.query(sql);
  await client.end();
  return rows;
}

async function rival(url: string): Promise<{ ask(line: string): Promise<string> }> {
  const child: ChildProcessWithoutNullStreams = spawn(process.execPath, [RIVAL, url, charterId]);
  onTestFinished(() => void child.kill());
  const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]();
  const next = async () => String((await lines.next()).value);
  expect(await next()).toBe('ready');
  return {
    async ask(line) {
      child.stdin.write(`${line}\n`);
      return next();
    },
  };
}
