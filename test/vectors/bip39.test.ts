/** BIP-0039 in ten languages: entropy to words, words to entropy, and the seed with its BIP-0032 root key. */
import { readFileSync } from 'node:fs';
import { HDKey } from '@scure/bip32';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/core/bytes.ts';
import { LANGUAGES, mnemonicLanguage } from '../../src/cold/mnemonic/languages.ts';
import { entropyOf, mnemonicFromEntropy, mnemonicText } from '../../src/cold/mnemonic/generate.ts';
import { readMnemonic } from '../../src/cold/mnemonic/read.ts';
import type { Language } from '../../src/cold/mnemonic/types.ts';
import { seedOf } from '../../src/cold/seed.ts';
import { codeOf } from '../support/errors.ts';

interface Vector {
  readonly language?: string;
  readonly entropy: string;
  readonly mnemonic: string;
  readonly passphrase: string;
  readonly seed: string;
  readonly xprv?: string;
  readonly bip32_xprv?: string;
}

function load(name: string): readonly Vector[] {
  return JSON.parse(readFileSync(new URL(`bip39/${name}`, import.meta.url), 'utf8')).vectors;
}

const trezor = load('bip39-trezor-all-languages.json');
const isOurs = (vector: Vector) => LANGUAGES.some((language) => language === vector.language);
const vectors = [
  ...trezor.filter(isOurs).map((vector) => ({ ...vector, language: vector.language as Language })),
  ...load('bip39-bip32jp-english.json').map((vector) => ({ ...vector, language: 'english' as const })),
  ...load('bip39-bip32jp-japanese.json').map((vector) => ({ ...vector, language: 'japanese' as const })),
];

describe('BIP-0039 vectors', () => {
  it('cover all ten languages', () => {
    expect(vectors).toHaveLength(225 - 37 + 19 + 18);
    expect(new Set(vectors.map(({ language }) => language))).toEqual(new Set(LANGUAGES));
  });

  it.each(LANGUAGES)('%s: entropy becomes the mnemonic and back', (language) => {
    for (const vector of vectors.filter((each) => each.language === language)) {
      const made = mnemonicFromEntropy(fromHex(vector.entropy), language);
      expect(mnemonicText(made).normalize('NFKD')).toBe(vector.mnemonic.normalize('NFKD'));
      const read = readMnemonic(vector.mnemonic, { kind: 'bip39', language });
      expect(read).toEqual(made);
      expect(toHex(entropyOf(made))).toBe(vector.entropy);
    }
  });

  it.each(LANGUAGES)('%s: mnemonic and extension become the seed and its root key', (language) => {
    for (const vector of vectors.filter((each) => each.language === language)) {
      const seed = seedOf(readMnemonic(vector.mnemonic, { kind: 'bip39', language }), vector.passphrase);
      expect(toHex(seed)).toBe(vector.seed);
      expect(HDKey.fromMasterSeed(seed).privateExtendedKey).toBe(vector.xprv ?? vector.bip32_xprv);
    }
  });

  it('are recognised without being told the language, save where two languages fit', () => {
    const asked = vectors.filter((vector) => {
      try {
        return readMnemonic(vector.mnemonic, { kind: 'bip39' }).kind !== 'bip39';
      } catch {
        expect(codeOf(() => readMnemonic(vector.mnemonic, { kind: 'bip39' }))).toBe('mnemonic/ambiguous-language');
        return true;
      }
    });
    expect(asked.map(({ language, entropy }) => `${language} ${entropy}`)).toMatchInlineSnapshot(`
      [
        "chinese_simplified ffffffffffffffffffffffffffffffffffffffffffffffff",
        "chinese_traditional 00000000000000000000000000000000",
        "chinese_traditional ffffffffffffffffffffffffffffffffffffffffffffffff",
        "chinese_traditional 0000000000000000000000000000000000000000000000000000000000000000",
        "chinese_traditional ffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffffff",
      ]
    `);
  });

  it('refuse the two languages that are not in the BIP', () => {
    const foreign = trezor.filter((vector) => !isOurs(vector));
    expect(foreign).toHaveLength(37);
    for (const { language, mnemonic } of foreign) {
      expect(['turkish', 'russian']).toContain(language);
      expect(codeOf(() => mnemonicLanguage(language!))).toBe('mnemonic/unknown-language');
      expect(codeOf(() => readMnemonic(mnemonic))).toBe('mnemonic/unknown-word');
    }
  });
});
