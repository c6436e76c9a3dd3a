import { beforeAll, describe, expect, it } from 'vitest';
import { acceptExtension, checkExtension } from '../../../src/cold/extension/check.ts';
import { crackCost } from '../../../src/cold/extension/cost.ts';
import { EXTENSION_FORMS, type ExtensionForm } from '../../../src/cold/extension/forms.ts';
import { generateExtension } from '../../../src/cold/extension/generate.ts';
import { type Dictionaries, loadDictionaries } from '../../../src/cold/extension/strength/dictionaries.ts';
import { weigh } from '../../../src/cold/extension/strength/evidence.ts';
import { glyphsOf } from '../../../src/cold/extension/strength/glyphs.ts';
import { IcehouseError } from '../../../src/core/errors.ts';
import { drawText, seededSource } from '../../support/random.ts';
import { NASTY } from './nasty.ts';

const SMALL = 'abcdefghijklmnopqrstuvwxyz';
let dictionaries: Dictionaries;

beforeAll(async () => {
  dictionaries = await loadDictionaries();
});

const letters = (count: number, seed: string) => drawText(seededSource(seed), SMALL, count);

/** The part of the check that finds language and patterns, without the slower dictionaries of zxcvbn. */
const randomPart = (text: string) => weigh(glyphsOf(text), { letters: dictionaries.letters, known: [] }).random;

async function refusalOf(accepting: Promise<unknown>): Promise<IcehouseError> {
  const error = await accepting.then(
    () => undefined,
    (thrown: unknown) => thrown,
  );
  if (error instanceof IcehouseError) return error;
  throw new Error(`expected a refusal, got ${String(error)}`);
}

describe('what people think up', () => {
  const cases = Object.entries(NASTY).flatMap(([family, texts]) => texts.map((text) => ({ family, text })));

  it('is here in all its variety', () => {
    expect(cases.length).toBeGreaterThanOrEqual(100);
    expect(new Set(cases.map(({ text }) => text)).size).toBe(cases.length);
  });

  it.each(Object.entries(NASTY))('is never strong: %s', async (_, texts) => {
    for (const text of texts) {
      const { bits, verdict, reasons } = await checkExtension(text);
      expect(bits, text).toBeLessThan(160);
      expect(verdict, text).not.toBe('strong');
      expect(reasons.length, text).toBeGreaterThan(0);
    }
  });

  it('is not strong either when it is written again in another way', async () => {
    const written = [...NASTY.sentences!, ...NASTY['other languages']!].slice(0, 24);
    for (const text of written) {
      for (const again of [
        text.toUpperCase(),
        text.replace(/\s/g, ''),
        `${text}2024!`,
        `Xq7$${text}`,
        [...text].reverse().join(''),
      ]) {
        expect(randomPart(again), again).toBeLessThan(160);
      }
    }
  });

  it('six words are not thirty-five random letters', async () => {
    const words = await checkExtension('zebra cactus violin thunder marble pencil');
    const random = await checkExtension(letters(35, 'six words'));
    expect(words.verdict).toBe('very-weak');
    expect(random.verdict).toBe('strong');
    expect(random.bits - words.bits).toBeGreaterThan(95);
  });
});

