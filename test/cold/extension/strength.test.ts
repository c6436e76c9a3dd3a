import { beforeAll, describe, expect, it } from 'vitest';
import { type Dictionaries, loadDictionaries } from '../../../src/cold/extension/strength/dictionaries.ts';
import { weigh } from '../../../src/cold/extension/strength/evidence.ts';
import { bitsPerCharacter, glyphsOf, withoutCase } from '../../../src/cold/extension/strength/glyphs.ts';
import { GAP, learnLetters } from '../../../src/cold/extension/strength/letter-model.ts';
import {
  fewCharactersBits,
  handsBits,
  keyboardModel,
  longNumbers,
  repeats,
  stepModel,
} from '../../../src/cold/extension/strength/patterns.ts';
import { publicData } from '../../../src/cold/extension/strength/public-data.ts';
import { randomBits } from '../../../src/cold/extension/strength/random-bits.ts';
import { segment } from '../../../src/cold/extension/strength/segment.ts';
import { viewsOf } from '../../../src/cold/extension/strength/views.ts';
import { drawText, seededSource } from '../../support/random.ts';

const SMALL = 'abcdefghijklmnopqrstuvwxyz';
const even = (text: string) => Array.from(text, () => Math.log2(26));
const total = (costs: readonly number[]) => costs.reduce((sum, cost) => sum + cost, 0);

describe('glyphs', () => {
  it('know the set of a character and the letter it stands for', () => {
    const seen = glyphsOf('aZ7! \u00e9ßж');
    expect(seen.map(({ set }) => set)).toEqual([
      'lower',
      'upper',
      'digit',
      'symbol',
      'symbol',
      undefined,
      undefined,
      undefined,
    ]);
    expect(seen.map(({ letter }) => letter)).toEqual([0, 25, -1, -1, -1, 4, 18, -1]);
    expect(glyphsOf('e\u0301')).toHaveLength(1);
    expect(glyphsOf('😀')).toHaveLength(1);
    expect(withoutCase(seen[1]!)).toMatchObject({ exact: 'z', set: 'lower' });
  });

  it.each([
    ['abc', 26],
    ['aB', 52],
    ['aB3', 62],
    ['aB3 ', 95],
    ['12', 10],
    ['~', 33],
    ['', 1],
  ])('"%s" is drawn from %i characters', (text, size) => {
    expect(bitsPerCharacter(glyphsOf(text))).toBeCloseTo(Math.log2(size), 10);
  });
});

describe('the bits of random characters', () => {
  const bits = (text: string) => randomBits(glyphsOf(text));

  it('are those of an even draw', () => {
    expect(bits(drawText(seededSource('a'), SMALL, 35))).toBeCloseTo(35 * Math.log2(26), 10);
    expect(bits('')).toBe(0);
  });

  it('are hardly more with one character of another set among them', () => {
    const plain = drawText(seededSource('b'), SMALL, 32);
    for (const place of [0, 15, 31]) {
      const capital = plain.slice(0, place) + plain.charAt(place).toUpperCase() + plain.slice(place + 1);
      expect(bits(capital)).toBeGreaterThan(bits(plain));
      // Where it stands (5 bits), and that there is one (4 bits).
      expect(bits(capital)).toBeLessThan(bits(plain) + 9.1);
    }
  });

  it('follow the mask where the sets come in turn', () => {
    expect(bits('Xk9#mP2$vL5@nQ8!wR3%tY6^hJ1&')).toBeLessThan(28 * 6.57 - 30);
    expect(bits('aB'.repeat(20))).toBeLessThan(40 * Math.log2(26) + 14);
  });
});

describe('segmenting', () => {
  const random = { kind: 'random' as const, costs: [5, 5, 5, 5, 5, 5, 5, 5, 5, 5] };

  it('stays with even chance where nothing is shorter', () => {
    const { bits, stretches } = segment([random, { kind: 'language', costs: random.costs.map(() => 6) }], []);
    expect(bits).toBe(50);
    expect(stretches).toEqual([{ kind: 'random', start: 0, end: 10, bits: 50 }]);
  });

  it('changes model where that pays for the change', () => {
    const language = { kind: 'language' as const, costs: [9, 9, 9, 1, 1, 1, 1, 1, 9, 9] };
    const { bits, stretches } = segment([random, language], []);
    expect(stretches.map(({ kind, start, end }) => [kind, start, end])).toEqual([
      ['random', 0, 3],
      ['language', 3, 8],
      ['random', 8, 10],
    ]);
    expect(bits).toBe(15 + 5 + 10 + 2 * 7);
  });

  it('takes a shortcut where that is cheaper', () => {
    const { bits, stretches } = segment([random], [{ kind: 'known', start: 2, end: 8, bits: 4 }]);
    expect(bits).toBe(20 + 4 + 12);
    expect(stretches.map(({ kind, bits: own }) => [kind, own])).toEqual([
      ['random', 10],
      ['known', 4],
      ['random', 10],
    ]);
    expect(segment([random], [{ kind: 'known', start: 2, end: 5, bits: 4 }]).bits).toBe(50);
  });

  it('says nothing about nothing', () => {
    expect(segment([{ kind: 'random', costs: [] }], [])).toEqual({ bits: 0, stretches: [] });
  });
});

