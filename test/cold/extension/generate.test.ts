import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import {
  EXTENSION_FORMS,
  type ExtensionForm,
  formBits,
  formTable,
  lengthFor,
} from '../../../src/cold/extension/forms.ts';
import { generateExtension } from '../../../src/cold/extension/generate.ts';
import { wordList } from '../../../src/cold/mnemonic/languages.ts';
import { codeOf } from '../../support/errors.ts';
import { seededSource } from '../../support/random.ts';

const SHAPES: { readonly [form in ExtensionForm]: RegExp } = {
  'lower-case': /^[a-z]{35}$/,
  'mixed-case': /^[a-zA-Z]{29}$/,
  'letters-digits': /^[a-zA-Z0-9]{27}$/,
  printable: /^[!-~][ -~]{23}[!-~]$/,
  words: /^[a-z]+( [a-z]+){14}$/,
};

describe('the table of forms', () => {
  it('computes the lengths for 160 bits', () => {
    const lengths = Object.fromEntries(formTable().map(({ form, length }) => [form, length]));
    expect(lengths).toEqual({ 'lower-case': 35, 'mixed-case': 29, 'letters-digits': 27, printable: 25, words: 15 });
  });

  it('is the published one', () => {
    const page = readFileSync(new URL('../../../docs/extensions.md', import.meta.url), 'utf8');
    for (const [index, { form, length, bits }] of formTable(160).entries()) {
      const row = page.split('\n').find((line) => line.startsWith(`| \`${form}\``)) ?? '';
      const longer = formTable(256)[index]!;
      const stated = (value: number) => String(Number(value.toFixed(1)));
      expect(row).toContain(`| ${length} (${stated(bits)}`);
      expect(row.replace('.0)', ')')).toContain(`| ${longer.length} (${stated(longer.bits)})`);
    }
  });

  it('computes the lengths for 256 bits', () => {
    const lengths = Object.fromEntries(formTable(256).map(({ form, length }) => [form, length]));
    expect(lengths).toEqual({ 'lower-case': 55, 'mixed-case': 45, 'letters-digits': 43, printable: 39, words: 24 });
  });

  it.each(EXTENSION_FORMS)('is as short as can be: %s', (form) => {
    for (const bits of [160, 192, 256, 512]) {
      const length = lengthFor(form, bits);
      expect(formBits(form, length)).toBeGreaterThanOrEqual(bits);
      expect(formBits(form, length - 1)).toBeLessThan(bits);
    }
  });

  it('states bits that can be checked by hand', () => {
    expect(formBits('lower-case', 35)).toBeCloseTo(35 * Math.log2(26), 10);
    expect(formBits('words', 15)).toBe(165);
    expect(formBits('printable', 25)).toBeCloseTo(2 * Math.log2(94) + 23 * Math.log2(95), 10);
  });

  it.each([0, -1, 513, Number.NaN])('has no row for %d bits', (bits) => {
    expect(codeOf(() => formTable(bits))).toBe('extension/bits');
  });
});

describe('a generated extension', () => {
  it.each(EXTENSION_FORMS)('has the shape and the strength of its form: %s', (form) => {
    const source = seededSource(form);
    for (let round = 0; round < 50; round++) {
      const generated = generateExtension({ source, form });
      expect(generated.text).toMatch(SHAPES[form]);
      expect(generated.bits).toBeGreaterThanOrEqual(160);
      expect(generated.form).toBe(form);
    }
  });

  it('is of 35 small letters unless asked otherwise', () => {
    expect(generateExtension({ source: seededSource('default') }).text).toMatch(SHAPES['lower-case']);
    const strong = generateExtension({ source: seededSource('strong'), form: 'printable', bits: 256 });
    expect(strong.text).toHaveLength(39);
    expect(strong.bits).toBeGreaterThan(256);
  });

  it('takes its words from the list of BIP-0039', () => {
    const words = generateExtension({ source: seededSource('words'), form: 'words', bits: 256 }).text.split(' ');
    expect(words).toHaveLength(24);
    for (const word of words) expect(wordList('english')).toContain(word);
  });

  it.each([
    ['lower-case', 26],
    ['mixed-case', 52],
    ['letters-digits', 62],
    ['printable', 95],
  ] as const)('takes each character as often as any other: %s', (form, size) => {
    const source = seededSource(`even ${form}`);
    const counts = new Map<string, number>();
    const rounds = 300;
    let drawn = 0;
    for (let round = 0; round < rounds; round++) {
      // The ends are left out, where printable extensions have no space.
      for (const character of generateExtension({ source, form, bits: 256 }).text.slice(1, -1)) {
        counts.set(character, (counts.get(character) ?? 0) + 1);
        drawn++;
      }
    }
    expect(counts.size).toBe(size);
    const expected = drawn / size;
    const chiSquare = [...counts.values()].reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
    // Five standard deviations above the mean of the distribution.
    expect(chiSquare).toBeLessThan(size - 1 + 5 * Math.sqrt(2 * (size - 1)));
  });

  it('throws away what would favour some characters', () => {
    // 65,535 is above the last multiple of 26 that fits two bytes; taken modulo 26 it would favour the first letters.
    const healthy = seededSource('rejected');
    const source = (length: number) => (length === 64 ? Uint8Array.from([255, 255, ...healthy(62)]) : healthy(length));
    const other = seededSource('rejected');
    const plain = (length: number) => (length === 64 ? Uint8Array.from([...other(62), 0, 0]) : other(length));
    const [withHead, without] = [source, plain].map((each) => generateExtension({ source: each, bits: 160 }).text);
    expect(withHead!.slice(0, 30)).toBe(without!.slice(0, 30));
  });

  it('changes with every bit of what is drawn', () => {
    const texts = new Set<string>();
    for (let bit = 0; bit < 256; bit++) {
      const healthy = seededSource('flips');
      const source = (length: number) => {
        const bytes = healthy(length);
        if (length === 64) bytes[bit >> 3]! ^= 1 << (bit & 7);
        return bytes;
      };
      texts.add(generateExtension({ source, form: 'words' }).text);
    }
    // Fifteen words of 11 bits use 165 of the first 240 bits; the upper five of each pair of bytes choose nothing.
    expect(texts.size).toBe(15 * 11 + 1);
  });
});

describe('generating refuses', () => {
  it('anything below 160 bits', () => {
    expect(codeOf(() => generateExtension({ source: seededSource('weak'), bits: 159 }))).toBe('extension/too-weak');
    expect(codeOf(() => generateExtension({ source: seededSource('weak'), bits: Number.NaN }))).toBe('extension/bits');
    expect(codeOf(() => generateExtension({ source: seededSource('weak'), bits: 600 }))).toBe('extension/bits');
  });

  it('a broken source of randomness', () => {
    expect(codeOf(() => generateExtension({ source: undefined }))).toBe('entropy/source-missing');
    expect(codeOf(() => generateExtension({ source: (length) => new Uint8Array(length) }))).toBe(
      'entropy/source-constant',
    );
  });
});
