/**
 * BIP-0174's key-value maps as bytes: read, write, look up. Nothing here knows what a field means; records keep their
 * bytes and their order, so that a map that was read is written back exactly. The meaning is in `psbt/fields.ts`.
 */
import { equalBytes, toHex } from '../bytes.ts';
import { createReader, type Reader } from '../tx/reader.ts';
import { sizedLength, type Writer } from '../tx/writer.ts';
import type { KeyValue, KeyValueMap } from './types.ts';

/** The longest key that a BIP defines is that of a taproot leaf 128 levels deep: 4,130 bytes. */
export const MAX_KEY_BYTES = 10_000;
/** A 15-of-15 input has about 40 records. */
export const MAX_RECORDS_IN_MAP = 4_096;
/** Room for 10,000 inputs of 20 records. */
export const MAX_RECORDS = 200_000;

/** Counts the records of one file down, so that many maps cannot do what one may not. */
export interface RecordBudget {
  left: number;
}

/**
 * Reads records up to the map's closing zero byte.
 *
 * That no key stands twice is checked with the fields (`psbt/check-fields.ts`), for maps from anywhere.
 *
 * @throws IcehouseError `psbt/truncated`, `psbt/size-not-minimal`, `psbt/key-too-long`, `psbt/too-many-records`.
 */
export function readMap(reader: Reader, budget: RecordBudget): KeyValueMap {
  const map: KeyValue[] = [];
  for (;;) {
    const start = reader.position();
    const keyLength = reader.compactSize();
    if (keyLength === 0) break;
    if (keyLength > MAX_KEY_BYTES) {
      const message = 'the key of a record is longer than any known one';
      throw reader.failure('key-too-long', { message, found: `${keyLength} bytes` }, start);
    }
    const key = reader.bytes(keyLength);
    const value = reader.sizedBytes();
    budget.left -= 1;
    if (map.length >= MAX_RECORDS_IN_MAP || budget.left < 0) {
      const message = 'there are more records than a payment could need';
      const expected = `at most ${MAX_RECORDS_IN_MAP} in a map and ${MAX_RECORDS} in the file`;
      throw reader.failure('too-many-records', { message, expected }, start);
    }
    map.push({ key, value });
  }
  return map;
}

/** The first record whose key stands in the map already; undefined when all keys differ. */
export function repeatedKey(map: KeyValueMap): KeyValue | undefined {
  // Comparing pairs is the fastest for the dozen records of a usual map; a set keeps large ones linear.
  if (map.length > 32) {
    const seen = new Set<string>();
    return map.find(({ key }) => seen.size === seen.add(toHex(key)).size);
  }
  return map.find(({ key }, index) => {
    for (let earlier = 0; earlier < index; earlier++) if (equalBytes(map[earlier]!.key, key)) return true;
    return false;
  });
}

/** Bytes of a map with its closing zero byte. */
export function mapSize(map: KeyValueMap): number {
  let size = 1;
  for (const { key, value } of map) size += sizedLength(key) + sizedLength(value);
  return size;
}

export function writeMap(writer: Writer, map: KeyValueMap): void {
  for (const { key, value } of map) {
    writer.sizedBytes(key);
    writer.sizedBytes(value);
  }
  writer.uint8(0x00);
}

/**
 * Type of a record: the compact size at the start of its key.
 *
 * @throws IcehouseError `psbt/truncated`, `psbt/size-not-minimal` when the key holds none.
 */
export function recordType({ key }: KeyValue): number {
  const first = key[0]!;
  return first < 0xfd ? first : createReader(key, { area: 'psbt', at: 'the type of a record' }).compactSize();
}

/** What follows the type in the key of a record whose type is below 0xfd, as that of every known field is. */
export function keyData({ key }: KeyValue): Uint8Array {
  return key.subarray(1);
}

/** A record of a known type; without key data the key is the type alone. */
export function record(type: number, value: Uint8Array, data: Uint8Array = NO_BYTES): KeyValue {
  const key = new Uint8Array(1 + data.length);
  key[0] = type;
  key.set(data, 1);
  return { key, value };
}

const NO_BYTES = new Uint8Array();

/** Value of the field whose key is its type alone. */
export function findValue(map: KeyValueMap, { type }: { readonly type: number }): Uint8Array | undefined {
  return map.find(({ key }) => key.length === 1 && key[0] === type)?.value;
}

/** The records of a type that may stand more than once, in their order. */
export function recordsOf(map: KeyValueMap, type: number): KeyValue[] {
  return map.filter(({ key }) => key[0] === type);
}
