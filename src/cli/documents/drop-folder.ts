/**
 * Reads a drop folder: any folder that the members' machines keep in step. Only plain files directly in it are read, each
 * once, through a descriptor that cannot be a link; numbers and sizes are capped, as everybody with access can put
 * anything there. What was seen before is remembered by content, not by name.
 */
import { closeSync, constants, fstatSync, openSync, readdirSync, readSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { toHex } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import { prettyJson } from '../../core/json/canonical.ts';
import { arrayField, asObject, refuseUnknownFields, requireFormat } from '../../core/json/fields.ts';
import { parseStrictJson } from '../../core/json/strict.ts';
import { isThere, readFileText } from '../files/read.ts';
import { replaceFile, writeNewFile } from '../files/write.ts';
import type { Io } from '../io.ts';

const MAX_ENTRIES = 2_000;
/** PSBTs of 400 inputs take about 2 MB. */
const MAX_FILE = 16 * 1024 * 1024;
const MAX_TOTAL = 256 * 1024 * 1024;

const FORMAT = 'icehouse-inbox';
const VERSION = 1;
const MAX_SEEN = 20_000;
const HASH = /^[0-9a-f]{64}$/;

export interface DroppedFile {
  /** As it stands in the folder: foreign text. */
  readonly name: string;
  readonly size: number;
  /** SHA-256 of its content, hex. */
  readonly hash: string;
  readonly content: Uint8Array;
}

export interface DropFolder {
  readonly files: readonly DroppedFile[];
  /** Entries that were not read, with the reason: folders, links, devices, files beyond the caps. */
  readonly skipped: readonly { readonly name: string; readonly reason: string }[];
}

/**
 * Reads the folder in the order of its names.
 *
 * @throws IcehouseError `inbox/cannot-read`, `inbox/too-many-files`.
 */
export function readDropFolder(io: Io, folder: string): DropFolder {
  const path = resolve(io.folder, folder);
  const names = namesIn(path, folder);
  if (names.length > MAX_ENTRIES) {
    throw new IcehouseError({
      code: 'inbox/too-many-files',
      message: 'this folder holds more than any group sends',
      found: `${names.length} entries`,
      expected: `at most ${MAX_ENTRIES}`,
      next: 'move what is done to another folder',
    });
  }
  const files: DroppedFile[] = [];
  const skipped: { name: string; reason: string }[] = [];
  let total = 0;
  for (const name of names) {
    const read = readPlainFile(join(path, name), MAX_TOTAL - total);
    if (typeof read === 'string') skipped.push({ name, reason: read });
    else {
      total += read.length;
      files.push({ name, size: read.length, hash: toHex(sha256(read)), content: read });
    }
  }
  return { files, skipped };
}

function namesIn(path: string, folder: string): readonly string[] {
  try {
    // What synchronising programs and editors leave behind begins with a dot.
    return readdirSync(path)
      .filter((name) => !name.startsWith('.'))
      .sort();
  } catch (cause) {
    throw new IcehouseError({
      code: 'inbox/cannot-read',
      message: 'this folder cannot be read',
      at: folder,
      found: cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown',
      cause,
    });
  }
}

/** The content, or why it was not read. */
function readPlainFile(path: string, room: number): Uint8Array | string {
  let file: number | undefined;
  try {
    // Not through links, and not waiting for a pipe that nobody writes to.
    file = openSync(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK);
    const stat = fstatSync(file);
    if (!stat.isFile()) return 'no plain file';
    if (stat.size > MAX_FILE) return `larger than ${MAX_FILE} bytes`;
    if (stat.size > room) return `the folder holds more than ${MAX_TOTAL} bytes`;
    const bytes = new Uint8Array(stat.size);
    let length = 0;
    while (length < bytes.length) {
      const count = readSync(file, bytes, length, bytes.length - length, null);
      if (count === 0) break;
      length += count;
    }
    return bytes.subarray(0, length);
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : 'unknown';
    return code === 'ELOOP' ? 'a link' : `cannot be read (${code})`;
  } finally {
    if (file !== undefined) closeSync(file);
  }
}

/** Hashes of what was listed before; empty where there is no such file yet. @throws IcehouseError `json/…`. */
export function readSeen(io: Io, file: string | undefined): ReadonlySet<string> {
  if (file === undefined || !isThere(resolve(io.folder, file))) return new Set();
  const text = readFileText(resolve(io.folder, file));
  const object = asObject(parseStrictJson(text, { maxBytes: 100 * MAX_SEEN, maxDepth: 3 }), '');
  requireFormat(object, FORMAT, VERSION);
  refuseUnknownFields(object, ['format', 'version', 'seen'], '');
  const seen = arrayField(object, 'seen', '', MAX_SEEN);
  return new Set(seen.filter((hash): hash is string => typeof hash === 'string' && HASH.test(hash)));
}

/** Remembers what is in the folder now; what was taken out of it is forgotten. */
export function writeSeen(io: Io, file: string, { files }: DropFolder): void {
  const path = resolve(io.folder, file);
  const text = prettyJson({
    format: FORMAT,
    version: VERSION,
    seen: [...new Set(files.map(({ hash }) => hash))].sort(),
  });
  if (isThere(path)) replaceFile(path, text);
  else writeNewFile(path, text);
}
