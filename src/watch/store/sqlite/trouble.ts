/** SQLite's troubles and the file system's, as typed errors that say which is which and what to do. */
import { accessSync, constants } from 'node:fs';
import { dirname } from 'node:path';
import { type ErrorCode, IcehouseError } from '../../../core/errors.ts';

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

export function guarded<Result>(path: string, work: () => Result): Result {
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
  const trouble = isFile
    ? TROUBLES[fileTrouble(error)]
    : TROUBLES[isReadOnly(path, resultCode) ? 8 : (resultCode ?? -1)];
  if (trouble) return new IcehouseError({ ...trouble, kind: 'environment', at: path, cause: error });
  return error;
}

function fileTrouble(error: Error): number {
  const code = 'code' in error ? error.code : undefined;
  if (code === 'EROFS' || code === 'EACCES' || code === 'EPERM') return 8;
  return code === 'ENOSPC' ? 13 : 14;
}

/** On a disk that is mounted read-only SQLite fails in one way or another, and does not tell why. */
function isReadOnly(path: string, resultCode: number | undefined): boolean {
  if (resultCode !== 10 && resultCode !== 14) return false;
  try {
    accessSync(dirname(path), constants.W_OK);
    return false;
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EROFS';
  }
}
