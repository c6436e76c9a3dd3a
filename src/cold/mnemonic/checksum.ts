/**
 * The checksum of BIP-0039 mnemonics, computed by @scure/bip39, and how many single slips could explain a wrong one. The
 * repairs are counted, never listed: about one in sixteen of them (12 words) holds by chance, so a list would offer wrong
 * seeds along with the right one.
 */
import { mnemonicToEntropy, validateMnemonic } from '@scure/bip39';
import { wordList } from './languages.ts';
import type { Language } from './types.ts';
import { nearestWords } from './words.ts';

export const WORD_COUNTS = [12, 15, 18, 21, 24] as const;

export type WordCount = (typeof WORD_COUNTS)[number];

export function isWordCount(count: number): count is WordCount {
  return WORD_COUNTS.some((known) => known === count);
}

/** Whether words of the list, in this order, carry their checksum: count/3 bits of the SHA-256 of the entropy. */
export function checksumHolds(words: readonly string[], language: Language): boolean {
  return validateMnemonic(words.join(' '), wordList(language));
}

/** The 16 to 32 bytes that the words stand for. The caller has checked words and checksum. */
export function entropyOfWords(words: readonly string[], language: Language): Uint8Array {
  return mnemonicToEntropy(words.join(' '), wordList(language));
}

export interface Repairs {
  /** Exchanges of two neighbouring words that would satisfy the checksum, and how many there are to try. */
  readonly swaps: number;
  readonly swapsTried: number;
  /** Replacements of one word by a look-alike (one slip of the pen) that would, and how many there are to try. */
  readonly lookAlikes: number;
  readonly lookAlikesTried: number;
}

/** Counts the single slips that would explain a wrong checksum. */
export function countRepairs(words: readonly string[], language: Language): Repairs {
  const swapped = words.flatMap((word, index) => {
    const next = words[index + 1];
    return next === undefined || next === word
      ? []
      : [[...words.slice(0, index), next, word, ...words.slice(index + 2)]];
  });
  const replaced = words.flatMap((word, index) =>
    nearestWords(word, language, { withinSlips: 1, limit: 8 }).map((candidate) => words.with(index, candidate)),
  );
  const holding = (candidates: readonly (readonly string[])[]) =>
    candidates.filter((candidate) => checksumHolds(candidate, language)).length;
  return {
    swaps: holding(swapped),
    swapsTried: swapped.length,
    lookAlikes: holding(replaced),
    lookAlikesTried: replaced.length,
  };
}
