/**
 * Texts that look random and are not secret: addresses and keys, which stand in public ledgers, and hashes, which are as
 * easy to guess as what was hashed; the same goes for readable text in another coding. Recognised by their own checksums
 * and lengths.
 */
import { base58check, base64, base64nopad, base64urlnopad, bech32, bech32m, hex } from '@scure/base';
import { sha256 } from '../../../core/hash.ts';

/** What an address or key is worth: there are fewer than 2^36 of them in all ledgers, and some forms of writing each. */
const PUBLISHED_BITS = 40;

/** What a hash is worth at most: as much as a text that somebody has written, see `check.ts`. */
const HASH_BITS = 64;

/** Hexadecimal lengths of MD5, SHA-1, SHA-224, SHA-256, SHA-384 and SHA-512. */
const HASH_LENGTHS: readonly number[] = [32, 40, 56, 64, 96, 128];

const LONGEST = 256;

export interface PublicData {
  readonly kind: 'published' | 'hash' | 'encoded';
  readonly bits: number;
}

/** Tells whether the whole text is an address or a key, a hash, or readable text in hexadecimal or Base64. */
export function publicData(text: string): PublicData | undefined {
  const bare = text.trim();
  if (bare.length > LONGEST) return undefined;
  if (isChecksummed(bare)) return { kind: 'published', bits: PUBLISHED_BITS };
  if (isEncodedText(bare)) return { kind: 'encoded', bits: HASH_BITS };
  const digits = bare.replace(/^0x|[\s:-]/gi, '');
  const isHex = /^(?:[0-9a-f]+|[0-9A-F]+)$/.test(digits) && /\d/.test(digits) && /[a-f]/i.test(digits);
  return isHex && HASH_LENGTHS.includes(digits.length) ? { kind: 'hash', bits: HASH_BITS } : undefined;
}

const TEXT_CODERS = [
  (text: string) => hex.decode(text.toLowerCase()),
  (text: string) => base64.decode(text),
  (text: string) => base64nopad.decode(text),
  (text: string) => base64urlnopad.decode(text),
];

/** Fewer readable characters can come out by chance. */
const SHORTEST_TEXT = 12;

function isEncodedText(text: string): boolean {
  return TEXT_CODERS.some((decode) => {
    const decoded = attempt(() => decode(text));
    return decoded.length >= SHORTEST_TEXT && decoded.every((byte) => byte >= 0x20 && byte < 0x7f);
  });
}

const CODERS = [
  (text: string) => base58check(sha256).decode(text),
  (text: string) => bech32.decode(text as `${string}1${string}`, LONGEST).words,
  (text: string) => bech32m.decode(text as `${string}1${string}`, LONGEST).words,
];

function isChecksummed(text: string): boolean {
  return CODERS.some((decode) => attempt(() => decode(text)).length >= 20);
}

/** What the text decodes to, or nothing: the coder's own message is dropped, as it would quote the text. */
function attempt(decode: () => ArrayLike<number>): readonly number[] {
  try {
    return Array.from(decode());
  } catch {
    return [];
  }
}
