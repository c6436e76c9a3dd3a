/** BSMS records (BIP-0129), plain and encrypted: what is read prints to the same record again. */
import { IcehouseError } from '../../src/core/errors.ts';
import { loadSecondOpinion } from '../../src/core/second/wally.ts';
import {
  formatDescriptorRecord,
  parseDescriptorRecord,
  walletOfRecord,
} from '../../src/exchange/bsms/descriptor-record.ts';
import { recordInFile, sealRecord } from '../../src/exchange/bsms/encryption.ts';
import { parseKeyRecord } from '../../src/exchange/bsms/key-record.ts';
import { parseSession } from '../../src/exchange/bsms/session.ts';
import { parseToken, tokenForms } from '../../src/exchange/bsms/token.ts';
import { textEdits } from '../edits/text.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { stringsIn } from './vectors.ts';
import { charter } from './workshop.ts';

const second = await loadSecondOpinion();

const TOKEN = parseToken('a54044308ceac9b7');

const vectors = stringsIn(
  'bsms/bip129-bsms.json',
  (text) => text.length < 4_000 && (text.includes('\n') || /^[0-9a-f]{8,}$/.test(text)),
);

const WORDS = [
  'BSMS 1.0',
  'No path restrictions',
  '/0/*,/1/*',
  '/**',
  '\n',
  '00',
  'wsh(',
  'sortedmulti(',
  '[59865f44/48h]',
  'xprv',
];

export const target: TextTarget = {
  kind: 'text',
  name: 'bsms',
  pace: 'heavy',
  seeds: () => [...vectors, formatDescriptorRecord(charter.wallet)],
  edits: textEdits(WORDS),
  run: (text) => [
    attempt('key', () => parseKeyRecord(text)),
    attempt('descriptor', () => readDescriptor(text)),
    attempt('token', () => {
      const token = parseToken(text);
      const { hex } = tokenForms(token);
      holds(parseToken(hex).hex === token.hex, 'a token prints to the same token');
    }),
    attempt('session', () => parseSession(text)),
    // The key of a sealed record is stretched, which takes long: only where the text can be one.
    ...(/^(?:[0-9a-f]{2}){40,}$/i.test(text) ? [attempt('sealed', () => recordInFile(Buffer.from(text), TOKEN))] : []),
  ],
};

function readDescriptor(text: string): void {
  const record = parseDescriptorRecord(text, { network: 'main' });
  const { wallet } = walletOfRecord(record, { second });
  const printed = formatDescriptorRecord(wallet);
  const again = walletOfRecord(parseDescriptorRecord(printed, { network: 'main' }), { second });
  holds(again.wallet.descriptor === wallet.descriptor, 'a wallet survives being written as a record');
  const opened = recordInFile(sealRecord(printed, TOKEN), TOKEN);
  holds(opened.trim() === printed.trim(), 'a record survives being sealed');
}

function attempt(mark: string, step: () => unknown): string {
  try {
    step();
    return mark;
  } catch (error) {
    if (error instanceof IcehouseError) return `${mark}: ${error.code}`;
    throw error;
  }
}
