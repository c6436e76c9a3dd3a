/**
 * Payments that were sent and are not in sight any more (dropped from a mempool, or never shown by a server) are sent once
 * more: at every sync, and when a person asks. What was withdrawn, replaced or cancelled stays where it is.
 */
import { IcehouseError } from '../../core/errors.ts';
import type { Chain, ChainRequest } from '../chain/chain.ts';
import { broadcastTransaction } from '../spend/broadcast.ts';
import { reservingOr, type ViewRequest, viewProposals } from './view.ts';

export interface RebroadcastRequest extends ViewRequest, ChainRequest {
  readonly chain: Chain;
  readonly also?: readonly Chain[] | undefined;
}

export interface Rebroadcast {
  readonly proposalId: string;
  readonly txid: string;
  /** Why no server took it; undefined when one shows it now. */
  readonly error: IcehouseError | undefined;
}

/** @throws IcehouseError `chain/stopped`, `store/…`. */
export async function rebroadcastLost(request: RebroadcastRequest): Promise<readonly Rebroadcast[]> {
  const { store, charter } = request;
  const sent = new Map((await store.broadcasts.list()).map((each) => [each.txid, each]));
  const inSight = new Set(
    (await store.ledger.transactions(charter.id)).filter(({ state }) => state !== 'vanished').map(({ txid }) => txid),
  );
  const again: Rebroadcast[] = [];
  if (sent.size === 0) return again;
  for (const { id, state, sentAs } of await viewProposals(request, reservingOr())) {
    const stored = sentAs === undefined || inSight.has(sentAs) ? undefined : sent.get(sentAs);
    if (stored === undefined || (state !== 'broadcast' && state !== 'complete')) continue;
    again.push({ proposalId: id, txid: stored.txid, error: await refusalOf(request, stored.bytes) });
  }
  return again;
}

async function refusalOf(request: RebroadcastRequest, transaction: Uint8Array): Promise<IcehouseError | undefined> {
  try {
    await broadcastTransaction({ ...request, transaction });
    return undefined;
  } catch (error) {
    if (error instanceof IcehouseError && error.code !== 'chain/stopped' && !error.code.startsWith('store/')) {
      return error;
    }
    throw error;
  }
}
