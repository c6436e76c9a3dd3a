/**
 * The word lists of BIP-0039 in ten languages, from @scure/bip39, each with an index for looking words up. Reading all
 * ten lists takes some ten milliseconds; the indexes are built when a language is first asked for.
 */
import { wordlist as czech } from '@scure/bip39/wordlists/czech.js';
import { wordlist as english } from '@scure/bip39/wordlists/english.js';
import { wordlist as french } from '@scure/bip39/wordlists/french.js';
import { wordlist as italian } from '@scure/bip39/wordlists/italian.js';
import { wordlist as japanese } from '@scure/bip39/wordlists/japanese.js';
import { wordlist as korean } from '@scure/bip39/wordlists/korean.js';
import { wordlist as portuguese } from '@scure/bip39/wordlists/portuguese.js';
import { wordlist as chineseSimplified } from '@scure/bip39/wordlists/simplified-chinese.js';
import { wordlist as spanish } from '@scure/bip39/wordlists/spanish.js';
import { wordlist as chineseTraditional } from '@scure/bip39/wordlists/traditional-chinese.js';
import { IcehouseError } from '../../core/errors.ts';
import { foldAccents } from './normalise.ts';
import type { Language } from './types.ts';

// The library freezes its lists but types them as mutable arrays; it asks for the same type back.
const LISTS: { readonly [language in Language]: string[] } = {
  english,
  japanese,
  korean,
  spanish,
  chinese_simplified: chineseSimplified,
  chinese_traditional: chineseTraditional,
  french,
  italian,
  czech,
  portuguese,
};

export const LANGUAGES = Object.keys(LISTS) as readonly Language[];

/** The 2,048 words of a language in the order of the BIP, lower case, NFKD. Frozen; not to be written to. */
export function wordList(language: Language): string[] {
  return LISTS[language];
}

interface WordIndex {
  /** The list without accents, in its order. */
  readonly plain: readonly string[];
  /** From the word, with its accents and without, to the word. */
  readonly words: ReadonlyMap<string, string>;
}

const indexes = new Map<Language, WordIndex>();

function indexOf(language: Language): WordIndex {
  const known = indexes.get(language);
  if (known) return known;
  const list = LISTS[language];
  const plain = list.map(foldAccents);
  // Words differ from one another even without their accents, in all ten lists (a test holds them to it).
  const words = new Map(
    list.flatMap(
      (word, index) =>
        [
          [plain[index]!, word],
          [word, word],
        ] as const,
    ),
  );
  const built = { plain, words };
  indexes.set(language, built);
  return built;
}

/** The 2,048 words without their accents, in the order of the list. */
export function plainWordList(language: Language): readonly string[] {
  return indexOf(language).plain;
}

/**
 * Finds the word of the list that was typed, with its accents or without: the lists for Spanish and French promise that
 * their words can be typed on any keyboard.
 *
 * @param word lower case, NFKD.
 */
export function knownWord(word: string, language: Language): string | undefined {
  return indexOf(language).words.get(word);
}

/**
 * Finds a language by its name.
 *
 * @throws IcehouseError `mnemonic/unknown-language`.
 */
export function mnemonicLanguage(name: string): Language {
  const known = LANGUAGES.find((language) => language === name);
  if (known === undefined) {
    throw new IcehouseError({
      code: 'mnemonic/unknown-language',
      message: 'BIP-0039 has no word list of this name here',
      expected: LANGUAGES.join(', '),
      kind: 'usage',
    });
  }
  return known;
}

/** How a person reads the name of a language. */
export function languageName(language: Language): string {
  const [first = '', second] = language.split('_');
  const name = first.charAt(0).toUpperCase() + first.slice(1);
  return second === undefined ? name : `${name} (${second})`;
}
