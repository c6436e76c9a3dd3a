/** `readMnemonic`: what is read reads again as the same, and no refusal repeats the words. All words are public ones. */

import { mnemonicText } from '../../src/cold/mnemonic/generate.ts';
import { mnemonicNotes } from '../../src/cold/mnemonic/normalise.ts';
import { readMnemonic } from '../../src/cold/mnemonic/read.ts';
import type { Mnemonic } from '../../src/cold/mnemonic/types.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { textEdits } from '../edits/text.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { sample, stringsIn } from './vectors.ts';

const isPhrase = (text: string) => text.split(/\s+/u).length >= 12 && text.length < 400;

const WORDS = [
  'abandon',
  'about',
  'zoo',
  'wrong',
  'legal',
  'yellow',
  'ábaco',
  'abaisser',
  'あいこくしん',
  '的',
  '\u3000',
  'word',
];

export const target: TextTarget = {
  kind: 'text',
  name: 'mnemonic',
  pace: 'light',
  seeds: () => [
    ...sample(stringsIn('bip39/bip39-trezor-all-languages.json', isPhrase), 40),
    ...sample(stringsIn('bip39/bip39-bip32jp-japanese.json', isPhrase), 6),
    ...sample(stringsIn('electrum/electrum-seeds.json', isPhrase), 24),
  ],
  edits: textEdits(WORDS),
  run: (text) => {
    const mnemonic = attempt(text, () => readMnemonic(text));
    mnemonicNotes(text, mnemonic);
    const options =
      mnemonic.kind === 'bip39' ? { kind: mnemonic.kind, language: mnemonic.language } : { kind: mnemonic.kind };
    const again = readMnemonic(mnemonicText(mnemonic), options);
    holds(mnemonicText(again) === mnemonicText(mnemonic), 'a mnemonic prints to words that read as the same mnemonic');
    return [mnemonic.kind === 'bip39' ? mnemonic.language : mnemonic.seedType];
  },
};

function attempt(text: string, read: () => Mnemonic): Mnemonic {
  try {
    return read();
  } catch (error) {
    if (error instanceof IcehouseError) requireNoWords(text, error);
    throw error;
  }
}

/** One word may be named and its neighbours listed; three words of the text in a row may not. */
function requireNoWords(text: string, error: IcehouseError): void {
  const said = JSON.stringify(error).normalize('NFKD').toLowerCase();
  const words = text
    .slice(0, 2_000)
    .normalize('NFKD')
    .toLowerCase()
    .split(/\s+/u)
    .filter((word) => word.length > 3);
  for (const [index] of words.slice(2).entries()) {
    holds(!said.includes(words.slice(index, index + 3).join(' ')), 'no error repeats the words of a mnemonic');
  }
}
