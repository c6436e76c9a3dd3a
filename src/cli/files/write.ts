/**
 * Writes files so that a crash at any moment leaves the old state or the new one: a temporary name in the same folder,
 * written, synced, then put in place, then the folder synced. A new file never takes the place of another one.
 */
import { randomBytes } from 'node:crypto';
import { closeSync, fsyncSync, linkSync, openSync, renameSync, rmSync, writeSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { isThere } from './read.ts';

/** Temporary names in use; removed when the program ends early (see `main.ts`). */
const unfinished = new Set<string>();

export function removeUnfinishedFiles(): void {
  for (const path of unfinished) rmSync(path, { force: true });
  unfinished.clear();
}

/**
 * Writes a file that must not exist yet.
 *
 * @throws IcehouseError `file/exists`, `file/cannot-write`.
 */
export function writeNewFile(path: string, content: string | Uint8Array): void {
  placed(path, content, (temporary) => placeNew(temporary, path));
}

/**
 * Writes a file that must not exist yet by a function that fills a given temporary name.
 *
 * @throws IcehouseError `file/exists`, `file/cannot-write`, and what the function throws.
 */
export async function writeNewFileBy(path: string, fill: (temporary: string) => Promise<void>): Promise<void> {
  const temporary = temporaryOf(path);
  unfinished.add(temporary);
  try {
    await fill(temporary);
    inPlace(path, temporary, () => {
      syncFile(temporary);
      placeNew(temporary, path);
    });
  } finally {
    rmSync(temporary, { force: true });
    unfinished.delete(temporary);
  }
}

/**
 * Says early that a name is taken, before a person has typed a secret in vain; {@link writeNewFile} asks once more.
 *
 * @throws IcehouseError `file/exists`.
 */
export function requireFreeName(path: string): void {
  if (isThere(path)) throw exists(path);
}

/**
 * Replaces a file that the command is meant to change. The new content holds all that the old one held.
 *
 * @throws IcehouseError `file/cannot-write`.
 */
export function replaceFile(path: string, content: string | Uint8Array): void {
  placed(path, content, (temporary) => renameSync(temporary, path));
}

/** Gives the file its name unless that is taken. */
function placeNew(temporary: string, path: string): void {
  try {
    linkSync(temporary, path);
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') throw exists(path);
    if (!['EPERM', 'ENOTSUP', 'ENOSYS', 'EOPNOTSUPP'].includes(codeOf(cause))) throw cause;
    placeWithoutLinks(temporary, path);
    return;
  }
  rmSync(temporary);
}

/** For memory sticks whose file system has no hard links: reserves the name exclusively, then renames over it. */
function placeWithoutLinks(temporary: string, path: string): void {
  try {
    closeSync(openSync(path, 'wx', 0o600));
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST') throw exists(path);
    throw cause;
  }
  renameSync(temporary, path);
}

function placed(path: string, content: string | Uint8Array, place: (temporary: string) => void): void {
  const temporary = temporaryOf(path);
  unfinished.add(temporary);
  try {
    inPlace(path, temporary, () => {
      writeSynced(temporary, typeof content === 'string' ? Buffer.from(content, 'utf8') : content);
      place(temporary);
    });
  } finally {
    unfinished.delete(temporary);
  }
}

function temporaryOf(path: string): string {
  return join(dirname(path), `.${basename(path)}.tmp-${randomBytes(6).toString('hex')}`);
}

/** Leaves no temporary file behind when the work fails, and the new name on the disk when it succeeds. */
function inPlace(path: string, temporary: string, work: () => void): void {
  try {
    work();
    syncFolder(dirname(path));
  } catch (cause) {
    rmSync(temporary, { force: true });
    if (cause instanceof IcehouseError) throw cause;
    throw new IcehouseError({
      code: 'file/cannot-write',
      kind: 'environment',
      message: 'the file cannot be written; nothing was changed',
      at: path,
      found: codeOf(cause),
      next: 'check that the folder exists, can be written to and has space left',
      cause,
    });
  }
}

function writeSynced(path: string, bytes: Uint8Array): void {
  const file = openSync(path, 'wx', 0o600);
  try {
    for (let offset = 0; offset < bytes.length; ) offset += writeSync(file, bytes, offset);
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

function syncFile(path: string): void {
  const file = openSync(path, 'r');
  try {
    fsyncSync(file);
  } finally {
    closeSync(file);
  }
}

/** Makes the new name itself durable. Some systems cannot sync a folder; the file's content is safe by then. */
function syncFolder(folder: string): void {
  let handle: number | undefined;
  try {
    handle = openSync(folder, 'r');
    fsyncSync(handle);
  } catch (cause) {
    if (!['EPERM', 'EISDIR', 'EINVAL', 'EACCES'].includes(codeOf(cause))) throw cause;
  } finally {
    if (handle !== undefined) closeSync(handle);
  }
}

function exists(path: string): IcehouseError {
  return new IcehouseError({
    code: 'file/exists',
    kind: 'refused',
    message: 'a file of this name exists and is never overwritten',
    at: path,
    next: 'choose another name with --out, or move the old file away',
  });
}

function codeOf(cause: unknown): string {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
}
