/**
 * The last step before the network: the final transaction of a payment of this wallet. Every input must be the wallet's,
 * by its charter; every signature is verified once more; and before anything is handed out, a second library reads the
 * finished bytes, from script hashes to signatures, and must come to the same result.
 */
import { addSats, type Sats, sats } from '../amount.ts';
import { IcehouseError, invariant } from '../errors.ts';
import { finalizeAndExtract } from '../psbt/extract.ts';
import type { Psbt } from '../psbt/types.ts';
import { anyOf, cosignerName } from '../review/names.ts';
import type { FinalOpinion, SecondOpinion } from '../second/types.ts';
import { serializeTransaction } from '../tx/serialize.ts';
import { virtualSizeOf } from '../tx/size.ts';
import { txidOf } from '../tx/txid.ts';
import type { Transaction } from '../tx/types.ts';
import type { DerivedOutput, Wallet } from '../wallet/types.ts';
import { combineForWallet } from './combine-for-wallet.ts';
import { ownedInputs } from './ownership.ts';

export interface FinalizeRequest {
  readonly psbt: Psbt;
  readonly wallet: Wallet;
  readonly second: SecondOpinion;
}

export interface Finalized {
  readonly transaction: Transaction;
  readonly txid: string;
  readonly fee: Sats;
  /** In vbytes. */
  readonly virtualSize: number;
}

/**
 * Finalizes and extracts.
 *
 * @throws IcehouseError `completion/not-enough-signatures` (refused), which names who has signed and who has not;
 * `second-opinion/differs` (refused) when the second library reads the result differently; those of `ownedInputs` and of
 * `finalizeAndExtract`.
 */
export function finalizeForWallet(request: FinalizeRequest): Finalized {
  const { psbt, wallet, second } = request;
  const owned = ownedInputs(psbt, wallet, second);
  const transaction = finalized(request);
  const spent = psbt.inputs.map((input) => {
    const output = input.nonWitnessUtxo?.transaction.outputs[input.vout];
    invariant(output, 'ownedInputs proved the output that each input spends');
    return output.amount;
  });
  const paid = addSats(transaction.outputs.map((output) => output.amount));
  const result = { transaction, txid: txidOf(transaction), virtualSize: virtualSizeOf(transaction) };
  requireSecondOpinion(result, psbt, secondReading(request, transaction, owned, spent));
  return { ...result, fee: sats(addSats(spent) - paid, 'fee') };
}

function finalized({ psbt, wallet, second }: FinalizeRequest): Transaction {
  try {
    return finalizeAndExtract(psbt, { verify: second.verifyEcdsa });
  } catch (error) {
    if (!(error instanceof IcehouseError) || error.code !== 'psbt/not-enough-signatures') throw error;
    throw notEnough({ psbt, wallet, second }, error);
  }
}

/** The same refusal in the names of people. */
function notEnough({ psbt, wallet, second }: FinalizeRequest, cause: IcehouseError): IcehouseError {
  const { signedBy, cleared } = combineForWallet({ base: psbt, returned: [], wallet, second });
  const open = wallet.keys.flatMap((_, position) =>
    signedBy.includes(position) ? [] : [cosignerName(wallet, position)],
  );
  const names = signedBy.map((position) => cosignerName(wallet, position));
  return new IcehouseError({
    code: 'completion/not-enough-signatures',
    kind: 'refused',
    message: 'not enough cosigners have signed every input',
    ...(cause.at === undefined ? {} : { at: cause.at }),
    found: [names.length === 0 ? 'nobody' : names.join(', '), ...cleared.map(({ message }) => message)].join('; '),
    expected: `${wallet.m} of ${wallet.keys.length}`,
    next: `ask ${anyOf(open)} for a signature and combine it with the stored proposal`,
    cause,
  });
}

function secondReading(
  { wallet, second }: FinalizeRequest,
  transaction: Transaction,
  owned: readonly DerivedOutput[],
  spent: readonly Sats[],
): FinalOpinion {
  return second.finalTransaction({
    wallet,
    transactionBytes: serializeTransaction(transaction),
    coins: owned.map(({ keychain, index }, input) => ({ keychain, index, amount: spent[input]! })),
  });
}

function requireSecondOpinion({ txid, virtualSize }: Omit<Finalized, 'fee'>, psbt: Psbt, opinion: FinalOpinion): void {
  const bad = opinion.problems.findIndex((problem) => problem !== undefined);
  if (bad >= 0) throw differs(`${opinion.problems[bad]}`, 'a valid spend of the wallet’s coin', `inputs[${bad}]`);
  if (opinion.unsignedTxid !== psbt.txid) throw differs(opinion.unsignedTxid, psbt.txid, 'unsigned transaction');
  if (opinion.txid !== txid) throw differs(opinion.txid, txid, 'transaction');
  if (opinion.virtualSize !== virtualSize) {
    throw differs(`${opinion.virtualSize} vbytes`, `${virtualSize} vbytes`, 'size');
  }
}

function differs(found: string, expected: string, at: string): IcehouseError {
  return new IcehouseError({
    code: 'second-opinion/differs',
    kind: 'refused',
    message: 'a second library reads the final transaction differently; it was not handed out',
    at,
    found,
    expected,
    next: 'do not broadcast from this computer: one of the libraries is broken or was altered',
  });
}
