/** `proposal withdraw`: takes a proposal back and frees its coins. */
import { allOf } from '../../core/review/names.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { settleProposals } from '../../watch/proposals/settle.ts';
import { viewProposal } from '../../watch/proposals/view.ts';
import { withdrawProposal } from '../../watch/proposals/withdraw.ts';
import type { Command } from '../command.ts';
import { findStored, PROPOSAL_SHAPE, proposalJson } from '../documents/proposals.ts';
import { WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';

export const proposalWithdraw: Command = {
  name: 'proposal withdraw',
  summary: 'take a proposal back and free its coins',
  positionals: 'ID',
  arity: [1, 1],
  options: {
    reason: { kind: 'text', value: 'TEXT', help: 'why, for the others', required: true },
    ...WATCH_OPTIONS,
  },
  description: [
    'Marks a proposal as withdrawn here. Signatures that members gave already cannot be taken back: whoever holds the ' +
      'files can complete the payment, and only icehouse cancel makes sure that it never happens.',
  ],
  example: 'icehouse proposal withdraw 1b5a8f02 --reason "wrong invoice"',
  shape: PROPOSAL_SHAPE,
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { args, io } = context;
      const { wallet, id } = await findStored(folder, args.positionals[0]!);
      const second = await loadSecondOpinion();
      const request = { store: folder.store, charter: wallet.charter, second, now: io.now() };
      await settleProposals(request);
      const before = await viewProposal(request, id);
      await withdrawProposal({ ...request, view: before, reason: args.required('reason') });
      const { signedBy } = before;
      return {
        json: proposalJson(await viewProposal(request, id), wallet),
        lines: [
          `Withdrawn: proposal ${id.slice(0, 16)}…; its coins are free again.`,
          ...(signedBy.length === 0
            ? []
            : wrapped(
                `${allOf(signedBy)} signed it already. Whoever has that file may still complete the payment; to make sure ` +
                  `that it never happens, spend its coins: icehouse cancel ${id.slice(0, 16)}`,
              )),
        ],
      };
    }),
};
