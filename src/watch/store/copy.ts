/** Everything from one database into another, empty one: PostgreSQL into the file of a backup, and such a file back. */
import { type Insertable, sql } from 'kysely';
import type { Database, Queries } from './database.ts';
import { insertAll } from './insert.ts';
import type { Tables } from './schema.ts';

type TableName = Exclude<keyof Tables, 'wallet_tx'>;

/** Each database writes these by itself. */
const OWN: readonly string[] = ['migration', 'home'];

/** Rows read at once: few enough that the largest transactions fit into memory. */
const ROWS_READ = 1_000;

/** Copies in one transaction on either side: the copy is of one moment, and whole or not there. One of them is SQLite. */
export async function copyAll(from: Database, to: Database): Promise<void> {
  const tables = await tablesOf(from.kind === 'sqlite' ? from.queries : to.queries);
  await to.transaction((target) =>
    from.queries
      .transaction()
      .setIsolationLevel('repeatable read')
      .setAccessMode('read only')
      .execute(async (source) => {
        for (const table of tables) await copyTable(table, source, target);
        if (to.kind === 'postgres') await countOn(target);
      }),
  );
}

interface Table {
  readonly name: TableName;
  readonly key: readonly string[];
}

/** In the order in which they were made, so that no row comes before what it refers to. */
async function tablesOf(sqlite: Queries): Promise<readonly Table[]> {
  const { rows } = await sql<{ name: TableName; key: string }>`
    SELECT name, (SELECT string_agg(info.name, ',' ORDER BY info.pk) FROM pragma_table_info(sqlite_schema.name) AS info
                   WHERE info.pk > 0) AS key
      FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' ORDER BY rowid`.execute(sqlite);
  return rows.filter(({ name }) => !OWN.includes(name)).map(({ name, key }) => ({ name, key: key.split(',') }));
}

async function copyTable({ name, key }: Table, source: Queries, target: Queries): Promise<void> {
  const order = sql.join(key.map((column) => sql.id(column)));
  for (let from = 0; ; from += ROWS_READ) {
    const { rows } = await sql<Insertable<Tables[TableName]>>`
      SELECT * FROM ${sql.id(name)} ORDER BY ${order} LIMIT ${sql.lit(ROWS_READ)} OFFSET ${sql.lit(from)}`.execute(
      source,
    );
    await insertAll(rows, (part) => target.insertInto(name).values(part));
    if (rows.length < ROWS_READ) return;
  }
}

/** Lets PostgreSQL number new rows after the copied ones. */
async function countOn(target: Queries): Promise<void> {
  const { rows } = await sql<{ name: string }>`
    SELECT table_name AS name FROM information_schema.columns
     WHERE table_schema = current_schema() AND column_name = 'id' AND is_identity = 'YES'`.execute(target);
  for (const { name } of rows) {
    await sql`SELECT setval(pg_get_serial_sequence(${name}, 'id'), (SELECT coalesce(max(id), 0) + 1 FROM ${sql.id(name)}),
                            false)`.execute(target);
  }
}
