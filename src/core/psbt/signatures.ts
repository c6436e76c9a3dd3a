/**
 * Whether a signature counts for a multisig input: by a key of its script, strict DER, low S, SIGHASH_ALL, and verifying
 * over the digest computed here. What does not count is named, never thrown: one bad signature must not hide the rest.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { equalBytes } from '../bytes.ts';
import { SIGHASH_ALL } from '../tx/sighash.ts';
import type { MultisigInput } from './multisig-spend.ts';
import type { PartialSignature } from './types.ts';

/** Why a signature does not count. */
export type SignatureProblem = 'foreign-key' | 'sighash-type' | 'not-strict-der' | 'high-s' | 'does-not-verify';

/**
 * Verifies an ECDSA signature of 64 bytes (r and s) over a digest of 32; false for a key that is not on the curve. The
 * second opinion's `verifyEcdsa` fits, and so does native libsecp256k1 where many are to be verified.
 */
export type VerifyEcdsa = (publicKey: Uint8Array, digest: Uint8Array, signature: Uint8Array) => boolean;

/** By @noble/curves: about 800 a second. */
export const verifyWithNoble: VerifyEcdsa = (publicKey, digest, signature) =>
  secp256k1.verify(signature, digest, publicKey, { prehash: false });

/** Undefined when the signature counts. */
export function signatureProblem(
  { publicKey, signature }: PartialSignature,
  input: MultisigInput,
  verify: VerifyEcdsa,
): SignatureProblem | undefined {
  if (!input.publicKeys.some((key) => equalBytes(key, publicKey))) return 'foreign-key';
  const read = readSignature(signature);
  if (read.problem !== undefined) return read.problem;
  return verify(publicKey, input.digest(), read.compact) ? undefined : 'does-not-verify';
}

/**
 * Finds whose signatures these are, which must stand in the order of the script's keys as OP_CHECKMULTISIG wants it.
 * Undefined when one belongs to no key or comes out of order. Verifies at most once for each key.
 */
export function matchSignatures(
  signatures: readonly Uint8Array[],
  input: MultisigInput,
  verify: VerifyEcdsa,
): readonly PartialSignature[] | undefined {
  const matched: PartialSignature[] = [];
  for (const publicKey of input.publicKeys) {
    const signature = signatures[matched.length];
    if (signature === undefined) break;
    if (signatureProblem({ publicKey, signature }, input, verify) === undefined) matched.push({ publicKey, signature });
  }
  return matched.length === signatures.length ? matched : undefined;
}

type ReadSignature =
  | { readonly compact: Uint8Array; readonly problem?: undefined }
  | { readonly problem: 'sighash-type' | 'not-strict-der' | 'high-s' };

function readSignature(signature: Uint8Array): ReadSignature {
  if (signature.at(-1) !== SIGHASH_ALL) return { problem: 'sighash-type' };
  const der = signature.subarray(0, -1);
  try {
    const parsed = secp256k1.Signature.fromBytes(der, 'der');
    // Encoding it again proves that it was the one strict encoding (BIP-0066).
    if (!equalBytes(parsed.toBytes('der'), der)) return { problem: 'not-strict-der' };
    return parsed.hasHighS() ? { problem: 'high-s' } : { compact: parsed.toBytes('compact') };
  } catch {
    // Whatever the library says about it, it is no signature; the caller names the place.
    return { problem: 'not-strict-der' };
  }
}
