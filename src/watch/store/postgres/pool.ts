/**
 * The connections to PostgreSQL, in the shape that the query builder takes: integers as bigint and bytes as Uint8Array, as
 * SQLite gives them, and every trouble as a typed error.
 */
import type { PostgresPool, PostgresPoolClient } from 'kysely';
import pg from 'pg';
import { IcehouseError } from '../../../core/errors.ts';
import { guarded } from './trouble.ts';
import type { PostgresPlace } from './url.ts';

/** A desk does one thing at a time, and now and then two. */
const MAX_CONNECTIONS = 4;
const CONNECT_PATIENCE_MS = 10_000;

/** A server that vanishes without a word is noticed within minutes, not after the two hours that systems wait by themselves. */
const KEEP_ALIVE = { keepAlive: true, keepAliveInitialDelayMillis: 30_000 };

export interface Connections extends PostgresPool {
  readonly options: pg.PoolOptions;
}

export function connectPostgres({ config, shown }: PostgresPlace): Connections {
  const options = { ...clientConfig(config), max: MAX_CONNECTIONS };
  const pool = new pg.Pool({ ...options, onConnect: prepare });
  // A connection that ends tells so here, at rest or in use; the query under way or the next one tells the person.
  pool.on('error', () => {});
  pool.on('connect', (client) => client.on('error', () => {}));
  return {
    options: pool.options,
    async connect() {
      const client = await guarded(shown, () => pool.connect());
      let isCutOff = false;
      const ask = async (sql: string, parameters: unknown[]) => {
        try {
          return await guarded(shown, () => client.query(sql, parameters));
        } catch (error) {
          isCutOff ||= error instanceof IcehouseError && error.code === 'store/unreachable';
          throw error;
        }
      };
      // The server says that it ends a connection before the connection ends: it must not go back to the others.
      return { query: queryOf(ask), release: (destroy) => client.release(isCutOff || destroy) };
    },
    end: () => pool.end(),
  };
}

/** The builder's other way to ask, by a cursor, is for streams; the store has none. */
function queryOf(ask: (sql: string, parameters: unknown[]) => Promise<unknown>): PostgresPoolClient['query'] {
  return ((sql: string, parameters: unknown[]) => ask(sql, parameters)) as PostgresPoolClient['query'];
}

/** What every connection of ours has in common. */
export function clientConfig(config: pg.ClientConfig): pg.ClientConfig {
  return { ...config, types: { getTypeParser }, connectionTimeoutMillis: CONNECT_PATIENCE_MS, ...KEEP_ALIVE };
}

/** A commit that is reported has reached the disk, whatever the server's own settings say. */
async function prepare(client: pg.ClientBase): Promise<void> {
  await client.query(
    "SELECT set_config('synchronous_commit', 'on', false) WHERE current_setting('synchronous_commit') = 'off'",
  );
}

const { INT2, INT4, INT8, BYTEA } = pg.types.builtins;

/** For our connections alone; the driver's own table of types belongs to the whole process. */
const getTypeParser: pg.CustomTypesConfig['getTypeParser'] = (type: number, format?: 'text' | 'binary') => {
  if (type === INT2 || type === INT4 || type === INT8) return BigInt;
  if (type === BYTEA) return (text: string) => new Uint8Array(Buffer.from(text.slice(2), 'hex'));
  return pg.types.getTypeParser(type, format as 'text');
};
