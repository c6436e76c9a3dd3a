/**
 * The charter's code: 16 words that people read to each other, so that they need not compare keys. The words are the
 * first 176 bits of the charter's id, eleven bits each, from the English list of BIP-0039. 128 bits would be too few:
 * whoever gives the last key can search for two charters with one code, which halves the bits.
 */
import { wordlist } from '@scure/bip39/wordlists/english.js';
import { fromHex } from '../bytes.ts';
import { invariant } from '../errors.ts';

const WORDS = 16;
const GROUP = 4;
const BITS_PER_WORD = 11;

/** Four groups of four words. */
export type CharterCode = readonly (readonly string[])[];

/** The code of a charter's id (64 hex digits). The words carry no checksum: all sixteen are compared. */
export function charterCode(id: string): CharterCode {
  const bits = Array.from(fromHex(id), (byte) => byte.toString(2).padStart(8, '0')).join('');
  invariant(bits.length === 256, 'a charter’s id is a SHA-256');
  const words = Array.from({ length: WORDS }, (_, index) => {
    const start = index * BITS_PER_WORD;
    return wordlist[Number.parseInt(bits.slice(start, start + BITS_PER_WORD), 2)] ?? '';
  });
  return Array.from({ length: WORDS / GROUP }, (_, group) => words.slice(group * GROUP, (group + 1) * GROUP));
}

export interface CodeComparison {
  readonly same: boolean;
  /** Words that differ, counted from 1; words too many or too few count as different. */
  readonly differing: readonly number[];
}

/**
 * Compares the code with words that somebody typed or pasted: case, commas, hyphens, line breaks, numbers of list items
 * and any amount of space are indifferent, a single other letter is not.
 */
export function compareCode(code: CharterCode, typed: string): CodeComparison {
  const expected = code.flat();
  const words = typed.toLowerCase().match(/\p{L}+/gu) ?? [];
  const count = Math.max(expected.length, words.length);
  const differing = Array.from({ length: count }, (_, index) => index + 1).filter(
    (place) => expected[place - 1] !== words[place - 1],
  );
  return { same: differing.length === 0, differing };
}
