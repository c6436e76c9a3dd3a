/**
 * Coins that are spent together. Coins on one address belong to one owner for everybody to see; spending one of them
 * alone would tie two payments together for nothing and leave the rest on an address whose keys are shown.
 */
import type { FeeRate } from '../fee-rate.ts';
import type { Piece } from './piece.ts';
import type { Amount, SelectionRequest } from './request.ts';

export interface Group<Coin> extends Piece {
  readonly coins: readonly Coin[];
}

/** More coins than this on one address are spent in several goes (Bitcoin Core's `OUTPUT_GROUP_MAX_ENTRIES`). */
const MOST_TOGETHER = 100;

/** The coins in groups, each a coin of its own where nothing holds them together; those not worth their inputs left out. */
export function groupsOf<Coin extends Amount>(request: SelectionRequest<Coin>): readonly Group<Coin>[] {
  const { coins, togetherBy, sizes, rate } = request;
  const groups = togetherBy === undefined ? coins.map((coin) => [coin]) : sharing(coins, togetherBy);
  return groups.map((each) => grouped(each, sizes.inputWeight, rate)).filter(({ value }) => value > 0);
}

function grouped<Coin extends Amount>(coins: readonly Coin[], inputWeight: number, rate: FeeRate): Group<Coin> {
  const amount = coins.reduce((sum, coin) => sum + Number(coin.amount), 0);
  const weight = coins.length * inputWeight;
  return { coins, amount, weight, value: amount - Math.ceil((weight * Number(rate)) / 4_000) };
}

function sharing<Coin>(coins: readonly Coin[], key: (coin: Coin) => string): Coin[][] {
  const groups: Coin[][] = [];
  const open = new Map<string, Coin[]>();
  for (const coin of coins) {
    const group = open.get(key(coin));
    if (group !== undefined && group.length < MOST_TOGETHER) {
      group.push(coin);
    } else {
      const fresh = [coin];
      groups.push(fresh);
      open.set(key(coin), fresh);
    }
  }
  return groups;
}
