import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { groups } from '../../../src/core/text/groups.ts';
import { mixedScriptLetters, shapeOf } from '../../../src/core/text/look-alikes.ts';
import { checkedName, requireDistinctNames } from '../../../src/core/text/name.ts';
import { visible } from '../../../src/core/text/visible.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';

describe('visible', () => {
  it.each([
    'invoice 12 of 3 March',
    'Zoë Müller-Straße',
    'Иван Петров',
    'Αθήνα',
    '日本語 テスト',
    '한국어',
    'नमस्ते',
    'ไทย',
    'עברית',
    'العربية',
    'naïve café',
    '👍 ok 🇩🇪 👋🏽',
    'C:\\users\\anna',
    '<img onerror=alert(1)>',
    '',
  ])('leaves harmless text as it is: %s', (text) => {
    expect(visible(text)).toBe(text);
  });

  it.each([
    ['right-to-left override', 'gnp.\u202etxt', 'gnp.\\u{202E}txt'],
    ['bidi isolate', 'a\u2066b\u2069', 'a\\u{2066}b\\u{2069}'],
    ['zero-width space', 'a\u200bb', 'a\\u{200B}b'],
    ['zero-width joiner', 'a\u200db', 'a\\u{200D}b'],
    ['byte order mark', '\ufeffa', '\\u{FEFF}a'],
    ['soft hyphen', 'a\u00adb', 'a\\u{AD}b'],
    ['NUL', 'a\u0000b', 'a\\u{0}b'],
    ['line feed and carriage return', 'a\r\nb', 'a\\u{D}\\u{A}b'],
    ['ANSI colour', '\u001b[31mred', '\\u{1B}[31mred'],
    ['OSC 52 clipboard', '\u001b]52;c;AAAA\u0007', '\\u{1B}]52;c;AAAA\\u{7}'],
    ['C1 CSI', '\u009b31m', '\\u{9B}31m'],
    ['DEL', 'a\u007f', 'a\\u{7F}'],
    ['tag characters', 'a\u{e0041}', 'a\\u{E0041}'],
    ['variation selector', '\u263a\ufe0f', '\u263a\\u{FE0F}'],
    ['supplementary variation selector', 'a\u{e0100}', 'a\\u{E0100}'],
    ['no-break space', 'a\u00a0b', 'a\\u{A0}b'],
    ['line separator', 'a\u2028b', 'a\\u{2028}b'],
    ['Hangul filler', '\u3164', '\\u{3164}'],
    ['braille blank', '\u2800', '\\u{2800}'],
    ['combining grapheme joiner', 'a\u034f', 'a\\u{34F}'],
    ['private use', '\ue000', '\\u{E000}'],
    ['unassigned', '\u0378', '\\u{378}'],
    ['lone surrogate', 'a\ud800', 'a\\u{D800}'],
    ['decomposed accent', 'e\u0301', 'e\\u{301}'],
    ['compatibility singleton', '\u212b', '\\u{212B}'],
    ['five marks on a letter', 'x\u0300\u0301\u0302\u0303\u0304', 'x\u0300\u0301\u0302\\u{303}\\u{304}'],
    ['a mark without a letter to decompose', '\u0344', '\\u{344}'],
    ['Cyrillic letter in a Latin word', 'p\u0430ypal', 'p\\u{430}ypal'],
    ['Greek letter in a Latin word', 'B\u03bfb', 'B\\u{3BF}b'],
    ['full-width Latin', '\uff21nna', '\\u{FF21}nna'],
    ['mathematical Latin', '\u{1d400}nna', '\\u{1D400}nna'],
    ['space at the ends', ' a ', '\\u{20}a\\u{20}'],
    ['a run of spaces', 'a     b', 'a  \\u{20}\\u{20}\\u{20}b'],
    ['text that imitates a mark', '\\u{202E}', '\\u{5C}u{202E}'],
  ])('writes out what hides or deceives: %s', (_, text, shown) => {
    expect(visible(text)).toBe(shown);
  });

  it('caps the length and says how much is missing', () => {
    expect(visible('x'.repeat(300))).toBe('x'.repeat(300));
    expect(visible('x'.repeat(301))).toBe(`${'x'.repeat(300)}… (+1 characters)`);
    expect(visible('👍👍👍👍', { max: 2 })).toBe('👍👍… (+2 characters)');
  });

  it('gives NFC without anything unseen, and another text for every text', () => {
    const nasty = fc.string({
      unit: fc.constantFrom(
        'a',
        'é',
        '\u0301',
        '\u0430',
        '\\',
        'u{',
        '{',
        '}',
        ' ',
        '\u202e',
        '\u1100',
        '\u1161',
        '가',
        '\u11a8',
        '\u09c7',
        '\u09be',
        '4',
        '1',
      ),
    });
    const text = fc.oneof(nasty, fc.string({ unit: 'binary' }));
    const seen = new Map<string, string>();
    fc.assert(
      fc.property(text, (original) => {
        const shown = visible(original, { max: 1000 });
        expect(shown).toBe(shown.normalize('NFC'));
        expect(shown).not.toMatch(/[\p{Cc}\p{Cf}\p{Cs}\p{Default_Ignorable_Code_Point}]/u);
        expect(seen.get(shown) ?? original).toBe(original);
        seen.set(shown, original);
        const unescaped = shown.replace(/\\u\{([0-9A-F]+)\}/g, (_, hex) =>
          String.fromCodePoint(Number.parseInt(hex, 16)),
        );
        expect(unescaped).toBe(original);
      }),
      { numRuns: 2000 },
    );
  });

  it('takes a long hostile text in stride', () => {
    const begin = performance.now();
    for (const piece of ['\u0301', '\\u{', 'a\u0430', ' ', '\ud800']) visible(piece.repeat(50_000), { max: 100_000 });
    expect(performance.now() - begin).toBeLessThan(3000);
  });
});

