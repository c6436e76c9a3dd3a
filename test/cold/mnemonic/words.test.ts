import { describe, expect, it } from 'vitest';
import { editDistance } from '../../../src/cold/mnemonic/edit-distance.ts';
import {
  knownWord,
  LANGUAGES,
  languageName,
  mnemonicLanguage,
  wordList,
} from '../../../src/cold/mnemonic/languages.ts';
import { completions, nearestWords } from '../../../src/cold/mnemonic/words.ts';

describe('word lists', () => {
  it('have 2,048 different words in NFKD, each found again with and without its accents', () => {
    for (const language of LANGUAGES) {
      const list = wordList(language);
      expect(new Set(list).size).toBe(2048);
      for (const word of list) {
        expect(word.normalize('NFKD')).toBe(word);
        expect(knownWord(word, language)).toBe(word);
        expect(knownWord(word.replace(/\p{M}/gu, ''), language)).toBe(word);
      }
    }
  });

  it('have names', () => {
    expect(LANGUAGES).toHaveLength(10);
    expect(mnemonicLanguage('czech')).toBe('czech');
    expect(languageName('chinese_traditional')).toBe('Chinese (traditional)');
  });
});

describe('completions', () => {
  it.each([
    ['aba', 'english', ['abandon']],
    ['ABS', 'english', ['absent', 'absorb', 'abstract', 'absurd']],
    [
      'áb',
      'spanish',
      ['ábaco', 'abdomen', 'abeja', 'abierto', 'abogado', 'abono', 'aborto', 'abrazo', 'abrir', 'abuelo', 'abuso'],
    ],
    ['あいこ', 'japanese', ['あいこくしん']],
    ['가격', 'korean', ['가격']],
    ['', 'english', []],
    ['q'.repeat(1000), 'english', []],
  ] as const)('of "%s" in %s', (prefix, language, expected) => {
    expect(completions(prefix, language).map((word) => word.normalize('NFC'))).toEqual(expected);
  });

  it('find a word by its first four letters in the alphabetic lists', () => {
    for (const language of ['english', 'spanish', 'french', 'italian', 'czech', 'portuguese'] as const) {
      const sample = wordList(language).filter((_, index) => index % 16 === 0);
      const ambiguous = sample.filter((word) => {
        const stem = word.normalize('NFC').slice(0, 4);
        return stem.length === 4 && completions(stem, language).length !== 1;
      });
      expect(ambiguous, language).toEqual([]);
    }
  });
});

describe('nearest words', () => {
  it.each([
    ['abandn', 'english', ['abandon']],
    ['recieve', 'english', ['receive', 'recipe', 'believe']],
    ['accodent', 'english', ['accident', 'account']],
    ['acco', 'english', ['account', 'acid', 'act']],
    ['espanol', 'spanish', ['espada']],
    ['眼', 'chinese_simplified', []],
    ['a', 'english', []],
    ['x'.repeat(10_000), 'english', []],
  ] as const)('of "%s" in %s', (word, language, expected) => {
    expect(nearestWords(word, language).slice(0, 3)).toEqual(expected);
  });

  it('are as near and as many as asked', () => {
    expect(nearestWords('cat', 'english', { withinSlips: 1, limit: 99 })).toEqual([
      'act',
      'can',
      'car',
      'cart',
      'chat',
      'fat',
      'hat',
    ]);
    expect(nearestWords('cat', 'english', { withinSlips: 2, limit: 2 })).toHaveLength(2);
  });
});

describe('edit distance', () => {
  it.each([
    ['', '', 0],
    ['', 'abc', 3],
    ['abc', '', 3],
    ['same', 'same', 0],
    ['recieve', 'receive', 1],
    ['winner', 'winer', 1],
    ['winner', 'dinner', 1],
    ['kitten', 'sitting', 3],
    ['ab', 'ba', 1],
    ['aab', 'aba', 1],
  ])('between "%s" and "%s" is %i', (from, to, slips) => {
    expect(editDistance(from, to)).toBe(slips);
    expect(editDistance(to, from)).toBe(slips);
  });
});
