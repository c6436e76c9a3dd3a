/**
 * Writes the wire format that `tx/reader.ts` reads. Callers add up the size first and write into one array, so that a
 * large transaction or PSBT is copied once.
 */

/** Bytes that a compact size takes. */
export function compactSizeLength(value: number): 1 | 3 | 5 | 9 {
  if (value < 0xfd) return 1;
  if (value <= 0xffff) return 3;
  return value <= 0xffff_ffff ? 5 : 9;
}

/** Bytes that a byte string takes with its compact size before it. */
export function sizedLength(bytes: Uint8Array): number {
  return compactSizeLength(bytes.length) + bytes.length;
}

export interface Writer {
  uint8(value: number): void;
  uint32(value: number): void;
  uint64(value: bigint): void;
  bytes(bytes: Uint8Array): void;
  compactSize(value: number): void;
  /** A compact size and the bytes. */
  sizedBytes(bytes: Uint8Array): void;
  /** The array written to; the caller has filled it to the last byte. */
  readonly target: Uint8Array;
}

export function createWriter(size: number): Writer {
  const target = new Uint8Array(size);
  const view = new DataView(target.buffer);
  let offset = 0;

  const uint8 = (value: number): void => {
    target[offset++] = value;
  };
  const uint16 = (value: number): void => {
    view.setUint16(offset, value, true);
    offset += 2;
  };
  const uint32 = (value: number): void => {
    view.setUint32(offset, value, true);
    offset += 4;
  };
  const uint64 = (value: bigint): void => {
    view.setBigUint64(offset, value, true);
    offset += 8;
  };
  const bytes = (source: Uint8Array): void => {
    target.set(source, offset);
    offset += source.length;
  };
  const compactSize = (value: number): void => {
    const length = compactSizeLength(value);
    if (length > 1) uint8(length === 3 ? 0xfd : length === 5 ? 0xfe : 0xff);
    if (length === 1) uint8(value);
    else if (length === 3) uint16(value);
    else if (length === 5) uint32(value);
    else uint64(BigInt(value));
  };

  return {
    uint8,
    uint32,
    uint64,
    bytes,
    compactSize,
    sizedBytes: (source) => {
      compactSize(source.length);
      bytes(source);
    },
    target,
  };
}

/** A 32-bit number as four little-endian bytes: the value of many PSBT records. */
export function uint32Bytes(value: number): Uint8Array {
  const writer = createWriter(4);
  writer.uint32(value);
  return writer.target;
}
