/**
 * Splits a file into the parts of a BBQr. The file is deflated where a compressor is given and it helps: this room has
 * none, so it arrives as an argument, as time and randomness do elsewhere. The format wants raw deflate with a window of
 * 1,024 bytes (`windowBits: 10`), because that is what small devices can hold.
 */

import { equalBytes } from '../../core/bytes.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { inflateRaw } from '../compression/inflate.ts';
import { MAX_BBQR_BYTES } from './join.ts';
import { type BbqrEncoding, wholeRun } from './letters.ts';
import { BBQR_HEADER_LETTERS, type BbqrType, formatBbqrPart, MOST_BBQR_PARTS } from './part.ts';

export interface BbqrOptions {
  readonly type: BbqrType;
  /** Most letters in one code, its head included; at least 16. */
  readonly maxLetters: number;
  /** Raw deflate with a window of 10 bits. Without it nothing is compressed. */
  readonly deflate?: (bytes: Uint8Array) => Uint8Array;
  /** For signers that read hexadecimal only; `2` otherwise. */
  readonly plain?: 'H' | '2';
}

/**
 * Splits a file into parts of equal length, the last one may be shorter. Upper case, for the smallest codes.
 *
 * @throws IcehouseError `bbqr/empty`, `bbqr/too-large`.
 */
export function splitBbqr(
  bytes: Uint8Array,
  { type, maxLetters, deflate, plain = '2' }: BbqrOptions,
): readonly string[] {
  if (bytes.length === 0) throw new IcehouseError({ code: 'bbqr/empty', message: 'an empty file makes no code' });
  const { encoding, data } = compressed(bytes, plain, deflate);
  const run = wholeRun(encoding);
  const most = Math.floor((maxLetters - BBQR_HEADER_LETTERS) / run.letters) * run.bytes;
  invariant(most > 0, 'a code has room for its head and some letters');
  const count = Math.ceil(data.length / most);
  if (count > MOST_BBQR_PARTS || bytes.length > MAX_BBQR_BYTES) {
    throw new IcehouseError({
      code: 'bbqr/too-large',
      message: 'the file is too large for a BBQr of this size',
      found: `${bytes.length} bytes`,
      expected: `at most ${Math.min(MAX_BBQR_BYTES, most * MOST_BBQR_PARTS)} bytes`,
      next: 'take larger codes, or let the file travel as a file',
    });
  }
  const length = Math.ceil(data.length / count / run.bytes) * run.bytes;
  const total = Math.ceil(data.length / length);
  return Array.from({ length: total }, (_, index) => {
    const piece = data.subarray(index * length, (index + 1) * length);
    return formatBbqrPart({ encoding, type, total, index, data: piece });
  });
}

/** Compression that makes a file larger is left away, as the format recommends. */
function compressed(
  bytes: Uint8Array,
  plain: 'H' | '2',
  deflate: BbqrOptions['deflate'],
): { readonly encoding: BbqrEncoding; readonly data: Uint8Array } {
  const data = deflate?.(bytes);
  if (data === undefined || data.length >= bytes.length) return { encoding: plain, data: bytes };
  invariant(equalBytes(inflateRaw(data, { maxBytes: bytes.length }), bytes), 'what was compressed can be read again');
  return { encoding: 'Z', data };
}
