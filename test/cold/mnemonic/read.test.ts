import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entropyOf, mnemonicFromEntropy, mnemonicText } from '../../../src/cold/mnemonic/generate.ts';
import { LANGUAGES, wordList } from '../../../src/cold/mnemonic/languages.ts';
import { mnemonicNotes } from '../../../src/cold/mnemonic/normalise.ts';
import { isUnambiguous, readMnemonic } from '../../../src/cold/mnemonic/read.ts';
import type { Bip39Mnemonic } from '../../../src/cold/mnemonic/types.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';

const ENGLISH = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const SPANISH = 'ligero vista talar yogur venta queso yacer trozo ligero vista talar zafiro';
/** Valid as BIP-0039 and, by chance, as an Electrum seed of type standard. */
const BOTH_KINDS = 'acoustic carpet notable regret pizza coffee harvest ensure fog spot notable reform';
/** Every word is in the English and in the French list, and both checksums hold. */
const TWO_LANGUAGES = 'nature salon notable volume train science innocent aspect prison excuse orange aspect';
const ELECTRUM = 'wild father tree among universe such mobile favorite target dynamic credit identify';

const notesOf = (text: string, as = text) => mnemonicNotes(text, readMnemonic(as)).map(({ code }) => code);

describe('reading a BIP-0039 mnemonic', () => {
  it('takes capitals, odd spaces, line breaks and invisible characters, and tells of them', () => {
    const odd = `  ${ENGLISH.toUpperCase().replace(' ', '\u3000').replace(' ', '\r\n').replace('YEAR', '\u200bYEAR')}\ufeff\n`;
    expect(readMnemonic(odd)).toEqual(readMnemonic(ENGLISH));
    expect(notesOf(odd)).toEqual([
      'mnemonic/edge-space',
      'mnemonic/spaces',
      'mnemonic/invisible',
      'mnemonic/upper-case',
    ]);
    expect(notesOf(ENGLISH)).toEqual([]);
  });

  it('takes words without their accents, and tells of it', () => {
    const accented = mnemonicText(mnemonicFromEntropy(new Uint8Array(16), 'spanish'));
    const bare = accented.normalize('NFD').replace(/\p{M}/gu, '');
    expect(bare).not.toBe(accented);
    expect(readMnemonic(bare)).toEqual(readMnemonic(accented));
    expect(notesOf(bare)).toEqual(['mnemonic/accents']);
    expect(notesOf(accented)).toEqual([]);
    expect(readMnemonic(SPANISH)).toMatchObject({ language: 'spanish' });
  });

  it('takes Chinese without spaces, and tells of it', () => {
    const spaced = mnemonicText(mnemonicFromEntropy(new Uint8Array(32).fill(0x3c), 'chinese_traditional'));
    const unspaced = spaced.replaceAll(' ', '');
    expect(readMnemonic(unspaced)).toEqual(readMnemonic(spaced));
    expect(notesOf(unspaced)).toEqual(['mnemonic/unspaced']);
  });

  it('reads back whatever was made, in every language and length, however the letters are composed', () => {
    const entropies = fc
      .constantFrom(16, 20, 24, 28, 32)
      .chain((length) => fc.uint8Array({ minLength: length, maxLength: length }));
    const forms = fc.constantFrom('NFC', 'NFD', 'NFKC', 'NFKD');
    fc.assert(
      fc.property(entropies, fc.constantFrom(...LANGUAGES), forms, (entropy, language, form) => {
        const made = mnemonicFromEntropy(entropy, language);
        const read = readMnemonic(mnemonicText(made).normalize(form), { kind: 'bip39', language });
        expect(read).toEqual(made);
        expect(entropyOf(read as Bip39Mnemonic)).toEqual(entropy);
      }),
      { numRuns: 60, seed: 39 },
    );
  });

  it('asks for the language where two fit', () => {
    const refusal = refusalOf(() => readMnemonic(TWO_LANGUAGES));
    expect(refusal.code).toBe('mnemonic/ambiguous-language');
    expect(refusal.found).toBe('English, French');
    expect(readMnemonic(TWO_LANGUAGES, { language: 'french' })).toMatchObject({ language: 'french' });
    expect(readMnemonic(TWO_LANGUAGES, { language: 'english' })).toMatchObject({ language: 'english' });
    expect(isUnambiguous(readMnemonic(TWO_LANGUAGES, { language: 'french' }) as Bip39Mnemonic)).toBe(false);
  });

  it('asks for the kind where BIP-0039 and Electrum fit', () => {
    expect(codeOf(() => readMnemonic(BOTH_KINDS))).toBe('mnemonic/ambiguous-kind');
    expect(codeOf(() => readMnemonic(BOTH_KINDS, { language: 'english' }))).toBe('mnemonic/ambiguous-kind');
    const read = readMnemonic(BOTH_KINDS, { kind: 'bip39' });
    expect(read.kind).toBe('bip39');
    expect(isUnambiguous(read as Bip39Mnemonic)).toBe(false);
    expect(readMnemonic(BOTH_KINDS, { kind: 'electrum' })).toMatchObject({ kind: 'electrum', seedType: 'standard' });
    expect(isUnambiguous(readMnemonic(ENGLISH) as Bip39Mnemonic)).toBe(true);
  });
});

