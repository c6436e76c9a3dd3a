/**
 * What is loaded only when a typed extension is judged: zxcvbn (@zxcvbn-ts/core) with its dictionaries of passwords, names
 * and words, two megabytes in all, and the letter model learnt from these and from the lists of BIP-0039.
 */
import type { ZxcvbnFactory } from '@zxcvbn-ts/core';
import { wordList } from '../../mnemonic/languages.ts';
import type { Language } from '../../mnemonic/types.ts';
import { FREQUENT_WORDS } from './frequent-words.ts';
import { type LetterModel, learnLetters, type TrainingList } from './letter-model.ts';
import type { Shortcut, StretchKind } from './segment.ts';

/** Characters that zxcvbn looks at in one go; its work grows steeply with the length, most of all with many symbols. */
const WINDOW = 64;

/** Spellings with signs for letters that zxcvbn tries for each word; `views.ts` looks for them as well. */
const LEET_SPELLINGS = 8;

export interface Dictionaries {
  readonly letters: readonly LetterModel[];
  /** Asks zxcvbn about a text. */
  lookUp(text: string): LookedUp;
}

export interface LookedUp {
  /** Everything that zxcvbn knows in the text: dictionary words, names, passwords, dates, sequences, walks, repetitions. */
  readonly known: readonly Shortcut[];
  /** zxcvbn's own estimate for the whole text, in bits. */
  readonly bits: number;
}

let loading: Promise<Dictionaries> | undefined;

/** Loads once; about half a second the first time. */
export function loadDictionaries(): Promise<Dictionaries> {
  loading ??= load();
  return loading;
}

async function load(): Promise<Dictionaries> {
  const [core, common, english] = await Promise.all([
    import('@zxcvbn-ts/core'),
    import('@zxcvbn-ts/language-common'),
    import('@zxcvbn-ts/language-en'),
  ]);
  const dictionary = { ...common.dictionary, ...english.dictionary };
  const zxcvbn = new core.ZxcvbnFactory({
    dictionary,
    graphs: common.adjacencyGraphs,
    maxLength: WINDOW,
    l33tMaxSubstitutions: LEET_SPELLINGS,
  });
  return {
    letters: learnLetters(
      trainingLists(dictionary['wikipedia-en'], dictionary['diceware-common'], dictionary['firstnames-en']),
    ),
    lookUp: (text) => {
      const windows = windowsOf(text).map(({ start, window }) => lookUpWindow(zxcvbn, window, start));
      return {
        known: windows.flatMap(({ known }) => known),
        bits: windows.reduce((sum, { bits }) => sum + bits, 0),
      };
    },
  };
}

const LATIN_LANGUAGES: readonly Language[] = ['english', 'spanish', 'french', 'italian', 'czech', 'portuguese'];

function trainingLists(ranked: readonly string[], ...plain: readonly (readonly string[])[]): readonly TrainingList[] {
  const foreign = LATIN_LANGUAGES.map((language) => wordList(language).map((word) => word.replace(/\p{M}/gu, '')));
  const frequent = FREQUENT_WORDS.map((words) => words.trim().split(/\s+/));
  return [
    { words: ranked, isRanked: true, share: 5 },
    ...[...plain, ...foreign, ...frequent].map((words) => ({ words, isRanked: false, share: 1 })),
  ];
}

function windowsOf(text: string): readonly { readonly start: number; readonly window: string }[] {
  const characters = Array.from(text);
  const starts = Array.from({ length: Math.ceil(characters.length / WINDOW) }, (_, index) => index * WINDOW);
  return starts.map((start) => ({ start, window: characters.slice(start, start + WINDOW).join('') }));
}

/** What zxcvbn's kinds of matches are in terms of this folder; any other is something out of a dictionary. */
const PATTERN_KINDS: { readonly [pattern: string]: StretchKind } = {
  spatial: 'keyboard',
  repeat: 'repeat',
  sequence: 'steps',
  wordSequence: 'steps',
  date: 'number',
};

/** Characters outside the BMP as one UTF-16 unit each, different ones mostly staying different. */
function inUnits(text: string): string {
  return text.replace(/[^\0-\uffff]/gu, (character) =>
    String.fromCharCode(0xe000 + (character.codePointAt(0)! & 0xfff)),
  );
}

function lookUpWindow(zxcvbn: ZxcvbnFactory, window: string, offset: number): LookedUp {
  const { sequence, guessesLog10: allGuessesLog10 } = zxcvbn.check(inUnits(window));
  const known = sequence.flatMap((match): readonly Shortcut[] => {
    const { pattern, i, j, guessesLog10 } = match as typeof match & { readonly guessesLog10?: number };
    if (pattern === 'bruteforce' || guessesLog10 === undefined) return [];
    const kind = PATTERN_KINDS[pattern] ?? 'known';
    return [{ kind, start: offset + i, end: offset + j + 1, bits: guessesLog10 * Math.log2(10) }];
  });
  return { known, bits: allGuessesLog10 * Math.log2(10) };
}
