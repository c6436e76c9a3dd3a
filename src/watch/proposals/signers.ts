/** Who has signed a proposal, by name, as the signatures in its PSBT prove; and how new ones are taken. */
import type { Charter } from '../../core/charter/types.ts';
import { combineForWallet } from '../../core/completion/combine-for-wallet.ts';
import { parsePsbt } from '../../core/psbt/parse.ts';
import { serializePsbt } from '../../core/psbt/serialize.ts';
import type { Psbt } from '../../core/psbt/types.ts';
import { cosignerName } from '../../core/review/names.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import type { Transaction } from '../../core/tx/types.ts';
import type { Offer } from '../replace/rules.ts';
import { sizeOf, total } from '../spend/payment-size.ts';
import type { Store, StoredProposal } from '../store/store.ts';
import { unsignedIdOf } from './sight.ts';

export interface Signing {
  /** Names of those whose valid signature stands on every input. */
  readonly signedBy: readonly string[];
  readonly stillNeeded: readonly string[];
  readonly isComplete: boolean;
}

/** @throws IcehouseError those of `combineForWallet` about a PSBT whose inputs are not the wallet's. */
export function signingOf(psbt: Psbt, { wallet }: Charter, second: SecondOpinion): Signing {
  const names = wallet.keys.map((_, position) => cosignerName(wallet, position));
  // Whose inputs they are was checked when it was stored; without a signature there is nothing else to look at.
  if (psbt.inputs.every(({ partialSignatures }) => partialSignatures.length === 0)) {
    return { signedBy: [], stillNeeded: names, isComplete: false };
  }
  const { signedBy, complete } = combineForWallet({ base: psbt, returned: [], wallet, second });
  const open = names.filter((_, position) => !signedBy.includes(position));
  return {
    signedBy: signedBy.map((position) => names[position]!),
    stillNeeded: complete ? [] : open,
    isComplete: complete,
  };
}

/** The fee of a stored proposal, whose amounts were proven when it was stored, and its size after signing, at most. */
export function offerOf({ inputs, transaction: { outputs } }: Psbt, { wallet }: Charter): Offer {
  const spent = inputs.flatMap(({ nonWitnessUtxo, vout }) => nonWitnessUtxo?.transaction.outputs[vout] ?? []);
  return { fee: total(spent) - total(outputs), virtualSize: sizeOf(wallet, inputs.length, outputs) };
}

export interface TakeRequest {
  readonly store: Store;
  readonly charter: Charter;
  readonly second: SecondOpinion;
  /** A PSBT of the same transaction, or the final transaction. */
  readonly content: Psbt | Transaction;
  readonly now: Date;
}

/**
 * Puts the valid signatures of a file onto the stored proposal that it belongs to, so that those who signed stay known.
 * Nothing else is taken from it. Gives the proposal's id, or undefined where the store has no such proposal.
 *
 * @throws IcehouseError `store/…`, and those of `combineForWallet` about the stored proposal.
 */
export async function takeSignatures(request: TakeRequest): Promise<string | undefined> {
  const { store, charter, content } = request;
  const id = 'txid' in content ? content.txid : unsignedIdOf(content);
  const stored = (await store.proposals.list(charter.id)).find((each) => each.id === id);
  if (stored === undefined) return undefined;
  await takeOnto(stored, request);
  return id;
}

async function takeOnto(stored: StoredProposal, request: TakeRequest): Promise<void> {
  const { store, charter, second, content, now } = request;
  const base = parsePsbt(stored.psbtBytes);
  const returned = [{ name: 'the new file', content }];
  const { psbt, files } = combineForWallet({ base, returned, wallet: charter.wallet, second });
  const isNew = files.some(({ result }) => result === 'signatures-taken');
  if (isNew) await store.proposals.update(stored, { psbtBytes: serializePsbt(psbt), at: now.toISOString() });
}
