/** `recognise`, which looks at every file of a shared folder: whatever lies there has an answer, and a secret is called one. */
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { fromBase64, utf8ToBytes } from '../../src/core/bytes.ts';
import { recognise } from '../../src/exchange/inbox/recognise.ts';
import { WORDS } from '../../test/support/members.ts';
import { coreSpends } from '../../test/support/psbts.ts';
import type { BytesEdit } from '../edits/bytes.ts';
import { bytesEdits } from '../edits/bytes.ts';
import { jsonEdits } from '../edits/json.ts';
import { type BytesTarget, holds } from '../engine/target.ts';
import { cardTexts, charterTexts, DOCUMENT_WORDS, receiptTexts } from './workshop.ts';

const SAMPLES = [
  'sparrow/electrum-multisig-wallet.json',
  'coldcard/export-p2wsh-myself.txt',
  'sparrow/descriptor-multipath.txt',
];

const sample = (path: string): string => readFileSync(new URL(`../../test/vectors/${path}`, import.meta.url), 'utf8');

const { unsigned, final_tx } = coreSpends[0]!;

const TEXTS = [
  ...[...charterTexts, ...cardTexts, ...receiptTexts, ...SAMPLES.map(sample), unsigned, final_tx, WORDS.Bob],
  ...['BSMS 1.0\n00\n', '-----BEGIN PGP MESSAGE-----\n', 'age-encryption.org/v1\n-> X25519 aaaa\n', 'Lunch at noon?\n'],
];

/** Edits of the text behind the bytes. */
const asText: fc.Arbitrary<BytesEdit> = jsonEdits([...DOCUMENT_WORDS, WORDS.Anna, WORDS.Carol, '\n']).map(
  (edit): BytesEdit =>
    (bytes, corpus) =>
      utf8ToBytes(edit(textOf(bytes), (number) => textOf(corpus(number))).toWellFormed()),
);

const textOf = (bytes: Uint8Array): string => Buffer.from(bytes).toString('utf8');

/** A phrase alone on its line, as somebody writes it down. */
const PHRASE = new RegExp(`^(?:${Object.values(WORDS).join('|')})$`, 'm');

export const target: BytesTarget = {
  kind: 'bytes',
  name: 'inbox',
  pace: 'heavy',
  seeds: () => [...TEXTS.map(utf8ToBytes), fromBase64(unsigned)],
  edits: fc.oneof({ weight: 3, arbitrary: asText }, { weight: 1, arbitrary: bytesEdits }),
  run: (bytes) => {
    const found = recognise(bytes);
    const isPlain = /^[\n -~]*$/.test(textOf(bytes.subarray(0, 4_096))) && bytes.length < 4_096;
    if (isPlain && found.kind === 'unknown') holds(!PHRASE.test(textOf(bytes)), 'a phrase on a line is a secret');
    return ['recognised', found.kind, ...(found.kind === 'damaged' ? [found.error.code] : [])];
  },
};
