import { IcehouseError } from '../../core/errors.ts';
import { findProposal } from '../../core/proposal/codec.ts';
import { readPsbt } from '../../core/psbt/text.ts';
import type { Psbt } from '../../core/psbt/types.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { addProposal } from '../../watch/proposals/add.ts';
import { settleProposals } from '../../watch/proposals/settle.ts';
import { requireBump } from '../../watch/replace/require.ts';
import type { Command } from '../command.ts';
import { findOriginal } from '../documents/originals.ts';
import { PROPOSAL_SHAPE, proposalJson, proposalLines } from '../documents/proposals.ts';
import { readDocumentBytes } from '../documents/travelled.ts';
import {
  findWallet,
  WATCH_OPTIONS,
  type WatchedWallet,
  type WatchFolder,
  watchedWallets,
  withWatchFolder,
} from '../documents/watch-folder.ts';

export const proposalAdd: Command = {
  name: 'proposal add',
  summary: 'take another member’s proposal into your folder',
  positionals: 'PSBT',
  arity: [1, 1],
  options: {
    wallet: { kind: 'text', value: 'WALLET', help: 'whose it is, where the file does not say' },
    'bump-of': { kind: 'text', value: 'PROPOSAL|TXID', help: 'refuse it unless it only raises the fee of that' },
    ...WATCH_OPTIONS,
  },
  description: [
    'Holds the proposal against the charter and the last sync, reserves its coins and counts its change address as given ' +
      'out, so that you do not propose the same. A proposal that is known brings its signatures; your own draft becomes ' +
      'a proposal. Coins that are spent already are refused, before anyone signs.',
    'With --bump-of a file that is said to raise a fee is refused when it pays anybody else or anything else.',
  ],
  example: 'icehouse proposal add payment.psbt',
  shape: `that of icehouse proposal show, and { "outcome": "added" | "updated" }; ${PROPOSAL_SHAPE}`,
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { args, io } = context;
      const psbt = readPsbt(readDocumentBytes(io, args.positionals[0]!));
      const wallet = await walletOf(psbt, folder, args.text('wallet'));
      const second = await loadSecondOpinion();
      const request = { store: folder.store, charter: wallet.charter, second, now: io.now() };
      await settleProposals(request);
      const bumped = args.text('bump-of');
      if (bumped !== undefined) await requireBump(request, psbt, (await findOriginal(folder, bumped)).id);
      const { outcome, view } = await addProposal({ ...request, psbt });
      const told = outcome === 'added' ? 'Added' : 'Known already; brought up to date';
      return {
        json: { ...proposalJson(view, wallet), outcome },
        lines: [`${told}:`, ...proposalLines(view, wallet)],
      };
    }),
};

/** The wallet that was named, the one of the proposal's charter, or the only one there is. */
async function walletOf(psbt: Psbt, folder: WatchFolder, named: string | undefined): Promise<WatchedWallet> {
  if (named !== undefined) return findWallet(folder, named);
  const all = await watchedWallets(folder);
  const charterId = findProposal(psbt.unknown)?.charterId;
  const [only] = charterId === undefined ? all : all.filter(({ charter }) => charter.id === charterId);
  if (only !== undefined && (charterId !== undefined || all.length === 1)) return only;
  throw new IcehouseError({
    code: charterId === undefined ? 'proposal/no-charter-named' : 'proposal/other-charter',
    kind: charterId === undefined ? 'usage' : 'refused',
    message:
      charterId === undefined
        ? 'the file does not say whose payment it is'
        : 'the proposal is made for a charter that is not watched here',
    ...(charterId === undefined ? {} : { found: charterId }),
    next:
      charterId === undefined ? 'name the wallet with --wallet' : 'add the charter with: icehouse watch add CHARTER',
  });
}
