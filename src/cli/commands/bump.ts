/** `bump`: a higher fee for a payment that waits, by replacing it (BIP-0125) or by a child. */
import { randomInt } from 'node:crypto';
import { buildBump } from '../../watch/replace/bump.ts';
import { buildChild } from '../../watch/replace/child.ts';
import type { Command } from '../command.ts';
import { withChain } from '../documents/connecting.ts';
import { REPLACE_OPTIONS, REPLACE_SHAPE, replace } from '../documents/replacements.ts';

export const bump: Command = {
  name: 'bump',
  summary: 'raise the fee of a payment that waits',
  positionals: 'PROPOSAL|TXID',
  arity: [1, 1],
  options: {
    child: { kind: 'flag', help: 'spend what it pays to the wallet, in place of replacing it' },
    ...REPLACE_OPTIONS,
  },
  description: [
    'Proposes the same payment with a higher fee (BIP-0125): the same coins and payees, less change. Other coins are added ' +
      'only when you ask or when the change does not suffice, and you are told. Members who keep a journal are shown what ' +
      'has changed when they sign.',
    'With --child it spends what the waiting transaction pays to the wallet, which also helps payments that others made; ' +
      '--fee-rate is then the rate of both together.',
  ],
  example: 'icehouse bump 1b5a8f02 --fee-rate 12 --proposer Alice --out raised.psbt',
  shape: REPLACE_SHAPE,
  run: (context) =>
    replace(context, (request, { folder, wallet }) => {
      if (!context.args.flag('child')) return buildBump(request);
      const { signal } = context.io;
      const fetch = (txids: readonly string[]) =>
        withChain(context, folder, wallet.charter, (chain) => chain.transactions(txids, { signal }));
      return buildChild({ ...request, fetch, random: randomInt });
    }),
};
