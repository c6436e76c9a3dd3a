/**
 * Combining for a group: the members' returned files onto the proposal that was stored, each file judged by itself, and
 * every signature named by its cosigner. `psbt/combine.ts` does the taking; here keys become people. Amounts, scripts and
 * everything else come from the stored proposal alone, so a signer that returns a stripped file does no harm.
 */
import type { IcehouseError } from '../errors.ts';
import { combine, type FileOutcome, type ReturnedFile } from '../psbt/combine.ts';
import { withoutPartialSignature } from '../psbt/edit.ts';
import { createMultisigInputs } from '../psbt/multisig-spend.ts';
import { signatureProblem, type VerifyEcdsa } from '../psbt/signatures.ts';
import type { Psbt } from '../psbt/types.ts';
import type { SecondOpinion } from '../second/types.ts';
import type { Wallet } from '../wallet/types.ts';
import { ownedInputs } from './ownership.ts';
import { byCosigner, type LeftOut, leftOut, type Naming, type SignedInputs } from './told-signatures.ts';

/** A file as it came back, or why it could not be read. */
export interface Returned {
  /** What the person calls the file. */
  readonly name: string;
  readonly content: ReturnedFile | IcehouseError;
}

/**
 * What became of a file: `signatures-taken` when it brought a new one; `already-signed` when all its valid signatures
 * stood before; `unsigned` when there is not one in it; `no-valid-signature` when there are only bad ones;
 * `another-transaction` and `unreadable` when it was left aside as a whole.
 */
export type ReturnedResult =
  | 'signatures-taken'
  | 'already-signed'
  | 'unsigned'
  | 'no-valid-signature'
  | 'another-transaction'
  | 'unreadable';

export interface ReturnedOutcome {
  readonly name: string;
  readonly result: ReturnedResult;
  /** New signatures. */
  readonly signed: readonly SignedInputs[];
  /** Valid signatures of this file that stood before, on the proposal or by an earlier file. */
  readonly repeated: readonly SignedInputs[];
  readonly leftOut: readonly LeftOut[];
  /** Why the file was left aside as a whole. */
  readonly error: IcehouseError | undefined;
}

export interface CombinedForWallet {
  readonly psbt: Psbt;
  /** In the order of the files. */
  readonly files: readonly ReturnedOutcome[];
  /** Signatures that stood on the stored proposal itself and were taken off it. */
  readonly cleared: readonly LeftOut[];
  /** Positions in `wallet.keys` of those whose valid signature stands on every input. */
  readonly signedBy: readonly number[];
  /** Those who have signed some inputs and not all. */
  readonly unfinished: readonly SignedInputs[];
  /** Whether every input has as many valid signatures as the wallet needs. */
  readonly complete: boolean;
}

export interface CombineRequest {
  /** The stored proposal; everything but signatures comes from it alone. */
  readonly base: Psbt;
  readonly returned: readonly Returned[];
  readonly wallet: Wallet;
  readonly second: SecondOpinion;
}

/**
 * Takes every valid new signature of the wallet's keys: strict DER, low S, SIGHASH_ALL, verifying over the digest of the
 * stored proposal. A bad file is named and does not stop the others; a bad signature does not stop its file. What comes
 * out holds verified signatures only, whatever stood on the proposal before.
 *
 * Not checked: what the payment is about. Whoever signs has reviewed it, and `seen/` compares what each was shown.
 *
 * @throws IcehouseError about the base alone: those of `ownedInputs` and of `combine`.
 */
export function combineForWallet({ base, returned, wallet, second }: CombineRequest): CombinedForWallet {
  const naming = { wallet, owned: ownedInputs(base, wallet, second) };
  const verify = second.verifyEcdsa;
  const stored = verifiedOnly(base, naming, verify);
  const readable = returned.flatMap(({ content }) => (isError(content) ? [] : [content]));
  const { psbt, files } = combine(stored.psbt, readable, { verify });
  const outcomes = files.values();
  const named = returned.map(({ name, content }): ReturnedOutcome => {
    const outcome = isError(content) ? unreadable(content) : told(naming, outcomes.next().value);
    return { name, ...outcome };
  });
  return { psbt, files: named, cleared: stored.cleared, ...progressOf(psbt, naming) };
}

function isError(content: ReturnedFile | IcehouseError): content is IcehouseError {
  return content instanceof Error;
}

type Outcome = Omit<ReturnedOutcome, 'name'>;

function unreadable(error: IcehouseError): Outcome {
  return { result: 'unreadable', signed: [], repeated: [], leftOut: [], error };
}

function told(naming: Naming, outcome: FileOutcome | undefined): Outcome {
  const { taken = [], repeated = [], bad = [], error } = outcome ?? {};
  const signed = byCosigner(naming, taken);
  // A signature that stands in a file both by itself and in a final script repeats nothing that was there before.
  const before = byCosigner(naming, repeated).filter(({ position }) =>
    signed.every((each) => each.position !== position),
  );
  const parts = { signed, repeated: before, leftOut: bad.map((each) => leftOut(naming, each)), error };
  return { result: resultOf(parts), ...parts };
}

function resultOf({ signed, repeated, leftOut, error }: Omit<Outcome, 'result'>): ReturnedResult {
  if (error !== undefined) return 'another-transaction';
  if (signed.length > 0) return 'signatures-taken';
  if (repeated.length > 0) return 'already-signed';
  return leftOut.length > 0 ? 'no-valid-signature' : 'unsigned';
}

/** The stored proposal without signatures that do not count; a signer would refuse it with them. */
function verifiedOnly(
  base: Psbt,
  naming: Naming,
  verify: VerifyEcdsa,
): { readonly psbt: Psbt; readonly cleared: readonly LeftOut[] } {
  const inputAt = createMultisigInputs(base, 'previous-transaction');
  let psbt = base;
  const cleared: LeftOut[] = [];
  for (const [inputIndex, input] of base.inputs.entries()) {
    for (const signature of input.partialSignatures) {
      const problem = signatureProblem(signature, inputAt(inputIndex), verify);
      if (problem === undefined) continue;
      const { publicKey } = signature;
      psbt = withoutPartialSignature(psbt, inputIndex, publicKey);
      cleared.push(leftOut(naming, { inputIndex, publicKey, problem }));
    }
  }
  return { psbt, cleared };
}

/** Counts the signatures of a PSBT in which every one was verified. */
function progressOf(psbt: Psbt, naming: Naming): Pick<CombinedForWallet, 'signedBy' | 'unfinished' | 'complete'> {
  const standing = psbt.inputs.flatMap(({ partialSignatures }, inputIndex) =>
    partialSignatures.map(({ publicKey }) => ({ inputIndex, publicKey })),
  );
  const signers = byCosigner(naming, standing);
  const isDone = ({ inputs }: SignedInputs): boolean => inputs.length === psbt.inputs.length;
  return {
    signedBy: signers.filter(isDone).map(({ position }) => position),
    unfinished: signers.filter((each) => !isDone(each)),
    complete: psbt.inputs.every(({ partialSignatures }) => partialSignatures.length >= naming.wallet.m),
  };
}
