/** `coin freeze`: a coin that is not to be spent. */
import { formatBtc } from '../../core/amount.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import type { Command } from '../command.ts';
import { changeCoinLabel } from '../documents/coin-label.ts';
import { WATCH_OPTIONS } from '../documents/watch-folder.ts';

export const coinFreeze: Command = {
  name: 'coin freeze',
  summary: 'keep a coin from being spent',
  positionals: 'WALLET COIN',
  arity: [2, 2],
  options: {
    reason: { kind: 'text', value: 'TEXT', help: 'why; becomes the coin’s label' },
    ...WATCH_OPTIONS,
  },
  description: ['No proposal spends it from now on (BIP-0329 spendable: false). Proposals that exist keep it.'],
  example: 'icehouse coin freeze Family 215861650f5305e1:0 --reason "disputed, ask Bob"',
  shape: '{ "coin": txid:index, "amount", "label", "spendable": false }',
  run: (context) => {
    const reason = context.args.text('reason');
    return changeCoinLabel(
      context,
      () => ({ spendable: false, ...(reason === undefined ? {} : { label: reason }) }),
      ({ coin, name }, { label }) => [
        `Frozen: ${formatBtc(coin.amount)} BTC at ${name.slice(0, 16)}…:${coin.vout}.`,
        ...(label === '' ? [] : wrapped(`Label: ${visible(label)}`)),
        ...(coin.reservedBy === undefined
          ? []
          : wrapped(`A proposal spends it already: ${coin.reservedBy.slice(0, 16)}…; withdraw that to keep the coin.`)),
      ],
    );
  },
};
