/** `watch history`: the wallet's transactions with a running balance. */
import { formatBtc } from '../../core/amount.ts';
import type { Command } from '../command.ts';
import { viewOf, WATCH_OPTIONS } from '../documents/watch-folder.ts';
import { table } from '../terminal/text.ts';

export const watchHistory: Command = {
  name: 'watch history',
  summary: 'list transactions with a running balance',
  positionals: 'WALLET',
  arity: [1, 1],
  options: WATCH_OPTIONS,
  description: [
    'Oldest first, those that are not in a block last. A transaction that vanished (replaced, or lost in a ' +
      'reorganisation) stays in the list and is marked so.',
  ],
  example: 'icehouse watch history Family',
  shape:
    '{ "wallet", "history": [{ "txid", "state", "height", "confirmations", "date", "delta", "fee", "balance", "label" }] }',
  run: (context) =>
    viewOf(context, async ({ charter, view: { history } }) => ({
      json: {
        wallet: charter.name,
        history: history.map(({ height, date, fee, label, ...entry }) => ({
          ...{ ...entry, height: height ?? null, date: date ?? null, fee: fee ?? null, label: label ?? null },
        })),
      },
      lines:
        history.length === 0
          ? ['No transaction is known.']
          : table(
              ['block', 'date', 'change, BTC', 'balance, BTC', 'transaction'],
              history.map(({ height, date, delta, balance, txid, state }) => [
                state === 'confirmed' ? String(height) : state,
                date?.slice(0, 10) ?? '',
                `${delta > 0n ? '+' : ''}${formatBtc(delta)}`,
                formatBtc(balance),
                `${txid.slice(0, 16)}…`,
              ]),
              { right: [0, 2, 3] },
            ),
    })),
};
