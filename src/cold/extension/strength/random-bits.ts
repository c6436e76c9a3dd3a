/**
 * What a row of characters is worth if nothing contradicts its being random: the smaller of drawing each from all the sets
 * that are used, and of what a mask attack pays, which guesses where capitals, digits and symbols stand before it guesses
 * the characters.
 */
import { bitsPerCharacter, type CharacterSet, FOREIGN_BITS, type Glyph, SETS } from './glyphs.ts';

/** Masks that repeat after one to so many characters are tried, as in `Xk9#mP2$`. */
const LONGEST_MASK = 8;

/** Bits for a character that follows its mask, and for one that does not (with the choice of its set). */
const FOLLOWS = -Math.log2(0.9);
const DEPARTS = -Math.log2(0.1 / 3);

/** A lower bound in bits on guessing these characters; zero for none. All must be printable ASCII. */
export function randomBits(glyphs: readonly Glyph[]): number {
  const cost = randomCost(glyphs);
  return glyphs.reduce((bits, glyph) => bits + cost(glyph), 0);
}

/**
 * The share of each character in {@link randomBits}, as a function of the character; {@link FOREIGN_BITS} for one that is
 * not printable ASCII.
 */
export function randomCost(glyphs: readonly Glyph[]): (glyph: Glyph) => number {
  const sets = glyphs.flatMap(({ set }) => (set === undefined ? [] : [set]));
  const even = bitsPerCharacter(glyphs);
  const withinSets = sets.reduce((bits, set) => bits + Math.log2(SETS[set]), 0);
  const mask = Math.min(placesBits(sets), maskBits(sets));
  const isEven = even * sets.length <= withinSets + mask;
  return ({ set }) => {
    if (set === undefined) return FOREIGN_BITS;
    return isEven ? even : Math.log2(SETS[set]) + mask / sets.length;
  };
}

/**
 * What it takes to guess where the characters of each set stand: first how many of each there are, trying the purest
 * mixtures first (all of one set, one outsider, two, …), then their order.
 */
function placesBits(sets: readonly CharacterSet[]): number {
  const counts = Object.keys(SETS).map((name) => sets.filter((set) => set === name).length);
  const outsiders = sets.length - Math.max(...counts);
  const kinds = counts.length;
  const mixtures = Math.log2(kinds) + log2Choices(outsiders + kinds - 1, kinds - 1);
  return mixtures + counts.reduce((bits, count) => bits - log2Factorial(count), log2Factorial(sets.length));
}

function log2Choices(from: number, choose: number): number {
  return log2Factorial(from) - log2Factorial(choose) - log2Factorial(from - choose);
}

function maskBits(sets: readonly CharacterSet[]): number {
  const choices = Math.log2(Object.keys(SETS).length);
  const lengths = Array.from({ length: LONGEST_MASK }, (_, index) => index + 1);
  const costs = lengths.map((length) =>
    sets.reduce(
      (bits, set, index) => bits + (index < length ? choices : set === sets[index - length] ? FOLLOWS : DEPARTS),
      0,
    ),
  );
  return Math.min(...costs) + Math.log2(LONGEST_MASK);
}

function log2Factorial(count: number): number {
  let bits = 0;
  for (let factor = 2; factor <= count; factor++) bits += Math.log2(factor);
  return bits;
}
