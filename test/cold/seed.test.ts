import { describe, expect, it } from 'vitest';
import { readMnemonic } from '../../src/cold/mnemonic/read.ts';
import type { Mnemonic } from '../../src/cold/mnemonic/types.ts';
import { seedFromBytes, seedOf, wipe } from '../../src/cold/seed.ts';
import { toHex } from '../../src/core/bytes.ts';
import { codeOf } from '../support/errors.ts';

const bip39 = readMnemonic('legal winner thank year wave sausage worth useful legal winner thank yellow');
const electrum = readMnemonic('wild father tree among universe such mobile favorite target dynamic credit identify');
const hexOf = (mnemonic: Mnemonic, extension: string) => toHex(seedOf(mnemonic, extension));

describe('the seed of a BIP-0039 mnemonic', () => {
  it('takes every character of the extension as it is, but for the Unicode form', () => {
    expect(hexOf(bip39, 'caf\u00e9')).toBe(hexOf(bip39, 'cafe\u0301'));
    for (const other of ['cafe', 'Café', 'café ', ' café', 'ca fé']) {
      expect(hexOf(bip39, other), other).not.toBe(hexOf(bip39, 'café'));
    }
    expect(hexOf(bip39, 'a\u3000b')).toBe(hexOf(bip39, 'a b'));
  });

  it('is refused for words that no reading has accepted', () => {
    const words = Array.from({ length: 12 }, () => 'abandon');
    expect(codeOf(() => seedOf({ kind: 'bip39', language: 'english', words }, ''))).toBe('mnemonic/checksum');
    expect(codeOf(() => seedOf({ kind: 'bip39', language: 'english', words: ['zoo'] }, ''))).toBe(
      'mnemonic/word-count',
    );
    const french = { ...bip39, language: 'french' } as Mnemonic;
    expect(codeOf(() => seedOf(french, ''))).toBe('mnemonic/unknown-word');
  });
});

describe('the seed of an Electrum seed', () => {
  it('forgets capitals, accents and repeated spaces of the extension', () => {
    expect(hexOf(electrum, '  Caf\u00e9   NOIR ')).toBe(hexOf(electrum, 'cafe noir'));
    expect(hexOf(electrum, 'cafenoir')).not.toBe(hexOf(electrum, 'cafe noir'));
  });

  it('is refused for a phrase whose version has changed', () => {
    expect(codeOf(() => seedOf({ kind: 'electrum', seedType: 'segwit', phrase: 'wild father' }, ''))).toBe(
      'mnemonic/electrum-version',
    );
    expect(codeOf(() => seedOf({ ...electrum, seedType: 'standard' } as Mnemonic, ''))).toBe(
      'mnemonic/electrum-version',
    );
  });
});

describe('any seed', () => {
  it('has 64 bytes and no extension is the empty one', () => {
    for (const mnemonic of [bip39, electrum]) {
      expect(seedOf(mnemonic, '')).toHaveLength(64);
      expect(hexOf(mnemonic, '')).not.toBe(hexOf(mnemonic, ' a'));
    }
  });

  it('refuses an extension that cannot be one', () => {
    for (const mnemonic of [bip39, electrum]) {
      expect(codeOf(() => seedOf(mnemonic, 'a'.repeat(1001)))).toBe('extension/too-long');
      expect(codeOf(() => seedOf(mnemonic, 'half \udc00'))).toBe('extension/not-unicode');
    }
  });

  it('can be taken as bytes, which are copied', () => {
    const bytes = Uint8Array.from({ length: 32 }, (_, index) => index);
    const seed = seedFromBytes(bytes);
    bytes.fill(0);
    expect(seed[31]).toBe(31);
    expect(codeOf(() => seedFromBytes(new Uint8Array(15)))).toBe('seed/length');
    expect(codeOf(() => seedFromBytes(new Uint8Array(65)))).toBe('seed/length');
  });

  it('can be overwritten', () => {
    const seed = seedOf(bip39, '');
    const other = Uint8Array.of(1, 2, 3);
    wipe(seed, other);
    expect(toHex(seed)).toBe('00'.repeat(64));
    expect(toHex(other)).toBe('000000');
  });

  it('cannot be had from plain bytes', () => {
    const use = (seed: ReturnType<typeof seedOf>) => seed.length;
    // @ts-expect-error plain bytes are no seed
    expect(use(new Uint8Array(64))).toBe(64);
  });
});
