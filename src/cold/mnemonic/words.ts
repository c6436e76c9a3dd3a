/**
 * Help with single words of a BIP-0039 list: completions while typing, and the nearest words to one that is not in the
 * list. The last word is never suggested from the others: a checksum shown as a choice invites making up a mnemonic.
 */
import { editDistance } from './edit-distance.ts';
import { plainWordList, wordList } from './languages.ts';
import { foldAccents } from './normalise.ts';
import type { Language } from './types.ts';

/** Words longer than any in the lists have no neighbours; the cap also bounds the work. */
const MAX_WORD = 24;

/**
 * The words of a list that begin with what was typed so far, in the order of the list; accents and case do not matter.
 * Nothing for an empty prefix.
 *
 * @example completions('aba', 'english') // ['abandon']
 */
export function completions(prefix: string, language: Language): readonly string[] {
  const typed = foldAccents(prefix.toLowerCase());
  if (typed.length === 0 || typed.length > MAX_WORD) return [];
  const plain = plainWordList(language);
  return wordList(language).filter((_, index) => plain[index]?.startsWith(typed));
}

export interface NeighbourOptions {
  /** Three when left out. */
  readonly limit?: number;
  /** Slips of the pen at most; two when left out. */
  readonly withinSlips?: number;
}

/** What the same first four letters are worth, in slips: everything where no more was typed, as on some steel plates. */
const SAME_STEM = { whole: 0, begun: 1.5 };

/**
 * The words of a list that were most likely meant, by {@link editDistance}, then in list order. A word that begins with
 * the same four letters counts as near however it goes on: four letters suffice in every alphabetic list.
 *
 * Chinese words are single characters, all equally far from each other, so there is nothing to suggest for them.
 */
export function nearestWords(word: string, language: Language, options: NeighbourOptions = {}): readonly string[] {
  const { limit = 3, withinSlips = 2 } = options;
  const typed = foldAccents(word.toLowerCase());
  const length = [...typed].length;
  if (length < 2 || length > MAX_WORD || language.startsWith('chinese')) return [];
  const stem = typed.slice(0, 4);
  const stemWorth = typed.length === 4 ? SAME_STEM.whole : SAME_STEM.begun;
  const ranked: { readonly candidate: string; readonly slips: number }[] = [];
  const list = wordList(language);
  for (const [index, plain] of plainWordList(language).entries()) {
    if (plain === typed) continue;
    const stemSlips = stem.length === 4 && plain.startsWith(stem) ? stemWorth : Number.POSITIVE_INFINITY;
    const isComparable = Math.abs([...plain].length - length) <= withinSlips;
    const slips = Math.min(stemSlips, isComparable ? editDistance(typed, plain) : Number.POSITIVE_INFINITY);
    if (slips <= withinSlips) ranked.push({ candidate: list[index]!, slips });
  }
  return ranked
    .sort((left, right) => left.slips - right.slips)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}
