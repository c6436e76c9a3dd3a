/**
 * The shapes that answers of every kind of server are made of, each read or refused. Only the form is checked here;
 * whether it is true is for `sync/` and `spv/` to prove.
 */
import { fromHex } from '../../core/bytes.ts';
import type { FeeBand } from './chain.ts';
import { protocolError } from './errors.ts';

/** Heights that a block can have until the protocol's 32-bit lock times run out of heights. */
const MAX_HEIGHT = 499_999_999;

const HEX_HASH = /^[0-9a-f]{64}$/;

export function wrong(where: string, expected: string): never {
  throw protocolError(where, 'the server gave an answer of the wrong form', expected);
}

/** Parses a body of JSON. */
export function readJson(where: string, text: string, expected: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return wrong(where, expected);
  }
}

export function readRecord(where: string, value: unknown, expected: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(where, expected);
  return value as Record<string, unknown>;
}

export function readList(where: string, value: unknown, expected: string): readonly unknown[] {
  if (!Array.isArray(value)) wrong(where, expected);
  return value;
}

export function isHeight(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_HEIGHT;
}

/** A hash or transaction id as people read it. */
export function readHash(where: string, value: unknown, expected: string): string {
  if (typeof value !== 'string' || !HEX_HASH.test(value)) wrong(where, expected);
  return value;
}

export function readHexBytes(where: string, value: unknown, expected: string): Uint8Array {
  if (typeof value !== 'string') wrong(where, expected);
  try {
    return fromHex(value);
  } catch {
    return wrong(where, expected);
  }
}

export function readHeaderHex(where: string, value: unknown): Uint8Array {
  const expected = 'a block header of 80 bytes';
  const header = readHexBytes(where, value, expected);
  if (header.length !== 80) wrong(where, expected);
  return header;
}

/**
 * A fee in bitcoin for 1,000 vbytes with eight decimals. Times 10^8 it is a whole number of milli-satoshis for a vbyte,
 * up to the error of floating point. Zero and less mean that the server cannot tell.
 */
export function readFeeInBitcoin(where: string, value: unknown): bigint | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value > 21e6) wrong(where, 'a fee in bitcoin');
  return value <= 0 ? undefined : BigInt(Math.round(value * 100_000_000));
}

/** More bands than any server makes. */
const MAX_BANDS = 10_000;

/** `mempool.get_fee_histogram`, and Esplora's of the same form: pairs of a rate in sat/vB and the vbytes that pay it. */
export function readFeeBands(where: string, value: unknown): FeeBand[] {
  const expected = 'a list of fee rates with vbytes';
  const pairs = readList(where, value, expected);
  if (pairs.length > MAX_BANDS) wrong(where, expected);
  return pairs.map((pair) => {
    const [rate, virtualSize] = readList(where, pair, expected);
    if (typeof rate !== 'number' || !(rate >= 0 && rate <= 21e14)) wrong(where, expected);
    if (typeof virtualSize !== 'number' || !(virtualSize >= 0 && virtualSize <= 1e12)) wrong(where, expected);
    return { rate: BigInt(Math.round(rate * 1_000)), virtualSize };
  });
}
