/** `proposal show`: one proposal, with its state, its signers and its conflicts. */
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { settleProposals } from '../../watch/proposals/settle.ts';
import { viewProposal } from '../../watch/proposals/view.ts';
import type { Command } from '../command.ts';
import { findStored, PROPOSAL_SHAPE, proposalJson, proposalLines } from '../documents/proposals.ts';
import { WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';

export const proposalShow: Command = {
  name: 'proposal show',
  summary: 'show a proposal, its signers and its conflicts',
  positionals: 'ID',
  arity: [1, 1],
  options: WATCH_OPTIONS,
  description: [
    'Shows what a stored proposal pays, where it stands as of the last sync, who has signed, and which other proposals ' +
      'spend the same coins. The beginning of the id suffices.',
  ],
  example: 'icehouse proposal show 1b5a8f02',
  shape: PROPOSAL_SHAPE,
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { wallet, id } = await findStored(folder, context.args.positionals[0]!);
      const second = await loadSecondOpinion();
      const request = { store: folder.store, charter: wallet.charter, second, now: context.io.now() };
      await settleProposals(request);
      const view = await viewProposal(request, id);
      return { json: proposalJson(view, wallet), lines: proposalLines(view, wallet) };
    }),
};
