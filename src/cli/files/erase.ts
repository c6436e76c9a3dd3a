/**
 * Makes the content of a file hard to get back: it is overwritten where it lies, synced, and only then unlinked or left to
 * the file that took its place. On magnetic disks that is the end of it; solid-state disks, memory sticks, copy-on-write
 * file systems and backups keep old blocks that no program reaches, which is said to the person.
 */
import { randomFillSync } from 'node:crypto';
import { closeSync, fstatSync, fsyncSync, lstatSync, openSync, rmSync, writeSync } from 'node:fs';
import { IcehouseError } from '../../core/errors.ts';
import { replaceFile } from './write.ts';

/** What every command says that erases something. */
export const ERASING_IS_LIMITED =
  'The old content was overwritten where the file system let it. Solid-state disks, memory sticks and backups may keep a ' +
  'copy that no program reaches: what stays protected there is what the passphrase protects.';

const BLOCK = 65_536;

/**
 * Overwrites a file with random bytes and removes it.
 *
 * @throws IcehouseError `file/has-other-names`, `file/cannot-erase`.
 */
export function eraseFile(path: string): void {
  erasing(path, (file) => {
    overwrite(file);
    rmSync(path);
  });
}

/**
 * Puts new content in the place of a file and overwrites what was there before.
 *
 * @throws IcehouseError `file/has-other-names`, `file/cannot-erase`, `file/cannot-write`.
 */
export function replaceErasing(path: string, content: string | Uint8Array): void {
  // Held open, the old file stays reachable when its name has gone over to the new one.
  erasing(path, (file) => {
    replaceFile(path, content);
    overwrite(file);
  });
}

function erasing(path: string, act: (file: number) => void): void {
  let file: number | undefined;
  try {
    if (lstatSync(path).isSymbolicLink() || lstatSync(path).nlink > 1) {
      throw new IcehouseError({
        code: 'file/has-other-names',
        kind: 'refused',
        message: 'this file has other names, and what is erased here would be gone there as well',
        at: path,
        next: 'give the file itself, and remove its other names first',
      });
    }
    file = openSync(path, 'r+');
    act(file);
  } catch (cause) {
    if (cause instanceof IcehouseError) throw cause;
    throw new IcehouseError({
      code: 'file/cannot-erase',
      kind: 'environment',
      message: 'the file cannot be erased',
      at: path,
      found: cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown',
      cause,
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

function overwrite(file: number): void {
  const { size } = fstatSync(file);
  for (let position = 0; position < size; ) {
    const noise = randomFillSync(new Uint8Array(Math.min(BLOCK, size - position)));
    position += writeSync(file, noise, 0, noise.length, position);
  }
  fsyncSync(file);
}
