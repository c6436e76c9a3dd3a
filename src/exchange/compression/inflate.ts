/**
 * Inflate (RFC 1951) and the zlib envelope around it (RFC 1950), with a limit on what comes out that is held while it
 * comes out. This room has neither Node's zlib nor the browser's streams, and files that are compressed (Electrum's
 * encrypted storage, BBQr) come from strangers: a bomb costs no more than the limit.
 */
import { concatBytes } from '../../core/bytes.ts';
import { type ErrorCode, IcehouseError } from '../../core/errors.ts';
import { BitReader } from './bits.ts';
import { buildDecoder, type Decoder, readSymbol } from './huffman.ts';

export interface InflateLimits {
  /** Most bytes that may come out. */
  readonly maxBytes: number;
}

/** RFC 1951, 3.2.5: base values and extra bits of lengths (symbols 257 to 285) and distances (0 to 29). */
const LENGTH_BASE = [
  3, 4, 5, 6, 7, 8, 9, 10, 11, 13, 15, 17, 19, 23, 27, 31, 35, 43, 51, 59, 67, 83, 99, 115, 131, 163, 195, 227, 258,
];
const LENGTH_BITS = [0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2, 2, 3, 3, 3, 3, 4, 4, 4, 4, 5, 5, 5, 5, 0];
const DISTANCE_BASE = [
  1, 2, 3, 4, 5, 7, 9, 13, 17, 25, 33, 49, 65, 97, 129, 193, 257, 385, 513, 769, 1025, 1537, 2049, 3073, 4097, 6145,
  8193, 12289, 16385, 24577,
];
const DISTANCE_BITS = [
  0, 0, 0, 0, 1, 1, 2, 2, 3, 3, 4, 4, 5, 5, 6, 6, 7, 7, 8, 8, 9, 9, 10, 10, 11, 11, 12, 12, 13, 13,
];
/** 3.2.7: in which order the lengths of the code-length code are written. */
const CODE_ORDER = [16, 17, 18, 0, 8, 7, 9, 6, 10, 5, 11, 4, 12, 3, 13, 2, 14, 1, 15];

const END_OF_BLOCK = 256;
/** 3.2.7: literals, the end of the block and lengths; distances. The fixed codes have two more of each that mean nothing. */
const MOST_LITERALS = 286;
const MOST_DISTANCES = 30;
const CHUNK = 1 << 16;

/**
 * Inflates raw deflate data.
 *
 * @throws IcehouseError `compression/too-large` beyond the limit, `compression/damaged` for anything that is no deflate
 * data or stops in the middle.
 */
export function inflateRaw(bytes: Uint8Array, limits: InflateLimits): Uint8Array {
  return inflate(new BitReader(bytes), limits);
}

/**
 * Inflates a zlib stream and verifies its checksum.
 *
 * @throws IcehouseError as {@link inflateRaw}; a preset dictionary counts as damage.
 */
export function inflateZlib(bytes: Uint8Array, limits: InflateLimits): Uint8Array {
  const [method = 0, flags = 0] = bytes;
  const isZlib =
    (method & 0x0f) === 8 && method >> 4 <= 7 && ((method << 8) | flags) % 31 === 0 && (flags & 0x20) === 0;
  if (!isZlib) throw damaged();
  const reader = new BitReader(bytes.subarray(2));
  const output = inflate(reader, limits);
  const trailer = reader.alignedBytes(4);
  const checksum = new DataView(trailer.buffer, trailer.byteOffset, 4).getUint32(0);
  if (checksum !== adler32(output)) throw damaged();
  return output;
}

function inflate(reader: BitReader, { maxBytes }: InflateLimits): Uint8Array {
  const output = new Output(maxBytes);
  for (let isLast = false; !isLast; ) {
    isLast = reader.bits(1) === 1;
    const kind = reader.bits(2);
    if (kind === 0) copyStored(reader, output);
    else if (kind === 1) inflateBlock(reader, output, fixedCodes());
    else if (kind === 2) inflateBlock(reader, output, readCodes(reader));
    else throw damaged();
  }
  return output.bytes();
}

function copyStored(reader: BitReader, output: Output): void {
  const header = reader.alignedBytes(4);
  const view = new DataView(header.buffer, header.byteOffset, 4);
  const length = view.getUint16(0, true);
  if ((length ^ 0xffff) !== view.getUint16(2, true)) throw damaged();
  for (const byte of reader.alignedBytes(length)) output.push(byte);
}

interface Codes {
  readonly literals: Decoder;
  readonly distances: Decoder;
}

