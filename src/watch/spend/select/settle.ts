/** Fee and change of a given set of coins, exact to the satoshi, and what it wastes by Bitcoin Core's measure. */
import { sats } from '../../../core/amount.ts';
import { feeFor } from '../fee-rate.ts';
import type { Amount, Selection, Terms } from './request.ts';

/** Works out fee and change for a set of coins; undefined when they do not suffice. */
export function settle<Coin extends Amount>(terms: Terms, coins: readonly Coin[]): Selection<Coin> | undefined {
  const { target, rate, sizes } = terms;
  const sum = coins.reduce((total, { amount }) => total + amount, 0n);
  const inputs = costOfInput(terms) * BigInt(coins.length);
  const sizeWithChange = sizes.whole(coins.length, 'with change');
  const change = sum - target - feeFor(sizeWithChange, rate);
  if (change >= smallestChange(terms)) {
    const fee = sats(sum - target - change);
    return { coins, change: sats(change), fee, virtualSize: sizeWithChange, waste: inputs + costOfChange(terms) };
  }
  const virtualSize = sizes.whole(coins.length, 'without change');
  const leftOver = sum - target - feeFor(virtualSize, rate);
  if (coins.length === 0 || leftOver < 0n) return undefined;
  return { coins, change: undefined, fee: sats(sum - target), virtualSize, waste: inputs + leftOver };
}

/** What an input costs now beyond what it would cost later; negative when fees are low. */
export function costOfInput({ sizes, rate, longTermRate }: Terms): bigint {
  return feeFor(sizes.input, rate) - feeFor(sizes.input, longTermRate);
}

/** What change costs: its output now, and its input some day. */
export function costOfChange(terms: Terms): bigint {
  return feeOfChange(terms) + feeFor(terms.sizes.input, terms.discardRate ?? terms.longTermRate);
}

export function feeOfChange({ sizes, rate }: Terms): bigint {
  return feeFor(sizes.whole(1, 'with change') - sizes.whole(1, 'without change'), rate);
}

/** Change must be worth more than spending it, and no dust. */
export function smallestChange({ sizes, longTermRate, discardRate = longTermRate, changeDust }: Terms): bigint {
  const input = feeFor(sizes.input, discardRate) + 1n;
  return input > changeDust ? input : changeDust;
}
