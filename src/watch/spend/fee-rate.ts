/** Fee rates: milli-satoshis for a vbyte, so that 1.5 sat/vB is a whole number and no fee is ever off by a rounding. */
import { type Sats, sats } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';

declare const feeRateBrand: unique symbol;

/** Milli-satoshis for a vbyte. Built by {@link feeRate} or {@link parseFeeRate} only. */
export type FeeRate = bigint & { readonly [feeRateBrand]: 'FeeRate' };

const MILLI = 1_000n;

/** Ten thousand sat/vB: more than was ever paid, and a typing error for certain. */
const MAX_RATE = 10_000n * MILLI;

/** @throws IcehouseError `fee-rate/out-of-range` for zero, less, or more than 10,000 sat/vB. */
export function feeRate(milliSatsPerVbyte: bigint): FeeRate {
  if (milliSatsPerVbyte > 0n && milliSatsPerVbyte <= MAX_RATE) return milliSatsPerVbyte as FeeRate;
  throw new IcehouseError({
    code: 'fee-rate/out-of-range',
    message: 'no transaction pays such a fee rate',
    found: `${formatFeeRate(milliSatsPerVbyte)} sat/vB`,
    expected: 'more than 0 and at most 10000 sat/vB',
  });
}

/** Bitcoin Core's `-consolidatefeerate`: what fees are thought to be in the long run, 10 sat/vB. */
export const LONG_TERM_RATE = feeRate(10n * MILLI);

const RATE_TEXT = /^(\d{1,6})(?:\.(\d{1,3}))?$/;

/**
 * Reads a fee rate in sat/vB as a person types it, such as `12` or `1.5`, with at most three decimals.
 *
 * @throws IcehouseError `fee-rate/not-a-fee-rate`, `fee-rate/out-of-range`.
 */
export function parseFeeRate(text: string): FeeRate {
  const match = RATE_TEXT.exec(text.trim());
  if (!match) {
    throw new IcehouseError({
      code: 'fee-rate/not-a-fee-rate',
      message: 'this is not a fee rate',
      expected: 'satoshis for a vbyte: digits with a point and at most three decimals, such as 1.5',
    });
  }
  const [, whole = '0', fraction = ''] = match;
  return feeRate(BigInt(whole) * MILLI + BigInt(fraction.padEnd(3, '0')));
}

/** Prints a rate in sat/vB without needless zeros, such as `1.5`. */
export function formatFeeRate(rate: bigint): string {
  const fraction = (rate % MILLI).toString().padStart(3, '0').replace(/0+$/, '');
  return fraction === '' ? `${rate / MILLI}` : `${rate / MILLI}.${fraction}`;
}

/** The fee for a size, rounded up: never below the rate. */
export function feeFor(virtualSize: number, rate: FeeRate): Sats {
  return sats((BigInt(virtualSize) * rate + MILLI - 1n) / MILLI);
}
