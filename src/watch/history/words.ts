/**
 * What people wrote about transactions: payees and purposes in the proposals that this folder keeps, and labels. All of
 * it is foreign text, and none of it is proof of anything.
 */
import { IcehouseError } from '../../core/errors.ts';
import { findProposal } from '../../core/proposal/codec.ts';
import type { Proposal } from '../../core/proposal/types.ts';
import { parsePsbt } from '../../core/psbt/parse.ts';
import { txidOf } from '../../core/tx/txid.ts';
import type { Transaction } from '../../core/tx/types.ts';
import type { Store } from '../store/store.ts';

export interface Words {
  /** The proposal that a transaction was made from, by the transaction before it was signed. */
  proposalOf(transaction: Transaction): Proposal | undefined;
  /** What an output is called: by its own label, else as the proposal names the payee, else by the address's label. */
  nameOf(output: { readonly coin: string; readonly address: string | undefined }, from?: Proposal): string | undefined;
}

/** @throws IcehouseError `store/wallet-unknown`. */
export async function readWords(store: Store, charterId: string): Promise<Words> {
  const proposals = new Map<string, Proposal>();
  for (const { id, psbtBytes } of await store.proposals.list(charterId)) {
    const proposal = proposalIn(psbtBytes);
    if (proposal) proposals.set(id, proposal);
  }
  const labels = new Map<string, string>();
  for (const { type, ref, label } of await store.labels.list(charterId)) {
    if (label !== '') labels.set(`${type} ${ref}`, label);
  }
  return {
    proposalOf: (transaction) => (proposals.size === 0 ? undefined : proposals.get(unsignedIdOf(transaction))),
    nameOf({ coin, address }, from) {
      const payee = from?.payees.find((each) => each.address === address && each.name !== '');
      return labels.get(`output ${coin}`) ?? payee?.name ?? labels.get(`addr ${address}`);
    },
  };
}

/** A stored proposal whose words cannot be read is still a payment; its words are left out. */
function proposalIn(psbtBytes: Uint8Array): Proposal | undefined {
  try {
    return findProposal(parsePsbt(psbtBytes).unknown);
  } catch (error) {
    if (error instanceof IcehouseError) return undefined;
    throw error;
  }
}

/** The id before signing: signatures in a `scriptSig` (`sh(…)` wallets) change the id, those in a witness do not. */
function unsignedIdOf(transaction: Transaction): string {
  const inputs = transaction.inputs.map((input) => ({ ...input, scriptSig: new Uint8Array() }));
  return txidOf({ ...transaction, inputs });
}
