/**
 * Combining for a group: the members' returned files onto the proposal that was stored, each file judged by itself, and
 * every signature named by its cosigner. `psbt/combine.ts` does the taking; here keys become people.
 */
import { equalBytes } from '../bytes.ts';
import type { IcehouseError } from '../errors.ts';
import { combine, type FileOutcome, type ReturnedFile } from '../psbt/combine.ts';
import { createMultisigInputs } from '../psbt/multisig-spend.ts';
import { signatureProblem, type VerifyEcdsa } from '../psbt/signatures.ts';
import type { Psbt } from '../psbt/types.ts';
import type { SecondOpinion } from '../second/types.ts';
import { cosignerLabel } from '../wallet/label.ts';
import type { DerivedOutput, Wallet } from '../wallet/types.ts';
import { ownedInputs } from './ownership.ts';

/** A file as it came back, or why it could not be read. */
export interface Returned {
  /** What the person calls the file. */
  readonly name: string;
  readonly content: ReturnedFile | IcehouseError;
}

export interface ReturnedOutcome {
  readonly name: string;
  readonly result: FileOutcome['result'] | 'unreadable';
  /** Cosigners whose new signatures were taken. */
  readonly signedBy: readonly string[];
  /** One sentence for each signature that was left out, and why. */
  readonly problems: readonly string[];
  readonly error: IcehouseError | undefined;
}

export interface CombinedForWallet {
  readonly psbt: Psbt;
  readonly files: readonly ReturnedOutcome[];
  /** Positions in `wallet.keys` of those whose valid signature stands on every input. */
  readonly signedBy: readonly number[];
  readonly complete: boolean;
}

export interface CombineRequest {
  /** The stored proposal; amounts, scripts and everything but signatures come from it alone. */
  readonly base: Psbt;
  readonly returned: readonly Returned[];
  readonly wallet: Wallet;
  readonly second: SecondOpinion;
}

/**
 * Takes every valid new signature of the wallet's keys. A bad file is named and does not stop the others.
 *
 * @throws IcehouseError about the base alone: those of `ownedInputs` and of `combine`.
 */
export function combineForWallet({ base, returned, wallet, second }: CombineRequest): CombinedForWallet {
  const owned = ownedInputs(base, wallet, second);
  const readable = returned.flatMap(({ content }) => (isError(content) ? [] : [content]));
  const { psbt, files } = combine(base, readable, { verify: second.verifyEcdsa });
  const outcomes = files.values();
  const named = returned.map(({ name, content }): ReturnedOutcome => {
    const nothing = { name, signedBy: [], problems: [] };
    if (isError(content)) return { ...nothing, result: 'unreadable', error: content };
    const outcome = outcomes.next().value;
    return outcome === undefined
      ? { ...nothing, result: 'no-new-signature', error: undefined }
      : { name, ...told(outcome, wallet, owned) };
  });
  const signedBy = signersOf(psbt, wallet, owned, second.verifyEcdsa);
  return { psbt, files: named, signedBy, complete: signedBy.length >= wallet.m };
}

function isError(content: ReturnedFile | IcehouseError): content is IcehouseError {
  return content instanceof Error;
}

function told(outcome: FileOutcome, wallet: Wallet, owned: readonly DerivedOutput[]): Omit<ReturnedOutcome, 'name'> {
  const nameOf = (inputIndex: number, publicKey: Uint8Array | undefined): string => {
    const position = owned[inputIndex]!.publicKeys.findIndex((key) => publicKey && equalBytes(key, publicKey));
    const key = wallet.keys[position];
    return key === undefined ? 'nobody of this wallet' : cosignerLabel(key, position);
  };
  const problems = outcome.bad.map(
    ({ inputIndex, publicKey, problem }) =>
      `input ${inputIndex}: a signature in the name of ${nameOf(inputIndex, publicKey)} was left out (${problem})`,
  );
  const signedBy = [...new Set(outcome.taken.map(({ inputIndex, publicKey }) => nameOf(inputIndex, publicKey)))];
  return { result: outcome.result, signedBy, problems, error: outcome.error };
}

/** Every signature counts only after it verified here, also one that stood on the proposal from the start. */
function signersOf(psbt: Psbt, wallet: Wallet, owned: readonly DerivedOutput[], verify: VerifyEcdsa): number[] {
  const inputAt = createMultisigInputs(psbt, 'previous-transaction');
  const hasSigned = (position: number): boolean =>
    psbt.inputs.every((input, index) =>
      input.partialSignatures.some(
        (signature) =>
          equalBytes(signature.publicKey, owned[index]!.publicKeys[position]!) &&
          signatureProblem(signature, inputAt(index), verify) === undefined,
      ),
    );
  return wallet.keys.flatMap((_, position) => (hasSigned(position) ? [position] : []));
}
