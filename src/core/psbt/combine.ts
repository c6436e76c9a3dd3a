/**
 * Collects cosigners' signatures onto the stored proposal. The base stays as it is; from the returned files only partial
 * signatures are taken that verify here, so that no returned file can alter an amount, a path or a script, and signers
 * that drop fields do no harm. One bad file or signature never spoils the others.
 */
import { equalBytes } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import { txidOf } from '../tx/txid.ts';
import type { Transaction } from '../tx/types.ts';
import { withoutPartialSignature, withPartialSignature } from './edit.ts';
import { signaturesOf } from './final-scripts.ts';
import { createMultisigInputs, type MultisigInput } from './multisig-spend.ts';
import {
  matchSignatures,
  type SignatureProblem,
  signatureProblem,
  type VerifyEcdsa,
  verifyWithNoble,
} from './signatures.ts';
import type { PartialSignature, Psbt } from './types.ts';

/** A file that came back: a PSBT of either version, or the final transaction that some programs return at once. */
export type ReturnedFile = Psbt | Transaction;

export interface TakenSignature {
  readonly inputIndex: number;
  readonly publicKey: Uint8Array;
}

export interface BadSignature {
  readonly inputIndex: number;
  /** Undefined for one in a final script, where nobody says whose it is. */
  readonly publicKey: Uint8Array | undefined;
  readonly problem: SignatureProblem;
}

/** What became of one file. */
export interface FileOutcome {
  readonly result: 'signatures-taken' | 'no-new-signature' | 'not-combined';
  readonly taken: readonly TakenSignature[];
  /** Valid ones of keys that had signed already: nothing new, yet the file is signed. */
  readonly repeated: readonly TakenSignature[];
  readonly bad: readonly BadSignature[];
  /** Why nothing of the file was looked at; set with `not-combined` only. */
  readonly error: IcehouseError | undefined;
}

export interface Combined {
  readonly psbt: Psbt;
  /** In the order of the files. */
  readonly files: readonly FileOutcome[];
}

export interface CombineOptions {
  /** Faster verification where there is one; @noble/curves otherwise. */
  readonly verify?: VerifyEcdsa;
}

/**
 * Adds to `base` every signature of the files that counts: by a key of the input's multisig script, strict DER, low S,
 * SIGHASH_ALL, verifying over the digest recomputed from the base with the amount of the hash-checked previous
 * transaction. A key that has a valid signature keeps it. That the scripts are the wallet's is not checked here but by
 * the review of the base.
 *
 * A file of another transaction gives the outcome `not-combined` with `psbt/another-transaction`.
 *
 * @throws IcehouseError about the base alone: `psbt/no-previous-transaction`, `psbt/utxo-conflict`,
 *   `psbt/script-missing`, `psbt/script-mismatch`, `psbt/not-a-multisig`, `psbt/output-type-not-supported-yet`.
 */
export function combine(base: Psbt, files: readonly ReturnedFile[], options: CombineOptions = {}): Combined {
  const verify = options.verify ?? verifyWithNoble;
  const inputAt = createMultisigInputs(base, 'previous-transaction');
  const inputs = base.inputs.map((_, index) => inputAt(index));
  let psbt = base;
  const outcomes = files.map((file) => {
    const combined = takeSignatures(psbt, file, inputs, verify);
    psbt = combined.psbt;
    return combined.outcome;
  });
  return { psbt, files: outcomes };
}

function takeSignatures(
  base: Psbt,
  file: ReturnedFile,
  inputs: readonly MultisigInput[],
  verify: VerifyEcdsa,
): { readonly psbt: Psbt; readonly outcome: FileOutcome } {
  const txid = unsignedTxid(file);
  if (txid !== base.txid) {
    const error = anotherTransaction(txid, base.txid);
    return { psbt: base, outcome: { result: 'not-combined', taken: [], repeated: [], bad: [], error } };
  }
  let psbt = base;
  const taken: TakenSignature[] = [];
  const repeated: TakenSignature[] = [];
  const bad: BadSignature[] = [];
  for (const [inputIndex, input] of inputs.entries()) {
    const offered = offeredSignatures(file, inputIndex, input, verify);
    if (offered.hasBadFinalScript) bad.push({ inputIndex, publicKey: undefined, problem: 'does-not-verify' });
    for (const signature of offered.signatures) {
      const { publicKey } = signature;
      const problem = signatureProblem(signature, input, verify);
      if (problem !== undefined) {
        bad.push({ inputIndex, publicKey, problem });
        continue;
      }
      const standing = psbt.inputs[inputIndex]!.partialSignatures.find((each) => equalBytes(each.publicKey, publicKey));
      if (standing !== undefined && isAsGood(standing, signature, input, verify)) {
        repeated.push({ inputIndex, publicKey });
        continue;
      }
      if (standing !== undefined) psbt = withoutPartialSignature(psbt, inputIndex, publicKey);
      psbt = withPartialSignature(psbt, inputIndex, signature);
      taken.push({ inputIndex, publicKey });
    }
  }
  const result = taken.length > 0 ? 'signatures-taken' : 'no-new-signature';
  return { psbt, outcome: { result, taken, repeated, bad, error: undefined } };
}

/** Whether a standing signature makes a valid new one of the same key needless. */
function isAsGood(
  standing: PartialSignature,
  offered: PartialSignature,
  input: MultisigInput,
  verify: VerifyEcdsa,
): boolean {
  return equalBytes(standing.signature, offered.signature) || signatureProblem(standing, input, verify) === undefined;
}

interface OfferedSignatures {
  readonly signatures: readonly PartialSignature[];
  readonly hasBadFinalScript: boolean;
}

/** Partial signatures, and those inside a final script, matched to their keys. */
function offeredSignatures(
  file: ReturnedFile,
  inputIndex: number,
  input: MultisigInput,
  verify: VerifyEcdsa,
): OfferedSignatures {
  const partial = 'map' in file ? file.inputs[inputIndex]!.partialSignatures : [];
  const inFinal = finalSignatures(file, inputIndex);
  if (inFinal.length === 0) return { signatures: partial, hasBadFinalScript: false };
  const matched = inFinal.length === input.m ? matchSignatures(inFinal, input, verify) : undefined;
  return { signatures: [...partial, ...(matched ?? [])], hasBadFinalScript: matched === undefined };
}

function finalSignatures(file: ReturnedFile, inputIndex: number): readonly Uint8Array[] {
  if ('map' in file) {
    const { finalScriptSig, finalScriptWitness } = file.inputs[inputIndex]!;
    return signaturesOf({ scriptSig: finalScriptSig, witness: finalScriptWitness });
  }
  const { scriptSig, witness } = file.inputs[inputIndex]!;
  return signaturesOf({ scriptSig, witness: witness.length === 0 ? undefined : witness });
}

const NOTHING = new Uint8Array();

function unsignedTxid(file: ReturnedFile): string {
  if ('map' in file) return file.txid;
  return txidOf({ ...file, inputs: file.inputs.map((input) => ({ ...input, scriptSig: NOTHING })) });
}

function anotherTransaction(found: string, expected: string): IcehouseError {
  return new IcehouseError({
    code: 'psbt/another-transaction',
    kind: 'refused',
    message: 'this file is about another transaction than the proposal: inputs, outputs, sequences or lock time differ',
    found,
    expected,
    next: 'ask for the signed file of this very proposal',
  });
}
