/** Bits of deflate data, the lowest of each byte first (RFC 1951, 3.1.1). */
import { IcehouseError } from '../../core/errors.ts';

/** Position in a run of bits; reading past the end is an error, never a zero. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #next = 0;
  #buffer = 0;
  #count = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
  }

  /** A number of up to 13 bits. @throws IcehouseError `compression/damaged` at the end. */
  bits(count: number): number {
    while (this.#count < count) {
      const byte = this.#bytes[this.#next];
      if (byte === undefined) throw endsEarly();
      this.#next++;
      this.#buffer |= byte << this.#count;
      this.#count += 8;
    }
    const value = this.#buffer & ((1 << count) - 1);
    this.#buffer >>>= count;
    this.#count -= count;
    return value;
  }

  /** Drops the rest of the current byte and gives whole ones. @throws IcehouseError `compression/damaged`. */
  alignedBytes(length: number): Uint8Array {
    const start = this.#next - (this.#count >> 3);
    this.#buffer = 0;
    this.#count = 0;
    if (start + length > this.#bytes.length) throw endsEarly();
    this.#next = start + length;
    return this.#bytes.slice(start, start + length);
  }
}

function endsEarly(): IcehouseError {
  return new IcehouseError({ code: 'compression/damaged', message: 'the compressed data ends in the middle' });
}
