/**
 * The token of a BSMS session (BIP-0129): a nonce that the coordinator gives to each signer by a safe way, in person or by
 * voice. It keys the encryption of both rounds (`encryption.ts`) and is worth nothing once the session is over. Drawing
 * it takes entropy as an argument.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { fromHex, toHex } from '../../core/bytes.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import { refuseSecret } from '../../core/key/secret-guard.ts';

/** `NO_ENCRYPTION`, `STANDARD` (64 bits) and `EXTENDED` (128 bits) of BIP-0129. */
export type BsmsMode = 'none' | 'standard' | 'extended';

export const BSMS_MODES = ['none', 'standard', 'extended'] as const satisfies readonly BsmsMode[];

export interface BsmsToken {
  readonly mode: BsmsMode;
  /** Lower-case hex as it stands in the records: `00`, 16 or 32 digits. */
  readonly hex: string;
}

/** The token of a session without encryption: `0x00`. */
export const NO_TOKEN: BsmsToken = { mode: 'none', hex: '00' };

/** Bytes of each mode's nonce. */
export const TOKEN_BYTES = { standard: 8, extended: 16 } as const;

const WORDS = 6;
const BITS_PER_WORD = 11;
const WORD_CHECKSUM_BITS = 2;
const MAX_TEXT = 200;

/** Takes 8 (standard) or 16 (extended) fresh random bytes as a token. */
export function tokenFromBytes(bytes: Uint8Array): BsmsToken {
  const mode = (['standard', 'extended'] as const).find((each) => TOKEN_BYTES[each] === bytes.length);
  invariant(mode !== undefined, 'a token is drawn with the length of its mode');
  return { mode, hex: toHex(bytes) };
}

/**
 * Reads a token as a person types it: hexadecimal with or without `0x`, a decimal number, or six words (standard only).
 *
 * @throws IcehouseError `bsms/token-ambiguous` where 16 or 32 digits could be either number, `bsms/token`,
 * `bsms/token-words` for six words whose checksum is wrong, and those of `refuseSecret` for a seed phrase.
 */
export function parseToken(text: string): BsmsToken {
  const expected = 'the token of the session: hexadecimal, decimal or six words';
  refuseSecret(text, expected, 'token');
  const plain = text.trim().toLowerCase();
  if (plain.length <= MAX_TEXT) {
    if (/^(?:0x)?00$/.test(plain)) return NO_TOKEN;
    const hex = /^(?<prefix>0x)?(?<digits>[0-9a-f]{16}|[0-9a-f]{32})$/.exec(plain)?.groups;
    if (hex?.digits !== undefined) {
      if (hex.prefix === undefined && /^\d+$/.test(hex.digits)) throw ambiguous();
      return tokenFromBytes(fromHex(hex.digits));
    }
    if (/^\d{1,40}$/.test(plain)) return fromDecimal(BigInt(plain));
    const words = plain.split(/\s+/);
    if (words.length === WORDS) return fromWords(words);
  }
  throw badToken('bsms/token', 'this is not the token of a BSMS session', expected);
}

/** The forms in which a token is told: decimal is BIP-0129's first choice, words exist for the standard mode only. */
export interface TokenForms {
  readonly hex: string;
  readonly decimal: string;
  readonly words: string | undefined;
}

export function tokenForms({ mode, hex }: BsmsToken): TokenForms {
  const decimal = BigInt(`0x${hex}`).toString(10);
  // A decimal number of 16 or 32 digits would read as hexadecimal: a zero before it changes nothing but that.
  const unmistakable = decimal.length === 16 || decimal.length === 32 ? `0${decimal}` : decimal;
  return { hex, decimal: unmistakable, words: mode === 'standard' ? wordsOf(fromHex(hex)).join(' ') : undefined };
}

function fromDecimal(number: bigint): BsmsToken {
  const mode = number < 1n << 64n ? 'standard' : 'extended';
  if (number >= 1n << 128n || number === 0n) {
    throw badToken('bsms/token', 'this number is no token of a BSMS session', 'a number of at most 128 bits');
  }
  return { mode, hex: number.toString(16).padStart(2 * TOKEN_BYTES[mode], '0') };
}

function fromWords(words: readonly string[]): BsmsToken {
  const bits = words.map((word) => bitsOf(wordlist.indexOf(word), BITS_PER_WORD)).join('');
  const bytes = Uint8Array.from({ length: TOKEN_BYTES.standard }, (_, index) =>
    Number.parseInt(bits.slice(8 * index, 8 * index + 8), 2),
  );
  if (words.every((word) => wordlist.includes(word)) && wordsOf(bytes).join(' ') === words.join(' ')) {
    return tokenFromBytes(bytes);
  }
  throw badToken(
    'bsms/token-words',
    'these six words are no token: a word is wrong or not in the list',
    'six words of the English list of BIP-0039, the last of which holds two bits of checksum',
  );
}

/** BIP-0039's coding of 64 bits: two bits of SHA-256 after them, eleven bits a word. */
function wordsOf(bytes: Uint8Array): readonly string[] {
  const checksum = bitsOf(sha256(bytes)[0]!, 8).slice(0, WORD_CHECKSUM_BITS);
  const bits = Array.from(bytes, (byte) => bitsOf(byte, 8)).join('') + checksum;
  return Array.from(
    { length: WORDS },
    (_, index) => wordlist[Number.parseInt(bits.slice(BITS_PER_WORD * index, BITS_PER_WORD * (index + 1)), 2)]!,
  );
}

function bitsOf(value: number, width: number): string {
  return Math.max(0, value).toString(2).padStart(width, '0');
}

function ambiguous(): IcehouseError {
  return new IcehouseError({
    code: 'bsms/token-ambiguous',
    kind: 'usage',
    message: 'these digits could be hexadecimal or decimal',
    at: 'token',
    next: 'write 0x before them if they are hexadecimal, 0 if they are decimal',
  });
}

function badToken(code: `bsms/${string}`, message: string, expected: string): IcehouseError {
  return new IcehouseError({ code, message, at: 'token', expected });
}
