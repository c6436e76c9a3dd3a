/**
 * BIP-0370's rule for the lock time of a version 2 PSBT: inputs may each require a height, a time, or offer both; the
 * transaction has one field for one of the two.
 */
import { IcehouseError } from '../errors.ts';

export interface RequiredLockTimes {
  /** Least time in seconds since 1970, or undefined. */
  readonly time: number | undefined;
  /** Least block height, or undefined. */
  readonly height: number | undefined;
}

/**
 * Determines the lock time: the fallback (0 without one) when no input requires any; otherwise the largest of the kind
 * that every requiring input offers, heights before times.
 *
 * @throws IcehouseError `psbt/locktime-conflict` when some input requires a height only and another a time only.
 */
export function determineLockTime(inputs: readonly RequiredLockTimes[], fallback: number | undefined): number {
  const requiring = inputs.filter(({ time, height }) => time !== undefined || height !== undefined);
  if (requiring.length === 0) return fallback ?? 0;
  const largest = (least: readonly (number | undefined)[]): number | undefined =>
    least.reduce((most, each) => (most === undefined || each === undefined ? undefined : Math.max(most, each)), 0);
  const lockTime = largest(requiring.map(({ height }) => height)) ?? largest(requiring.map(({ time }) => time));
  if (lockTime !== undefined) return lockTime;
  throw new IcehouseError({
    code: 'psbt/locktime-conflict',
    message:
      'one input can only be spent after a height and another only after a time, which one transaction cannot say',
    at: 'inputs',
    expected: 'a kind of lock time that all inputs which require one have in common (BIP-0370)',
  });
}
