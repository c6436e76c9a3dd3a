/**
 * What of the chain matters to proposals, read once for all of them: which coins of the wallet are there to be spent, which
 * transaction in sight has spent the others, and which transactions in sight are proposals that were signed.
 */
import { invariant } from '../../core/errors.ts';
import { parseTransaction } from '../../core/tx/parse.ts';
import { txidOf } from '../../core/tx/txid.ts';
import type { OutPoint, Transaction } from '../../core/tx/types.ts';
import type { Store, StoredTransaction } from '../store/store.ts';

/** A transaction of the wallet that the last sync saw, with the id that it was proposed under. */
export interface SeenSpend {
  readonly unsignedId: string;
  readonly transaction: Transaction;
  readonly stored: StoredTransaction;
}

export interface Sight {
  readonly tipHeight: number | undefined;
  /** The transaction in sight that was proposed under this id. */
  spendOf(unsignedId: string): SeenSpend | undefined;
  /** The transaction in sight that spends a coin. */
  spenderOf(coin: OutPoint): SeenSpend | undefined;
  /** Whether a coin is in sight, spent or not. */
  isKnown(coin: OutPoint): boolean;
  /** Transactions handed to a server, by the id that they were proposed under; and whether one showed it then. */
  sent(unsignedId: string): { readonly txid: string; readonly wasSeen: boolean } | undefined;
}

/** @throws IcehouseError `store/wallet-unknown`. */
export async function readSight(store: Store, charterId: string): Promise<Sight> {
  const { network } = await store.wallets.get(charterId);
  const tipHeight = (await store.headers.range(network))?.last;
  const transactions = (await store.ledger.transactions(charterId)).filter(({ state }) => state !== 'vanished');
  const spending = transactions.filter(({ spent }) => spent > 0n);
  const bytes = await store.ledger.transactionBytes(spending.map(({ txid }) => txid));
  const byId = new Map<string, SeenSpend>();
  const byCoin = new Map<string, SeenSpend>();
  for (const stored of spending) {
    const whole = bytes.get(stored.txid);
    invariant(whole, 'a transaction of the ledger is stored whole');
    const transaction = parseTransaction(whole);
    const spend = { unsignedId: unsignedIdOf(transaction), transaction, stored };
    byId.set(spend.unsignedId, spend);
    for (const input of transaction.inputs) byCoin.set(nameOf(input), spend);
  }
  const unspent = new Set((await store.ledger.coins(charterId)).map(nameOf));
  const sent = new Map(
    (await store.broadcasts.list()).map(({ txid, bytes, seenAt }) => [
      unsignedIdOf(parseTransaction(bytes)),
      { txid, wasSeen: seenAt !== undefined },
    ]),
  );
  return {
    tipHeight,
    spendOf: (id) => byId.get(id),
    spenderOf: (coin) => byCoin.get(nameOf(coin)),
    isKnown: (coin) => unspent.has(nameOf(coin)) || byCoin.has(nameOf(coin)),
    sent: (id) => sent.get(id),
  };
}

/** The id that a signed transaction was proposed under: segwit keeps it, a P2SH transaction gets another by signing. */
export function unsignedIdOf(transaction: Transaction): string {
  const inputs = transaction.inputs.map((input) => ({ ...input, scriptSig: new Uint8Array(), witness: [] }));
  return txidOf({ ...transaction, inputs });
}

/** How a coin is named, such as `ab…cd:0`. */
export function nameOf({ txid, vout }: OutPoint): string {
  return `${txid}:${vout}`;
}