describe('the model of letters', () => {
  const models = learnLetters([{ words: ['the', 'then', 'there', 'this', 'that'], isRanked: true, share: 1 }]);

  it('gives probabilities', () => {
    for (const model of models) {
      for (const [before, last] of [
        [GAP, GAP],
        [19, 7],
        [25, 25],
      ] as const) {
        const sum = Array.from({ length: 27 }, (_, next) => 2 ** -model.cost(before, last, next));
        expect(total(sum)).toBeCloseTo(1, 6);
      }
    }
  });

  it('expects what it has seen', () => {
    const [model] = models;
    const h = 'h'.charCodeAt(0) - 97;
    const q = 'q'.charCodeAt(0) - 97;
    const t = 't'.charCodeAt(0) - 97;
    expect(model!.cost(GAP, t, h)).toBeLessThan(1);
    expect(model!.cost(GAP, t, q)).toBeGreaterThan(4);
  });

  it('has shorthand beside language', () => {
    expect(models.map(({ isShorthand }) => isShorthand)).toEqual([false, false, false, false, true, true, true, true]);
  });
});

describe('patterns of the hand', () => {
  it.each([
    ['qwertyuiop', 'cheap'],
    ['1qaz2wsx3edc', 'cheap'],
    ['!QAZ@WSX', 'cheap'],
    ['qpalzmtyguh', 'dear'],
  ] as const)('a walk over the keyboard: %s is %s', (text, price) => {
    const { costs } = keyboardModel(glyphsOf(text), even(text));
    expect(total(costs) < total(even(text))).toBe(price === 'cheap');
  });

  it.each(['abcdefgh', 'zyxwvuts', 'acegikmo', 'xyzabcde', 'aaaaaaaa', '89012345'])('steps: %s', (text) => {
    const { costs } = stepModel(glyphsOf(text), even(text));
    expect(costs.slice(2).every((cost) => cost < 1)).toBe(true);
  });

  it('steps end where the text jumps', () => {
    const { costs } = stepModel(glyphsOf('abcx1!'), even('abcx1!'));
    expect(costs.map((cost) => cost < 1)).toEqual([false, false, true, false, false, false]);
  });

  it('stretches come again, forwards, backwards and in another case', () => {
    const found = (text: string) => repeats(glyphsOf(text)).map(({ start, end }) => text.slice(start, end));
    expect(found('kqzvxkqzvx')).toContain('kqzvx');
    expect(found('kqzvxvzqk')).toContain('xvzqk'.slice(1));
    expect(found('kqzvxKQZVX')).toContain('KQZVX');
    expect(found('abcdefghij')).toEqual([]);
  });

  it('long numbers are found whole, short ones are not', () => {
    const found = (text: string) => longNumbers(glyphsOf(text)).map(({ start, end }) => text.slice(start, end));
    expect(found('ab1969-07-20cd')).toEqual(['1969-07-20']);
    expect(found('é3.1415926535 x 1234567')).toEqual(['3.1415926535']);
    expect(found('1234567')).toEqual([]);
    const [pi] = longNumbers(glyphsOf('3141592653589793238462643383279502884197'));
    expect(pi?.bits).toBe(36);
  });

  it('few characters cost little, many cost much', () => {
    expect(fewCharactersBits(glyphsOf('asdfjkl'.repeat(6)), 26)).toBeLessThan(42 * Math.log2(26) - 20);
    const random = drawText(seededSource('few'), SMALL, 42);
    expect(fewCharactersBits(glyphsOf(random), 26)).toBeGreaterThan(42 * Math.log2(26));
  });

  it('hands that take turns cost less than even chance', () => {
    const drummed = 'wjrhdkvnfnvixlqyzurpghgizpvyguwldygozkbo';
    expect(handsBits(glyphsOf(drummed), even(drummed))).toBeLessThan(total(even(drummed)));
    const random = drawText(seededSource('hands'), SMALL, 40);
    expect(handsBits(glyphsOf(random), even(random))).toBeGreaterThan(total(even(random)));
  });
});

