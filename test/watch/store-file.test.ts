/** The file that the watch side keeps: private, whole, locked, and left alone when it is something else. */
import { spawn } from 'node:child_process';
import {
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  statSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { migrate, openStore } from '../../src/watch/store/open.ts';
import { MIGRATIONS } from '../../src/watch/store/schema.ts';
import { openSqlite } from '../../src/watch/store/sqlite.ts';
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
      { charterId, network: 'regtest', charterFile: '{"charter":1}', lastScan: scan },
    ]);
    expect(await again.ledger.coins(charterId)).toMatchObject([{ amount: 5n, state: 'unconfirmed' }]);
  });

  it('is synced at every commit, with a log and foreign keys', async () => {
    await shelf.store.close();
    const database = openSqlite(shelf.path);
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
    const database = openSqlite(shelf.path);
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
    expect(insert).toThrow(expect.objectContaining(thrown('store/disk-full')));
    database.exec('PRAGMA max_page_count = 1000000');
    expect(database.get('SELECT charter_file FROM wallet')).toEqual({ charter_file: '{"charter":1}' });
    insert();
    expect(database.get('SELECT charter_file FROM wallet')).toEqual({ charter_file: 'half' });
    database.close();
    shelf.store = await openStore(shelf.path);
  });
});

describe('migrations', () => {
  it('back the file up before they touch it, and happen whole or not at all', async () => {
    await shelf.record(pay(5n));
    await shelf.store.close();
    const database = openSqlite(shelf.path);
    const { version } = MIGRATIONS.at(-1)!;
    const broken = {
      version: version + 1,
      name: 'half way',
      sql: 'CREATE TABLE more (x TEXT) STRICT; CREATE TABLE wallet (x TEXT);',
    };
    expect(() => migrate(database, shelf.path, [...MIGRATIONS, broken])).toThrow();
    expect(database.get("SELECT count(*) AS number FROM sqlite_schema WHERE name = 'more'")).toEqual({ number: 0n });
    const good = { version: version + 1, name: 'more', sql: 'CREATE TABLE more (x TEXT) STRICT;' };
    migrate(database, shelf.path, [...MIGRATIONS, good]);
    migrate(database, shelf.path, [...MIGRATIONS, good]);
    expect(database.all('SELECT version, name FROM migration')).toEqual([
      ...MIGRATIONS.map((each) => ({ version: BigInt(each.version), name: each.name })),
      { version: BigInt(version + 1), name: 'more' },
    ]);
    database.close();
    const backup = `${shelf.path}.schema-${version}.backup`;
    expect(existsSync(backup)).toBe(true);
    shelf.store = await openStore(backup);
    expect(await shelf.store.ledger.coins(charterId)).toMatchObject([{ amount: 5n }]);
  });
});