describe('look-alikes', () => {
  it('marks only words that mix scripts', () => {
    expect([...mixedScriptLetters('Иван Ivan')]).toEqual([]);
    expect([...mixedScriptLetters('Ivаn Иван')]).toEqual([2]);
    expect([...mixedScriptLetters('日本ABC テスト')]).toEqual([]);
  });

  it('gives one shape to names that the eye takes for one', () => {
    expect(shapeOf('СОСО')).toBe(shapeOf('COCO'));
    expect(shapeOf('Anna  B')).toBe(shapeOf('anna b'));
    expect(shapeOf('B0b')).toBe(shapeOf('Bob'));
    expect(shapeOf('Zoë')).not.toBe(shapeOf('Zoe'));
    expect(shapeOf('Ali')).not.toBe(shapeOf('All'));
  });
});

describe('names', () => {
  it('are plain, not empty and of bounded length', () => {
    expect(checkedName('Zoë', 'name')).toBe('Zoë');
    expect(checkedName('x'.repeat(64), 'name')).toHaveLength(64);
    expect(codeOf(() => checkedName('', 'name'))).toBe('name/empty');
    expect(codeOf(() => checkedName('  ', 'name'))).toBe('name/empty');
    expect(codeOf(() => checkedName('x'.repeat(65), 'name'))).toBe('name/too-long');
    expect(codeOf(() => checkedName('Bob\u202e', 'name'))).toBe('name/not-plain');
    expect(codeOf(() => checkedName('Zoe\u0308', 'name'))).toBe('name/not-plain');
    expect(codeOf(() => checkedName('B\u03bfb', 'name'))).toBe('name/not-plain');
    expect(codeOf(() => checkedName('Bob\n', 'name'))).toBe('name/not-plain');
  });

  it('hold nothing that reads as the mark of a hidden character', () => {
    const imitation = refusalOf(() => checkedName('Z\\oë \\u{202E}', 'name'));
    expect(imitation.code).toBe('name/not-plain');
    expect(imitation.message).toBe('character 6 of this name hides or deceives');
    expect(checkedName('Z\\oë', 'name')).toBe('Z\\oë');
  });

  it('must differ to the eye', () => {
    expect(() => requireDistinctNames(['Anna', 'Bob', 'Carol'], 'keys')).not.toThrow();
    expect(codeOf(() => requireDistinctNames(['Anna', 'Bob', 'anna'], 'keys'))).toBe('name/not-unique');
    expect(codeOf(() => requireDistinctNames(['Coco', 'Сосо'], 'keys'))).toBe('name/not-unique');
  });
});

describe('groups', () => {
  it('splits an address into fours and loses nothing', () => {
    expect(groups('bc1qm43n7nn')).toBe('bc1q m43n 7nn');
    expect(groups('')).toBe('');
    const address = 'bc1qm43n7nnev58aj3nrznz2xscgv98t7gxycq5pmp20a5vzfp5t0q2s7r6twa';
    expect(groups(address).replaceAll(' ', '')).toBe(address);
    expect(
      groups(address)
        .split(' ')
        .slice(0, -1)
        .every((group) => group.length === 4),
    ).toBe(true);
  });
});
