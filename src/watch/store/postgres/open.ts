/**
 * A PostgreSQL database as a database of the store, for a group whose desks work at the same time. Every change is one
 * serializable transaction: when two could not have happened one after the other, PostgreSQL undoes one, and it runs again.
 */
import { setTimeout } from 'node:timers/promises';
import { Kysely, PostgresDialect, sql, type Transaction } from 'kysely';
import { IcehouseError } from '../../../core/errors.ts';
import { copyAll } from '../copy.ts';
import type { Changed, Database, Queries } from '../database.ts';
import { type Kind, migrate } from '../migrate.ts';
import { type Migration, postgresForm } from '../migrations/migration.ts';
import type { Tables } from '../schema.ts';
import { openSqlite } from '../sqlite/open.ts';
import { CHANNEL, changesOf } from './changes.ts';
import { connectPostgres } from './pool.ts';
import { parsePostgresUrl } from './url.ts';

/** `ICEH` in ASCII: the lock under which one desk at a time brings the tables up to date. */
const MIGRATION_LOCK = 0x49434548;

const MAX_TRIES = 12;

/**
 * Opens the database at a URL and brings it up to the newest of the migrations.
 *
 * @throws IcehouseError `store/bad-url`, `store/unreachable`, `store/no-access`, `store/untrusted-server`,
 * `store/not-a-store`, `store/newer`, `store/read-only`, `store/disk-full`, `store/input-output`, `store/damaged`.
 */
export async function openPostgres(url: string, migrations: readonly Migration[]): Promise<Database> {
  const place = parsePostgresUrl(url);
  const queries = new Kysely<Tables>({ dialect: new PostgresDialect({ pool: connectPostgres(place) }) });
  const changes = changesOf(place);
  const database: Database = {
    kind: 'postgres',
    place: place.shown,
    queries,
    transaction: (work) => again(() => serializable(queries, work)),
    onChange: (listener) => changes.listen(listener),
    async backUp(path) {
      const copy = await openSqlite(path, migrations);
      try {
        await copyAll(database, copy);
      } finally {
        await copy.close();
      }
    },
    async close() {
      await changes.close();
      await queries.destroy();
    },
  };
  try {
    await underLock(queries, () => migrate(database, kindOf(database), migrations));
  } catch (error) {
    await queries.destroy();
    throw error;
  }
  return database;
}

/** Listeners are told by the database itself, at the moment of the commit. */
function serializable<Result>(
  queries: Queries,
  work: (trx: Transaction<Tables>, changed: Changed) => Promise<Result>,
): Promise<Result> {
  return queries
    .transaction()
    .setIsolationLevel('serializable')
    .execute(async (trx) => {
      const wallets = new Set<string>();
      const result = await work(trx, (charterId) => wallets.add(charterId));
      for (const charterId of wallets) await sql`SELECT pg_notify(${CHANNEL}, ${charterId})`.execute(trx);
      return result;
    });
}

async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries++) {
    try {
      return await work();
    } catch (error) {
      if (!(error instanceof IcehouseError && error.code === 'store/busy') || tries === MAX_TRIES) throw error;
      await setTimeout(2 ** Math.min(tries, 8));
    }
  }
}

async function underLock(queries: Queries, work: () => Promise<void>): Promise<void> {
  await queries.connection().execute(async (connection) => {
    await sql`SELECT pg_advisory_lock(${sql.lit(MIGRATION_LOCK)})`.execute(connection);
    try {
      await work();
    } finally {
      await sql`SELECT pg_advisory_unlock(${sql.lit(MIGRATION_LOCK)})`.execute(connection);
    }
  });
}

function kindOf({ queries, place, transaction }: Database): Kind {
  return {
    form: postgresForm,
    async isNew() {
      const tables = await sql<{ name: string }>`
        SELECT tablename AS name FROM pg_tables WHERE schemaname = current_schema()`.execute(queries);
      const names = tables.rows.map(({ name }) => name);
      if (names.length === 0) return true;
      if (['migration', 'keychain', 'proposal_input'].every((name) => names.includes(name))) return false;
      throw new IcehouseError({
        code: 'store/not-a-store',
        kind: 'environment',
        message: 'this database holds the tables of another program',
        at: place,
        next: 'make a database for Icehouse alone and name that one',
      });
    },
    async mark() {},
    /** A copy of every table in a schema that says the version; an earlier copy is as good. */
    async backUp(version) {
      const schema = sql.id(`icehouse_schema_${version}_backup`);
      await transaction(async (trx) => {
        const tables = await sql<{ name: string; is_kept: bigint }>`
          SELECT tablename AS name,
                 (SELECT count(*) FROM pg_namespace WHERE nspname = ${`icehouse_schema_${version}_backup`}) AS is_kept
            FROM pg_tables WHERE schemaname = current_schema()`.execute(trx);
        if (tables.rows[0]?.is_kept !== 0n) return;
        await sql`CREATE SCHEMA ${schema}`.execute(trx);
        for (const { name } of tables.rows)
          await sql`CREATE TABLE ${schema}.${sql.id(name)} AS TABLE ${sql.id(name)}`.execute(trx);
      });
    },
  };
}
