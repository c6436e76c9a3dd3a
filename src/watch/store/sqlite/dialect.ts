/** Lets the query builder speak to `node:sqlite`: its own words for SQLite, over our one connection. */
import type { SQLInputValue } from 'node:sqlite';
import {
  CompiledQuery,
  type DatabaseConnection,
  type Dialect,
  type Driver,
  type QueryResult,
  SqliteAdapter,
  SqliteIntrospector,
  SqliteQueryCompiler,
} from 'kysely';
import { InvariantError } from '../../../core/errors.ts';
import type { SqliteConnection } from './connection.ts';

export function sqliteDialect(connection: SqliteConnection): Dialect {
  return {
    createAdapter: () => new SqliteAdapter(),
    createDriver: () => driverOf(connection),
    createIntrospector: (db) => new SqliteIntrospector(db),
    createQueryCompiler: () => new SqliteQueryCompiler(),
  };
}

/** The builder lets one user of the connection in after the other (the adapter says that there is only one). */
function driverOf(sqlite: SqliteConnection): Driver {
  const connection: DatabaseConnection = {
    async executeQuery<Result>({ sql, parameters }: CompiledQuery): Promise<QueryResult<Result>> {
      const { rows, changes } = sqlite.execute(sql, parameters.map(storable));
      return { rows: rows as Result[], numAffectedRows: BigInt(changes) };
    },
    streamQuery() {
      throw new InvariantError('the store reads nothing by streams');
    },
  };
  const run = (sql: string) => connection.executeQuery(CompiledQuery.raw(sql));
  return {
    async init() {},
    acquireConnection: async () => connection,
    async beginTransaction() {
      await run('BEGIN IMMEDIATE');
    },
    async commitTransaction() {
      await run('COMMIT');
    },
    async rollbackTransaction() {
      // SQLite has rolled back by itself after some errors, such as a full disk.
      if (sqlite.isInTransaction()) await run('ROLLBACK');
    },
    async releaseConnection() {},
    async destroy() {
      sqlite.close();
    },
  };
}

/** Numbers go in as the integers that they are; `node:sqlite` would make floating-point numbers of them. */
function storable(parameter: unknown): SQLInputValue {
  return typeof parameter === 'number' ? BigInt(parameter) : (parameter as SQLInputValue);
}
