/** What a person or a stranger wants paid: typed amounts, links and batches mean one thing each or nothing. */
import { isDeepStrictEqual } from 'node:util';
import { formatBtc, MAX_MONEY } from '../../src/core/amount.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { isPaymentLink, readPaymentLink } from '../../src/core/pay/payment-uri.ts';
import { readTypedAmount } from '../../src/core/pay/typed-amount.ts';
import { decodeAddress } from '../../src/core/wallet/address.ts';
import { readBatch } from '../../src/exchange/batch.ts';
import { textEdits } from '../edits/text.ts';
import { holds, type TextTarget } from '../engine/target.ts';

const A = 'bc1qufgy354j3kmvuch987xe4s40836x3h0lg8f5n2';
const B = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2';

export const target: TextTarget = {
  kind: 'text',
  name: 'wishes',
  pace: 'light',
  seeds: () => [
    ...['0.4', '1,5 mBTC', '1 500 000 sat', '1.234,5', '0.01 500 000', 'all', '1,234', '2.5 bits', '-1', '1e8'],
    `bitcoin:${A}?amount=0.4&label=Roofer%20Zo%C3%AB&message=m&lightning=ln1`,
    `BITCOIN:?BC=${A.toUpperCase()}&pop=a%3a`,
    `bitcoin:${B}?req-x=1&amount=1&amount=2`,
    `address,amount,label,source\n${A},0.4,"Roofer, Zoë",invoice 12\n${B},all,,\n`,
    `${A};0,4;Roofer\n${B};"1,5 mBTC";"a ""b"""\n`,
  ],
  edits: textEdits([
    '.',
    ',',
    ' ',
    '=',
    '&',
    '%41',
    '?',
    'req-',
    'amount=',
    '"',
    '\n',
    ';',
    '\t',
    A,
    'sat',
    '0',
    '000',
    ':',
  ]),
  run: (text) => [
    attempt('amount', () => amount(text)),
    attempt('link', () => link(text)),
    attempt('batch', () => batch(text)),
  ],
};

function amount(text: string): void {
  const read = readTypedAmount(text);
  if (read === 'all') return;
  holds(read >= 0n && read <= MAX_MONEY, 'an amount is one that can exist');
  const significant = (digits: string) => digits.replace(/\D/g, '').replace(/^0+|0+$/g, '');
  holds(significant(String(read)) === significant(text), 'an amount has the digits of its text and no others');
  holds(readTypedAmount(`${formatBtc(read)} BTC`) === read, 'an amount prints to a text that reads as the same');
}

function link(text: string): void {
  const read = readPaymentLink(text, 'main');
  holds(isPaymentLink(text), 'what is read as a link is one');
  holds(decodeAddress(read.address, 'main').length > 0, 'a link that is read has an address of the network');
  holds(!/(?:^\?|&)req-/i.test(text.slice(text.indexOf('?'))), 'a link that demands something is refused');
  const again = readPaymentLink(`${text.trim()}${text.includes('?') ? '&' : '?'}zz=1`, 'main');
  holds(isDeepStrictEqual({ ...again, ignored: [] }, { ...read, ignored: [] }), 'what may be ignored changes nothing');
}

function batch(text: string): void {
  const read = readBatch(text, 'main');
  holds(read.length > 0, 'a batch that is read has payments');
  holds(
    read.every(({ line }, index) => index === 0 || line > read[index - 1]!.line),
    'payments stand in the order of their lines',
  );
}

function attempt(mark: string, read: () => void): string {
  try {
    read();
    return mark;
  } catch (error) {
    if (error instanceof IcehouseError) return `${mark} ${error.code}`;
    throw error;
  }
}