describe('a mnemonic that is wrong', () => {
  it('with an unknown word: names its place, the word and the nearest ones', () => {
    const refusal = refusalOf(() => readMnemonic(ENGLISH.replace('sausage', 'sausadge')));
    expect(refusal.code).toBe('mnemonic/unknown-word');
    expect(refusal.at).toBe('word 6');
    expect(refusal.found).toBe('sausadge');
    expect(refusal.expected).toBe('perhaps sausage');
    expect(refusal.message).toBe('word 6 of 12 is not in the English list of BIP-0039');
  });

  it('with several: names the first word and the places of the others', () => {
    const refusal = refusalOf(() => readMnemonic(ENGLISH.replace('winner', 'winer').replace('yellow', 'yelow')));
    expect(refusal.found).toBe('winer');
    expect(refusal.message).toContain('also unknown: 12');
    expect(JSON.stringify(refusal)).not.toContain('yelow');
  });

  it('names the word in the script of its language', () => {
    const japanese = mnemonicText(mnemonicFromEntropy(new Uint8Array(16), 'japanese'));
    const refusal = refusalOf(() => readMnemonic(japanese.replace('あおぞら', 'あおぞれ')));
    expect(refusal.found).toBe('あおぞれ');
    expect(refusal.expected).toContain('あおぞら');
  });

  it.each([
    [
      'an extended private key',
      'xprv9s21ZrQH143K2TsDemiaPqaTuBkW3gns4sGi9f65pWtg27nmmmAut6fErgaHFxj3d4rHgyFKjhvtAUafqF3',
    ],
    ['a word with digits', 'hunter2'],
  ])('does not repeat %s typed among the words', (_, secret) => {
    const refusal = refusalOf(() => readMnemonic(ENGLISH.replace('legal', secret)));
    expect(refusal.code).toBe('mnemonic/unknown-word');
    expect(JSON.stringify(refusal)).not.toContain(secret.toLowerCase());
    expect(refusal.found).toBeUndefined();
  });

  it('does not repeat words of a text that is no mnemonic at all', () => {
    const refusal = refusalOf(() =>
      readMnemonic('my secret extension is that purple monkeys dance upon the table tonight'),
    );
    expect(refusal.code).toBe('mnemonic/unknown-word');
    expect([refusal.found, refusal.expected]).toEqual([undefined, undefined]);
  });

  it('with a wrong checksum: counts the single slips that would explain it and lists none', () => {
    const refusal = refusalOf(() => readMnemonic(ENGLISH.replace('thank yellow', 'yellow thank')));
    expect(refusal.code).toBe('mnemonic/checksum');
    expect(refusal.message).toContain('all 12 words');
    expect(refusal.message).toMatch(/[1-9]\d* of the 11 exchanges/);
    expect(refusal.message).toMatch(/\d+ of the \d+ replacements/);
    for (const word of ENGLISH.split(' ')) expect(JSON.stringify(refusal)).not.toMatch(new RegExp(`\\b${word}\\b`));
  });

  it('made of one word only: says no more than that', () => {
    const refusal = refusalOf(() => readMnemonic('abandon '.repeat(12)));
    expect(refusal.code).toBe('mnemonic/checksum');
    expect(refusal.message).not.toContain('would satisfy');
  });

  it.each([0, 1, 11, 14, 16, 23, 25, 100])('of %i words: says how many there are', (count) => {
    const refusal = refusalOf(() => readMnemonic('zoo '.repeat(count)));
    expect(refusal.code).toBe('mnemonic/word-count');
    expect(refusal.found).toContain(`${count} word`);
  });

  it('does not name an unknown word where the number is wrong', () => {
    const refusal = refusalOf(() => readMnemonic(`${ENGLISH} correcthorse`));
    expect(refusal.found).toBe('13 words, 1 of them in no word list');
    expect(JSON.stringify(refusal)).not.toContain('correcthorse');
  });

  it('is refused when it is endless or not Unicode', () => {
    expect(codeOf(() => readMnemonic('zoo '.repeat(100_000)))).toBe('mnemonic/too-long');
    expect(codeOf(() => readMnemonic(`${ENGLISH}\ud800`))).toBe('mnemonic/not-unicode');
  });

  it('never throws anything untyped, whatever is typed', () => {
    const typed = fc.oneof(
      fc.string({ unit: 'binary', maxLength: 200 }),
      fc
        .array(fc.constantFrom(...wordList('english'), ...wordList('korean'), 'x8'), { maxLength: 30 })
        .map((words) => words.join(' ')),
    );
    fc.assert(
      fc.property(typed, fc.constantFrom('bip39' as const, 'electrum' as const, undefined), (text, kind) => {
        try {
          readMnemonic(text, { kind });
        } catch {
          expect(codeOf(() => readMnemonic(text, { kind }))).toMatch(/^mnemonic\//);
        }
      }),
      { numRuns: 150, seed: 92 },
    );
  });
});

describe('Electrum seeds and BIP-0039 mnemonics in one another’s place', () => {
  it('are explained', () => {
    expect(codeOf(() => readMnemonic(ELECTRUM, { kind: 'bip39' }))).toBe('mnemonic/electrum-given');
    expect(codeOf(() => readMnemonic(ENGLISH, { kind: 'electrum' }))).toBe('mnemonic/bip39-given');
    expect(codeOf(() => readMnemonic(ENGLISH.replace('year', 'yard'), { kind: 'electrum' }))).toBe(
      'mnemonic/electrum-version',
    );
  });

  it('an Electrum seed is recognised only in the lists and lengths of Electrum', () => {
    expect(readMnemonic(ELECTRUM)).toMatchObject({ kind: 'electrum', seedType: 'segwit' });
    // An unknown word, and by chance the version of an Electrum seed: a slip far more likely than a seed.
    const slips = Array.from({ length: 400 }, (_, index) =>
      ENGLISH.replace(
        'legal',
        `legal${'abcdefghij'[index % 10]}${'abcdefghijklmnopqrstuvwxyzabcdefghijklmn'[Math.floor(index / 10)]}`,
      ),
    );
    const accepted = slips.filter((slip) => {
      try {
        return readMnemonic(slip, { kind: 'electrum' }).kind === 'electrum';
      } catch {
        return false;
      }
    });
    expect(accepted.length).toBeGreaterThan(0);
    for (const slip of accepted) expect(codeOf(() => readMnemonic(slip))).toBe('mnemonic/unknown-word');
  });
});
