/**
 * The fingerprint of an OpenPGP key as words for two people to compare, in person or by voice: the 160 bits as 15 words of
 * BIP-0039's English list, the last word filled up with zeros. Whoever prefers it compares the 40 hex digits, which every
 * OpenPGP program shows.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { fromHex } from '../../core/bytes.ts';
import type { CharterCode } from '../../core/charter/code.ts';

const BITS_PER_WORD = 11;
const GROUP = 5;

/**
 * Three groups of five words, in the form that `compareCode` of `charter/code.ts` takes.
 *
 * @param fingerprint 40 hex digits.
 */
export function fingerprintWords(fingerprint: string): CharterCode {
  const bits = Array.from(fromHex(fingerprint), (byte) => byte.toString(2).padStart(8, '0')).join('');
  const words = Array.from({ length: Math.ceil(bits.length / BITS_PER_WORD) }, (_, index) => {
    const piece = bits.slice(index * BITS_PER_WORD, (index + 1) * BITS_PER_WORD).padEnd(BITS_PER_WORD, '0');
    return wordlist[Number.parseInt(piece, 2)]!;
  });
  return Array.from({ length: Math.ceil(words.length / GROUP) }, (_, group) =>
    words.slice(group * GROUP, (group + 1) * GROUP),
  );
}

/** The fingerprint in groups of four digits, as gpg prints it. */
export function fingerprintText(fingerprint: string): string {
  return fingerprint.match(/.{4}/g)?.join(' ') ?? '';
}
