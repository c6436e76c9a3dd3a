/** Brings a database up to the newest schema: all that is missing at once, or nothing. */
import { sql, type Transaction } from 'kysely';
import { IcehouseError } from '../../core/errors.ts';
import type { Database, Queries } from './database.ts';
import { type Migration, statementsOf } from './migrations/migration.ts';
import type { Tables } from './schema.ts';

/** What migrating does differently on the two databases. */
export interface Kind {
  /** A migration's text in the words of this database. */
  form(sql: string): string;
  isNew(queries: Queries): Promise<boolean>;
  /** Leaves the sign by which the database is known as ours; runs inside the transaction. */
  mark(trx: Transaction<Tables>): Promise<void>;
  /** Keeps what is there before it is changed. */
  backUp(version: number): Promise<void>;
}

const BOOKKEEPING = 'CREATE TABLE migration (version INTEGER PRIMARY KEY, name TEXT NOT NULL) STRICT;';

/**
 * Applies the migrations that the database has not seen, in one transaction. What it holds is backed up first.
 *
 * @throws IcehouseError `store/newer` when a later version of Icehouse has written it.
 */
export async function migrate(database: Database, kind: Kind, migrations: readonly Migration[]): Promise<void> {
  const version = await schemaVersion(database.queries, kind);
  const newest = migrations.at(-1)?.version ?? 0;
  if (version > newest) {
    throw new IcehouseError({
      code: 'store/newer',
      kind: 'environment',
      message: 'a later version of Icehouse has written this database',
      at: database.place,
      found: `schema version ${version}`,
      expected: `at most ${newest}`,
      next: 'use that version of Icehouse or a later one',
    });
  }
  if (version === newest) return;
  if (version > 0) await kind.backUp(version);
  await database.transaction(async (trx) => {
    for (const migration of migrations) if (migration.version > version) await apply(trx, kind, migration);
  });
}

async function schemaVersion(queries: Queries, kind: Kind): Promise<number> {
  if (await kind.isNew(queries)) return 0;
  const row = await queries
    .selectFrom('migration')
    .select((eb) => eb.fn.max('version').as('version'))
    .executeTakeFirst();
  return Number(row?.version ?? 0);
}

async function apply(trx: Transaction<Tables>, kind: Kind, { version, name, sql: text }: Migration): Promise<void> {
  if (version === 1) {
    await kind.mark(trx);
    await run(trx, kind.form(BOOKKEEPING));
  }
  await run(trx, kind.form(text));
  await trx.insertInto('migration').values({ version, name }).execute();
}

async function run(trx: Transaction<Tables>, script: string): Promise<void> {
  for (const statement of statementsOf(script)) await sql.raw(statement).execute(trx);
}