describe('random letters', () => {
  it('are strong from thirty-five on, more than 99 times in a hundred', () => {
    const count = 800;
    let strong = 0;
    for (let round = 0; round < count; round++) if (randomPart(letters(35, `letters ${round}`)) >= 160) strong++;
    expect(strong / count).toBeGreaterThan(0.99);
  });

  it('are strong with the dictionaries of zxcvbn as well', async () => {
    const count = 60;
    let strong = 0;
    for (let round = 0; round < count; round++) {
      if ((await checkExtension(letters(35, `whole ${round}`))).verdict === 'strong') strong++;
    }
    expect(strong).toBeGreaterThanOrEqual(count - 1);
  });

  it('are never strong below that', async () => {
    for (let round = 0; round < 300; round++) expect(randomPart(letters(34, `short ${round}`))).toBeLessThan(160);
    const { verdict, bits, reasons } = await checkExtension(letters(34, 'short'));
    expect(verdict).toBe('weak');
    expect(bits).toBeCloseTo(34 * Math.log2(26), 5);
    expect(reasons.map(({ code }) => code)).toEqual(['extension/short']);
  });

  it.each([
    ['mixed-case', 0.96],
    ['letters-digits', 0.92],
    ['printable', 0.94],
  ] as const)('and characters of the other forms nearly always: %s', (form: ExtensionForm, share) => {
    const source = seededSource(`typed ${form}`);
    const count = 150;
    let strong = 0;
    for (let round = 0; round < count; round++) {
      if (randomPart(generateExtension({ source, form }).text) >= 160) strong++;
    }
    expect(strong / count).toBeGreaterThan(share);
  });

  it('with something known among them count without it', async () => {
    const known = 'dragon';
    const borrowed = await checkExtension(letters(29, 'borrowed') + known);
    expect(borrowed.verdict).toBe('weak');
    expect(borrowed.bits).toBeLessThan(29 * Math.log2(26) + 10);
    expect((await checkExtension(`${letters(40, 'enough')}password${letters(20, 'more')}`)).verdict).toBe('strong');
  });

  it('dressed up with a capital, a digit or a sign count for little more', async () => {
    const core = letters(31, 'dressed');
    for (const dressed of [core.toUpperCase().charAt(0) + core.slice(1), `${core}1`, `${core}!`]) {
      const { bits, verdict } = await checkExtension(dressed);
      expect(verdict).toBe('weak');
      expect(bits).toBeLessThan(160);
    }
  });

  it('of another script, which nobody draws, do not count', async () => {
    const cyrillic = drawText(seededSource('cyrillic'), 'абвгдежзийклмнопрстуфхцчшщъыьэюя', 60);
    expect((await checkExtension(cyrillic)).verdict).toBe('very-weak');
  });
});

describe('a check', () => {
  it('states what cracking costs, and at which rate', async () => {
    const { crackCost: cost, bits } = await checkExtension('correct horse battery staple');
    expect(cost.guessesPerSecond).toBe(1e12);
    expect(cost.years).toBeCloseTo(2 ** (bits - 1) / 1e12 / 31_557_600, 10);
    expect(cost.assumptions).toContain('10^12');
    expect(crackCost(160).years).toBeGreaterThan(1e28);
    expect(crackCost(41).years * 31_557_600).toBeCloseTo(1.0995, 3);
    expect(crackCost(0).dollars).toBeLessThan(1e-10);
  });

  it('says that there is no extension', async () => {
    const { verdict, reasons } = await checkExtension('');
    expect(verdict).toBe('very-weak');
    expect(reasons.map(({ code }) => code)).toEqual(['extension/none']);
  });

  it.each([
    ['correcthorsebatterystaplecorrecthorse', 'extension/dictionary'],
    ['diewuerdedesmenschenistunantastbarsiezuachten', 'extension/language'],
    ['!QAZ@WSX#EDC$RFV%TGB^YHN&UJM*IK<(OL>', 'extension/keyboard'],
    ['azbycxdwevfugthsirjqkplomnazbycxdwevfugt', 'extension/sequence'],
    ['kqzvxwjmrbptndkqzvxwjmrbptndkqzvxwjmrbptnd', 'extension/repeats'],
    ['lksdjfoiwejflksdnvoiwehflknwefoiwjeflksdjf', 'extension/few-characters'],
    ['2718281828459045235360287471352662497757247093', 'extension/number'],
    ['bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq', 'extension/published'],
    ['5e884898da28047151d0e56f8dc6292773603d0d6aabbdd62a11ef721d1542d8', 'extension/hash'],
    ['VGhlIHF1aWNrIGJyb3duIGZveCBqdW1wcyBvdmVyIHRoZSBsYXp5IGRvZw==', 'extension/encoded'],
  ])('gives the reason: %s', async (text, code) => {
    expect((await checkExtension(text)).reasons[0]?.code).toBe(code);
  });

  it('tells what random words would be worth, and that no text can show that they were drawn', async () => {
    const { text } = generateExtension({ source: seededSource('fifteen words'), form: 'words' });
    const { verdict, reasons } = await checkExtension(text);
    expect(verdict).not.toBe('strong');
    expect(reasons.find(({ code }) => code === 'extension/words')?.message).toContain('165 bits');
  });

  it('never repeats a part of the extension', async () => {
    for (const text of ['Xylophone#Quagmire#Rhubarb#1987', 'sphinx of black quartz judge my vow']) {
      const told = JSON.stringify((await checkExtension(text)).reasons).toLowerCase();
      for (const part of text.toLowerCase().match(/[a-z]{3,}|\d+/g) ?? []) expect(told).not.toContain(` ${part}`);
    }
  });

  it('is quick for long and awkward texts, and never claims more than the seed holds', async () => {
    const awkward = ['p4$$w0rd!'.repeat(100), 'a'.repeat(1000), '@'.repeat(999), '1 '.repeat(500), '😀'.repeat(250)];
    const noise = drawText(seededSource('noise'), '!#$%&()*+,-./:;<=>?@[]^_{|}~0123456789abcXYZ', 1000);
    for (const text of [...awkward, noise]) {
      const start = performance.now();
      expect((await checkExtension(text)).bits).toBeLessThanOrEqual(512);
      expect(performance.now() - start).toBeLessThan(5_000);
    }
  });

  it('refuses what no extension can be', async () => {
    expect((await refusalOf(checkExtension('a'.repeat(1001)))).code).toBe('extension/too-long');
    expect((await refusalOf(checkExtension('\udc00'))).code).toBe('extension/not-unicode');
  });
});

