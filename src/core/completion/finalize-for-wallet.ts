/**
 * The last step before the network: the final transaction of a payment of this wallet. Every input must be the wallet's,
 * by its charter; every signature is verified once more; the fee is what the proven amounts say.
 */
import { addSats, type Sats, sats } from '../amount.ts';
import { invariant } from '../errors.ts';
import { finalizeAndExtract } from '../psbt/extract.ts';
import type { Psbt } from '../psbt/types.ts';
import type { SecondOpinion } from '../second/types.ts';
import type { Transaction } from '../tx/types.ts';
import type { Wallet } from '../wallet/types.ts';
import { ownedInputs } from './ownership.ts';

export interface FinalizeRequest {
  readonly psbt: Psbt;
  readonly wallet: Wallet;
  readonly second: SecondOpinion;
}

export interface Finalized {
  readonly transaction: Transaction;
  readonly fee: Sats;
}

/**
 * Finalizes and extracts.
 *
 * @throws IcehouseError those of `ownedInputs` and of `finalizeAndExtract`, `psbt/not-enough-signatures` above all.
 */
export function finalizeForWallet({ psbt, wallet, second }: FinalizeRequest): Finalized {
  ownedInputs(psbt, wallet, second);
  const transaction = finalizeAndExtract(psbt, { verify: second.verifyEcdsa });
  const spent = psbt.inputs.map((input) => {
    const output = input.nonWitnessUtxo?.transaction.outputs[input.vout];
    invariant(output, 'ownedInputs proved the output that each input spends');
    return output.amount;
  });
  const paid = addSats(transaction.outputs.map((output) => output.amount));
  return { transaction, fee: sats(addSats(spent) - paid, 'fee') };
}
