/**
 * Typed words as BIP-0039 mnemonics: in which languages they are valid, and where they are valid in none, the most
 * telling refusal. @scure/bip39's own seed function checks neither list nor checksum, so all of it is checked here first.
 */
import { IcehouseError } from '../../core/errors.ts';
import { checksumHolds, countRepairs, isWordCount, WORD_COUNTS } from './checksum.ts';
import { knownWord, LANGUAGES, languageName } from './languages.ts';
import type { Bip39Mnemonic, Language } from './types.ts';
import { nearestWords } from './words.ts';

/** Every language in which the words are known and their checksum holds; words are lower case, NFKD. */
export function bip39Candidates(words: readonly string[], language?: Language): readonly Bip39Mnemonic[] {
  if (!isWordCount(words.length)) return [];
  return languagesToTry(language).flatMap((each): Bip39Mnemonic[] => {
    const known = words.map((word) => knownWord(word, each)).filter((word) => word !== undefined);
    const isValid = known.length === words.length && checksumHolds(known, each);
    return isValid ? [{ kind: 'bip39', language: each, words: known }] : [];
  });
}

function languagesToTry(language: Language | undefined): readonly Language[] {
  return language === undefined ? LANGUAGES : [language];
}

/** Whether every word stands in the list of one of these languages; says nothing about count and checksum. */
export function allWordsKnown(words: readonly string[], languages: readonly Language[]): boolean {
  return languages.some((language) => words.every((word) => knownWord(word, language) !== undefined));
}

/** The refusal for words that are valid in no language, explained for the language that knows most of them. */
export function bip39Refusal(words: readonly string[], language?: Language): IcehouseError {
  const [best] = languagesToTry(language)
    .map((each) => ({ language: each, unknown: unknownPlaces(words, each) }))
    .sort((left, right) => left.unknown.length - right.unknown.length);
  const { language: closest, unknown } = best ?? { language: 'english', unknown: [] };
  if (!isWordCount(words.length)) return wordCountRefusal(words.length, unknown.length);
  return unknown.length > 0 ? unknownWordRefusal(words, unknown, closest) : checksumRefusal(words, closest);
}

function unknownPlaces(words: readonly string[], language: Language): readonly number[] {
  return words.flatMap((word, index) => (knownWord(word, language) === undefined ? [index] : []));
}

function wordCountRefusal(count: number, unknown: number): IcehouseError {
  const doubt = unknown > 0 && unknown < count ? `, ${unknown} of them in no word list` : '';
  return new IcehouseError({
    code: 'mnemonic/word-count',
    message: 'a BIP-0039 mnemonic has another number of words',
    found: `${count} ${count === 1 ? 'word' : 'words'}${doubt}`,
    expected: `${WORD_COUNTS.slice(0, -1).join(', ')} or ${WORD_COUNTS.at(-1)} words`,
    next: 'count the words on paper: one may be missing, doubled, or split by a space',
  });
}

/** Only letters, and not more than the longest word of any list (in characters of its own script) can need. */
const NAMEABLE = /^[\p{L}\p{M}]{1,24}$/u;

function unknownWordRefusal(words: readonly string[], unknown: readonly number[], language: Language): IcehouseError {
  const [first = 0, ...others] = unknown;
  const word = words[first] ?? '';
  // A text that is mostly no mnemonic may be another secret typed in the wrong place: none of it is repeated.
  const isMnemonicLike = unknown.length * 4 <= words.length;
  const mayBeNamed = isMnemonicLike && NAMEABLE.test(word);
  const near = isMnemonicLike ? nearestWords(word, language) : [];
  const also = others.length === 0 ? '' : `; also unknown: ${others.map((index) => index + 1).join(', ')}`;
  return new IcehouseError({
    code: 'mnemonic/unknown-word',
    message: `word ${first + 1} of ${words.length} is not in the ${languageName(language)} list of BIP-0039${also}`,
    at: `word ${first + 1}`,
    ...(mayBeNamed ? { found: word.normalize('NFC') } : {}),
    ...(near.length > 0 ? { expected: `perhaps ${near.map((each) => each.normalize('NFC')).join(', ')}` } : {}),
    next: 'compare this word with the paper, letter by letter',
  });
}

function checksumRefusal(words: readonly string[], language: Language): IcehouseError {
  const known = words.map((word) => knownWord(word, language) ?? word);
  const { swaps, swapsTried, lookAlikes, lookAlikesTried } = countRepairs(known, language);
  const repairs = [
    ...(swapsTried > 0 ? [`${swaps} of the ${swapsTried} exchanges of two neighbouring words`] : []),
    ...(lookAlikesTried > 0 ? [`${lookAlikes} of the ${lookAlikesTried} replacements of a word by a look-alike`] : []),
  ];
  const count = repairs.length > 0 ? ` (${repairs.join(' and ')} would satisfy it, some by chance)` : '';
  return new IcehouseError({
    code: 'mnemonic/checksum',
    message: `all ${words.length} words are in the ${languageName(language)} list, but their checksum does not hold: at least one word is wrong or out of order${count}`,
    expected: `${words.length} words in the order in which they were written down`,
    next: 'compare every word with the paper, look for two exchanged words, and for a word that resembles another; do not guess: a wrong guess can satisfy the checksum',
  });
}
