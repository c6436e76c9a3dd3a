/**
 * SQLite through Node's own `node:sqlite`, opened so that what was committed survives a power cut: write-ahead log, a sync
 * at every commit, foreign keys, one process at a time.
 */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { guarded } from './trouble.ts';

/** Integers come as bigint, blobs as bytes. */
export type Row = Readonly<Record<string, bigint | string | Uint8Array | null>>;

export interface SqliteConnection {
  readonly path: string;
  all(sql: string, ...parameters: SQLInputValue[]): Row[];
  get(sql: string, ...parameters: SQLInputValue[]): Row | undefined;
  /** Number of rows changed. */
  run(sql: string, ...parameters: SQLInputValue[]): number;
  /** Runs a statement of either kind: rows for one that gives rows, the number of rows changed for one that does not. */
  execute(sql: string, parameters: readonly SQLInputValue[]): { readonly rows: Row[]; readonly changes: number };
  /** Writes a whole copy for its owner alone; refuses a file that holds anything. */
  copyTo(path: string): void;
  isInTransaction(): boolean;
  close(): void;
}

/** How long a second process waits for the first to finish, in milliseconds: a command that is about to end may. */
const LOCK_PATIENCE_MS = 2_000;

/** Texts of statements that are kept ready; long lists of values make many different ones. */
const MAX_PREPARED = 200;

/**
 * Opens or creates the file, readable by its owner only, and takes the lock that keeps other processes out until
 * {@link SqliteConnection.close} or the end of the process.
 *
 * @throws IcehouseError `store/locked`, `store/not-a-store`, `store/cannot-open`, `store/read-only`, `store/disk-full`,
 * `store/input-output`, `store/damaged`.
 */
export function connectSqlite(path: string): SqliteConnection {
  const connection = guarded(path, () => {
    createPrivate(path);
    return new DatabaseSync(path, { timeout: LOCK_PATIENCE_MS, readBigInts: true, enableForeignKeyConstraints: true });
  });
  try {
    guarded(path, () => {
      connection.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY;');
      connection.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;');
      connection.exec('BEGIN IMMEDIATE; COMMIT;');
    });
  } catch (error) {
    connection.close();
    throw error;
  }
  return connectionOf(connection, path);
}

/**
 * Creates the file for its owner alone. An existing one must not even be opened here: closing any handle of a file gives
 * up all locks that the process holds on it (POSIX), those of another connection included.
 */
function createPrivate(path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
  }
}

interface Prepared {
  readonly statement: StatementSync;
  readonly givesRows: boolean;
}

function connectionOf(connection: DatabaseSync, path: string): SqliteConnection {
  const ready = new Map<string, Prepared>();

  function prepared(sql: string): Prepared {
    const known = ready.get(sql);
    if (known) return known;
    const statement = connection.prepare(sql);
    const fresh = { statement, givesRows: statement.columns().length > 0 };
    if (ready.size === MAX_PREPARED) ready.delete(ready.keys().next().value!);
    ready.set(sql, fresh);
    return fresh;
  }

  function execute(sql: string, parameters: readonly SQLInputValue[]) {
    return guarded(path, () => {
      const { statement, givesRows } = prepared(sql);
      if (givesRows) return { rows: statement.all(...parameters) as Row[], changes: 0 };
      return { rows: [], changes: Number(statement.run(...parameters).changes) };
    });
  }

  return {
    path,
    execute,
    all: (sql, ...parameters) => execute(sql, parameters).rows,
    get: (sql, ...parameters) => execute(sql, parameters).rows[0],
    run: (sql, ...parameters) => execute(sql, parameters).changes,
    copyTo(copy) {
      guarded(copy, () => createPrivate(copy));
      execute('VACUUM INTO ?', [copy]);
    },
    isInTransaction: () => connection.isTransaction,
    close: () => guarded(path, () => connection.close()),
  };
}
