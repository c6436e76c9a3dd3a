/** The letters of a BBQr and the bytes that they stand for: hexadecimal, or Base32 (RFC 4648) without padding. */
import { base32nopad } from '@scure/base';
import { fromHex, toHex } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';

/** Hexadecimal, Base32, and Base32 of deflated data. */
export const BBQR_ENCODINGS = ['H', '2', 'Z'] as const;
export type BbqrEncoding = (typeof BBQR_ENCODINGS)[number];

/** The smallest run of letters that stands for whole bytes; all parts but the last are multiples of it. */
export function wholeRun(encoding: BbqrEncoding): { readonly letters: number; readonly bytes: number } {
  return encoding === 'H' ? { letters: 2, bytes: 1 } : { letters: 8, bytes: 5 };
}

export function toLetters(bytes: Uint8Array, encoding: BbqrEncoding): string {
  return encoding === 'H' ? toHex(bytes).toUpperCase() : base32nopad.encode(bytes);
}

/** @throws IcehouseError `bbqr/bad-letters`. */
export function fromLetters(letters: string, encoding: BbqrEncoding): Uint8Array {
  if (encoding === 'H') return fromHex(letters, 'bbqr/bad-letters');
  try {
    return base32nopad.decode(letters);
  } catch {
    // The coder quotes the letters, which are foreign.
    throw new IcehouseError({
      code: 'bbqr/bad-letters',
      message: 'the letters of a part cannot be decoded',
      expected: 'Base32 (RFC 4648) without padding',
      next: 'scan the code again',
    });
  }
}
