/**
 * Reads documents that members sent to each other: files, or the texts of scanned codes, which are put together first. What
 * a document must be is its reader's matter.
 */
import { resolve } from 'node:path';
import { fromUtf8 } from '../../core/bytes.ts';
import { openCodes } from '../../exchange/codes/join.ts';
import { readFileBytes } from '../files/read.ts';
import type { Io } from '../io.ts';

/** @throws IcehouseError those of `readFileBytes` and `openCodes`. */
export function readDocumentBytes(io: Io, file: string): Uint8Array {
  return openCodes(readFileBytes(resolve(io.folder, file)));
}

/** UTF-8 text without a byte order mark. @throws IcehouseError as {@link readDocumentBytes}, and `file/not-text`. */
export function readDocumentText(io: Io, file: string): string {
  const bytes = readDocumentBytes(io, file);
  const isMarked = bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf;
  return fromUtf8(isMarked ? bytes.subarray(3) : bytes, 'file/not-text', file);
}
