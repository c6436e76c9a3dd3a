/** `coin label`: words of your own about a coin. */
import { formatBtc } from '../../core/amount.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import type { Command } from '../command.ts';
import { changeCoinLabel } from '../documents/coin-label.ts';
import { WATCH_OPTIONS } from '../documents/watch-folder.ts';

export const coinLabel: Command = {
  name: 'coin label',
  summary: 'say in your own words what a coin is',
  positionals: 'WALLET COIN TEXT',
  arity: [3, 3],
  options: WATCH_OPTIONS,
  description: [
    'The label is kept as BIP-0329 has it; an empty text takes it away. Coins with different labels are not spent together ' +
      'without a warning.',
  ],
  example: 'icehouse coin label Family 215861650f5305e1:0 "sale of the car"',
  shape: '{ "coin": txid:index, "amount", "label", "spendable": true, false or null }',
  run: (context) =>
    changeCoinLabel(
      context,
      () => ({ label: context.args.positionals[2] ?? '' }),
      ({ coin, name }, { label }) => [
        `${formatBtc(coin.amount)} BTC at ${name.slice(0, 16)}…:${coin.vout}`,
        ...wrapped(label === '' ? 'has no label now.' : `is now called: ${visible(label)}`),
      ],
    ),
};
