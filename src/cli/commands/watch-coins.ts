/** `watch coins`: the wallet's unspent outputs. */
import { formatBtc } from '../../core/amount.ts';
import { visible } from '../../core/text/visible.ts';
import type { Coin } from '../../watch/sync/view.ts';
import type { Command } from '../command.ts';
import { type SeenBy, seenBy } from '../documents/second-look.ts';
import { viewOf, WATCH_OPTIONS } from '../documents/watch-folder.ts';
import { table } from '../terminal/text.ts';

export const watchCoins: Command = {
  name: 'watch coins',
  summary: 'list the coins',
  positionals: 'WALLET',
  arity: [1, 1],
  options: WATCH_OPTIONS,
  description: [
    'Every unspent output with its state: confirmed ones are proven, frozen and reserved ones are not selected.',
  ],
  example: 'icehouse watch coins Family',
  shape:
    '{ "wallet", "coins": [{ "txid", "vout", "amount", "address", "keychain", "index", "state", "height", "confirmations", ' +
    '"isFrozen", "reservedBy", "label", "seenBy" (of 2 servers; null where not compared) }] }',
  run: (context) =>
    viewOf(context, async ({ charter, view: { coins }, look }) => ({
      json: { wallet: charter.name, coins: coins.map((coin) => coinJson(coin, seenBy(look))) },
      lines:
        coins.length === 0
          ? ['No coin is known.']
          : table(
              ['BTC', 'state', ...(look ? ['seen by'] : []), 'place', 'coin'],
              coins.map((coin) => [
                formatBtc(coin.amount),
                stateText(coin),
                ...(look ? [seenText(seenBy(look)(coin))] : []),
                `${coin.keychain} ${coin.index}`,
                `${coin.txid.slice(0, 16)}…:${coin.vout}${coin.label === undefined ? '' : ` ${visible(coin.label)}`}`,
              ]),
              { right: [0] },
            ),
    })),
};

function seenText(count: number | undefined): string {
  return count === undefined ? '–' : `${count} of 2`;
}

function coinJson(coin: Coin, seen: SeenBy) {
  const { txid, vout, amount, address, keychain, index, state, confirmations, isFrozen } = coin;
  return {
    ...{ txid, vout, amount, address, keychain, index, state, confirmations, isFrozen },
    ...{ height: coin.height ?? null, reservedBy: coin.reservedBy ?? null, label: coin.label ?? null },
    seenBy: seen(coin) ?? null,
  };
}

function stateText({ state, confirmations, isFrozen, reservedBy, isMature }: Coin): string {
  if (isFrozen) return 'frozen';
  if (reservedBy !== undefined) return 'reserved';
  if (!isMature) return 'immature';
  return state === 'confirmed' ? `${confirmations} conf.` : state;
}
