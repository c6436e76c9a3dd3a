/** `watch coins`: the wallet's unspent outputs. */
import { formatBtc } from '../../core/amount.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import { type InputSize, inputSize, walletCoins } from '../../watch/coins/coins.ts';
import { addressFacts } from '../../watch/coins/facts.ts';
import { coinHints } from '../../watch/hints/coin-hints.ts';
import type { StoredLook } from '../../watch/store/store.ts';
import type { Coin } from '../../watch/sync/view.ts';
import type { Command } from '../command.ts';
import { hintLines, hintsJson } from '../documents/hints.ts';
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
    'Every unspent output with its state: confirmed ones are proven, frozen and reserved ones are not selected. Dust from ' +
      'strangers is frozen by itself; addresses that were paid twice or imitate known ones are told.',
  ],
  example: 'icehouse watch coins Family',
  shape:
    '{ "wallet", "coins": [{ "txid", "vout", "amount", "address", "keychain", "index", "state", "height", "confirmations", ' +
    '"isFrozen", "isDust", "reservedBy", "label", "seenBy" (of 2 servers; null where not compared) }], "inputSize": { ' +
    '"weightAtMost", "weightLowR" } of spending one, "hints": [{ "code", "severity", "at", "message", "meaning", "action" }] }',
  run: (context) =>
    viewOf(context, async ({ charter, store, look }) => {
      const { coins } = await walletCoins(store, charter);
      const hints = coinHints(coins, await addressFacts(store, charter));
      const size = inputSize(charter.wallet);
      return {
        json: {
          ...{ wallet: charter.name, coins: coins.map((coin) => coinJson(coin, seenBy(look))) },
          ...{ inputSize: size, hints: hintsJson(hints) },
        },
        lines:
          coins.length === 0
            ? ['No coin is known.']
            : [...coinTable(coins, look), ...sizeLines(size), ...hintLines(hints, 'Worth knowing')],
      };
    }),
};

function coinTable(coins: readonly Coin[], look: StoredLook | undefined): string[] {
  return table(
    ['BTC', 'state', ...(look ? ['seen by'] : []), 'place', 'coin'],
    coins.map((coin) => [
      formatBtc(coin.amount),
      stateText(coin),
      ...(look ? [seenText(seenBy(look)(coin))] : []),
      `${coin.keychain} ${coin.index}`,
      `${coin.txid.slice(0, 16)}…:${coin.vout}${coin.label === undefined ? '' : ` ${visible(coin.label)}`}`,
    ]),
    { right: [0] },
  );
}

function sizeLines({ weightAtMost, weightLowR }: InputSize): string[] {
  return wrapped(
    `Each takes ${weightAtMost / 4} vbytes to spend at most (72-byte signatures), ${weightLowR / 4} with a low R.`,
  );
}

function seenText(count: number | undefined): string {
  return count === undefined ? '–' : `${count} of 2`;
}

function coinJson(coin: Coin, seen: SeenBy) {
  const { txid, vout, amount, address, keychain, index, state, confirmations, isFrozen, isDust = false } = coin;
  return {
    ...{ txid, vout, amount, address, keychain, index, state, confirmations, isFrozen, isDust },
    ...{ height: coin.height ?? null, reservedBy: coin.reservedBy ?? null, label: coin.label ?? null },
    seenBy: seen(coin) ?? null,
  };
}

function stateText({ state, confirmations, isFrozen, reservedBy, isMature, isDust }: Coin): string {
  if (isFrozen) return 'frozen';
  if (isDust === true) return 'dust';
  if (reservedBy !== undefined) return 'reserved';
  if (!isMature) return 'immature';
  return state === 'confirmed' ? `${confirmations} conf.` : state;
}
