/**
 * Makes inputs suffice for what is to be paid: change shrinks or is left out, and only when that is not enough are confirmed
 * coins of the wallet added. Used by bumps, cancellations and children. Pure.
 */
import { type Sats, sats } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';
import { dustLimit, scriptKind } from '../../core/review/script-kind.ts';
import { total } from '../spend/payment-size.ts';
import type { PlannedOutput, SpentCoin } from '../spend/write-psbt.ts';

export interface TopUpRequest {
  /** Coins that are spent in any case. */
  readonly inputs: readonly SpentCoin[];
  /** What is paid in any case. */
  readonly fixed: readonly PlannedOutput[];
  /** Where the rest returns to. */
  readonly change: Omit<PlannedOutput, 'amount'>;
  /** Whether a rest too small for change may go to the miners; else change is needed. */
  readonly mayDropChange: boolean;
  /** Confirmed coins that may be added. */
  readonly reserve: readonly SpentCoin[];
  /** The fee for so many inputs, with change or without. */
  feeOf(inputCount: number, change: 'with change' | 'without change'): bigint;
}

export interface ToppedUp {
  readonly inputs: readonly SpentCoin[];
  readonly added: readonly SpentCoin[];
  readonly change: Sats | undefined;
  readonly fee: Sats;
}

/** @throws IcehouseError `spend/insufficient-funds`. */
export function topUp(request: TopUpRequest): ToppedUp {
  const { inputs, reserve } = request;
  const descending = reserve.toSorted((left, right) => Number(right.amount - left.amount));
  const bySmallest = descending.toReversed().map((coin) => [coin]);
  const byLargest = descending.map((_, index) => descending.slice(0, index + 1));
  for (const added of [[], ...bySmallest, ...byLargest]) {
    const answer = completed(request, [...inputs, ...added]);
    if (answer !== undefined) return { ...answer, added };
  }
  throw new IcehouseError({
    code: 'spend/insufficient-funds',
    kind: 'refused',
    message: 'neither the change nor other confirmed coins of the wallet suffice for this fee',
    next: 'choose a lower rate, or wait until another coin is confirmed',
  });
}

function completed(request: TopUpRequest, inputs: readonly SpentCoin[]): Omit<ToppedUp, 'added'> | undefined {
  const { fixed, change, mayDropChange, feeOf } = request;
  const rest = total(inputs) - total(fixed);
  const withChange = rest - feeOf(inputs.length, 'with change');
  if (withChange >= dustLimit(scriptKind(change.scriptPubKey))) {
    return { inputs, change: sats(withChange), fee: sats(rest - withChange) };
  }
  const isEnough = mayDropChange && fixed.length > 0 && rest >= feeOf(inputs.length, 'without change');
  return isEnough ? { inputs, change: undefined, fee: sats(rest) } : undefined;
}
