/**
 * Bytewords (BCR-2020-012): bytes as four-letter words with a CRC-32 at their end, in three styles. The short one, two
 * letters a byte, is what Uniform Resources are made of.
 */
import { concatBytes } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { BYTEWORDS } from './byteword-list.ts';
import { crc32, crc32Bytes } from './crc32.ts';

/** `able acid`, `able-acid`, `aead`. */
export type BytewordStyle = 'standard' | 'uri' | 'minimal';

const SEPARATORS: { readonly [style in BytewordStyle]: string } = { standard: ' ', uri: '-', minimal: '' };
const CHECKSUM = 4;

/** Letters that are looked at: a megabyte in the short form. */
const MAX_LETTERS = 1 << 21;

const short = (word: string): string => `${word[0]}${word[3]}`;
const BY_WORD: ReadonlyMap<string, number> = new Map(BYTEWORDS.map((word, byte) => [word, byte]));
const BY_SHORT: ReadonlyMap<string, number> = new Map(BYTEWORDS.map((word, byte) => [short(word), byte]));

/** Writes bytes and their checksum. */
export function encodeBytewords(bytes: Uint8Array, style: BytewordStyle): string {
  const words = Array.from(concatBytes(bytes, crc32Bytes(bytes)), (byte) => BYTEWORDS[byte]!);
  return (style === 'minimal' ? words.map(short) : words).join(SEPARATORS[style]);
}

/**
 * Reads words in either case and checks their checksum.
 *
 * @throws IcehouseError `bytewords/too-long`, `bytewords/unknown-word`, `bytewords/checksum`.
 */
export function decodeBytewords(text: string, style: BytewordStyle): Uint8Array {
  if (text.length > MAX_LETTERS) throw problem('too-long', 'the text is longer than belongs here');
  const letters = text.toLowerCase();
  const words = style === 'minimal' ? (letters.match(/[\s\S]{1,2}/g) ?? []) : letters.split(SEPARATORS[style]);
  const table = style === 'minimal' ? BY_SHORT : BY_WORD;
  const bytes = Uint8Array.from(words, (word) => {
    const byte = table.get(word);
    if (byte === undefined) throw problem('unknown-word', 'a letter of the code is wrong or missing');
    return byte;
  });
  return withoutChecksum(bytes);
}

/**
 * Some signers (SeedSigner until 2026) leave away zeros at the beginning of a checksum. Such a short one is taken as well:
 * the zeros that are missing are as hard to meet by chance as those that stand there.
 */
function withoutChecksum(bytes: Uint8Array): Uint8Array {
  let end = Math.max(0, bytes.length - CHECKSUM);
  let expected = crc32(bytes.subarray(0, end));
  for (; end < bytes.length; end++) {
    const found = bytes.subarray(end).reduce((number, byte) => number * 256 + byte, 0);
    if (end > 0 && found === expected) return bytes.slice(0, end);
    expected = crc32(bytes.subarray(end, end + 1), expected);
  }
  throw problem('checksum', 'the checksum of the code does not match: it was read wrong or cut short');
}

function problem(what: string, message: string): IcehouseError {
  return new IcehouseError({ code: `bytewords/${what}`, message, next: 'scan or copy the code again' });
}