describe('accepting an extension for a new key', () => {
  it.each(EXTENSION_FORMS)('takes a generated one at its known strength: %s', async (form) => {
    const generated = generateExtension({ source: seededSource(`accept ${form}`), form });
    const accepted = await acceptExtension(generated, { acknowledgeWeak: false });
    expect(accepted).toEqual({ text: generated.text, bits: generated.bits, verdict: 'strong' });
  });

  it('judges for an Electrum seed what Electrum leaves of it', async () => {
    const electrum = { acknowledgeWeak: false, kind: 'electrum' } as const;
    const small = generateExtension({ source: seededSource('small'), form: 'lower-case' });
    expect((await acceptExtension(small, electrum)).bits).toBe(small.bits);
    const mixed = generateExtension({ source: seededSource('mixed'), form: 'mixed-case' });
    expect((await refusalOf(acceptExtension(mixed, electrum))).code).toBe('extension/weak');
    expect((await checkExtension(mixed.text)).verdict).toBe('strong');
    expect((await checkExtension(mixed.text, { kind: 'electrum' })).verdict).toBe('weak');
  });

  it('takes a strong typed one', async () => {
    const accepted = await acceptExtension(letters(35, 'typed'), { acknowledgeWeak: false });
    expect(accepted.verdict).toBe('strong');
  });

  it.each([
    'hunter2',
    '',
    'correct horse battery staple',
  ])('refuses a weak one unless its weakness is acknowledged: "%s"', async (text) => {
    const refusal = await refusalOf(acceptExtension(text, { acknowledgeWeak: false }));
    expect([refusal.code, refusal.kind]).toEqual(['extension/weak', 'refused']);
    expect(refusal.found).toMatch(/^at least \d+ bits$/);
    if (text) expect(JSON.stringify(refusal)).not.toContain(text);
    const accepted = await acceptExtension(text, { acknowledgeWeak: true });
    expect(accepted.text).toBe(text);
    expect(accepted.verdict).not.toBe('strong');
  });

  it('does not take an object that only looks generated', () => {
    const accept = (extension: Parameters<typeof acceptExtension>[0]) => typeof extension;
    // @ts-expect-error only generateExtension makes these
    expect(accept({ text: 'password', form: 'lower-case', bits: 160 })).toBe('object');
  });
});
