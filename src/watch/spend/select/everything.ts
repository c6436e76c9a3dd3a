/** Spends all coins at once: one payee receives whatever remains after the other payments and the fee. */
import { addSats, type Sats, sats } from '../../../core/amount.ts';
import { feeFor } from '../fee-rate.ts';
import type { Amount, Terms } from './request.ts';

export interface Everything<Coin> {
  readonly coins: readonly Coin[];
  /** What the one payee receives; may be less than nodes relay, which is for the caller to see. */
  readonly rest: Sats;
  readonly fee: Sats;
  readonly virtualSize: number;
  /** Coins that stay behind because their input would cost more than they hold. */
  readonly left: readonly Coin[];
}

/** All coins that are worth their inputs; undefined when nothing remains of them. `target` is the sum of the others. */
export function everything<Coin extends Amount>(
  { target, rate, sizes }: Pick<Terms, 'target' | 'rate' | 'sizes'>,
  all: readonly Coin[],
): Everything<Coin> | undefined {
  const input = feeFor(sizes.input, rate);
  const coins = all.filter(({ amount }) => amount > input);
  const left = all.filter(({ amount }) => amount <= input);
  const virtualSize = sizes.whole(coins.length, 'without change');
  const fee = feeFor(virtualSize, rate);
  const rest = addSats(coins.map(({ amount }) => amount)) - target - fee;
  return rest > 0n ? { coins, rest: sats(rest), fee, virtualSize, left } : undefined;
}
