/**
 * BIP-0174's extractor: the transaction as it goes to the network, out of a PSBT whose inputs are all final.
 */
import { IcehouseError } from '../errors.ts';
import type { Transaction } from '../tx/types.ts';
import { checkFinalScripts, type FinalizeOptions, finalizePsbt, isFinal } from './finalize.ts';
import { createMultisigInputs } from './multisig-spend.ts';
import { verifyWithNoble } from './signatures.ts';
import type { Psbt, PsbtInput } from './types.ts';

const NOTHING = new Uint8Array();

/**
 * Takes the final transaction out. Every input is verified before, as the file may have been finalized elsewhere.
 *
 * @throws IcehouseError `psbt/not-final`, `psbt/final-script-invalid`, `psbt/nothing-to-extract`, and about what is spent those of `finalizePsbt`.
 */
export function extractTransaction(psbt: Psbt, { verify = verifyWithNoble }: FinalizeOptions = {}): Transaction {
  const inputAt = createMultisigInputs(psbt, 'any-utxo');
  for (const [index, input] of psbt.inputs.entries()) {
    if (!isFinal(input)) throw notFinal(index);
    checkFinalScripts(input, inputAt(index), index, verify);
  }
  return finalTransaction(psbt);
}

/**
 * Finalizes and extracts in one go, so that each signature is verified once.
 *
 * @throws IcehouseError `psbt/nothing-to-extract`, and as `finalizePsbt` does.
 */
export function finalizeAndExtract(psbt: Psbt, options: FinalizeOptions = {}): Transaction {
  return finalTransaction(finalizePsbt(psbt, options));
}

function finalTransaction({ transaction, inputs }: Psbt): Transaction {
  if (transaction.inputs.length === 0 || transaction.outputs.length === 0) {
    throw new IcehouseError({
      code: 'psbt/nothing-to-extract',
      message: 'a transaction needs at least one input and one output',
    });
  }
  const satisfied = ({ finalScriptSig, finalScriptWitness }: PsbtInput) => ({
    scriptSig: finalScriptSig ?? NOTHING,
    witness: finalScriptWitness ?? [],
  });
  return {
    ...transaction,
    inputs: transaction.inputs.map((input, index) => ({ ...input, ...satisfied(inputs[index]!) })),
  };
}

function notFinal(inputIndex: number): IcehouseError {
  return new IcehouseError({
    code: 'psbt/not-final',
    message: 'this input is not finalized yet',
    at: `inputs[${inputIndex}]`,
    next: 'combine the signatures and finalize first',
  });
}
