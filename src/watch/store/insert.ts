/** Writes many rows by few queries. */
import type { Insertable } from 'kysely';
import { inParts } from './rows.ts';

/** Rows in one query: SQLite takes 32,766 values, PostgreSQL 65,535; beyond some hundred rows nothing is gained. */
const ROWS_AT_ONCE = 250;

/** Inserts rows of one table, as many queries as it takes. */
export async function insertAll<Row extends Insertable<object>>(
  rows: readonly Row[],
  insert: (part: readonly Row[]) => { execute(): Promise<unknown> },
): Promise<void> {
  await inParts(rows, ROWS_AT_ONCE, (part) => insert(part).execute());
}
