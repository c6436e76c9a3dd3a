/**
 * The hashes of bitcoin, all from @noble/hashes: double SHA-256 for transactions and checksums, HASH160 for keys and
 * scripts, and the tagged SHA-256 of BIP-0340 for everything that Icehouse names by a hash.
 */
import { ripemd160 } from '@noble/hashes/legacy.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { concatBytes, utf8ToBytes } from './bytes.ts';

export { sha256 };

export function sha256d(bytes: Uint8Array): Uint8Array {
  return sha256(sha256(bytes));
}

export function hash160(bytes: Uint8Array): Uint8Array {
  return ripemd160(sha256(bytes));
}

/** BIP-0340: `SHA256(SHA256(tag) || SHA256(tag) || message)`. */
export function taggedHash(tag: string, message: Uint8Array): Uint8Array {
  const tagHash = sha256(utf8ToBytes(tag));
  return sha256(concatBytes(tagHash, tagHash, message));
}
