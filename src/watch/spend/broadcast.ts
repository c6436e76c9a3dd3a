/**
 * Sends a finished transaction, and believes that it is out only when the server shows it on request. The intent is
 * journalled before the first byte leaves; sending the same transaction again is harmless and gives the same answer.
 */
import { IcehouseError } from '../../core/errors.ts';
import { parseTransaction } from '../../core/tx/parse.ts';
import { txidOf } from '../../core/tx/txid.ts';
import type { Transaction } from '../../core/tx/types.ts';
import type { Chain, ChainRequest } from '../chain/chain.ts';
import type { Store } from '../store/store.ts';

export interface BroadcastRequest extends ChainRequest {
  readonly store: Store;
  readonly chain: Chain;
  /** The transaction as nodes pass it on, with its witnesses. Not checked here: signatures (see `psbt/extract.ts`). */
  readonly transaction: Uint8Array;
  readonly now: Date;
}

export interface BroadcastResult {
  readonly txid: string;
  /** `already-known` when the server had it before it was sent. */
  readonly outcome: 'sent' | 'already-known';
}

/**
 * Broadcasts a transaction and looks it up. A proposal of the same id is marked as broadcast.
 *
 * @throws IcehouseError `chain/rejected` with the server's reason, `chain/not-seen` when it took the transaction and then
 * does not show it, `tx/…` for bytes that are none, and whatever `Chain` and `Store` throw.
 */
export async function broadcastTransaction(request: BroadcastRequest): Promise<BroadcastResult> {
  const { store, chain, transaction, now } = request;
  const parsed = parseTransaction(transaction);
  const txid = txidOf(parsed);
  const at = now.toISOString();
  await store.broadcasts.begin({ txid, bytes: transaction, where: chain.where, at });
  const isKnown = await isShown(request, txid);
  if (!isKnown) {
    const refusal = await offered(request);
    if (!(await isShown(request, txid))) throw refusal ?? notSeen(chain.where, txid);
  }
  await store.broadcasts.seen(txid, at);
  await markProposals(store, parsed, at);
  return { txid, outcome: isKnown ? 'already-known' : 'sent' };
}

/** The refusal, if any. It is no last word: some servers refuse what they know already, which the look-up then shows. */
async function offered({ chain, transaction, signal }: BroadcastRequest): Promise<IcehouseError | undefined> {
  try {
    await chain.broadcast(transaction, { signal });
    return undefined;
  } catch (error) {
    if (error instanceof IcehouseError && error.code === 'chain/rejected') return error;
    throw error;
  }
}

/** Whether the server gives a transaction of this very id. */
async function isShown({ chain, signal }: BroadcastRequest, txid: string): Promise<boolean> {
  try {
    const [bytes] = await chain.transactions([txid], { signal });
    return bytes !== undefined && txidOf(parseTransaction(bytes)) === txid;
  } catch (error) {
    if (error instanceof IcehouseError && (error.code === 'chain/server-error' || error.code.startsWith('tx/')))
      return false;
    throw error;
  }
}

/** Segwit leaves the id as it was proposed; a P2SH transaction got another by signing and is known by its unsigned form. */
async function markProposals(store: Store, { inputs, ...rest }: Transaction, at: string): Promise<void> {
  const unsigned = inputs.map((input) => ({ ...input, scriptSig: new Uint8Array(), witness: [] }));
  const id = txidOf({ ...rest, inputs: unsigned });
  for (const { charterId } of await store.wallets.list()) {
    const known = (await store.proposals.list(charterId)).find((each) => each.id === id);
    const isOpen = known?.state === 'proposed' || known?.state === 'complete';
    if (isOpen) await store.proposals.update(known, { state: 'broadcast', at });
  }
}

function notSeen(where: string, txid: string): IcehouseError {
  return new IcehouseError({
    code: 'chain/not-seen',
    kind: 'environment',
    message: 'the server took the transaction and does not show it',
    at: where,
    found: txid,
    next: 'broadcast it again, best through another server: doing so twice is harmless',
  });
}
