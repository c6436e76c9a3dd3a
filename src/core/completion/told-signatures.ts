/**
 * From keys to people: whose the signatures in a returned file are, by name and by input, and why one was left out. Used
 * by `combine-for-wallet.ts`; `owned` is always the wallet's own rebuilding, so a name stands for a key of the charter.
 */
import { equalBytes } from '../bytes.ts';
import type { BadSignature } from '../psbt/combine.ts';
import type { SignatureProblem } from '../psbt/signatures.ts';
import { cosignerName } from '../review/names.ts';
import type { DerivedOutput, Wallet } from '../wallet/types.ts';

/** A cosigner and the inputs that her signatures are for. */
export interface SignedInputs {
  /** Position in `wallet.keys`. */
  readonly position: number;
  readonly name: string;
  readonly inputs: readonly number[];
}

/** A signature that was left out. */
export interface LeftOut {
  readonly inputIndex: number;
  /** In whose name it came, which is not to say by whom; undefined where no key of the wallet is named. */
  readonly inTheNameOf: string | undefined;
  readonly problem: SignatureProblem | 'final-script';
  /** One sentence, safe to show. */
  readonly message: string;
}

export interface Naming {
  readonly wallet: Wallet;
  /** The wallet's outputs behind the inputs, in their order. */
  readonly owned: readonly DerivedOutput[];
}

/** Groups signatures by cosigner, in the order of `wallet.keys`. Keys outside the wallet never come here. */
export function byCosigner(
  { wallet, owned }: Naming,
  signatures: readonly { readonly inputIndex: number; readonly publicKey: Uint8Array }[],
): readonly SignedInputs[] {
  const inputsOf = (position: number): readonly number[] => {
    const own = signatures.filter(({ inputIndex, publicKey }) =>
      equalBytes(owned[inputIndex]!.publicKeys[position]!, publicKey),
    );
    return [...new Set(own.map(({ inputIndex }) => inputIndex))].sort((left, right) => left - right);
  };
  return wallet.keys
    .map((_, position) => ({ position, name: cosignerName(wallet, position), inputs: inputsOf(position) }))
    .filter(({ inputs }) => inputs.length > 0);
}

const FACTS: { readonly [problem in SignatureProblem]: string } = {
  'foreign-key': 'its key is none of the wallet’s',
  'sighash-type': 'it does not end in the sighash byte 01 (ALL)',
  'not-strict-der': 'it is not in strict DER',
  'high-s': 'its S is in the upper half, which nodes do not relay',
  'does-not-verify': 'it does not verify for this transaction',
};

export function leftOut({ wallet, owned }: Naming, { inputIndex, publicKey, problem }: BadSignature): LeftOut {
  if (publicKey === undefined) {
    const fact = 'it does not hold exactly the signatures needed, in the order of the keys';
    const message = `inputs[${inputIndex}]: the final script was left out: ${fact}`;
    return { inputIndex, inTheNameOf: undefined, problem: 'final-script', message };
  }
  const position = owned[inputIndex]!.publicKeys.findIndex((key) => equalBytes(key, publicKey));
  const inTheNameOf = position < 0 ? undefined : cosignerName(wallet, position);
  const whose = inTheNameOf === undefined ? 'a signature' : `the signature in the name of ${inTheNameOf}`;
  const message = `inputs[${inputIndex}]: ${whose} was left out: ${FACTS[problem]}`;
  return { inputIndex, inTheNameOf, problem, message };
}
