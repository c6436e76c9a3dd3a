/** `sweep`: everything that is free to one address, in stages. */
import type { Command } from '../command.ts';
import { SWEEP_OPTIONS, SWEEP_SHAPE, sweepAndReport } from '../documents/sweeps.ts';

export const sweep: Command = {
  name: 'sweep',
  summary: 'send everything to one address, in stages',
  positionals: 'WALLET',
  arity: [1, 1],
  options: {
    to: { kind: 'text', value: 'ADDRESS', help: 'where everything goes', required: true },
    payee: { kind: 'text', value: 'NAME', help: 'who that is' },
    ...SWEEP_OPTIONS,
  },
  description: [
    'Plans how all free coins go to one address: how many transactions it takes, what each costs, what is not worth its ' +
      'fee. With --out the next stage becomes a proposal; its coins are reserved, so the same command with another file ' +
      'proposes the one after it. --max-fee caps all stages of the plan together; every run plans anew, and what was ' +
      'proposed before does not count against the cap any more.',
  ],
  example: 'icehouse sweep Family --to bc1q… --fee-rate 2',
  shape: SWEEP_SHAPE,
  run: (context) => {
    const { args } = context;
    const to = { address: args.required('to'), name: args.text('payee') };
    return sweepAndReport(context, { to, purpose: 'sweep the wallet' });
  },
};
