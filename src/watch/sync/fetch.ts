/**
 * Fetches transactions and holds each against its id: the first lie that a server can tell, and the easiest to find out.
 * `scan.ts` calls it for what it finds.
 */
import { IcehouseError } from '../../core/errors.ts';
import { parsePreviousTransaction } from '../../core/tx/parse.ts';
import type { Transaction } from '../../core/tx/types.ts';
import type { Chain, ChainRequest } from '../chain/chain.ts';
import { disproved } from '../chain/errors.ts';
import type { Store } from '../store/store.ts';

export interface FetchedTransaction {
  readonly txid: string;
  /** As nodes pass it on, with its witness. */
  readonly bytes: Uint8Array;
  /** Without its witness, which nothing here needs. */
  readonly transaction: Transaction;
}

/**
 * Fetches whole transactions.
 *
 * @throws IcehouseError `chain/false-transaction` when the bytes are no transaction or hash to another id.
 */
export async function fetchTransactions(
  chain: Chain,
  txids: readonly string[],
  request: ChainRequest,
): Promise<FetchedTransaction[]> {
  const answers = await chain.transactions(txids, request);
  return answers.map((bytes, index) => checked(chain.where, txids[index]!, bytes));
}

/** Transactions of the store, parsed; their ids were checked when they came in. */
export async function storedTransactions(
  store: Store,
  txids: readonly string[],
): Promise<ReadonlyMap<string, FetchedTransaction>> {
  const stored = await store.ledger.transactionBytes(txids);
  return new Map([...stored].map(([txid, bytes]) => [txid, { ...parsePreviousTransaction(bytes), txid, bytes }]));
}

function checked(where: string, txid: string, bytes: Uint8Array): FetchedTransaction {
  const parsed = parsedOrUndefined(bytes);
  if (parsed === undefined) {
    throw disproved('chain/false-transaction', where, `the server gave something else than a transaction for ${txid}`);
  }
  if (parsed.txid !== txid) {
    throw disproved('chain/false-transaction', where, `the server gave transaction ${parsed.txid} instead of ${txid}`);
  }
  return { txid, bytes, transaction: parsed.transaction };
}

function parsedOrUndefined(bytes: Uint8Array) {
  try {
    return parsePreviousTransaction(bytes);
  } catch (error) {
    if (error instanceof IcehouseError) return undefined;
    throw error;
  }
}
