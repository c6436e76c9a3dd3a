/**
 * Describes a text as language for `segment.ts`: letters by the model of `letter-model.ts`, and around them capitals, spaces,
 * signs and digits at about the rate at which people use them.
 */
import { FOREIGN_BITS, type Glyph } from './glyphs.ts';
import { GAP, type LetterModel } from './letter-model.ts';
import type { CharacterModel } from './segment.ts';

/** Bits of a small letter and of a capital: at the beginning of a word, after a small letter, and after a capital. */
const CASES = {
  atStart: { small: 0.6, capital: 1.6 },
  afterSmall: { small: 0.2, capital: 3 },
  afterCapital: { small: 2, capital: 0.4 },
} as const;

/** Bits of what stands between words, besides there being something: a space, any other sign, a digit. */
const SIGNS = { space: 0.4, other: 8, digit: 6 };

/** Describes the text as language, each letter by the two before it. */
export function languageModel(glyphs: readonly Glyph[], letters: LetterModel): CharacterModel {
  const hasCapitals = glyphs.some(({ set }) => set === 'upper');
  let before = GAP;
  let last = GAP;
  let place: keyof typeof CASES = 'atStart';
  const costs = glyphs.map(({ set, letter, character }) => {
    if (set === undefined) return FOREIGN_BITS;
    const next = letter >= 0 ? letter : GAP;
    const size = set === 'upper' ? 'capital' : 'small';
    const bits = letters.cost(before, last, next);
    [before, last] = [last, next];
    if (next === GAP) {
      place = 'atStart';
      return bits + (set === 'digit' ? SIGNS.digit : character === ' ' ? SIGNS.space : SIGNS.other);
    }
    const caseBits = hasCapitals ? CASES[place][size] : 0;
    place = set === 'upper' ? 'afterCapital' : 'afterSmall';
    return bits + caseBits;
  });
  return { kind: 'language', costs };
}
