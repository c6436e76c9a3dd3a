/** What a second server says of the coins, for the lines and the JSON of commands. */
import { addSats, formatBtc } from '../../core/amount.ts';
import type { StoredLook } from '../../watch/store/store.ts';
import type { Coin } from '../../watch/sync/view.ts';

/** By how many servers a coin was seen; undefined where it came after the last comparison, or none was made. */
export type SeenBy = (coin: Pick<Coin, 'txid' | 'vout'>) => number | undefined;

export function seenBy(look: StoredLook | undefined): SeenBy {
  const counts = new Map(look?.coins.map(({ txid, vout, seenBy: count }) => [`${txid}:${vout}`, count]));
  return ({ txid, vout }) => counts.get(`${txid}:${vout}`);
}

/** Amounts by how many servers see them, in satoshis; null where no second server was asked. */
export function lookJson(look: StoredLook | undefined, coins: readonly Coin[]) {
  if (look === undefined) return null;
  const { at, first, second } = look;
  const sum = (wanted: (count: number | undefined) => boolean) =>
    addSats(coins.filter((coin) => wanted(seenBy(look)(coin))).map(({ amount }) => amount));
  return {
    ...{ at, first, second },
    byBoth: sum((count) => count === 2),
    byOne: sum((count) => count !== undefined && count < 2),
    notCompared: sum((count) => count === undefined),
  };
}

export function lookLines(look: StoredLook | undefined, coins: readonly Coin[]): string[] {
  const told = lookJson(look, coins);
  if (told === null) return [];
  const parts = [
    [told.byBoth, 'seen by 2 of 2 servers'],
    [told.byOne, 'seen by 1 of 2 servers only'],
    [told.notCompared, 'not yet compared with the second server'],
  ] as const;
  const shown = parts.filter(([amount], place) => place === 0 || amount > 0n);
  const width = Math.max(...shown.map(([amount]) => formatBtc(amount).length));
  return shown.map(([amount, label]) => `  ${formatBtc(amount).padStart(width)} BTC  ${label}`);
}
