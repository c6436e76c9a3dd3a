/**
 * Base58Check, the coding of extended keys, legacy addresses and WIF: Base58 with the first four bytes of a double
 * SHA-256 at its end. The coder is @scure/base; it is wrapped because its errors quote the text, which may be a secret.
 */
import { createBase58check } from '@scure/base';
import { sha256 } from '../hash.ts';

const coder = createBase58check(sha256);
const ALPHABET_ONLY = /^[1-9A-HJ-NP-Za-km-z]+$/;

/** Longest text that is decoded: Base58 costs time by the square of the length, and no coding here needs 120. */
export const MAX_BASE58_LENGTH = 120;

export function encodeBase58Check(payload: Uint8Array): string {
  return coder.encode(payload);
}

/** What a text is: its payload, or why it has none. Never an exception, so that each caller words its own refusal. */
export type Base58CheckReading =
  | { readonly kind: 'payload'; readonly payload: Uint8Array }
  | { readonly kind: 'not-base58' }
  | { readonly kind: 'bad-checksum' };

/** Decodes a text without white space; anything longer than {@link MAX_BASE58_LENGTH} counts as no Base58. */
export function readBase58Check(text: string): Base58CheckReading {
  if (text.length > MAX_BASE58_LENGTH || !ALPHABET_ONLY.test(text)) return { kind: 'not-base58' };
  try {
    return { kind: 'payload', payload: coder.decode(text) };
  } catch {
    // With the alphabet and the length checked, the checksum (or a text too short to hold one) is what is left.
    return { kind: 'bad-checksum' };
  }
}
