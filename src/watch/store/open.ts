/**
 * Opens the store of a data folder: one SQLite file, checked, brought up to the newest schema, and wrapped into the
 * functions of `store.ts`. A file is backed up before a migration touches it.
 */
import { existsSync } from 'node:fs';
import { IcehouseError } from '../../core/errors.ts';
import { sqliteAddresses } from './addresses.ts';
import { sqliteBroadcasts } from './broadcasts.ts';
import { sqliteHeaders } from './headers.ts';
import { sqliteLabels } from './labels.ts';
import { sqliteLedger } from './ledger.ts';
import { sqliteProposals } from './proposals.ts';
import { sqliteScans } from './scans.ts';
import { APPLICATION_ID, MIGRATIONS, type Migration } from './schema.ts';
import { type Database, openSqlite } from './sqlite.ts';
import type { Store } from './store.ts';
import { sqliteWallets } from './wallets.ts';

/**
 * Opens the store at a path, creating it when there is none.
 *
 * @throws IcehouseError `store/locked`, `store/not-a-store`, `store/newer`, `store/damaged`, `store/cannot-open`,
 * `store/read-only`, `store/disk-full`, `store/input-output`.
 */
export async function openStore(path: string): Promise<Store> {
  const database = openSqlite(path);
  try {
    checkKind(database, path);
    checkWhole(database, path);
    migrate(database, path, MIGRATIONS);
  } catch (error) {
    database.close();
    throw error;
  }
  return {
    path,
    wallets: sqliteWallets(database),
    addresses: sqliteAddresses(database),
    headers: sqliteHeaders(database),
    scans: sqliteScans(database),
    ledger: sqliteLedger(database),
    labels: sqliteLabels(database),
    proposals: sqliteProposals(database),
    broadcasts: sqliteBroadcasts(database),
    async close() {
      database.close();
    },
  };
}

/** A database of another program is left alone; an empty file becomes ours. */
function checkKind(database: Database, path: string): void {
  const kind = Number(database.get('PRAGMA application_id')?.application_id);
  if (kind === APPLICATION_ID) return;
  const tables = database.get('SELECT count(*) AS number FROM sqlite_schema')?.number;
  if (kind === 0 && tables === 0n) return;
  throw new IcehouseError({
    code: 'store/not-a-store',
    kind: 'environment',
    message: 'this file is the database of another program',
    at: path,
    next: 'name another folder',
  });
}

function checkWhole(database: Database, path: string): void {
  const findings = database.all('PRAGMA quick_check').map((row) => row.quick_check);
  if (findings.length === 1 && findings[0] === 'ok') return;
  throw new IcehouseError({
    code: 'store/damaged',
    kind: 'environment',
    message: 'the file is damaged',
    at: path,
    next: 'keep it, restore a backup to another folder, and let it compare itself with the chain',
  });
}

/**
 * Applies the migrations that the file has not seen, all in one transaction. A file that holds data is copied beside
 * itself first, under a name that says the version it had.
 *
 * @throws IcehouseError `store/newer` when a later version of Icehouse has written it.
 */
export function migrate(database: Database, path: string, migrations: readonly Migration[]): void {
  const version = schemaVersion(database);
  const newest = migrations.at(-1)?.version ?? 0;
  if (version > newest) {
    throw new IcehouseError({
      code: 'store/newer',
      kind: 'environment',
      message: 'a later version of Icehouse has written this file',
      at: path,
      found: `schema version ${version}`,
      expected: `at most ${newest}`,
      next: 'use that version of Icehouse or a later one',
    });
  }
  if (version === newest) return;
  if (version > 0) backUp(database, `${path}.schema-${version}.backup`);
  database.transaction(() => {
    for (const migration of migrations) if (migration.version > version) apply(database, migration);
  });
}

function schemaVersion(database: Database): number {
  const table = database.get("SELECT 1 AS found FROM sqlite_schema WHERE type = 'table' AND name = 'migration'");
  return table ? Number(database.get('SELECT max(version) AS version FROM migration')?.version ?? 0) : 0;
}

function apply(database: Database, { version, name, sql }: Migration): void {
  if (version === 1) {
    database.exec(`PRAGMA application_id = ${APPLICATION_ID}`);
    database.exec('CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT');
  }
  database.exec(sql);
  database.run('INSERT INTO migration (version, name) VALUES (?, ?)', version, name);
}

/** Writes a whole copy; SQLite refuses to write over a file that holds anything, and an earlier backup is as good. */
function backUp(database: Database, path: string): void {
  if (existsSync(path)) return;
  database.run('VACUUM INTO ?', path);
}
