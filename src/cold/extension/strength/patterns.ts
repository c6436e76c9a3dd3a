/**
 * Patterns of the hand rather than of language: walks over the keyboard, steps through the alphabet or the digits, and
 * stretches that come again. Each is described in bits for `segment.ts`; walks that turn seldom and words with digits in
 * them are found by zxcvbn as well.
 */
import { type Glyph, SETS } from './glyphs.ts';
import type { CharacterModel, Shortcut } from './segment.ts';

/** A keyboard in four rows; the same key with shift stands in the same place. Each row is shifted to the right a little. */
const ROWS = ['`1234567890-=', 'qwertyuiop[]\\', "asdfghjkl;'", 'zxcvbnm,./'];
const SHIFTED = ['~!@#$%^&*()_+', 'QWERTYUIOP{}|', 'ASDFGHJKL:"', 'ZXCVBNM<>?'];

interface Key {
  readonly row: number;
  readonly column: number;
}

const KEYS: ReadonlyMap<string, Key> = new Map(
  [ROWS, SHIFTED].flatMap((layout) =>
    layout.flatMap((keys, row) =>
      Array.from(keys.toLowerCase(), (key, column): [string, Key] => [
        key,
        { row, column: column - (row === 0 ? 1 : 0) },
      ]),
    ),
  ),
);

/**
 * Bits for going on in the same direction, to the next key in the row, to another of the nearest keys or the same again, and
 * for a jump anywhere: about what fingers do when they roll over the keys.
 */
const SAME_WAY = -Math.log2(0.35);
const NEXT_IN_ROW = -Math.log2(0.25 / 2);
const NEAR_KEY = -Math.log2(0.1 / 7);
const FAR_KEY = -Math.log2(0.3);

/** Describes the text as a walk over the keyboard. `even` is what a character costs by even chance. */
export function keyboardModel(glyphs: readonly Glyph[], even: readonly number[]): CharacterModel {
  const keys = glyphs.map(({ character }) => KEYS.get(character));
  const costs = keys.map((key, index) => {
    const last = keys[index - 1];
    const before = keys[index - 2];
    const jump = even[index]! + FAR_KEY;
    if (!key || !last) return jump;
    const down = key.row - last.row;
    const right = key.column - last.column;
    if (Math.abs(down) > 1 || Math.abs(right) > 1) return jump;
    if (before && last.row - before.row === down && last.column - before.column === right) return SAME_WAY;
    return down === 0 && right !== 0 ? NEXT_IN_ROW : NEAR_KEY;
  });
  return { kind: 'keyboard', costs };
}

/** The letters under the left hand; the right hand has the others. */
const LEFT_HAND = 'qwertasdfgzxcvb';

/** Bits for the other hand's turn, and for the same hand again. */
const TURNS = -Math.log2(0.9);
const STAYS = -Math.log2(0.1);

/** Describes small letters by the hands that type them in turn, as in drumming on the keyboard with both. */
export function handsBits(glyphs: readonly Glyph[], even: readonly number[]): number {
  let wasLeft: boolean | undefined;
  return glyphs.reduce((bits, { character, set }, index) => {
    if (set !== 'lower') return bits + even[index]! + STAYS;
    const isLeft = LEFT_HAND.includes(character);
    const turn = wasLeft === undefined ? 1 : isLeft === wasLeft ? STAYS : TURNS;
    wasLeft = isLeft;
    return bits + turn + Math.log2(isLeft ? LEFT_HAND.length : SETS.lower - LEFT_HAND.length);
  }, 0);
}

const ON_STEP = -Math.log2(0.7);
const OFF_STEP = -Math.log2(0.3);

/** Describes the text as going through the alphabet or the digits in equal steps, round the end, or standing still. */
export function stepModel(glyphs: readonly Glyph[], even: readonly number[]): CharacterModel {
  const costs = glyphs.map((glyph, index) => {
    const step = stepBetween(glyphs[index - 1], glyph);
    const isOnStep = step !== undefined && step === stepBetween(glyphs[index - 2], glyphs[index - 1]);
    return isOnStep ? ON_STEP : even[index]! + OFF_STEP;
  });
  return { kind: 'steps', costs };
}

function stepBetween(from: Glyph | undefined, to: Glyph | undefined): number | undefined {
  if (!from || !to) return undefined;
  if (from.character === to.character) return 0;
  if (from.letter >= 0 && to.letter >= 0) return (to.letter - from.letter + 26) % 26;
  if (from.set === 'digit' && to.set === 'digit') return (Number(to.character) - Number(from.character) + 10) % 10;
  return undefined;
}

/** Shorter repetitions come about by chance. */
const SHORTEST_REPEAT = 3;

/** Everything that has stood earlier in the text, forwards or backwards, whatever its capitals. */
export function repeats(glyphs: readonly Glyph[]): readonly Shortcut[] {
  const text = glyphs.map(({ character }) => character);
  const found: Shortcut[] = [];
  const add = (start: number, longest: number) => {
    for (let length = SHORTEST_REPEAT; length <= longest; length++) {
      const bits = Math.log2(start) + 2 * Math.log2(length) + length / 2;
      found.push({ kind: 'repeat', start, end: start + length, bits });
    }
  };
  for (let start = 1; start < text.length; start++) {
    let longest = 0;
    for (let earlier = 0; earlier < start; earlier++) {
      let forwards = 0;
      while (start + forwards < text.length && text[earlier + forwards] === text[start + forwards]) forwards++;
      let backwards = 0;
      while (
        start + backwards < text.length &&
        earlier >= backwards &&
        text[earlier - backwards] === text[start + backwards]
      ) {
        backwards++;
      }
      longest = Math.max(longest, forwards, backwards);
    }
    add(start, longest);
  }
  return found;
}

/** So many digits no one counts as random: dates, telephone numbers, places of pi. */
const LONG_NUMBER = 8;

/** What a long number costs at most: some thousand constants and tables, a million places in each, some lengths. */
const NUMBER_BITS = 36;

/** Digits, with single separators between them, as in a date or in groups of five. */
const NUMBER = /\d(?:[ ,.:;/_+-]?\d)+/gu;

/** Numbers that are too long to be a part of a random text, and may be copied from anywhere. */
export function longNumbers(glyphs: readonly Glyph[]): readonly Shortcut[] {
  // Every character of the class is one UTF-16 unit; others are replaced so that places stay the same.
  const text = glyphs.map(({ character, set }) => (set === undefined ? '?' : character)).join('');
  return Array.from(text.matchAll(NUMBER)).flatMap(({ 0: number, index: start }): readonly Shortcut[] => {
    const digits = number.replace(/\D/g, '').length;
    if (digits < LONG_NUMBER) return [];
    const bits = Math.min(NUMBER_BITS, digits * Math.log2(10) + (number.length - digits));
    return [{ kind: 'number', start, end: start + number.length, bits }];
  });
}

/** Sharpness of {@link fewCharactersBits}: below one, texts made of few different characters become short. */
const FEW = 0.25;

/**
 * Describes the text by how often each character has come so far, which is short for texts that use few of them, as of
 * fingers drumming on a few keys. For random text it is far longer than even chance.
 */
export function fewCharactersBits(glyphs: readonly Glyph[], setSize: number): number {
  const counts = new Map<string, number>();
  let bits = 0;
  for (const [index, { exact }] of glyphs.entries()) {
    const count = counts.get(exact) ?? 0;
    bits -= Math.log2((count + FEW) / (index + FEW * setSize));
    counts.set(exact, count + 1);
  }
  return bits;
}
