/** Reads the files that people name, with a size cap before anything is decoded. */
import { closeSync, fstatSync, lstatSync, openSync, readSync } from 'node:fs';
import { IcehouseError } from '../../core/errors.ts';

/** No card, charter or PSBT of ours comes near it: 400 inputs with large previous transactions take about 2 MB. */
export const MAX_FILE_BYTES = 32 * 1024 * 1024;

const NOT_TEXT =
  'unpack an archive first and give the file in it; export a wallet as text, not as a database or picture';

/**
 * @throws IcehouseError `file/cannot-read`, `file/too-large`.
 */
export function readFileBytes(path: string): Uint8Array {
  let file: number | undefined;
  try {
    file = openSync(path, 'r');
    const { size } = fstatSync(file);
    if (size > MAX_FILE_BYTES) throw tooLarge(path, size);
    const bytes = new Uint8Array(size);
    let length = 0;
    while (length < size) {
      const count = readSync(file, bytes, length, size - length, null);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } catch (cause) {
    if (cause instanceof IcehouseError) throw cause;
    throw new IcehouseError({
      code: 'file/cannot-read',
      kind: 'input',
      message: 'the file cannot be read',
      at: path,
      found: cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown',
      next: 'check the name and that the file may be read',
      cause,
    });
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Whether anything has this name, be it a file that cannot be read or a link that leads nowhere. */
export function isThere(path: string): boolean {
  try {
    return lstatSync(path, { throwIfNoEntry: false }) !== undefined;
  } catch {
    // A folder that may not be looked into: reading or writing there tells why.
    return false;
  }
}

/** Reads UTF-8 text; a byte order mark is dropped. @throws as {@link readFileBytes}, and `file/not-text`. */
export function readFileText(path: string): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(readFileBytes(path));
  } catch (cause) {
    if (cause instanceof IcehouseError) throw cause;
    throw new IcehouseError({
      code: 'file/not-text',
      message: 'the file is not UTF-8 text',
      at: path,
      next: NOT_TEXT,
      cause,
    });
  }
}

function tooLarge(path: string, size: number): IcehouseError {
  return new IcehouseError({
    code: 'file/too-large',
    message: 'the file is larger than anything that belongs here',
    at: path,
    found: `${size} bytes`,
    expected: `at most ${MAX_FILE_BYTES} bytes`,
  });
}
