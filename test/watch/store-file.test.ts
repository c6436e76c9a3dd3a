/** The file that the watch side keeps: private, whole, locked, and left alone when it is something else. */
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, statSync, truncateSync, writeFileSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Queries } from '../../src/watch/store/database.ts';
import { MIGRATIONS } from '../../src/watch/store/migrations/index.ts';
import { openStore } from '../../src/watch/store/open.ts';
import { connectSqlite } from '../../src/watch/store/sqlite/connection.ts';
import { openSqlite } from '../../src/watch/store/sqlite/open.ts';
import { charterId, openShelf, pay, type Shelf, scan, thrown } from './world/shelf.ts';

let shelf: Shelf;

beforeEach(async () => {
  shelf = await openShelf();
});

afterEach(() => shelf.remove());

describe('the file', () => {
  it('is for its owner alone and keeps what was written', async () => {
    expect(statSync(shelf.path).mode & 0o777).toBe(0o600);
    await shelf.record(pay(5n));
    await shelf.store.close();
    shelf.store = await openStore(shelf.path);
    const again = shelf.store;
    expect(await again.wallets.list()).toEqual([
      { charterId, network: 'regtest', charterFile: '{"charter":1}', lastScan: scan, rescanDue: false },
    ]);
    expect(await again.ledger.coins(charterId)).toMatchObject([{ amount: 5n, state: 'unconfirmed' }]);
  });

  it('is synced at every commit, with a log and foreign keys', async () => {
    await shelf.store.close();
    const database = connectSqlite(shelf.path);
    expect(database.get('PRAGMA synchronous')).toEqual({ synchronous: 2n });
    expect(database.get('PRAGMA journal_mode')).toEqual({ journal_mode: 'wal' });
    expect(database.get('PRAGMA foreign_keys')).toEqual({ foreign_keys: 1n });
    const tables = database.all(
      "SELECT name, strict FROM pragma_table_list WHERE schema = 'main' AND type = 'table' AND name NOT LIKE 'sqlite%'",
    );
    expect(tables.length).toBeGreaterThan(10);
    expect(tables.filter((table) => table.strict !== 1n)).toEqual([]);
    database.close();
    shelf.store = await openStore(shelf.path);
  });

  it('serves one at a time, and says so', async () => {
    await expect(openStore(shelf.path)).rejects.toMatchObject(thrown('store/locked'));
    // And in another process.
    const program = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/watch/store/open.ts'))};
      openStore(${JSON.stringify(shelf.path)}).then(() => console.log('open'), (error) => console.log(error.code));`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    const said = await new Promise<string>((resolve) =>
      child.stdout.once('data', (data) => resolve(String(data).trim())),
    );
    expect(said).toBe('store/locked');
  });

  it('survives its process being killed after a commit', async () => {
    await shelf.store.close();
    const program = `import { openStore } from ${JSON.stringify(join(import.meta.dirname, '../../src/watch/store/open.ts'))};
      const store = await openStore(${JSON.stringify(shelf.path)});
      for (let index = 0; ; index++) { await store.addresses.handOut('${charterId}', 'receive', index); console.log(index); }`;
    const child = spawn(process.execPath, ['--input-type=module', '-e', program]);
    let lines = '';
    child.stdout.on('data', (data) => {
      lines += String(data);
      if (lines.length > 200) child.kill('SIGKILL');
    });
    await new Promise((resolve) => child.once('close', resolve));
    const acknowledged = Number(lines.trimEnd().split('\n').at(-1));
    shelf.store = await openStore(shelf.path);
    expect(acknowledged).toBeGreaterThan(10);
    expect((await shelf.store.addresses.keychains(charterId)).receive.handedOut).toBeGreaterThanOrEqual(acknowledged);
  });

  it('of something else is left alone', async () => {
    const text = join(shelf.folder, 'letter.txt');
    writeFileSync(text, 'Dear Bob, this is long enough to be looked at as a database file by SQLite. '.repeat(20));
    const before = readFileSync(text);
    await expect(openStore(text)).rejects.toMatchObject(thrown('store/not-a-store'));
    expect(readFileSync(text)).toEqual(before);

    const foreign = join(shelf.folder, 'browser.sqlite');
    const database = new DatabaseSync(foreign);
    database.exec('CREATE TABLE cookies (name TEXT)');
    database.close();
    await expect(openStore(foreign)).rejects.toMatchObject(thrown('store/not-a-store'));
  });

  it('that cannot be there is refused with its place', async () => {
    await expect(openStore(join(shelf.folder, 'no', 'where.sqlite'))).rejects.toMatchObject(
      thrown('store/cannot-open'),
    );
    await expect(openStore(shelf.folder)).rejects.toMatchObject({
      code: 'store/cannot-open',
      at: shelf.folder,
      kind: 'environment',
    });
  });

  it('of a later version is refused', async () => {
    await shelf.store.close();
    const database = new DatabaseSync(shelf.path);
    database.exec("INSERT INTO migration (version, name) VALUES (99, 'the future')");
    database.close();
    await expect(openStore(shelf.path)).rejects.toMatchObject(thrown('store/newer'));
    const again = new DatabaseSync(shelf.path);
    again.exec('DELETE FROM migration WHERE version = 99');
    again.close();
    shelf.store = await openStore(shelf.path);
  });

  it('that is damaged is refused and not touched', async () => {
    await shelf.record(...Array.from({ length: 200 }, (_, index) => pay(BigInt(index))));
    await shelf.store.close();
    const file = openSync(shelf.path, 'r+');
    for (let page = 3; page < 12; page++) writeSync(file, Buffer.alloc(2_000, 0xa5), 0, 2_000, page * 4096);
    closeSync(file);
    await expect(openStore(shelf.path)).rejects.toMatchObject(thrown('store/damaged'));
    truncateSync(shelf.path, 0);
    shelf.store = await openStore(shelf.path);
  });

  it('in a place that may not be written to is refused', async () => {
    await expect(openStore('/sys/icehouse.sqlite')).rejects.toMatchObject(thrown('store/read-only'));
  });

  it('keeps the old state when the disk is full', async () => {
    await shelf.record(pay(5n));
    await shelf.store.close();
    const database = await openSqlite(shelf.path, MIGRATIONS);
    const { queries } = database;
    const { page_count: pages } = await pragma(queries, 'page_count');
    await pragma(queries, `max_page_count = ${pages}`);
    const insert = () =>
      database.transaction(async (trx) => {
        await trx.updateTable('wallet').set({ charter_file: 'half' }).execute();
        const row = { txid: 'ff'.repeat(32), bytes: new Uint8Array(1_000_000), is_coinbase: 0 };
        await trx.insertInto('tx').values(row).execute();
      });
    const kept = async () => (await queries.selectFrom('wallet').select('charter_file').execute())[0]?.charter_file;
    await expect(insert()).rejects.toMatchObject(thrown('store/disk-full'));
    await pragma(queries, 'max_page_count = 1000000');
    expect(await kept()).toBe('{"charter":1}');
    await insert();
    expect(await kept()).toBe('half');
    await database.close();
    shelf.store = await openStore(shelf.path);
  });
});

describe('migrations', () => {
  it('back the file up before they touch it, and happen whole or not at all', async () => {
    await shelf.record(pay(5n));
    await shelf.store.close();
    const further = (name: string, sql: string) => [...MIGRATIONS, { version: MIGRATIONS.length + 1, name, sql }];
    const halfWay = 'CREATE TABLE more (x TEXT) STRICT;\n CREATE TABLE wallet (x TEXT) STRICT;';
    await expect(openSqlite(shelf.path, further('half way', halfWay))).rejects.toThrow('already exists');
    const untouched = await openSqlite(shelf.path, MIGRATIONS);
    const more = await sql`SELECT name FROM sqlite_schema WHERE name = 'more'`.execute(untouched.queries);
    expect(more.rows).toEqual([]);
    await untouched.close();

    // What a full disk or a kill left of an earlier copy is no copy.
    writeFileSync(`${shelf.path}.schema-${MIGRATIONS.length}.backup.part`, 'half');
    const good = further('more', 'CREATE TABLE more (x TEXT) STRICT;');
    for (const _ of ['first', 'again']) {
      const database = await openSqlite(shelf.path, good);
      expect((await database.queries.selectFrom('migration').selectAll().execute()).at(-1)).toEqual({
        version: BigInt(good.length),
        name: 'more',
      });
      await database.close();
    }
    const backup = `${shelf.path}.schema-${MIGRATIONS.length}.backup`;
    expect(statSync(backup).mode & 0o777).toBe(0o600);
    shelf.store = await openStore(backup);
    expect(await shelf.store.ledger.coins(charterId)).toMatchObject([{ amount: 5n }]);
  });
});

async function pragma(queries: Queries, text: string): Promise<Record<string, bigint>> {
  const { rows } = await sql<Record<string, bigint>>`PRAGMA ${sql.raw(text)}`.execute(queries);
  return rows[0] ?? {};
}
