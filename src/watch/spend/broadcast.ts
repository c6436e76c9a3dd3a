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
  /** Further servers: the transaction goes out through each of them. */
  readonly also?: readonly Chain[] | undefined;
  /** The transaction as nodes pass it on, with its witnesses. Not checked here: signatures (see `psbt/extract.ts`). */
  readonly transaction: Uint8Array;
  readonly now: Date;
}

/** What came of it at one server. */
export interface BroadcastWay {
  readonly where: string;
  /** `already-known` when the server had it before it was sent. */
  readonly outcome: 'sent' | 'already-known' | 'failed';
  readonly error: IcehouseError | undefined;
}

export interface BroadcastResult {
  readonly txid: string;
  /** `already-known` when every server that shows it had it before it was sent. */
  readonly outcome: 'sent' | 'already-known';
  /** In the order of the servers. */
  readonly ways: readonly BroadcastWay[];
}

/**
 * Broadcasts a transaction through every server and looks it up at each. It is out when one of them shows it. A proposal of
 * the same id is marked as broadcast.
 *
 * @throws IcehouseError what the first server had against it, when none shows it: `chain/rejected` with the server's reason,
 * `chain/not-seen` when it took the transaction and then does not show it, `tx/…` for bytes that are none, and whatever
 * `Chain` and `Store` throw.
 */
export async function broadcastTransaction(request: BroadcastRequest): Promise<BroadcastResult> {
  const { store, chain, also = [], transaction, now } = request;
  const parsed = parseTransaction(transaction);
  const txid = txidOf(parsed);
  const at = now.toISOString();
  const ways: BroadcastWay[] = [];
  for (const each of [chain, ...also]) {
    await store.broadcasts.begin({ txid, bytes: transaction, where: each.where, at });
    ways.push(await throughOne({ ...request, chain: each }, txid));
  }
  const shown = ways.filter(({ outcome }) => outcome !== 'failed');
  const [first] = ways;
  if (shown.length === 0) throw first?.error ?? notSeen(chain.where, txid);
  await store.broadcasts.seen(txid, at);
  await markProposals(store, parsed, at);
  const isKnown = shown.every(({ outcome }) => outcome === 'already-known');
  return { txid, outcome: isKnown ? 'already-known' : 'sent', ways };
}

/** One server's trouble is told and does not keep the others from it; only the person's wish to stop ends everything. */
async function throughOne(request: BroadcastRequest, txid: string): Promise<BroadcastWay> {
  const { where } = request.chain;
  try {
    if (await isShown(request, txid)) return { where, outcome: 'already-known', error: undefined };
    const refusal = await offered(request);
    if (await isShown(request, txid)) return { where, outcome: 'sent', error: undefined };
    return { where, outcome: 'failed', error: refusal ?? notSeen(where, txid) };
  } catch (error) {
    if (!(error instanceof IcehouseError) || error.code === 'chain/stopped') throw error;
    return { where, outcome: 'failed', error };
  }
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
