/** `coin unfreeze`: a frozen coin, or one that is dust, may be spent. */
import { formatBtc } from '../../core/amount.ts';
import { wrapped } from '../../core/text/columns.ts';
import type { Command } from '../command.ts';
import { changeCoinLabel } from '../documents/coin-label.ts';
import { WATCH_OPTIONS } from '../documents/watch-folder.ts';

export const coinUnfreeze: Command = {
  name: 'coin unfreeze',
  summary: 'let a frozen coin be spent again',
  positionals: 'WALLET COIN',
  arity: [2, 2],
  options: WATCH_OPTIONS,
  description: [
    'Also for dust, which is frozen by itself: whoever sent it may want to see what it is spent together with.',
  ],
  example: 'icehouse coin unfreeze Family 215861650f5305e1:0',
  shape: '{ "coin": txid:index, "amount", "label", "spendable": true }',
  run: (context) =>
    changeCoinLabel(
      context,
      () => ({ spendable: true }),
      ({ coin, name }) => [
        `May be spent: ${formatBtc(coin.amount)} BTC at ${name.slice(0, 16)}…:${coin.vout}.`,
        ...(coin.isDust === true
          ? wrapped('It was frozen for being dust: spend it only if you know whom it is from.')
          : []),
      ],
    ),
};
