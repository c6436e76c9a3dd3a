/**
 * A database that stands behind the store, SQLite or PostgreSQL, through one query builder: what the queries of this
 * folder need of it, and no more.
 */
import type { Kysely, Transaction } from 'kysely';
import type { Tables } from './schema.ts';
import type { ChangeListener } from './store.ts';

/** Where a query runs: alone, or as part of a transaction. */
export type Queries = Kysely<Tables>;

/** Says that the transaction changes something in the wallet of a charter. */
export type Changed = (charterId: string) => void;

export interface Database {
  readonly kind: 'sqlite' | 'postgres';
  /** Where it lives, for people: a path, or a URL without its password. */
  readonly place: string;
  /** For what is one query. Within a transaction it waits for itself for ever: use the transaction there. */
  readonly queries: Queries;
  /**
   * Runs the work within one transaction: all of it is kept or, when it throws, none. No other writer's work shows in
   * between. The work may run again when another process came first, so it changes nothing but the database. It names the
   * wallets that it changes; who listens is told once the change is kept.
   */
  transaction<Result>(work: (trx: Transaction<Tables>, changed: Changed) => Promise<Result>): Promise<Result>;
  /** See `Store.onChange`. */
  onChange(listener: ChangeListener): Promise<() => Promise<void>>;
  /** See `Store.backUp`. */
  backUp(path: string): Promise<void>;
  close(): Promise<void>;
}
