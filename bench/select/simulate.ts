/** A wallet's years with one way of choosing coins: what it paid in fees, what it wasted, and in what state it is left. */
import { sats } from '../../src/core/amount.ts';
import { invariant } from '../../src/core/errors.ts';
import { feeFor, feeRate, LONG_TERM_RATE } from '../../src/watch/spend/fee-rate.ts';
import { quickRandom } from '../../src/watch/spend/random.ts';
import type { SpendSizes, Terms } from '../../src/watch/spend/select/request.ts';
import { settle } from '../../src/watch/spend/select/settle.ts';
import type { Step } from './scenario.ts';
import type { BenchCoin, Way } from './ways.ts';

export interface Years {
  /** By Bitcoin Core's measure, over all payments, in satoshis. */
  readonly waste: bigint;
  readonly fees: bigint;
  /** The fees, and what it would cost at the long-term rate to spend the coins that are left. */
  readonly cost: bigint;
  readonly inputs: number;
  readonly withChange: number;
  readonly coinsLeft: number;
  /** Payments for which it named too few coins, by a few satoshis of fee, and the largest others were added. */
  readonly helped: number;
  readonly milliseconds: number;
}

/** Every way is charged exactly the fee of the transaction that its coins make, and change by the same rule. */
export function simulate(way: Way, steps: readonly Step[], sizes: SpendSizes, seed: number): Years {
  const random = quickRandom((limit) => (seed * 2_654_435_761) % limit);
  let coins: BenchCoin[] = [];
  let number = 0;
  let [waste, fees] = [0n, 0n];
  let [inputs, withChange, helped, milliseconds] = [0, 0, 0, 0];
  for (const { rate, payment, deposits } of steps) {
    coins.push(...deposits.map((amount) => ({ number: number++, amount: sats(amount) })));
    const terms: Terms = {
      ...{ target: sats(payment), rate: feeRate(BigInt(rate) * 1_000n), longTermRate: LONG_TERM_RATE },
      ...{ sizes, changeDust: 330n },
    };
    const start = performance.now();
    const named = way.choose(terms, coins, random);
    milliseconds += performance.now() - start;
    let chosen = [...(named ?? [])];
    let settled = settle(terms, chosen);
    if (settled === undefined) helped += 1;
    for (const coin of coins.toSorted((left, right) => Number(right.amount - left.amount))) {
      if (settled !== undefined) break;
      if (chosen.includes(coin)) continue;
      chosen = [...chosen, coin];
      settled = settle(terms, chosen);
    }
    invariant(settled, 'the scenario never asks for more than the wallet holds');
    const { fee, change } = settled;
    const spent = new Set(chosen);
    coins = coins.filter((coin) => !spent.has(coin));
    if (change !== undefined) coins.push({ number: number++, amount: change });
    waste += settled.waste;
    fees += fee;
    inputs += chosen.length;
    withChange += change === undefined ? 0 : 1;
  }
  const later = feeFor(sizes.input, LONG_TERM_RATE) * BigInt(coins.length);
  return { ...{ waste, fees, cost: fees + later, inputs, withChange }, coinsLeft: coins.length, helped, milliseconds };
}
