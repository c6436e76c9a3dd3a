/**
 * Reads the wire format that transactions (Bitcoin's own) and PSBTs (BIP-0174) share: little-endian integers, compact
 * sizes, byte strings. Byte strings are views into the input, never copies. Every failure says where it stands, and no
 * count or length from the input is believed before it has been held against the bytes that are left.
 */
import { MAX_MONEY, type Sats, sats } from '../amount.ts';
import { type ErrorCode, type ErrorDetails, IcehouseError } from '../errors.ts';

/** What the bytes are a part of, for error codes and positions. */
export interface ReaderContext {
  /** First half of the error codes, such as `tx`. */
  readonly area: 'tx' | 'psbt';
  /** Name of the surrounding field, such as `inputs[2].PSBT_IN_NON_WITNESS_UTXO`. */
  readonly at?: string;
  /** Position of the first byte in the file, so that errors count from its beginning. */
  readonly base?: number;
}

export interface Reader {
  position(): number;
  remaining(): number;
  uint8(): number;
  uint32(): number;
  /** 64-bit count of satoshis. @throws IcehouseError `amount/out-of-range` above 21 million bitcoin. */
  amount(): Sats;
  bytes(length: number): Uint8Array;
  /** @throws IcehouseError `…/size-not-minimal`, `…/size-too-large` above 2^53 - 1, `…/truncated`. */
  compactSize(): number;
  /** A compact size and as many bytes. */
  sizedBytes(): Uint8Array;
  /**
   * A compact size that announces elements. Refused, before anything is allocated, when the cap is exceeded or the
   * bytes left cannot hold that many elements.
   */
  count(limits: { readonly elementSize: number; readonly cap: number; readonly what: string }): number;
  /** @throws IcehouseError `…/trailing-bytes` when anything is left. */
  end(): void;
  /** Builds an error that tells the place: the field's name, if any, and the byte. */
  failure(problem: string, details: Omit<ErrorDetails, 'code' | 'at'>, position?: number): IcehouseError;
}

const UINT32 = 0x1_0000_0000;

export function createReader(source: Uint8Array, context: ReaderContext): Reader {
  const end = source.length;
  let offset = 0;

  const failure: Reader['failure'] = (problem, details, position = offset) => {
    const code: ErrorCode = `${context.area}/${problem}`;
    const byte = `byte ${(context.base ?? 0) + position}`;
    return new IcehouseError({ ...details, code, at: context.at === undefined ? byte : `${context.at}, ${byte}` });
  };

  /** Moves on by a number of bytes and returns where they began. */
  const take = (length: number): number => {
    if (length > end - offset) {
      throw failure('truncated', {
        message: 'the data ends too early',
        expected: `${length} more bytes`,
        found: `${end - offset}`,
        next: 'ask for the file again: it was cut off or altered on its way',
      });
    }
    const start = offset;
    offset += length;
    return start;
  };

  const uint8 = (): number => source[take(1)]!;

  const uint16 = (): number => {
    const start = take(2);
    return source[start]! | (source[start + 1]! << 8);
  };

  const uint32 = (): number => {
    const start = take(4);
    const low = source[start]! | (source[start + 1]! << 8) | (source[start + 2]! << 16) | (source[start + 3]! << 24);
    return low >>> 0;
  };

  const amount = (): Sats => {
    const start = offset;
    const low = uint32();
    const value = uint32() * UINT32 + low;
    if (value <= Number(MAX_MONEY)) return BigInt(value) as Sats;
    const byte = `byte ${(context.base ?? 0) + start}`;
    return sats(BigInt(value), context.at === undefined ? byte : `${context.at}, ${byte}`);
  };

  const bytes = (length: number): Uint8Array => {
    const start = take(length);
    return source.subarray(start, start + length);
  };

  const compactSize = (): number => {
    const start = offset;
    const first = uint8();
    if (first < 0xfd) return first;
    let value: number;
    let least: number;
    if (first === 0xfd) {
      value = uint16();
      least = 0xfd;
    } else if (first === 0xfe) {
      value = uint32();
      least = 0x1_0000;
    } else {
      const low = uint32();
      value = uint32() * UINT32 + low;
      least = UINT32;
    }
    if (value < least) {
      throw failure(
        'size-not-minimal',
        { message: 'a size is written with more bytes than it needs', found: `${value}` },
        start,
      );
    }
    if (value > Number.MAX_SAFE_INTEGER) {
      throw failure('size-too-large', { message: 'a size is beyond all bounds', expected: 'below 2^53' }, start);
    }
    return value;
  };

  return {
    position: () => offset,
    remaining: () => end - offset,
    uint8,
    uint32,
    amount,
    bytes,
    compactSize,
    sizedBytes: () => bytes(compactSize()),
    count: ({ elementSize, cap, what }) => {
      const start = offset;
      const count = compactSize();
      if (count > cap) {
        const message = `more ${what} are announced than can be real`;
        throw failure('count-too-large', { message, found: `${count}`, expected: `at most ${cap}` }, start);
      }
      if (count * elementSize > end - offset) {
        const message = `more ${what} are announced than the remaining bytes can hold`;
        throw failure('truncated', { message, found: `${count} in ${end - offset} bytes` }, start);
      }
      return count;
    },
    end: () => {
      if (offset === end) return;
      throw failure('trailing-bytes', {
        message: 'bytes follow where the data should end',
        found: `${end - offset} bytes too many`,
      });
    },
    failure,
  };
}