describe('views', () => {
  const letters = (text: string) =>
    viewsOf(glyphsOf(text)).map(({ glyphs }) =>
      glyphs.map(({ letter, character }) => (letter < 0 ? character : SMALL[letter])).join(''),
    );

  it.each([
    ['as typed', 'hello', 'hello'],
    ['backwards', 'olleh', 'hello'],
    ['interleaved', 'hweolrllod', 'helloworld'],
    ['with digits for letters', 'h3ll0', 'hello'],
    ['moved along the alphabet', 'khoor', 'hello'],
    ['mirrored in the alphabet', 'svool', 'hello'],
    ['Russian on an English keyboard', 'ghbdtn', 'privet'],
  ])('show a text %s', (_, text, meant) => {
    expect(letters(text)).toContain(meant);
  });
});

describe('public data', () => {
  it.each([
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa', 'published'],
    ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', 'published'],
    [' BC1QAR0SRRR7XFKVY5L643LYDNW9RE59GTZZWF5MDQ\n', 'published'],
    ['npub10elfcs4fr0l0r8af98jlmgdh9c8tcxjvz9qkw038js35mp4dma8qzvjptg', 'published'],
    ['5f4dcc3b5aa765d61d8327deb882cf99', 'hash'],
    ['0x5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8', 'hash'],
    ['123e4567-e89b-12d3-a456-426614174000', 'hash'],
    ['aGVsbG8gd29ybGQsIGhlbGxvIQ', 'encoded'],
    ['68656c6c6f20776f726c642c2068656c6c6f21', 'encoded'],
    ['1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb', undefined],
    ['5f4dcc3b5aa765d61d8327deb882cf9', undefined],
    ['kfjqzvwbtrnxlmdpghcsyaeoiukfjqzvwbt', undefined],
    ['', undefined],
  ])('%s is %s', (text, kind) => {
    expect(publicData(text)?.kind).toBe(kind);
  });
});

describe('the evidence', () => {
  let dictionaries: Dictionaries;
  beforeAll(async () => {
    dictionaries = await loadDictionaries();
  });
  const evidenceOf = (text: string) =>
    weigh(glyphsOf(text), { letters: dictionaries.letters, known: dictionaries.lookUp(text).known });
  const draw = (count: number, seed: string) => drawText(seededSource(seed), SMALL, count);

  it('leaves the random part when a part is known', () => {
    const { random, written, kinds } = evidenceOf(`${draw(30, 'one')}password${draw(30, 'two')}`);
    expect(random).toBeGreaterThan(55 * Math.log2(26));
    expect(random).toBeLessThan(60 * Math.log2(26) + 1e-6);
    expect(written).toBeLessThan(15);
    expect(kinds).toEqual(['known']);
  });

  it('counts no short random stretch in a written text', () => {
    expect(evidenceOf('the quick xkqjz brown fox jumps over the lazy dog').random).toBe(0);
  });

  it('sees each kind of hand-made text in many samples', async () => {
    const { dictionary } = await import('@zxcvbn-ts/language-common');
    const source = seededSource('made by hand');
    const joined = (parts: readonly string[], least: number) => {
      let text = '';
      while (text.length < least) text += parts[(source(2)[0]! * 256 + source(2)[1]!) % parts.length];
      return text;
    };
    const turns = (left: string, right: string, pairs: number) =>
      Array.from({ length: pairs }, () => drawText(source, left, 1) + drawText(source, right, 1)).join('');
    const makers: { readonly [kind: string]: () => string } = {
      passwords: () => joined(dictionary['passwords-common'], 36),
      syllables: () => turns('bcdfghjklmnprstvz', 'aeiou', 20),
      hands: () => turns('qwertasdfgzxcvb', 'yuiophjklnm', 20),
      rolls: () =>
        joined(['sdf', 'jkl', 'asd', 'fgh', 'oiu', 'wer', 'lkj', 'dfg', 'poi', 'cvb', 'kjh', 'asdf', 'ewr'], 40),
      tripled: () => draw(13, String(source(4))).repeat(3),
    };
    for (const [kind, make] of Object.entries(makers)) {
      for (let round = 0; round < 25; round++) {
        const text = make();
        expect(evidenceOf(text).random, `${kind}: ${text}`).toBeLessThan(160);
      }
    }
  });
});
