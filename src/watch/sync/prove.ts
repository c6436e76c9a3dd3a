/**
 * Asks for merkle proofs of transactions that a server places in blocks, and verifies each against the checked chain of
 * headers. Third step of `sync.ts`.
 */
import { invariant } from '../../core/errors.ts';
import type { Chain } from '../chain/chain.ts';
import { merkleFlaw } from '../spv/merkle.ts';
import type { Sighting, Store } from '../store/store.ts';
import { type FetchedTransaction, storedTransactions } from './fetch.ts';
import { inBatches, type Watched } from './progress.ts';

export interface PlacedTransaction {
  readonly txid: string;
  /** Height that the server claims. */
  readonly height: number;
}

/** Why a claim does not hold: the chain has moved meanwhile, or the server lies. */
export interface Flaw extends PlacedTransaction {
  readonly why: string;
}

export interface Proving {
  readonly chain: Chain;
  readonly store: Store;
  readonly placed: readonly PlacedTransaction[];
  /** The transactions of this sync; others come from the store. */
  readonly fetched: ReadonlyMap<string, FetchedTransaction>;
}

/**
 * Gives a sighting with a proof for each transaction whose proof holds, one without where the server has no proof to give
 * or the block lies before the first header, and a flaw for each proof that is false.
 */
export function proveTransactions(proving: Proving, watched: Watched): Promise<(Sighting | Flaw)[]> {
  return inBatches('proofs', proving.placed, watched, (batch) => proveBatch({ ...proving, placed: batch }, watched));
}

async function proveBatch(
  { chain, store, placed, fetched }: Proving,
  { signal }: Watched,
): Promise<(Sighting | Flaw)[]> {
  const headers = new Map<number, { readonly hash: string; readonly merkleRoot: Uint8Array }>();
  for (const height of new Set(placed.map((each) => each.height))) {
    const [header] = await store.headers.list(chain.network, height, 1);
    if (header?.height === height) headers.set(height, header);
  }
  const provable = placed.filter(({ height }) => headers.has(height));
  const proofs = await chain.merkleProofs(provable, { signal });
  const proofOf = new Map(provable.map(({ txid }, index) => [txid, proofs[index]]));
  const stored = await storedTransactions(
    store,
    provable.map(({ txid }) => txid).filter((txid) => !fetched.has(txid)),
  );
  return placed.map(({ txid, height }) => {
    const header = headers.get(height);
    const proof = proofOf.get(txid);
    if (!header || !proof) return { txid, seen: 'block', height, proof: undefined };
    const transaction = (fetched.get(txid) ?? stored.get(txid))?.transaction;
    invariant(transaction, 'a transaction is fetched before its proof is looked at');
    const why = merkleFlaw({ txid, transaction, proof, merkleRoot: header.merkleRoot });
    if (why !== undefined) return { txid, height, why };
    return { txid, seen: 'block', height, proof: { blockHash: header.hash, position: proof.position } };
  });
}
