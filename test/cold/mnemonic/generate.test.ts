import { describe, expect, it } from 'vitest';
import { WORD_COUNTS } from '../../../src/cold/mnemonic/checksum.ts';
import {
  DEFAULT_WORD_COUNT,
  entropyLength,
  mnemonicFromEntropy,
  mnemonicText,
} from '../../../src/cold/mnemonic/generate.ts';
import { readMnemonic } from '../../../src/cold/mnemonic/read.ts';
import { codeOf } from '../../support/errors.ts';

describe('making a mnemonic', () => {
  it.each(WORD_COUNTS)('of %i words', (count) => {
    const mnemonic = mnemonicFromEntropy(new Uint8Array(entropyLength(count)).fill(0xa7));
    expect(mnemonic.words).toHaveLength(count);
    expect(mnemonic.language).toBe('english');
    expect(readMnemonic(mnemonicText(mnemonic), { kind: 'bip39' })).toEqual(mnemonic);
  });

  it('is of 24 words unless asked otherwise', () => {
    expect(DEFAULT_WORD_COUNT).toBe(24);
    expect(entropyLength(DEFAULT_WORD_COUNT) * 8).toBe(256);
  });

  it.each([0, 1, 15, 17, 31, 33, 64])('refuses %i bytes', (length) => {
    expect(codeOf(() => mnemonicFromEntropy(new Uint8Array(length)))).toBe('mnemonic/entropy-length');
  });

  it('writes Japanese with ideographic spaces, and letters composed', () => {
    const text = mnemonicText(mnemonicFromEntropy(new Uint8Array(16), 'japanese'));
    expect(text.split('\u3000')).toHaveLength(12);
    expect(text).toBe(text.normalize('NFC'));
  });

  it('writes an Electrum seed as it was read', () => {
    const phrase = 'wild father tree among universe such mobile favorite target dynamic credit identify';
    expect(mnemonicText(readMnemonic(phrase.toUpperCase()))).toBe(phrase);
  });
});
