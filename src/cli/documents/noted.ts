/**
 * Signatures noted in the folder of the watching side, where the proposal is kept there: so that `proposal list` knows who
 * has signed. A command that works on files alone never fails for want of that folder.
 */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { Psbt } from '../../core/psbt/types.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import { takeSignatures } from '../../watch/proposals/signers.ts';
import { type ProposalView, viewProposal } from '../../watch/proposals/view.ts';
import type { Context } from '../command.ts';
import { stateText } from './proposals.ts';
import { watchFolderPath, withWatchFolder } from './watch-folder.ts';

export interface Noted {
  /** Undefined where the folder does not know the proposal. */
  readonly view: ProposalView | undefined;
  readonly lines: readonly string[];
}

const NOTHING: Noted = { view: undefined, lines: [] };

export async function noteSignatures(
  context: Context,
  charter: Charter,
  psbt: Psbt,
  second: SecondOpinion,
): Promise<Noted> {
  const isNamed = context.args.text('data') !== undefined;
  const isShared = context.io.database !== undefined;
  if (!isNamed && !isShared && !existsSync(join(watchFolderPath(context), 'icehouse.sqlite'))) return NOTHING;
  try {
    return await withWatchFolder(context, async ({ store }) => {
      const isWatched = (await store.wallets.list()).some(({ charterId }) => charterId === charter.id);
      if (!isWatched) return NOTHING;
      const request = { store, charter, second, now: context.io.now() };
      const id = await takeSignatures({ ...request, content: psbt });
      const view = id === undefined ? undefined : await viewProposal(request, id);
      return { view, lines: view === undefined ? [] : [`In your folder it is now ${stateText(view)}.`] };
    });
  } catch (error) {
    if (isNamed || !(error instanceof IcehouseError) || error.kind !== 'environment') throw error;
    return { view: undefined, lines: [`Not noted in your folder: ${error.message} (${error.code}).`] };
  }
}
