/** `proposal list`: where every proposal of a wallet stands. */
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { settleProposals } from '../../watch/proposals/settle.ts';
import { type Among, viewProposals } from '../../watch/proposals/view.ts';
import type { Command } from '../command.ts';
import { PROPOSAL_SHAPE, proposalJson, proposalTable } from '../documents/proposals.ts';
import { findWallet, WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';

/** Ends that need nobody's attention any more. */
const PAST: readonly string[] = ['confirmed', 'replaced', 'withdrawn'];

export const proposalList: Command = {
  name: 'proposal list',
  summary: 'list proposals with state and signers',
  positionals: 'WALLET',
  arity: [1, 1],
  options: {
    all: { kind: 'flag', help: 'confirmed, replaced and withdrawn ones too' },
    ...WATCH_OPTIONS,
  },
  description: [
    'Shows where each proposal stands as of the last sync: draft, proposed, signed, complete, broadcast, confirmed, or ' +
      'dead (a coin is gone), expired, replaced, withdrawn. It asks no server.',
  ],
  example: 'icehouse proposal list Family',
  shape: `{ "wallet", "proposals": [${PROPOSAL_SHAPE}] }`,
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { args, io } = context;
      const wallet = await findWallet(folder, args.positionals[0]!);
      const { charter } = wallet;
      const request = { store: folder.store, charter, second: await loadSecondOpinion(), now: io.now() };
      await settleProposals(request);
      const isShown: Among = ({ state }) => args.flag('all') || !PAST.includes(state);
      const shown = (await viewProposals(request, isShown)).filter(
        ({ state }) => args.flag('all') || !PAST.includes(state),
      );
      const hidden = (await folder.store.proposals.list(charter.id)).length - shown.length;
      return {
        json: { wallet: charter.name, proposals: shown.map((view) => proposalJson(view, wallet)) },
        lines: [
          ...(shown.length === 0 ? ['No proposal is under way.'] : proposalTable(shown)),
          ...(shown.some(({ conflicts }) => conflicts.length > 0)
            ? wrapped('! spends the same coins as another one: icehouse proposal show ID names it.')
            : []),
          ...(hidden === 0 ? [] : wrapped(`${hidden} more have ended: --all shows them.`)),
        ],
      };
    }),
};
