/**
 * The part of CBOR (RFC 8949) that Uniform Resources use: whole numbers, bytes, text, lists, maps with whole numbers as
 * keys, tags, booleans and null. Anything else, and anything that two readers might take differently (indefinite lengths,
 * a key twice), is refused. Sizes are held against the bytes that are left before any work is done.
 */
import { fromUtf8 } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';

export interface CborTag {
  readonly tag: number;
  readonly value: CborValue;
}

export type CborMap = ReadonlyMap<number, CborValue>;

export type CborValue = number | boolean | null | string | Uint8Array | readonly CborValue[] | CborMap | CborTag;

/** Bytes of one value: a wallet of 20 keys takes 3,000; accounts and PSBTs come no larger than this in one piece. */
export const MAX_CBOR_BYTES = 1 << 20;

/** An output of nested scripts takes some ten levels. */
const MAX_DEPTH = 24;
const MAX_ITEMS = 10_000;

/**
 * Reads one value that fills the bytes.
 *
 * @throws IcehouseError `cbor/too-large`, `cbor/too-deep`, `cbor/truncated`, `cbor/trailing-bytes`, `cbor/unsupported`,
 * `cbor/duplicate-key`, `cbor/unsafe-number`, `cbor/not-utf8`.
 */
export function decodeCbor(bytes: Uint8Array): CborValue {
  if (bytes.length > MAX_CBOR_BYTES) throw problem('too-large', 'the data is larger than belongs here');
  const reader = new Reader(bytes);
  const value = reader.value(0);
  reader.end();
  return value;
}

export function isTag(value: CborValue | undefined): value is CborTag {
  return typeof value === 'object' && value !== null && 'tag' in value;
}

export function isMap(value: CborValue | undefined): value is CborMap {
  return value instanceof Map;
}

export function isList(value: CborValue | undefined): value is readonly CborValue[] {
  return Array.isArray(value);
}

/** One pass over one value. A class only because position and limits belong together; it never leaves this file. */
class Reader {
  readonly #bytes: Uint8Array;
  readonly #view: DataView;
  #position = 0;
  #items = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  value(depth: number): CborValue {
    if (depth > MAX_DEPTH || ++this.#items > MAX_ITEMS) throw problem('too-deep', 'the data is nested too deeply');
    const head = this.#bytes[this.#position];
    if (head === undefined) throw truncated();
    this.#position++;
    const kind = head >> 5;
    const low = head & 0x1f;
    if (kind === 7) return simple(low);
    const argument = this.#argument(low);
    switch (kind) {
      case 0:
        return argument;
      case 2:
        return this.#take(argument).slice();
      case 3:
        return fromUtf8(this.#take(argument), 'cbor/not-utf8');
      case 4:
        return this.#list(argument, depth);
      case 5:
        return this.#map(argument, depth);
      case 6:
        return { tag: argument, value: this.value(depth + 1) };
      default:
        throw problem('unsupported', 'negative numbers have no place in this data');
    }
  }

  end(): void {
    if (this.#position < this.#bytes.length) throw problem('trailing-bytes', 'there is more data after the value');
  }

  #argument(low: number): number {
    if (low < 24) return low;
    const size = { 24: 1, 25: 2, 26: 4, 27: 8 }[low];
    if (size === undefined) throw problem('unsupported', 'data of unknown length has no place here');
    const start = this.#position;
    this.#take(size);
    if (size === 1) return this.#view.getUint8(start);
    if (size === 2) return this.#view.getUint16(start);
    if (size === 4) return this.#view.getUint32(start);
    const long = this.#view.getBigUint64(start);
    if (long > BigInt(Number.MAX_SAFE_INTEGER)) throw problem('unsafe-number', 'a number is too large');
    return Number(long);
  }

  #take(length: number): Uint8Array {
    if (length > this.#bytes.length - this.#position) throw truncated();
    this.#position += length;
    return this.#bytes.subarray(this.#position - length, this.#position);
  }

  /** Each entry takes at least one byte. */
  #fits(count: number): void {
    if (count > this.#bytes.length - this.#position) throw truncated();
  }

  #list(length: number, depth: number): readonly CborValue[] {
    this.#fits(length);
    const list: CborValue[] = [];
    for (let index = 0; index < length; index++) list.push(this.value(depth + 1));
    return list;
  }

  #map(length: number, depth: number): CborMap {
    this.#fits(length);
    const map = new Map<number, CborValue>();
    for (let index = 0; index < length; index++) {
      const key = this.value(depth + 1);
      if (typeof key !== 'number') throw problem('unsupported', 'the keys of a map must be whole numbers');
      if (map.has(key)) throw problem('duplicate-key', 'a key stands twice in one map');
      map.set(key, this.value(depth + 1));
    }
    return map;
  }
}

function simple(low: number): boolean | null {
  if (low === 20) return false;
  if (low === 21) return true;
  if (low === 22) return null;
  throw problem('unsupported', 'this kind of value has no place in this data');
}

function truncated(): IcehouseError {
  return problem('truncated', 'the data ends in the middle');
}

function problem(what: string, message: string): IcehouseError {
  return new IcehouseError({ code: `cbor/${what}`, message });
}
