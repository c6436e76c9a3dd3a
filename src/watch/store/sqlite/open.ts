/** One SQLite file as a database of the store: checked before anything is believed of it, and copied before a migration. */
import { existsSync, renameSync, rmSync } from 'node:fs';
import { Kysely } from 'kysely';
import { IcehouseError } from '../../../core/errors.ts';
import type { Database } from '../database.ts';
import { listenersOf } from '../listeners.ts';
import { type Kind, migrate } from '../migrate.ts';
import type { Migration } from '../migrations/migration.ts';
import type { Tables } from '../schema.ts';
import { connectSqlite, type SqliteConnection } from './connection.ts';
import { sqliteDialect } from './dialect.ts';
import { noteHome } from './home.ts';
import { syncedAt } from './synced.ts';

/** `ICEH` in ASCII, in SQLite's field for the kind of file. */
const APPLICATION_ID = 0x49434548;

/**
 * Opens the file at a path, creating it when there is none, and brings it up to the newest of the migrations.
 *
 * @throws IcehouseError `store/locked`, `store/not-a-store`, `store/newer`, `store/damaged`, `store/cannot-open`,
 * `store/read-only`, `store/disk-full`, `store/input-output`.
 */
export async function openSqlite(path: string, migrations: readonly Migration[]): Promise<Database> {
  const connection = connectSqlite(path);
  const queries = new Kysely<Tables>({ dialect: sqliteDialect(connection) });
  const listeners = listenersOf();
  const database: Database = {
    kind: 'sqlite',
    place: path,
    queries,
    async transaction(work) {
      const wallets = new Set<string>();
      const result = await queries.transaction().execute((trx) => work(trx, (charterId) => wallets.add(charterId)));
      for (const charterId of wallets) listeners.tell(charterId);
      return result;
    },
    async onChange(listener) {
      return listeners.add(listener);
    },
    backUp: async (copy) => connection.copyTo(copy),
    close: async () => connection.close(),
  };
  try {
    checkKind(connection);
    checkWhole(connection);
    await migrate(database, kindOf(connection), migrations);
    await noteHome(database);
  } catch (error) {
    connection.close();
    throw error;
  }
  return database;
}

/** A database of another program is left alone; an empty file becomes ours. */
function checkKind(connection: SqliteConnection): void {
  const kind = Number(connection.get('PRAGMA application_id')?.application_id);
  if (kind === APPLICATION_ID) return;
  const tables = connection.get('SELECT count(*) AS number FROM sqlite_schema')?.number;
  if (kind === 0 && tables === 0n) return;
  throw new IcehouseError({
    code: 'store/not-a-store',
    kind: 'environment',
    message: 'this file is the database of another program',
    at: connection.path,
    next: 'name another folder',
  });
}

function checkWhole(connection: SqliteConnection): void {
  const findings = connection.all('PRAGMA quick_check').map((row) => row.quick_check);
  if (findings.length === 1 && findings[0] === 'ok') return;
  throw new IcehouseError({
    code: 'store/damaged',
    kind: 'environment',
    message: 'the file is damaged',
    at: connection.path,
    next: 'keep it, restore a backup to another folder, and let it compare itself with the chain',
  });
}

function kindOf(connection: SqliteConnection): Kind {
  return {
    form: (sql) => sql,
    async isNew() {
      return connection.get("SELECT 1 AS found FROM sqlite_schema WHERE name = 'migration'") === undefined;
    },
    async mark() {
      connection.run(`PRAGMA application_id = ${APPLICATION_ID}`);
    },
    /** An earlier backup is as good. */
    async backUp(version) {
      const copy = `${connection.path}.schema-${version}.backup`;
      if (existsSync(copy)) return;
      // Under another name until it is whole: what a full disk leaves must not pass for a backup next time.
      const part = `${copy}.part`;
      rmSync(part, { force: true });
      connection.copyTo(part);
      syncedAt(part);
      renameSync(part, copy);
    },
  };
}
