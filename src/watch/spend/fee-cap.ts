/** Caps on the rate and on the fee as a whole, whatever rate and size lead to it. */
import { formatBtc, type Sats, sats } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';
import { type FeeRate, feeFor, formatFeeRate } from './fee-rate.ts';

/** Bitcoin Core's `-maxtxfee`: 0.1 bitcoin. */
export const DEFAULT_MAX_FEE: Sats = sats(10_000_000n);

/** @throws IcehouseError `spend/fee-over-cap`. */
export function refuseRateOverCap(rate: FeeRate, maxFeeRate: FeeRate | undefined): void {
  if (maxFeeRate === undefined || rate <= maxFeeRate) return;
  throw new IcehouseError({
    code: 'spend/fee-over-cap',
    kind: 'refused',
    message: 'the fee rate is higher than what you allow',
    found: `${formatFeeRate(rate)} sat/vB`,
    expected: `at most ${formatFeeRate(maxFeeRate)} sat/vB`,
    next: 'wait for lower fees, or allow more',
  });
}

/** @throws IcehouseError `spend/fee-over-cap`. */
export function refuseFeeOverCap(fee: Sats, maxFee: Sats = DEFAULT_MAX_FEE): void {
  if (fee <= maxFee) return;
  throw new IcehouseError({
    code: 'spend/fee-over-cap',
    kind: 'refused',
    message: 'the fee is higher than what you allow',
    found: `${formatBtc(fee)} BTC`,
    expected: `at most ${formatBtc(maxFee)} BTC`,
    next: 'choose a lower rate or fewer coins, wait for lower fees, or allow more',
  });
}

/**
 * A rest that is too small for change goes to the miners and raises the rate above the one that was asked for.
 *
 * @throws IcehouseError `spend/fee-over-cap`.
 */
export function refuseRestOverCap(fee: Sats, virtualSize: number, maxFeeRate: FeeRate | undefined): void {
  if (maxFeeRate === undefined || fee <= feeFor(virtualSize, maxFeeRate)) return;
  throw new IcehouseError({
    code: 'spend/fee-over-cap',
    kind: 'refused',
    message: 'what is left over is too small for change and would raise the fee above what you allow',
    found: `${formatBtc(fee)} BTC for ${virtualSize} vbytes`,
    expected: `at most ${formatFeeRate(maxFeeRate)} sat/vB`,
    next: 'allow more, or add a coin with --add-coin so that there is change',
  });
}
