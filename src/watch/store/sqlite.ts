/**
 * SQLite through Node's own `node:sqlite`, opened so that what was committed survives a power cut: write-ahead log, a sync
 * at every commit, foreign keys, one process at a time. The files beside it hold the SQL; this one turns SQLite's troubles
 * into typed errors.
 */
import { closeSync, openSync } from 'node:fs';
import { DatabaseSync, type SQLInputValue, type StatementSync } from 'node:sqlite';
import { type ErrorCode, IcehouseError, InvariantError } from '../../core/errors.ts';

/** Integers come as bigint, blobs as bytes. */
export type Row = Readonly<Record<string, bigint | string | Uint8Array | null>>;

export interface Database {
  all(sql: string, ...parameters: SQLInputValue[]): Row[];
  get(sql: string, ...parameters: SQLInputValue[]): Row | undefined;
  /** Number of rows changed. */
  run(sql: string, ...parameters: SQLInputValue[]): number;
  /** Runs a script of several statements. */
  exec(sql: string): void;
  /** Runs the work within one transaction: all of it is kept or, when it throws, none. */
  transaction<Result>(work: () => Result): Result;
  close(): void;
}

/** How long a second process waits for the first to finish, in milliseconds: a command that is about to end may. */
const LOCK_PATIENCE_MS = 2_000;

/**
 * Opens or creates the file, readable by its owner only, and takes the lock that keeps other processes out until
 * {@link Database.close} or the end of the process.
 *
 * @throws IcehouseError `store/locked`, `store/not-a-store`, `store/cannot-open`, `store/read-only`, `store/disk-full`,
 * `store/damaged`, `store/failed`.
 */
export function openSqlite(path: string): Database {
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
  return databaseOf(connection, path);
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

function databaseOf(connection: DatabaseSync, path: string): Database {
  const statements = new Map<string, StatementSync>();
  let isInTransaction = false;

  function prepared(sql: string): StatementSync {
    const known = statements.get(sql) ?? connection.prepare(sql);
    statements.set(sql, known);
    return known;
  }

  return {
    all: (sql, ...parameters) => guarded(path, () => prepared(sql).all(...parameters) as Row[]),
    get: (sql, ...parameters) => guarded(path, () => prepared(sql).get(...parameters) as Row | undefined),
    run: (sql, ...parameters) => guarded(path, () => Number(prepared(sql).run(...parameters).changes)),
    exec: (sql) => guarded(path, () => connection.exec(sql)),
    transaction(work) {
      if (isInTransaction) throw new InvariantError('a transaction inside a transaction could not be undone alone');
      guarded(path, () => connection.exec('BEGIN IMMEDIATE'));
      isInTransaction = true;
      try {
        const result = work();
        guarded(path, () => connection.exec('COMMIT'));
        return result;
      } catch (error) {
        // SQLite has rolled back by itself after some errors, such as a full disk.
        if (connection.isTransaction) connection.exec('ROLLBACK');
        throw error;
      } finally {
        isInTransaction = false;
      }
    },
    close: () => guarded(path, () => connection.close()),
  };
}

interface Trouble {
  readonly code: ErrorCode;
  readonly message: string;
  readonly next: string;
}

/** By SQLite's primary result code. */
const TROUBLES: { readonly [resultCode: number]: Trouble } = {
  5: {
    code: 'store/locked',
    message: 'another Icehouse is using this folder',
    next: 'wait for it to end, or close it; each data folder serves one at a time',
  },
  8: {
    code: 'store/read-only',
    message: 'the file cannot be written to',
    next: 'check the permissions of the file and its folder, and that the disk is not mounted read-only',
  },
  10: {
    code: 'store/input-output',
    message: 'the disk failed to read or write',
    next: 'nothing that was reported as done is lost; check the disk, then try again',
  },
  11: {
    code: 'store/damaged',
    message: 'the file is damaged',
    next: 'keep it, restore a backup to another folder, and let it compare itself with the chain',
  },
  13: {
    code: 'store/disk-full',
    message: 'the disk is full',
    next: 'nothing that was reported as done is lost; make room, then try again',
  },
  14: {
    code: 'store/cannot-open',
    message: 'the file cannot be opened',
    next: 'check that its folder exists and may be written to',
  },
  26: {
    code: 'store/not-a-store',
    message: 'this file is something else than an Icehouse store',
    next: 'name another folder',
  },
};

function guarded<Result>(path: string, work: () => Result): Result {
  try {
    return work();
  } catch (error) {
    throw typed(path, error);
  }
}

function typed(path: string, error: unknown): unknown {
  if (!(error instanceof Error) || error instanceof IcehouseError) return error;
  const resultCode = 'errcode' in error && typeof error.errcode === 'number' ? error.errcode & 0xff : undefined;
  const isFile = resultCode === undefined && 'syscall' in error;
  const trouble = isFile ? TROUBLES[fileTrouble(error)] : TROUBLES[resultCode ?? -1];
  if (trouble) return new IcehouseError({ ...trouble, kind: 'environment', at: path, cause: error });
  return error;
}

function fileTrouble(error: Error): number {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return 8;
  return code === 'ENOSPC' ? 13 : 14;
}
