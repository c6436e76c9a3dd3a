/**
 * When a transaction can be mined, as values to describe: lock times of the whole transaction (BIP-0065 has the same
 * threshold) and relative ones of single inputs (BIP-0068), and whether it may be replaced (BIP-0125).
 */
import type { Transaction, TxInput } from './types.ts';

/** Lock times below are block heights, others seconds since 1970. */
export const LOCKTIME_THRESHOLD = 500_000_000;

export const FINAL_SEQUENCE = 0xffff_ffff;

/** What a lock time says; `none` for 0, and for any when every input has the final sequence, which switches it off. */
export type LockTime =
  | { readonly kind: 'none' }
  /** Not before the block after this height. */
  | { readonly kind: 'height'; readonly height: number }
  /** Not before the median time of the last eleven blocks has passed this many seconds since 1970 (BIP-0113). */
  | { readonly kind: 'time'; readonly seconds: number };

export function lockTimeOf({ lockTime, inputs }: Transaction): LockTime {
  if (lockTime === 0 || inputs.every(({ sequence }) => sequence === FINAL_SEQUENCE)) return { kind: 'none' };
  return lockTime < LOCKTIME_THRESHOLD ? { kind: 'height', height: lockTime } : { kind: 'time', seconds: lockTime };
}

/** How long after the output spent an input must wait. */
export type RelativeLock =
  | { readonly kind: 'none' }
  /** Confirmations of the output spent. */
  | { readonly kind: 'blocks'; readonly blocks: number }
  /** Seconds since the output spent was mined, in steps of 512. */
  | { readonly kind: 'time'; readonly seconds: number };

const DISABLED = 0x8000_0000;
const TIME_BASED = 0x0040_0000;
const VALUE = 0xffff;
const SECONDS_PER_UNIT = 512;

/** BIP-0068: transactions of version 1 have no relative locks, nor have inputs whose highest bit is set. */
export function relativeLockOf({ version }: Transaction, { sequence }: TxInput): RelativeLock {
  const value = sequence & VALUE;
  if (version < 2 || (sequence & DISABLED) !== 0 || value === 0) return { kind: 'none' };
  if ((sequence & TIME_BASED) === 0) return { kind: 'blocks', blocks: value };
  return { kind: 'time', seconds: value * SECONDS_PER_UNIT };
}

/** BIP-0125: any sequence below 0xfffffffe signals that the transaction may be replaced by one with a higher fee. */
export function signalsReplacement({ inputs }: Transaction): boolean {
  return inputs.some(({ sequence }) => sequence < FINAL_SEQUENCE - 1);
}