function inflateBlock(reader: BitReader, output: Output, { literals, distances }: Codes): void {
  for (;;) {
    const symbol = readSymbol(reader, literals);
    if (symbol < END_OF_BLOCK) output.push(symbol);
    else if (symbol === END_OF_BLOCK) return;
    else {
      const length = readValue(reader, symbol - END_OF_BLOCK - 1, LENGTH_BASE, LENGTH_BITS);
      const distance = readValue(reader, readSymbol(reader, distances), DISTANCE_BASE, DISTANCE_BITS);
      output.repeat(length, distance);
    }
  }
}

function readValue(reader: BitReader, symbol: number, bases: readonly number[], bits: readonly number[]): number {
  const base = bases[symbol];
  if (base === undefined) throw damaged();
  return base + reader.bits(bits[symbol] ?? 0);
}

function readCodes(reader: BitReader): Codes {
  const literalCount = reader.bits(5) + 257;
  const distanceCount = reader.bits(5) + 1;
  const codeCount = reader.bits(4) + 4;
  if (literalCount > MOST_LITERALS || distanceCount > MOST_DISTANCES) throw damaged();
  const codeLengths = new Array<number>(19).fill(0);
  for (let index = 0; index < codeCount; index++) codeLengths[CODE_ORDER[index]!] = reader.bits(3);
  // A single length could write no others, so zlib takes it for damage.
  if (codeLengths.filter((length) => length > 0).length === 1) throw damaged();
  const decoder = buildDecoder(codeLengths);
  const lengths: number[] = [];
  while (lengths.length < literalCount + distanceCount) {
    const symbol = readSymbol(reader, decoder);
    const [value, times] = runOf(symbol, lengths.at(-1), reader);
    for (let count = 0; count < times; count++) lengths.push(value);
  }
  if (lengths.length > literalCount + distanceCount) throw damaged();
  return {
    literals: buildDecoder(lengths.slice(0, literalCount)),
    distances: buildDecoder(lengths.slice(literalCount)),
  };
}

/** 3.2.7: symbols 16 to 18 repeat the last length or zero. */
function runOf(symbol: number, last: number | undefined, reader: BitReader): readonly [value: number, times: number] {
  if (symbol < 16) return [symbol, 1];
  if (symbol === 17) return [0, 3 + reader.bits(3)];
  if (symbol === 18) return [0, 11 + reader.bits(7)];
  if (last === undefined) throw damaged();
  return [last, 3 + reader.bits(2)];
}

let fixed: Codes | undefined;

function fixedCodes(): Codes {
  const run = (length: number, count: number): number[] => new Array<number>(count).fill(length);
  fixed ??= {
    literals: buildDecoder([...run(8, 144), ...run(9, 112), ...run(7, 24), ...run(8, 8)]),
    distances: buildDecoder(run(5, 32)),
  };
  return fixed;
}

/** What has come out so far. A class only because chunks and limit belong together; it never leaves this file. */
class Output {
  readonly #maxBytes: number;
  readonly #full: Uint8Array[] = [];
  #chunk = new Uint8Array(CHUNK);
  #used = 0;
  #length = 0;

  constructor(maxBytes: number) {
    this.#maxBytes = maxBytes;
  }

  push(byte: number): void {
    if (this.#length === this.#maxBytes) {
      throw new IcehouseError({
        code: 'compression/too-large',
        message: 'the compressed data holds more than belongs here',
        expected: `at most ${this.#maxBytes} bytes`,
      });
    }
    if (this.#used === CHUNK) {
      this.#full.push(this.#chunk);
      this.#chunk = new Uint8Array(CHUNK);
      this.#used = 0;
    }
    this.#chunk[this.#used++] = byte;
    this.#length++;
  }

  /** Distances reach back at most 32,768 bytes, hence never beyond the chunk before this one. */
  repeat(length: number, distance: number): void {
    if (distance > this.#length) throw damaged();
    for (let count = 0; count < length; count++) {
      const place = this.#used - distance;
      const byte = place >= 0 ? this.#chunk[place] : this.#full.at(-1)?.[CHUNK + place];
      this.push(byte ?? 0);
    }
  }

  bytes(): Uint8Array {
    return concatBytes(...this.#full, this.#chunk.subarray(0, this.#used));
  }
}

/** RFC 1950: two sums modulo 65521. */
export function adler32(bytes: Uint8Array): number {
  let low = 1;
  let high = 0;
  for (const byte of bytes) {
    low = (low + byte) % 65_521;
    high = (high + low) % 65_521;
  }
  return high * 65_536 + low;
}

function damaged(): IcehouseError {
  const code: ErrorCode = 'compression/damaged';
  return new IcehouseError({ code, message: 'the compressed data is damaged or incomplete' });
}
