/** CRC-32 (ISO-HDLC), the checksum at the end of bytewords and in the parts of an animated code. Against slips alone. */

const TABLE = Array.from({ length: 256 }, (_, byte) => {
  let value = byte;
  for (let bit = 0; bit < 8; bit++) value = value & 1 ? (value >>> 1) ^ 0xedb8_8320 : value >>> 1;
  return value >>> 0;
});

/** @param start checksum of what stands before these bytes. */
export function crc32(bytes: Uint8Array, start = 0): number {
  let value = ~start;
  for (const byte of bytes) value = (value >>> 8) ^ TABLE[(value ^ byte) & 0xff]!;
  return ~value >>> 0;
}

/** The checksum as four bytes, the highest first. */
export function crc32Bytes(bytes: Uint8Array): Uint8Array {
  return uint32(crc32(bytes));
}

/** A number as four bytes, the highest first. */
export function uint32(number: number): Uint8Array {
  const bytes = new Uint8Array(4);
  new DataView(bytes.buffer).setUint32(0, number);
  return bytes;
}
