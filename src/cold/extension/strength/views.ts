/**
 * The disguises in which people type what they know: backwards, with digits for letters, every letter moved along the
 * alphabet, Russian on an English keyboard, two or three texts interleaved. `evidence.ts` looks for language and patterns in
 * each of these views.
 */
import { type Glyph, letterOf } from './glyphs.ts';

/** The same text in another order or spelling. */
export interface View {
  readonly glyphs: readonly Glyph[];
  /** Bits for saying which view it is. */
  readonly bits: number;
  /** Whether each letter stands for another one; such a text is enciphered as a whole or not at all. */
  readonly isCipher: boolean;
}

/** Signs that stand for letters, each for the letter that is meant most often. */
const LEET: { readonly [sign: string]: string } = {
  '0': 'o',
  '1': 'i',
  '2': 'z',
  '3': 'e',
  '4': 'a',
  '5': 's',
  '6': 'g',
  '7': 't',
  '8': 'b',
  '9': 'g',
  '@': 'a',
  $: 's',
  '!': 'i',
  '+': 't',
  '|': 'l',
  '(': 'c',
  '€': 'e',
  '£': 'l',
};

/** Keys of an English keyboard and the Russian letters on them, transliterated: what is typed in the wrong layout. */
const LATIN_KEYS = "qwertyuiop[]asdfghjkl;'zxcvbnm,.";
const RUSSIAN_LETTERS = 'ycukengsszh-fyvaproldzeycsmit-bu';

const ALPHABET = 26;

/** Bits for each sign that may stand for a letter: whether it does. */
const LEET_BITS = 1;

/** Bits for each kind of view; for a cipher, which of some thirty, and with a margin as there are so many to try. */
const VIEW_BITS = { asTyped: 0, backwards: 3, interleaved: 4, leet: 2, cipher: 9 } as const;

/** All views of a text, the text itself first. */
export function viewsOf(glyphs: readonly Glyph[]): readonly View[] {
  return [
    { glyphs, bits: VIEW_BITS.asTyped, isCipher: false },
    { glyphs: glyphs.toReversed(), bits: VIEW_BITS.backwards, isCipher: false },
    ...[2, 3].map((count) => ({ glyphs: apart(glyphs, count), bits: VIEW_BITS.interleaved, isCipher: false })),
    ...leetViews(glyphs),
    ...CIPHERS.map((decipher) => ({ glyphs: respelt(glyphs, decipher), bits: VIEW_BITS.cipher, isCipher: true })),
  ];
}

/** Every second (third) character first, then the others. */
function apart(glyphs: readonly Glyph[], count: number): readonly Glyph[] {
  return Array.from({ length: count }, (_, offset) =>
    glyphs.filter((_glyph, index) => index % count === offset),
  ).flat();
}

function respelt(glyphs: readonly Glyph[], letter: (glyph: Glyph) => number): readonly Glyph[] {
  return glyphs.map((glyph) => ({ ...glyph, letter: letter(glyph) }));
}

function leetViews(glyphs: readonly Glyph[]): readonly View[] {
  const signs = glyphs.filter(({ character }) => LEET[character] !== undefined).length;
  if (signs === 0) return [];
  const spelt = respelt(glyphs, ({ character, letter }) => (letter < 0 ? letterOf(LEET[character] ?? '') : letter));
  return [{ glyphs: spelt, bits: VIEW_BITS.leet + signs * LEET_BITS, isCipher: false }];
}

/** Each gives the letter that a character stands for: moved along the alphabet, mirrored in it, typed in Russian. */
const CIPHERS: readonly ((glyph: Glyph) => number)[] = [
  ...Array.from(
    { length: ALPHABET - 1 },
    (_, index) =>
      ({ letter }: Glyph) =>
        letter < 0 ? letter : (letter + index + 1) % ALPHABET,
  ),
  ({ letter }) => (letter < 0 ? letter : ALPHABET - 1 - letter),
  ({ character }) => letterOf(RUSSIAN_LETTERS[LATIN_KEYS.indexOf(character)] ?? ''),
];
