/** `cancel`: takes a payment's coins back before it is confirmed. */
import { buildCancel } from '../../watch/replace/bump.ts';
import type { Command } from '../command.ts';
import { REPLACE_OPTIONS, REPLACE_SHAPE, replace } from '../documents/replacements.ts';

export const cancel: Command = {
  name: 'cancel',
  summary: 'take a payment’s coins back before it confirms',
  positionals: 'PROPOSAL|TXID',
  arity: [1, 1],
  options: REPLACE_OPTIONS,
  description: [
    'Proposes a transaction that spends the same coins back to the wallet at a higher fee, so that the payment can never be ' +
      'confirmed once this one is. It needs signatures as any payment, and it comes too late when a block is faster. A ' +
      'proposal that nobody has signed is simply withdrawn: icehouse proposal withdraw.',
  ],
  example: 'icehouse cancel 1b5a8f02 --fee-rate 12 --proposer Alice --out cancel.psbt',
  shape: REPLACE_SHAPE,
  run: (context) => replace(context, (request) => buildCancel(request)),
};
