/** Which coins of a wallet may pay, and why the others may not. */
import { formatBtc } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { OutPoint } from '../../core/tx/types.ts';
import type { Coin } from '../sync/view.ts';

/** Why a coin stays where it is; the first that applies. */
export type Obstacle = 'reserved' | 'frozen' | 'dust' | 'unproven' | 'unconfirmed' | 'immature';

const WORDS: { readonly [obstacle in Obstacle]: string } = {
  reserved: 'reserved by another proposal',
  frozen: 'frozen',
  dust: 'dust that is frozen by itself',
  unproven: 'not proven to be in a block',
  unconfirmed: 'waiting for confirmation',
  immature: 'newly mined and not yet 100 blocks deep',
};

/** What keeps a coin from being spent; undefined when nothing does. */
export function obstacle(coin: Coin): Obstacle | undefined {
  if (coin.reservedBy !== undefined) return 'reserved';
  if (coin.isFrozen) return 'frozen';
  if (coin.isDust === true) return 'dust';
  if (coin.state !== 'confirmed') return coin.state;
  return coin.isMature ? undefined : 'immature';
}

/** One clause for each reason why coins are left out, such as `0.50000000 BTC waiting for confirmation`. */
export function leftOut(coins: readonly Coin[]): readonly string[] {
  const sums = new Map<Obstacle, bigint>();
  for (const coin of coins) {
    const reason = obstacle(coin);
    if (reason !== undefined) sums.set(reason, (sums.get(reason) ?? 0n) + coin.amount);
  }
  return [...sums].map(([reason, sum]) => `${formatBtc(sum)} BTC ${WORDS[reason]}`);
}

/**
 * Finds the coins that a person chose.
 *
 * @throws IcehouseError `spend/unknown-coin`, `spend/coin-not-spendable`, `spend/coin-twice`.
 */
export function chosenCoins(coins: readonly Coin[], outPoints: readonly OutPoint[]): Coin[] {
  const names = outPoints.map(({ txid, vout }) => `${txid}:${vout}`);
  return names.map((name, index) => {
    const coin = coins.find(({ txid, vout }) => name === `${txid}:${vout}`);
    const reason = coin && obstacle(coin);
    if (names.indexOf(name) !== index) {
      throw new IcehouseError({ code: 'spend/coin-twice', message: 'the same coin is chosen twice', at: name });
    }
    if (coin === undefined) {
      throw new IcehouseError({
        code: 'spend/unknown-coin',
        message: 'the wallet has no such coin',
        at: name,
        next: 'sync, and look at the list of coins: it may have been spent',
      });
    }
    if (reason !== undefined) {
      throw new IcehouseError({
        code: 'spend/coin-not-spendable',
        kind: 'refused',
        message: `this coin is ${WORDS[reason]}`,
        at: name,
        ...(reason === 'frozen' || reason === 'dust' ? { next: 'if it may be spent: icehouse coin unfreeze' } : {}),
      });
    }
    return coin;
  });
}
