/** Canonical Huffman codes as deflate has them (RFC 1951, 3.2.2): built from code lengths, read bit by bit. */
import { IcehouseError } from '../../core/errors.ts';
import type { BitReader } from './bits.ts';

const LONGEST_CODE = 15;

export interface Decoder {
  /** How many codes have each length from 0 to 15. */
  readonly counts: readonly number[];
  /** Symbols in the order of their codes. */
  readonly symbols: readonly number[];
}

/**
 * Builds a decoder. As zlib has it, every pattern of bits must be a code, or else there is a single code of one bit, as
 * encoders write for a single distance, or none at all; reading a code that is not there is an error then.
 *
 * @param lengths code length of each symbol, 0 where it has none.
 * @throws IcehouseError `compression/damaged` for more codes than fit, or fewer.
 */
export function buildDecoder(lengths: readonly number[]): Decoder {
  const counts = new Array<number>(LONGEST_CODE + 1).fill(0);
  for (const length of lengths) counts[length]!++;
  let free = 1;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    free = free * 2 - counts[length]!;
    if (free < 0) throw damaged();
  }
  const longest = counts.findLastIndex((count, length) => count > 0 && length > 0);
  if (free > 0 && longest > 1) throw damaged();
  const offsets = new Array<number>(LONGEST_CODE + 2).fill(0);
  for (let length = 1; length <= LONGEST_CODE; length++) offsets[length + 1] = offsets[length]! + counts[length]!;
  const symbols = new Array<number>(lengths.length).fill(0);
  lengths.forEach((length, symbol) => {
    if (length > 0) symbols[offsets[length]!++] = symbol;
  });
  counts[0] = 0;
  return { counts, symbols };
}

/** Reads one symbol. @throws IcehouseError `compression/damaged`. */
export function readSymbol(reader: BitReader, { counts, symbols }: Decoder): number {
  let code = 0;
  let first = 0;
  let index = 0;
  for (let length = 1; length <= LONGEST_CODE; length++) {
    code |= reader.bits(1);
    const count = counts[length]!;
    if (code - count < first) return symbols[index + (code - first)]!;
    index += count;
    first = (first + count) << 1;
    code <<= 1;
  }
  throw damaged();
}

function damaged(): IcehouseError {
  return new IcehouseError({ code: 'compression/damaged', message: 'the compressed data is damaged' });
}
