/** `parseBtc` against a reading of the digits in another way. */
import { formatBtc, parseBtc } from '../../src/core/amount.ts';
import { textEdits } from '../edits/text.ts';
import { holds, type TextTarget } from '../engine/target.ts';

export const target: TextTarget = {
  kind: 'text',
  name: 'amount',
  pace: 'light',
  seeds: () => ['0.015', '21000000', '1', '0.00000001', ' 12.5 ', '20999999.99999999', '1,5', '1e-8', '٣.٥', '+1'],
  edits: textEdits([
    '.',
    ',',
    '0',
    '9',
    '00000000',
    '21000000',
    ' ',
    '-',
    '+',
    'e8',
    '_',
    'BTC',
    'sat',
    '\u0660',
    '\uff11',
  ]),
  run: (text) => {
    const amount = parseBtc(text);
    holds(parseBtc(formatBtc(amount)) === amount, 'an amount prints to a text that reads as the same amount');
    const trimmed = text.trim();
    holds(/^[0-9]+(?:\.[0-9]+)?$/.test(trimmed), 'an amount is written in the ten digits and at most one point');
    const [whole = '', fraction = ''] = trimmed.split('.');
    holds(BigInt(whole + fraction.padEnd(8, '0')) === amount, 'the digits are the amount');
    return ['read'];
  },
};
