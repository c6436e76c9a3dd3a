/** Writes CBOR (RFC 8949) in its shortest form, as Uniform Resources are compared byte for byte. */
import { concatBytes, utf8ToBytes } from '../../core/bytes.ts';
import { type CborValue, isList, isMap, isTag } from './cbor.ts';

/** Encodes a value; entries of maps keep their order, which is ascending in all records that we write. */
export function encodeCbor(value: CborValue): Uint8Array {
  if (typeof value === 'number') return head(0, value);
  if (typeof value === 'boolean') return Uint8Array.of(value ? 0xf5 : 0xf4);
  if (value === null) return Uint8Array.of(0xf6);
  if (typeof value === 'string') return withHead(3, utf8ToBytes(value));
  if (value instanceof Uint8Array) return withHead(2, value);
  if (isTag(value)) return concatBytes(head(6, value.tag), encodeCbor(value.value));
  if (isMap(value)) {
    const entries = [...value].flatMap(([key, each]) => [encodeCbor(key), encodeCbor(each)]);
    return concatBytes(head(5, value.size), ...entries);
  }
  return isList(value) ? concatBytes(head(4, value.length), ...value.map(encodeCbor)) : head(0, 0);
}

/** A map out of the entries that have a value. */
export function cborMap(entries: readonly (readonly [number, CborValue | undefined])[]): CborValue {
  return new Map(entries.filter((entry): entry is readonly [number, CborValue] => entry[1] !== undefined));
}

function withHead(kind: number, bytes: Uint8Array): Uint8Array {
  return concatBytes(head(kind, bytes.length), bytes);
}

function head(kind: number, argument: number): Uint8Array {
  const top = kind << 5;
  if (argument < 24) return Uint8Array.of(top | argument);
  if (argument <= 0xff) return Uint8Array.of(top | 24, argument);
  const size = argument <= 0xffff ? 2 : argument <= 0xffff_ffff ? 4 : 8;
  const bytes = new Uint8Array(1 + size);
  const view = new DataView(bytes.buffer);
  bytes[0] = top | (size === 2 ? 25 : size === 4 ? 26 : 27);
  if (size === 2) view.setUint16(1, argument);
  else if (size === 4) view.setUint32(1, argument);
  else view.setBigUint64(1, BigInt(argument));
  return bytes;
}
