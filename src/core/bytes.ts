/**
 * Bytes and their texts: the few forms that the field uses (hex, Base64), comparison, joining. Coding itself is
 * @scure/base and @noble/hashes; this file adds typed errors and says nothing foreign back.
 */

import { bytesToHex, hexToBytes, utf8ToBytes } from '@noble/hashes/utils.js';
import { base64 as base64Coder, utf8 as utf8Coder } from '@scure/base';
import { type ErrorCode, IcehouseError } from './errors.ts';

export { concatBytes, utf8ToBytes } from '@noble/hashes/utils.js';

export const toHex: (bytes: Uint8Array) => string = bytesToHex;
export const toBase64: (bytes: Uint8Array) => string = (bytes) => base64Coder.encode(bytes);

/** @throws IcehouseError with the given code when the text is not an even number of hexadecimal digits. */
export function fromHex(text: string, code: ErrorCode = 'encoding/not-hex', at?: string): Uint8Array {
  return decoded(() => hexToBytes(text), code, 'hexadecimal digits, two for each byte', at);
}

/** @throws IcehouseError with the given code when the text is not padded Base64 (RFC 4648) without line breaks. */
export function fromBase64(text: string, code: ErrorCode = 'encoding/not-base64', at?: string): Uint8Array {
  return decoded(() => base64Coder.decode(text), code, 'Base64 (RFC 4648) with padding', at);
}

/**
 * Reads text from bytes. Nothing is replaced or dropped, as a changed character would change what was signed.
 *
 * @throws IcehouseError with the given code when the bytes are not well-formed UTF-8 (overlong, truncated, surrogates) or
 * begin with a byte order mark.
 */
export function fromUtf8(bytes: Uint8Array, code: ErrorCode = 'encoding/not-utf8', at?: string): string {
  const expected = 'text in UTF-8';
  const text = decoded(() => utf8Coder.encode(bytes), code, expected, at);
  if (!equalBytes(utf8ToBytes(text), bytes)) throw undecodable(code, expected, at);
  return text;
}

function decoded<T>(decode: () => T, code: ErrorCode, expected: string, at?: string): T {
  try {
    return decode();
  } catch {
    // The coder's own message quotes the input, which may be a secret or hostile text: it is dropped on purpose.
    throw undecodable(code, expected, at);
  }
}

function undecodable(code: ErrorCode, expected: string, at: string | undefined): IcehouseError {
  const place = at === undefined ? {} : { at };
  return new IcehouseError({ code, message: 'the text cannot be decoded', expected, ...place });
}

export function equalBytes(left: Uint8Array, right: Uint8Array): boolean {
  return left.length === right.length && left.every((byte, index) => byte === right[index]);
}

/** Lexicographic order, the shorter first where one begins the other: the order of BIP-0067 and of PSBT keys. */
export function compareBytes(left: Uint8Array, right: Uint8Array): number {
  const shared = Math.min(left.length, right.length);
  for (let index = 0; index < shared; index++) {
    const difference = left[index]! - right[index]!;
    if (difference !== 0) return difference;
  }
  return left.length - right.length;
}
