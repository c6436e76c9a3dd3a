/**
 * From typed text to words as BIP-0039 compares them: NFKD, lower case, split at any kind of space. Nothing is repaired
 * in silence: what was taken otherwise than it was typed is told by {@link mnemonicNotes}. Electrum normalises in its own
 * way, which is in `electrum.ts`.
 */
import { IcehouseError } from '../../core/errors.ts';
import type { Mnemonic, TextNote } from './types.ts';

/** Far above the longest mnemonic in any language; more is refused before any work is done. */
const MAX_TEXT = 2_000;

const HAN_ONLY = /^\p{Script=Han}+$/u;
const INVISIBLE = /\p{Cf}/gu;

/**
 * Checks that typed text can be normalised and encoded at all.
 *
 * @throws IcehouseError `mnemonic/too-long`, `mnemonic/not-unicode` (a lone surrogate, which UTF-8 cannot hold).
 */
export function checkMnemonicText(text: string): void {
  if (text.length > MAX_TEXT) {
    throw new IcehouseError({
      code: 'mnemonic/too-long',
      message: 'this text is too long for a mnemonic',
      found: `${text.length} characters`,
      expected: `at most ${MAX_TEXT} characters`,
    });
  }
  if (!text.isWellFormed()) {
    throw new IcehouseError({
      code: 'mnemonic/not-unicode',
      message: 'the text holds half a character and cannot be read as Unicode',
      next: 'type the words again instead of pasting them',
    });
  }
}

/**
 * Splits text into words. Ideographic and other spaces, line breaks and invisible characters only separate or vanish; a
 * row of Han characters without spaces is one word for each character.
 *
 * @throws IcehouseError as {@link checkMnemonicText}.
 */
export function splitWords(text: string): readonly string[] {
  checkMnemonicText(text);
  const words = text.normalize('NFKD').replace(INVISIBLE, '').toLowerCase().split(/\s+/u).filter(Boolean);
  const [only = ''] = words;
  return words.length === 1 && HAN_ONLY.test(only) ? [...only] : words;
}

/** Drops what is written above and below letters (accents, and the voicing marks of kana). */
export function foldAccents(word: string): string {
  return word.normalize('NFKD').replace(/\p{M}/gu, '');
}

const SPACING_NOTES: readonly (TextNote & { readonly found: RegExp })[] = [
  {
    code: 'mnemonic/edge-space',
    found: /^\s|\s$/u,
    message: 'spaces or line breaks before the first or after the last word were left out',
  },
  {
    code: 'mnemonic/spaces',
    found: /\S(?! \S)\s+\S/u,
    message: 'the words were separated by something else than single spaces; that makes no difference',
  },
  {
    code: 'mnemonic/invisible',
    found: INVISIBLE,
    message: 'invisible characters between the letters were left out',
  },
  {
    code: 'mnemonic/upper-case',
    found: /\p{Lu}/u,
    message: 'capital letters were read as small ones',
  },
];

/**
 * Tells how the text was read, for words that {@link readMnemonic} (`read.ts`) has accepted: capitals, spaces, invisible
 * characters, missing accents, Chinese without spaces. None of it changes the keys; a person should know that it was seen.
 */
export function mnemonicNotes(text: string, mnemonic: Mnemonic): readonly TextNote[] {
  const notes: TextNote[] = SPACING_NOTES.filter(({ found }) => text.search(found) >= 0).map(({ code, message }) => ({
    code,
    message,
  }));
  const words = splitWords(text);
  if (words.length > 1 && text.split(/\s+/u).filter(Boolean).length === 1) {
    notes.push({ code: 'mnemonic/unspaced', message: 'each character was read as one word' });
  }
  if (mnemonic.kind === 'bip39' && mnemonic.words.some((word, index) => word !== words[index])) {
    notes.push({ code: 'mnemonic/accents', message: 'words typed without their accents were taken with them' });
  }
  return notes;
}
