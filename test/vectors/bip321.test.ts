/**
 * The examples of BIP-0021 and BIP-0321 (BSD-2-Clause): those that a wallet without lightning and silent payments can pay,
 * those it cannot, and those that are wrong; then what strangers try. The Base58 address in the BIPs has a wrong checksum,
 * so a valid one stands in its place here.
 */
import { describe, expect, it } from 'vitest';
import type { NetworkName } from '../../src/core/network.ts';
import { isPaymentLink, readPaymentLink } from '../../src/core/pay/payment-uri.ts';
import { refusalOf } from '../support/errors.ts';

const PRINTED = '175tWpb8K1S7NmH4Zx6rewF9WQrcZv245W';
const OLD = '1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2';
const V0 = 'bc1qufgy354j3kmvuch987xe4s40836x3h0lg8f5n2';
const V1 = 'bc1p5swkugezn97763tl0yty6556856uug0q6jflljvep9m4p7339x5qzyrh4g';
const TB = 'tb1qghfhmd4zh7ncpmxl3qzhmq566jk8ckq4gafnmg';
const read = (text: string, network: NetworkName = 'main') => readPaymentLink(text, network, '--pay');

describe('links of BIP-0021 and BIP-0321', () => {
  it.each([
    [`bitcoin:${OLD}`, { address: OLD, amount: undefined, label: undefined, ignored: [] }],
    [`bitcoin:${OLD}?label=Luke-Jr`, { label: 'Luke-Jr' }],
    [`bitcoin:${OLD}?amount=20.3&label=Luke-Jr`, { amount: 2_030_000_000n, label: 'Luke-Jr' }],
    [
      `bitcoin:${OLD}?amount=50&label=Luke-Jr&message=Donation%20for%20project%20xyz`,
      { amount: 5_000_000_000n, message: 'Donation for project xyz' },
    ],
    [`bitcoin:${OLD}?lightning=lnbc420bogusinvoice`, { address: OLD, ignored: ['lightning'] }],
    [`bitcoin:${OLD}?sp=sp1qsilentpayment`, { address: OLD, ignored: ['sp'] }],
    [
      `bitcoin:${OLD}?somethingyoudontunderstand=50&somethingelseyoudontget=999`,
      { ignored: ['somethingyoudontunderstand', 'somethingelseyoudontget'] },
    ],
    [`bitcoin:?bc=${V0}&bc=${V1}`, { address: V0, ignored: [] }],
    [`BITCOIN:${V0.toUpperCase()}?BC=${V1.toUpperCase()}`, { address: V0.toUpperCase(), ignored: [] }],
    [`BITCOIN:?BC=${V0.toUpperCase()}&BC=${V1.toUpperCase()}`, { address: V0.toUpperCase() }],
    [`bitcoin:${OLD}?pop=initiatingapp%3a`, { ignored: ['pop'] }],
    [`bitcoin:${OLD}?pop=https%3aiwantyouripaddress.com`, { ignored: ['pop'] }],
  ])('%s', (text, expected) => {
    expect(isPaymentLink(text)).toBe(true);
    expect(read(text)).toMatchObject(expected);
  });

  it('for a test network have their address under its own name', () => {
    expect(read(`bitcoin:?tb=${TB}`, 'signet')).toMatchObject({ address: TB, ignored: [] });
    expect(refusalOf(() => read(`bitcoin:?tb=${TB}`)).code).toBe('uri/no-address');
  });

  it.each([
    ['bitcoin:?lightning=lnbc420bogusinvoice', 'uri/no-address'],
    ['bitcoin:?lno=lno1bogusoffer', 'uri/no-address'],
    ['bitcoin:?lno=lno1bogusoffer&sp=sp1qsilentpayment', 'uri/no-address'],
    ['bitcoin:?sp=sp1qsilentpayment', 'uri/no-address'],
    [`bitcoin:${OLD}?req-somethingyoudontunderstand=50&req-somethingelseyoudontget=999`, 'uri/unknown-requirement'],
    [`bitcoin:${OLD}?label=Luke-Jr&label=Matt`, 'uri/duplicate-parameter'],
    [`bitcoin:${OLD}?amount=42&amount=10`, 'uri/duplicate-parameter'],
    [`bitcoin:${OLD}?amount=42&amount=42`, 'uri/duplicate-parameter'],
    [`bitcoin:${OLD}?pop=callback%3a&req-pop=callback%3a`, 'uri/duplicate-parameter'],
    [`bitcoin:?bc=${TB}`, 'address/wrong-network'],
    [`bitcoin:${OLD}?bc=${TB}`, 'address/wrong-network'],
    [`bitcoin:${OLD}?req-pop=https%3aevilwebsite.com`, 'uri/unknown-requirement'],
    [`bitcoin:${OLD}?amount=50,000.00`, 'uri/malformed'],
  ])('%s is refused', (text, code) => {
    expect(refusalOf(() => read(text))).toMatchObject({ code, at: '--pay' });
  });
});

