/** `consolidate`: many coins of the wallet into few, while fees are low. */
import type { Command } from '../command.ts';
import { SWEEP_OPTIONS, SWEEP_SHAPE, sweepAndReport } from '../documents/sweeps.ts';

export const consolidate: Command = {
  name: 'consolidate',
  summary: 'gather many small coins into few, in stages',
  positionals: 'WALLET',
  arity: [1, 1],
  options: SWEEP_OPTIONS,
  description: [
    'Plans how the free coins are gathered on change places of the wallet itself, so that later payments need fewer of ' +
      'them. It links their addresses to each other for everybody to see. With --out the next stage becomes a proposal, ' +
      'as with icehouse sweep.',
  ],
  example: 'icehouse consolidate Family --below 0.01 --fee-rate 1',
  shape: SWEEP_SHAPE,
  run: (context) => sweepAndReport(context, { purpose: 'gather small coins' }),
};
