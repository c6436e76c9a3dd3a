/**
 * When two keys are one key: by public key and chain code, which alone decide what is derived. Names, fingerprints,
 * depths, parents and prefixes can all be altered without changing a single address, so none of them counts.
 */
import { equalBytes, toHex } from '../bytes.ts';
import { hash160 } from '../hash.ts';
import type { ExtendedPublicKey, Fingerprint } from './types.ts';

type KeyMaterial = Pick<ExtendedPublicKey, 'publicKey' | 'chainCode'>;

export function sameKey(left: KeyMaterial, right: KeyMaterial): boolean {
  return equalBytes(left.publicKey, right.publicKey) && equalBytes(left.chainCode, right.chainCode);
}

/** Public key and chain code as 130 hex digits: for maps and sets of keys. */
export function keyIdentity(key: KeyMaterial): string {
  return toHex(key.publicKey) + toHex(key.chainCode);
}

/** First 32 bits of HASH160 of a public key, as key origins and child keys name their parent (BIP-0032). */
export function fingerprintOf(publicKey: Uint8Array): Fingerprint {
  return toHex(hash160(publicKey).subarray(0, 4));
}
