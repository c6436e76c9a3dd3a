/**
 * Block headers: the 80 bytes as values, their hash, and the work that the hash proves. First step of what `sync/`
 * does with a header; whether its difficulty is the right one is `difficulty.ts`, whether it joins the chain is
 * `header-chain.ts`.
 */
import { toHex } from '../../core/bytes.ts';
import { invariant } from '../../core/errors.ts';
import { sha256d } from '../../core/hash.ts';

export interface Header {
  readonly height: number;
  /** As people read it (reversed), 64 hex digits. */
  readonly hash: string;
  readonly previousHash: string;
  /** 32 bytes in hash order. */
  readonly merkleRoot: Uint8Array;
  /** Seconds since 1970, as the miner claims; true within two hours or so. */
  readonly time: number;
  /** Target in Bitcoin's compact form. */
  readonly bits: number;
  readonly bytes: Uint8Array;
}

export const HEADER_BYTES = 80;

/**
 * Reads a header whose length was checked before. Nothing else is checked here. A hash that is known already, such as
 * one stored beside its header, need not be computed again.
 */
export function parseHeader(bytes: Uint8Array, height: number, knownHash?: string): Header {
  invariant(bytes.length === HEADER_BYTES, 'back ends cut headers to 80 bytes');
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return {
    height,
    hash: knownHash ?? toHex(sha256d(bytes).reverse()),
    previousHash: toHex(bytes.slice(4, 36).reverse()),
    merkleRoot: bytes.slice(36, 68),
    time: view.getUint32(68, true),
    bits: view.getUint32(72, true),
    bytes,
  };
}

/**
 * Expands compact bits to the target; undefined for zero, negative and overflowing values, which prove nothing.
 *
 * @example targetOfBits(0x1d00ffff) // 0xffff shifted left by 208 bits: the easiest target of the main network
 */
export function targetOfBits(bits: number): bigint | undefined {
  const exponent = bits >>> 24;
  const mantissa = bits & 0x007f_ffff;
  if (mantissa === 0 || (bits & 0x0080_0000) !== 0) return undefined;
  const target =
    exponent <= 3 ? BigInt(mantissa >>> (8 * (3 - exponent))) : BigInt(mantissa) << BigInt(8 * (exponent - 3));
  return target > 0n && target < 1n << 256n ? target : undefined;
}

/** Rounds a target down to compact form, as consensus does. */
export function bitsOfTarget(target: bigint): number {
  const digits = target.toString(16);
  let exponent = Math.ceil(digits.length / 2);
  let mantissa = Number(exponent <= 3 ? target << BigInt(8 * (3 - exponent)) : target >> BigInt(8 * (exponent - 3)));
  if (mantissa & 0x0080_0000) {
    mantissa >>>= 8;
    exponent += 1;
  }
  return ((exponent << 24) | mantissa) >>> 0;
}

/** Whether the hash lies at or below the header's own target. */
export function hasProofOfWork(header: Header): boolean {
  const target = targetOfBits(header.bits);
  return target !== undefined && BigInt(`0x${header.hash}`) <= target;
}

/** Hashes that a header of these bits stands for on average: 2^256 / (target + 1). */
export function workOfBits(bits: number): bigint {
  const target = targetOfBits(bits);
  invariant(target !== undefined, 'work is summed over headers whose proof of work was checked');
  return (1n << 256n) / (target + 1n);
}
