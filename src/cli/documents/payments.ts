/** What a person wants paid, from the command line or a file: addresses with amounts, `bitcoin:` links, whole batches. */
import { resolve } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import type { NetworkName } from '../../core/network.ts';
import { isPaymentLink, readPaymentLink } from '../../core/pay/payment-uri.ts';
import { readTypedAmount } from '../../core/pay/typed-amount.ts';
import { visible } from '../../core/text/visible.ts';
import { readBatch } from '../../exchange/batch.ts';
import type { WantedPayment } from '../../watch/spend/payments.ts';
import type { Arguments, Options } from '../command.ts';
import { readFileText } from '../files/read.ts';
import type { Io } from '../io.ts';

export const PAYMENT_OPTIONS: Options = {
  pay: { kind: 'list', value: 'ADDRESS=AMOUNT', help: 'whom and how much: 0.4, 50000sat, all; or a link' },
  batch: { kind: 'text', value: 'FILE', help: 'a table: address, amount, label, source' },
  payee: { kind: 'list', value: 'NAME', help: 'who that is, in the order of --pay' },
  source: { kind: 'list', value: 'TEXT', help: 'where the address is from, in the order of --pay' },
};

const MAX_MESSAGE = 150;

export interface ReadPayments {
  readonly payments: readonly WantedPayment[];
  /** What was passed over in a link, for the person; escaped. */
  readonly remarks: readonly string[];
}

/**
 * @throws IcehouseError `usage/missing-option` when nobody is to be paid, `usage/arguments`, `uri/no-amount`, and those of
 * `readTypedAmount`, `readPaymentLink`, `readBatch` and of reading a file.
 */
export function readPayments(args: Arguments, io: Io, network: NetworkName): ReadPayments {
  const [pays, names, sources, file] = [args.list('pay'), args.list('payee'), args.list('source'), args.text('batch')];
  if (names.length > pays.length || sources.length > pays.length) {
    throw usage('there are more payees or sources than payments', '--payee', 'one for each --pay, in the same order');
  }
  const batch = file === undefined ? [] : readBatch(readFileText(resolve(io.folder, file)), network);
  if (pays.length + batch.length === 0) {
    throw new IcehouseError({
      code: 'usage/missing-option',
      kind: 'usage',
      message: 'nobody is to be paid',
      expected: '--pay ADDRESS=AMOUNT, --pay bitcoin:… or --batch FILE',
      next: 'see: icehouse propose --help',
    });
  }
  const remarks: string[] = [];
  const single = pays.map((text, index): WantedPayment => {
    const read = isPaymentLink(text) ? fromLink(text, network, remarks) : fromText(text, index);
    return { ...read, name: names[index] ?? read.name, source: sources[index] ?? read.source };
  });
  const many = batch.map(
    ({ address, amount, label, source }): WantedPayment => ({ address, amount, name: label, source }),
  );
  return { payments: [...single, ...many], remarks };
}

function fromText(text: string, index: number): WantedPayment {
  const split = text.lastIndexOf('=');
  if (split < 1) throw usage('a payment needs an address and an amount', '--pay', 'ADDRESS=AMOUNT, such as bc1q…=0.4');
  const amount = readTypedAmount(text.slice(split + 1), `payments[${index}].amount`);
  return { address: text.slice(0, split).trim(), amount };
}

function fromLink(text: string, network: NetworkName, remarks: string[]): WantedPayment {
  const { address, amount, label, message, ignored } = readPaymentLink(text, network, '--pay');
  if (amount === undefined) {
    throw new IcehouseError({
      code: 'uri/no-amount',
      message: 'the link does not say how much to pay',
      at: '--pay',
      next: `write it with its amount: --pay ${address}=AMOUNT`,
    });
  }
  if (ignored.length > 0) remarks.push(`The link offers more that is passed over: ${visible(ignored.join(', '))}`);
  // The proposal has room for 200 characters; whoever wrote the link may have taken more.
  const said = message !== undefined && message.length > MAX_MESSAGE ? `${message.slice(0, MAX_MESSAGE)}…` : message;
  const source = said === undefined ? 'a payment link' : `a payment link that says: ${said}`;
  return { address, amount, name: label, source };
}

function usage(message: string, at: string, expected: string): IcehouseError {
  return new IcehouseError({ code: 'usage/arguments', kind: 'usage', message, at, expected });
}
