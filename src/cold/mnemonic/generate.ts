/**
 * From entropy to words: the only way in which Icehouse makes a mnemonic. The entropy comes from `entropy/mix.ts`; this
 * file adds the checksum of BIP-0039 and nothing else, so that anyone can redo it. Electrum seeds are not made.
 */
import { entropyToMnemonic } from '@scure/bip39';
import { IcehouseError } from '../../core/errors.ts';
import { entropyOfWords, WORD_COUNTS, type WordCount } from './checksum.ts';
import { wordList } from './languages.ts';
import type { Bip39Mnemonic, Language, Mnemonic } from './types.ts';

/**
 * 24 words, 256 bits. Twelve words, 128 bits, are as hard to guess as a bitcoin key is to compute and are no mistake; but
 * cold storage is written down once and for decades, entropy is never quite as good as its length, and the price of the
 * margin is twelve more words on paper.
 */
export const DEFAULT_WORD_COUNT: WordCount = 24;

/** Bytes of entropy behind a number of words: 16 for 12 words, 32 for 24. */
export function entropyLength(words: WordCount): number {
  return (words / 3) * 4;
}

/**
 * Makes a mnemonic of 12, 15, 18, 21 or 24 words from 16, 20, 24, 28 or 32 bytes.
 *
 * NOT checked: whether the bytes are random. `entropy/health.ts` and `entropy/mix.ts` see to that.
 *
 * @throws IcehouseError `mnemonic/entropy-length`.
 */
export function mnemonicFromEntropy(entropy: Uint8Array, language: Language = 'english'): Bip39Mnemonic {
  if (!WORD_COUNTS.some((words) => entropyLength(words) === entropy.length)) {
    throw new IcehouseError({
      code: 'mnemonic/entropy-length',
      message: 'no mnemonic has this much entropy',
      found: `${entropy.length} bytes`,
      expected: `${WORD_COUNTS.map(entropyLength).join(', ')} bytes`,
      kind: 'usage',
    });
  }
  // Japanese mnemonics come joined by ideographic spaces, which `\s` splits at as well.
  return { kind: 'bip39', language, words: entropyToMnemonic(entropy, wordList(language)).split(/\s/u) };
}

/**
 * Gives back the entropy of a mnemonic, as SeedQR and hand checks need it. A secret like the mnemonic itself.
 *
 * @throws Error of @scure/bip39 for words that no reading has accepted; values of `read.ts` never cause it.
 */
export function entropyOf(mnemonic: Bip39Mnemonic): Uint8Array {
  return entropyOfWords(mnemonic.words, mnemonic.language);
}

/** The mnemonic as one line to show or to write down: composed letters (NFC), and ideographic spaces in Japanese. */
export function mnemonicText(mnemonic: Mnemonic): string {
  if (mnemonic.kind === 'electrum') return mnemonic.phrase;
  return mnemonic.words.join(mnemonic.language === 'japanese' ? '\u3000' : ' ').normalize('NFC');
}
