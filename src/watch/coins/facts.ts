/**
 * What the known transactions tell of addresses: how often each of the wallet's own was paid, whom it paid, and which
 * addresses stood beside ours when others paid us. Read anew each time, as the transactions are the truth.
 */
import { toHex } from '../../core/bytes.ts';
import type { Charter } from '../../core/charter/types.ts';
import { parseTransaction } from '../../core/tx/parse.ts';
import { encodeAddress } from '../../core/wallet/address.ts';
import type { Store } from '../store/store.ts';

export interface AddressFacts {
  /** How many outputs in sight pay each of the wallet's scripts, by its hex. */
  readonly timesPaid: ReadonlyMap<string, number>;
  /** Addresses that the wallet has paid. */
  readonly payees: ReadonlySet<string>;
  /** The wallet's own addresses. */
  readonly own: ReadonlySet<string>;
  /** By transaction in which others paid us: the addresses beside ours. */
  readonly beside: ReadonlyMap<string, readonly string[]>;
}

/** @throws IcehouseError `store/wallet-unknown`. */
export async function addressFacts(store: Store, { id, wallet }: Charter): Promise<AddressFacts> {
  const scripts = await store.addresses.scripts(id);
  const own = new Set(scripts.map(({ scriptPubKey }) => toHex(scriptPubKey)));
  const transactions = (await store.ledger.transactions(id)).filter(({ state }) => state !== 'vanished');
  const bytes = await store.ledger.transactionBytes(transactions.map(({ txid }) => txid));
  const timesPaid = new Map<string, number>();
  const payees = new Set<string>();
  const beside = new Map<string, string[]>();
  for (const { txid, spent } of transactions) {
    const { outputs } = parseTransaction(bytes.get(txid)!);
    for (const { scriptPubKey } of outputs) {
      const hex = toHex(scriptPubKey);
      const address = own.has(hex) ? undefined : encodeAddress(scriptPubKey, wallet.network);
      if (own.has(hex)) timesPaid.set(hex, (timesPaid.get(hex) ?? 0) + 1);
      else if (address !== undefined && spent > 0n) payees.add(address);
      else if (address !== undefined) beside.set(txid, [...(beside.get(txid) ?? []), address]);
    }
  }
  return { timesPaid, payees, beside, own: new Set(scripts.map(({ address }) => address)) };
}
