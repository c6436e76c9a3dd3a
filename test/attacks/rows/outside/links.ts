/** Payment links that could mean two things, or demand what nobody here understands (85). */
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { readPaymentLink } from '../../../../src/core/pay/payment-uri.ts';
import { encodeAddress } from '../../../../src/core/wallet/address.ts';
import { strangerScript } from '../../../review/payment.ts';
import { type ActCase, type Row, refused } from '../../row.ts';

const addressOf = (name: string): string => encodeAddress(strangerScript(name), 'main') ?? '';
const ACME = addressOf('Acme');
const MALLORY = addressOf('Mallory');

/** Both links are read for a payment on the main network; on a command line they come with `propose --pay`. */
function link(name: string, code: ErrorCode, attack: string, control: string): ActCase {
  return {
    name: `85-${name}`,
    expected: refused(code),
    library: () => ({
      attack: () => readPaymentLink(attack, 'main'),
      control: () => readPaymentLink(control, 'main'),
    }),
  };
}

const PLAIN = `bitcoin:${ACME}?amount=0.4`;

export const LINK_ROWS: readonly Row<ActCase>[] = [
  {
    row: 85,
    cases: [
      link('amount-twice', 'uri/duplicate-parameter', `${PLAIN}&amount=4`, PLAIN),
      link('amount-twice-in-capitals', 'uri/duplicate-parameter', `${PLAIN}&AMOUNT=4`, `bitcoin:${ACME}?AMOUNT=0.4`),
      link('amount-twice-by-percent-signs', 'uri/duplicate-parameter', `${PLAIN}&%61mount=4`, PLAIN),
      link('label-twice', 'uri/duplicate-parameter', `${PLAIN}&label=Acme&label=Roof`, `${PLAIN}&label=Acme`),
      link('demand-that-is-not-known', 'uri/unknown-requirement', `${PLAIN}&req-escrow=1`, `${PLAIN}&escrow=1`),
      link('amount-with-exponent', 'uri/malformed', `bitcoin:${ACME}?amount=1e8`, PLAIN),
      link('amount-in-hexadecimal', 'uri/malformed', `bitcoin:${ACME}?amount=0x10`, PLAIN),
      link('amount-with-comma', 'uri/malformed', `bitcoin:${ACME}?amount=0,4`, PLAIN),
      link('negative-amount', 'uri/malformed', `bitcoin:${ACME}?amount=-0.4`, PLAIN),
      link('parameter-with-two-values', 'uri/malformed', `bitcoin:${ACME}?amount=0.4=4`, PLAIN),
      link(
        'mixed-case-address',
        'address/mixed-case',
        PLAIN.replace(ACME, ACME.slice(0, -4) + ACME.slice(-4).toUpperCase()),
        PLAIN.replace(ACME, ACME.toUpperCase()),
      ),
      link('address-of-a-test-network', 'address/wrong-network', PLAIN.replace(ACME, testAddress()), PLAIN),
      link('letters-that-are-none', 'uri/not-utf8', `${PLAIN}&label=%ff`, `${PLAIN}&label=%C3%A9`),
      link('slashes-as-of-a-web-page', 'uri/malformed', `bitcoin://${ACME}?amount=0.4`, PLAIN),
      link('second-address-spoilt', 'address/bad-checksum', `${PLAIN}&bc=${spoilt(MALLORY)}`, PLAIN),
    ],
  },
];

function testAddress(): string {
  return encodeAddress(strangerScript('Acme'), 'testnet4') ?? '';
}

function spoilt(address: string): string {
  return address.slice(0, -1) + (address.endsWith('q') ? 'p' : 'q');
}
