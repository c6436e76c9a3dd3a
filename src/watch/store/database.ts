/**
 * A database that stands behind the store, SQLite or PostgreSQL, through one query builder: what the queries of this
 * folder need of it, and no more.
 */
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './schema.ts';

/** Where a query runs: alone, or as part of a transaction. */
export type Queries = Kysely<Tables>;

export interface Database {
  readonly kind: 'sqlite' | 'postgres';
  /** Where it lives, for people: a path, or a URL without its password. */
  readonly place: string;
  /** For what is one query. Within a transaction it waits for itself for ever: use the transaction there. */
  readonly queries: Queries;
  /**
   * Runs the work within one transaction: all of it is kept or, when it throws, none. No other writer's work shows in
   * between. The work may run again when another process came first, so it changes nothing but the database.
   */
  transaction<Result>(work: (trx: Transaction<Tables>) => Promise<Result>): Promise<Result>;
  close(): Promise<void>;
}
