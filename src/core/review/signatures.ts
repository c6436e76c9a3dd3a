/**
 * The signatures that an input already bears, each held against the charter's keys at this place and the digest computed
 * here (by the same rules as combining, `psbt/signatures.ts`). What does not count is named. The signer does not sign a
 * file with such a signature: an honest one has none, and combining anew from the stored proposal removes them.
 */
import { equalBytes, toHex } from '../bytes.ts';
import type { MultisigInput } from '../psbt/multisig-spend.ts';
import { type SignatureProblem, signatureProblem, type VerifyEcdsa } from '../psbt/signatures.ts';
import type { PartialSignature } from '../psbt/types.ts';
import type { Wallet } from '../wallet/types.ts';
import type { FindingCode } from './catalogue.ts';
import { finding, type WithFindings } from './finding.ts';
import { cosignerName } from './names.ts';

export interface SignedPlace {
  readonly wallet: Wallet;
  /** Rebuilt from the charter; `publicKeys` in the order of `wallet.keys`. */
  readonly input: MultisigInput;
  readonly verify: VerifyEcdsa;
}

/** Gives the positions in `wallet.keys` of those who have validly signed. */
export function readSignatures(
  place: SignedPlace,
  signatures: readonly PartialSignature[],
  at: string,
): WithFindings<readonly number[]> {
  const judged = signatures.map((each) => judge(place, each, `${at}.partialSignatures[${toHex(each.publicKey)}]`));
  return {
    value: judged.flatMap(({ value }) => (value === undefined ? [] : [value])).sort((left, right) => left - right),
    findings: judged.flatMap(({ findings }) => findings),
  };
}

const CODES: { readonly [problem in SignatureProblem]: readonly [code: FindingCode, fact: string] } = {
  'foreign-key': ['signature-foreign-key', 'stands for a key that is none of the wallet’s at this place'],
  'sighash-type': ['signature-sighash', 'does not end in the sighash byte 01'],
  'not-strict-der': ['signature-invalid', 'is no signature in strict DER'],
  'high-s': ['signature-invalid', 'has a high S, which nodes do not relay'],
  'does-not-verify': ['signature-invalid', 'does not verify for this transaction'],
};

function judge(
  { wallet, input, verify }: SignedPlace,
  signature: PartialSignature,
  at: string,
): WithFindings<number | undefined> {
  const position = input.publicKeys.findIndex((each) => equalBytes(each, signature.publicKey));
  const problem = signatureProblem(signature, input, verify);
  if (problem === undefined) return { value: position, findings: [] };
  const [code, fact] = CODES[problem];
  const whose = position < 0 ? 'the signature' : `the signature in the name of ${cosignerName(wallet, position)}`;
  return { value: undefined, findings: [finding(code, at, `${whose} ${fact}`)] };
}
