/**
 * Which letters follow one another in texts that people write: a trigram model over some thirty languages in Latin letters,
 * learnt from word lists when it is first needed. `segment.ts` compares it with even chance; it is far too coarse to guess
 * with and needs to be no better to tell language from random letters within 35 of them.
 */
import { letterOf } from './glyphs.ts';

/** One list of words; together all lists weigh alike, whatever their length, times `share`. */
export interface TrainingList {
  readonly words: readonly string[];
  /** Whether the words come in order of frequency, so that the first ones weigh more. */
  readonly isRanked: boolean;
  readonly share: number;
}

/** Costs in bits, asked as `model.cost(before, last, next)` with letters 0 to 25 or {@link GAP}. */
export interface LetterModel {
  /** Whether it models shorthand instead of language. */
  readonly isShorthand: boolean;
  cost(before: number, last: number, next: number): number;
}

/** What stands between words, and for everything that is no letter. */
export const GAP = 26;

const SYMBOLS = 27;

/** Occurrences that the shorter context is worth when the longer one has been seen seldom. */
const SMOOTHING = 30;

/** Weight of each list in occurrences; with {@link SMOOTHING} it says how much to trust rare contexts. */
const LIST_WEIGHT = 20_000;

/** Part of every probability that is even chance, so that no letter is impossible. */
const FLOOR = 0.03;

/** Exponents on the probabilities: as learnt, and flatter, for languages in no list, which surprise the sharper model. */
const TEMPERATURES = [0.8, 0.45] as const;

/**
 * Learns the models: language in a sharper and a flatter form, each for words that stand apart and for words run together;
 * and two kinds of shorthand, words without vowels and the first letters of words.
 */
export function learnLetters(lists: readonly TrainingList[]): readonly LetterModel[] {
  const language = smoothed(countTrigrams(lists));
  const skeletons = smoothed(countTrigrams(lists.map(withoutVowels)));
  const initials = smoothed(countTrigrams(lists.map(firstLetters)));
  return [
    ...TEMPERATURES.flatMap((temperature) => [
      modelOf(language, { temperature, hasGaps: true, isShorthand: false }),
      modelOf(language, { temperature, hasGaps: false, isShorthand: false }),
    ]),
    ...[skeletons, initials].flatMap((shorthand) => [
      modelOf(shorthand, { temperature: 1, hasGaps: true, isShorthand: true }),
      modelOf(shorthand, { temperature: 1, hasGaps: false, isShorthand: true }),
    ]),
  ];
}

interface ModelForm {
  readonly temperature: number;
  readonly hasGaps: boolean;
  readonly isShorthand: boolean;
}

function modelOf(probabilities: Float64Array, { temperature, hasGaps, isShorthand }: ModelForm): LetterModel {
  const costs = costsAt(probabilities, temperature, hasGaps);
  return { isShorthand, cost: (before, last, next) => costs[(before * SYMBOLS + last) * SYMBOLS + next]! };
}

function withoutVowels(list: TrainingList): TrainingList {
  return { ...list, words: list.words.map((word) => word.replace(/[aeiou]/g, '')) };
}

/** Strings of three first letters, as three words in a row would leave them. */
function firstLetters(list: TrainingList): TrainingList {
  const { words } = list;
  const initial = (index: number) => words[index % words.length]!.charAt(0);
  return {
    ...list,
    words: words.map((_, index) => initial(index) + initial(index * 31 + 7) + initial(index * 17 + 3)),
  };
}

function countTrigrams(lists: readonly TrainingList[]): Float64Array {
  const counts = new Float64Array(SYMBOLS ** 3);
  const count = (letters: readonly number[], weight: number) => {
    for (let index = 2; index < letters.length; index++) {
      counts[(letters[index - 2]! * SYMBOLS + letters[index - 1]!) * SYMBOLS + letters[index]!]! += weight;
    }
  };
  for (const { words, isRanked, share } of lists) {
    const spelt = words
      .map((word) => Array.from(word, letterOf))
      .filter((letters) => letters.length > 0 && !letters.includes(-1));
    const ranks = spelt.map((_, rank) => (isRanked ? 1 / (rank + 20) : 1));
    const total = ranks.reduce((sum, rank) => sum + rank, 0);
    for (const [index, letters] of spelt.entries()) {
      const weight = (ranks[index]! / total) * share * LIST_WEIGHT * 0.5;
      // Words stand apart in one half of all texts and run together in the other; the neighbour is as good as random.
      const neighbour = spelt[(index * 7919 + 13) % spelt.length]!;
      count([GAP, GAP, ...letters, GAP, neighbour[0]!], weight);
      count([...letters, ...neighbour.slice(0, 2)], weight);
    }
  }
  return counts;
}

/** Probabilities of the next symbol, each context backed by the shorter ones. */
function smoothed(counts: Float64Array): Float64Array {
  const sums = (size: number) => {
    const shorter = new Float64Array(size);
    for (const [index, count] of counts.entries()) shorter[index % size]! += count;
    return shorter;
  };
  const normalised = (level: Float64Array, backing: Float64Array) => {
    const result = new Float64Array(level.length);
    for (let start = 0; start < level.length; start += SYMBOLS) {
      const seen = level.subarray(start, start + SYMBOLS).reduce((sum, count) => sum + count, 0);
      for (let next = 0; next < SYMBOLS; next++) {
        const backed = backing[(start + next) % backing.length]!;
        result[start + next] = (level[start + next]! + SMOOTHING * backed) / (seen + SMOOTHING);
      }
    }
    return result;
  };
  const even = new Float64Array(SYMBOLS).fill(1 / SYMBOLS);
  return normalised(counts, normalised(sums(SYMBOLS ** 2), normalised(sums(SYMBOLS), even)));
}

function costsAt(probabilities: Float64Array, temperature: number, hasGaps: boolean): Float64Array {
  const costs = new Float64Array(probabilities.length);
  for (let start = 0; start < costs.length; start += SYMBOLS) {
    const powers = probabilities.subarray(start, start + SYMBOLS).map((probability) => probability ** temperature);
    if (!hasGaps) powers[GAP] = 0;
    const total = powers.reduce((sum, power) => sum + power, 0);
    for (let next = 0; next < SYMBOLS; next++) {
      costs[start + next] = -Math.log2(((1 - FLOOR) * powers[next]!) / total + FLOOR / SYMBOLS);
    }
  }
  return costs;
}