describe('links of strangers', () => {
  it('are refused with the address that the BIPs print', () => {
    expect(refusalOf(() => read(`bitcoin:${PRINTED}`)).code).toBe('address/bad-checksum');
  });

  it.each([
    [`bitcoin:${OLD}?amount=1e8`, 'uri/malformed'],
    [`bitcoin:${OLD}?amount=-1`, 'uri/malformed'],
    [`bitcoin:${OLD}?amount=`, 'uri/malformed'],
    [`bitcoin:${OLD}?amount=1.`, 'uri/malformed'],
    [`bitcoin:${OLD}?amount=0x10`, 'uri/malformed'],
    [`bitcoin:${OLD}?amount=0.000000001`, 'uri/malformed'],
    [`bitcoin:${OLD}?amount=22000000`, 'amount/out-of-range'],
    [`bitcoin:${OLD}?amount=1=2`, 'uri/malformed'],
    [`bitcoin:${OLD}?amount=1&AMOUNT=2`, 'uri/duplicate-parameter'],
    [`bitcoin:${OLD}?amount=1&%61mount=2`, 'uri/duplicate-parameter'],
    [`bitcoin:${OLD}?amount=1&req-amount=2`, 'uri/duplicate-parameter'],
    [`bitcoin:${OLD}?req-amount=2`, 'uri/unknown-requirement'],
    [`bitcoin:${OLD}?%72eq-x=1`, 'uri/unknown-requirement'],
    [`bitcoin:${OLD}?REQ-X=1`, 'uri/unknown-requirement'],
    [`bitcoin:${V0.replace('ufgy', 'uFgy')}`, 'address/mixed-case'],
    [`bitcoin:${V0.replace('ufgy', 'ufgx')}`, 'address/bad-checksum'],
    [`bitcoin:${TB}`, 'address/wrong-network'],
    [`bitcoin://${OLD}`, 'uri/malformed'],
    [`bitcoin:${OLD}#amount=1`, 'address/not-an-address'],
    [`bitcoin:${OLD}?label=a#b`, 'uri/malformed'],
    [`bitcoin:${OLD}?label=two words`, 'uri/malformed'],
    [`bitcoin:${OLD}?label=%zz`, 'uri/malformed'],
    [`bitcoin:${OLD}?label=%`, 'uri/malformed'],
    [`bitcoin:${OLD}?label=%ff`, 'uri/not-utf8'],
    [`bitcoin:${OLD}?label=%ed%a0%80`, 'uri/not-utf8'],
    [`bitcoin:${OLD}?label=${'a'.repeat(9_000)}`, 'uri/malformed'],
    ['bitcoin:', 'uri/no-address'],
    ['litecoin:LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1', 'uri/malformed'],
  ])('%s is refused', (text, code) => {
    expect(refusalOf(() => read(text)).code).toBe(code);
  });

  it('keep what they say, to be escaped where it is shown', () => {
    const { label, message } = read(`bitcoin:${OLD}?label=a%1b%5b31m+%E2%82%BF&message=50%25%26more=`.replace(/=$/, ''));
    expect(label).toBe('a\u001b[31m+₿');
    expect(message).toBe('50%&more');
  });
});
