/**
 * Weighs the evidence against a typed text's having been drawn at random. Every view and model is a way to describe the
 * text; only if one of them saves more bits than chance allows is the text taken apart into a random and a written part.
 */
import { bitsPerCharacter, FOREIGN_BITS, type Glyph, SETS, withoutCase } from './glyphs.ts';
import { languageModel } from './language.ts';
import type { LetterModel } from './letter-model.ts';
import { fewCharactersBits, handsBits, keyboardModel, longNumbers, repeats, stepModel } from './patterns.ts';
import { randomBits, randomCost } from './random-bits.ts';
import { type Segmentation, type Shortcut, type StretchKind, segment } from './segment.ts';
import { type View, viewsOf } from './views.ts';

/** Bits that a description must save before it counts: random text reaches it far less than once in a hundred times. */
const SIGNIFICANT = 6;

/** The same for the letters as a whole under a model of letters, where there is little to choose from. */
const SIGNIFICANT_AS_WHOLE = 3;

/** The share of letters from which a text can be language as a whole. */
const MOSTLY = 0.6;

/**
 * What any written text is worth at most, however long: some 2^47 places in all that has been published where a quotation
 * can begin, 2^8 lengths, 2^9 ways of writing it.
 */
export const WRITTEN_BITS = 64;

/** A random-looking stretch in a text with patterns counts from this length on; shorter ones occur in any language. */
const LONG_ENOUGH = 12;

/** Bits of such a short stretch for each character. */
const SHORT_STRETCH = 2.5;

export interface Evidence {
  /** Lower bound in bits on guessing what looks drawn at random. */
  readonly random: number;
  /** Estimate in bits for the rest, each stretch for itself, before any cap. */
  readonly written: number;
  /** What was found, the most telling first; empty when nothing contradicts chance. */
  readonly kinds: readonly StretchKind[];
}

export interface Knowledge {
  readonly letters: readonly LetterModel[];
  /** Found in the text as it stands. */
  readonly known: readonly Shortcut[];
}

/** Weighs a text; the caller bounds its length. */
export function weigh(glyphs: readonly Glyph[], knowledge: Knowledge): Evidence {
  const text: MeasuredText = { glyphs, randomCost: randomCost(glyphs) };
  // Whoever guesses takes the cheapest way, so of all that tells the text from chance the weakest result holds.
  const [weakest] = [...inViews(text, knowledge), ...asLanguage(text, knowledge), ...asDrumming(text)].sort(
    (left, right) => remainingBits(left) - remainingBits(right),
  );
  return weakest ?? looksRandom(glyphs);
}

interface MeasuredText {
  readonly glyphs: readonly Glyph[];
  /** Bits of a character if the text is random. */
  readonly randomCost: (glyph: Glyph) => number;
}

function sum(costs: readonly number[]): number {
  return costs.reduce((total, cost) => total + cost, 0);
}

/** Takes the text apart in every view but ciphers and by every model of letters, where that describes it in few bits. */
function inViews({ glyphs, randomCost: cost }: MeasuredText, { letters, known }: Knowledge): readonly Evidence[] {
  const ifRandom = sum(glyphs.map(cost));
  const shortcuts = [...known, ...longNumbers(glyphs), ...repeats(glyphs)];
  const views = viewsOf(glyphs).filter(({ isCipher }) => !isCipher);
  return views.flatMap((view, index) => {
    const isAsTyped = index === 0;
    const models = letters.filter(({ isShorthand }) => isAsTyped || !isShorthand);
    return models.flatMap((model): readonly Evidence[] => {
      const costs = view.glyphs.map(cost);
      const segmentation = segment(
        [
          { kind: 'random', costs },
          languageModel(view.glyphs, model),
          keyboardModel(view.glyphs, costs),
          stepModel(view.glyphs, costs),
        ],
        isAsTyped ? shortcuts : [],
      );
      const saved = ifRandom - segmentation.bits - view.bits - Math.log2(letters.length);
      return saved > SIGNIFICANT ? [takenApart(view, segmentation)] : [];
    });
  });
}

/**
 * Asks of the letters as a whole whether they are language, in any view; finer than taking the text apart, and cheaper.
 * Capitals can stand anywhere (`tHeQuIcK`) and say nothing about the letters, so they are left out of it.
 */
function asLanguage({ glyphs }: MeasuredText, { letters }: Knowledge): readonly Evidence[] {
  const models = letters.filter(({ isShorthand }) => !isShorthand);
  return viewsOf(glyphs.map(withoutCase)).flatMap((view) => {
    const isLetter = view.glyphs.map(({ letter }) => letter >= 0);
    const count = isLetter.filter(Boolean).length;
    if (count < glyphs.length * MOSTLY) return [];
    return models.flatMap((model): readonly Evidence[] => {
      const written = sum(languageModel(view.glyphs, model).costs.filter((_, index) => isLetter[index]));
      const saved = count * Math.log2(SETS.lower) - written - view.bits;
      return saved > SIGNIFICANT_AS_WHOLE ? [{ random: 0, written, kinds: ['language'] }] : [];
    });
  });
}

/** Asks of the text as a whole whether it is drummed on a few keys, or with both hands in turn. */
function asDrumming({ glyphs, randomCost: cost }: MeasuredText): readonly Evidence[] {
  const costs = glyphs.map(cost);
  const descriptions: readonly Evidence[] = [
    { random: 0, written: fewCharactersBits(glyphs, 2 ** bitsPerCharacter(glyphs)), kinds: ['few'] },
    { random: 0, written: handsBits(glyphs, costs), kinds: ['keyboard'] },
  ];
  return descriptions.filter(({ written }) => sum(costs) - written > SIGNIFICANT);
}

/** What the evidence leaves of the text's strength, in bits. */
export function remainingBits({ random, written }: Evidence): number {
  return random + Math.min(written, WRITTEN_BITS);
}

/** The whole text, where no description of it was too short for chance. */
function looksRandom(glyphs: readonly Glyph[]): Evidence {
  if (glyphs.every(({ set }) => set !== undefined)) return { random: randomBits(glyphs), written: 0, kinds: [] };
  const { random, written } = randomStretches(glyphs);
  return { random: randomBits(random), written, kinds: ['language'] };
}

function takenApart(view: View, segmentation: Segmentation): Evidence {
  const random: Glyph[] = [];
  const weights = new Map<StretchKind, number>();
  let written = 0;
  for (const { kind, start, end, bits } of segmentation.stretches) {
    if (kind === 'random') {
      const parts = randomStretches(view.glyphs.slice(start, end));
      random.push(...parts.random);
      written += parts.written;
    } else {
      written += bits;
      weights.set(kind, (weights.get(kind) ?? 0) + end - start);
    }
  }
  const kinds = [...weights].sort(([, left], [, right]) => right - left).map(([kind]) => kind);
  return { random: randomBits(random), written, kinds };
}

/** Of a stretch in a text that is not random throughout, what may be: long runs of printable ASCII. */
function randomStretches(glyphs: readonly Glyph[]): { readonly random: readonly Glyph[]; readonly written: number } {
  const random: Glyph[] = [];
  let written = 0;
  let run: Glyph[] = [];
  const close = () => {
    if (run.length >= LONG_ENOUGH) random.push(...run);
    else written += run.length * SHORT_STRETCH;
    run = [];
  };
  for (const glyph of glyphs) {
    if (glyph.set !== undefined) {
      run.push(glyph);
      continue;
    }
    close();
    written += FOREIGN_BITS;
  }
  close();
  return { random, written };
}
