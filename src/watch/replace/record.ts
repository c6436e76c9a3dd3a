/** A built replacement into the store, beside the proposal whose coins it spends. */

import type { ViewRequest } from '../proposals/view.ts';
import { type BuiltReplacement, sharingWith } from './built.ts';

/** Proposals that it may share coins with: the one that it replaces, and others that a person was told of. */
export function sharingOf(request: ViewRequest, { summary }: BuiltReplacement): Promise<readonly string[]> {
  return sharingWith(request, summary.inputs);
}

/**
 * Marks the original as replaced where it is not out: nobody should sign or send it any more. One that waits on the network
 * stays what it is until the chain shows which of both is confirmed.
 */
export async function markOriginal({ store, now }: ViewRequest, built: BuiltReplacement): Promise<void> {
  const { kind, proposalId, txid, id } = built;
  if (kind === 'child' || proposalId === undefined || txid !== undefined) return;
  const deed = kind === 'cancel' ? 'cancelled' : 'replaced';
  await store.proposals.update(await store.proposals.get(proposalId), {
    ...{ state: 'replaced', reason: `${deed} by proposal ${id}`, at: now.toISOString() },
  });
}
