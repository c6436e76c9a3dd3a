import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatBtc, MAX_MONEY } from '../../../src/core/amount.ts';
import { readTypedAmount } from '../../../src/core/pay/typed-amount.ts';
import { refusalOf } from '../../support/errors.ts';

describe('amounts as people type them', () => {
  it.each([
    ['0.4', 40_000_000n],
    [' 0.40000000 ', 40_000_000n],
    ['0.4 BTC', 40_000_000n],
    ['0.4btc', 40_000_000n],
    ['0.4 ₿', 40_000_000n],
    ['2 bitcoins', 200_000_000n],
    ['0,4', 40_000_000n],
    ['0,015', 1_500_000n],
    ['1,5', 150_000_000n],
    ['12,34 BTC', 1_234_000_000n],
    ['1.234', 123_400_000n],
    ['1234,567', 123_456_700_000n],
    ['1,234.5', 123_450_000_000n],
    ['1.234,5', 123_450_000_000n],
    ['1,000,000 sat', 1_000_000n],
    ['1,234 sat', 1_234n],
    ['1.000.000 sats', 1_000_000n],
    ['1 500 000 sat', 1_500_000n],
    ['1\u202f500\u202f000 satoshi', 1_500_000n],
    ['1\u00a0234.5', 123_450_000_000n],
    ['0.015 000 00', 1_500_000n],
    ['0.01 500 000', 1_500_000n],
    ['400 mBTC', 40_000_000n],
    ['0,5 mBTC', 50_000n],
    ['1,234 bits', 123_400n],
    ['2.5 bits', 250n],
    ['1.500 sat', 1_500n],
    ['0.500 bits', 50n],
    ['2.5 µBTC', 250n],
    ['2.5 μBTC', 250n],
    ['1 uBTC', 100n],
    ['50000 sat', 50_000n],
    ['1000 BTC', 100_000_000_000n],
    ['999', 99_900_000_000n],
    ['0', 0n],
    ['all', 'all'],
    [' ALL ', 'all'],
  ] as const)('%s is read', (text, expected) => {
    expect(readTypedAmount(text)).toBe(expected);
  });

  it.each([
    ['1,234', 'amount/ambiguous', '1.234 BTC or 1234 BTC'],
    ['12,000', 'amount/ambiguous', '12.000 BTC or 12000 BTC'],
    ['1,234 mBTC', 'amount/ambiguous', '1.234 mBTC or 1234 mBTC'],
    ['600.000 sat', 'amount/ambiguous', '600.000 sat or 600000 sat'],
    ['10.000 bits', 'amount/ambiguous', '10.000 bits or 10000 bits'],
    ['-0.4', 'amount/negative', 'an amount above zero'],
    ['−1', 'amount/negative', 'an amount above zero'],
    ['1e8', 'amount/exponent', 'all digits, such as 0.015'],
    ['1E-3', 'amount/exponent', 'all digits, such as 0.015'],
    ['0.4 MBTC', 'amount/unknown-unit', 'BTC, mBTC, bits or sat'],
    ['0.4 EUR', 'amount/unknown-unit', 'BTC, mBTC, bits or sat'],
    ['5 €', 'amount/unknown-unit', 'BTC, mBTC, bits or sat'],
    ['0.4 BTC please', 'amount/unknown-unit', 'BTC, mBTC, bits or sat'],
    ['50000', 'amount/unit-missing', '50000 sat or 50000 BTC'],
    ['1000', 'amount/unit-missing', '1000 sat or 1000 BTC'],
    ['1,000,000', 'amount/unit-missing', '1,000,000 sat or 1,000,000 BTC'],
    ['0.123456789', 'amount/too-precise', 'at most 8 decimals of BTC'],
    ['1.5 sat', 'amount/too-precise', 'a whole number of satoshis'],
    ['0.1234567 mBTC', 'amount/too-precise', 'at most 5 decimals of mBTC'],
    ['22000000 BTC', 'amount/out-of-range', '0 to 2100000000000000 sat'],
  ] as const)('%s is refused', (text, code, expected) => {
    expect(refusalOf(() => readTypedAmount(text, 'payments[0].amount'))).toMatchObject({
      code,
      expected,
      at: 'payments[0].amount',
    });
  });

  const UNREADABLE = ['', 'BTC', '.5', '5.', '0.', '1..2', '1,2,3', '1,23,456', '1.2.3', '1,234.567,8', '1 2', '1  234']
    .concat(['0,1,2', '1 234 5', '0x10', '١', '１', '+1', '1_000', '½', 'Infinity', 'NaN', '1'.repeat(61), '0.1 2'])
    .concat(['0.000.500', '0,000,500', '0 000 500', '0.001,5', '0 000.5'])
    .concat(['1,0000,000', '12 34.5', "1'000", '0 .4', '0. 4']);
  it.each(UNREADABLE)('%j is refused as no amount', (text) => {
    expect(refusalOf(() => readTypedAmount(text)).code).toMatch(/^amount\/(?:not-a-bitcoin-amount|unknown-unit)$/);
  });

  it('are what is printed, in every unit', () => {
    fc.assert(
      fc.property(fc.bigInt({ min: 0n, max: MAX_MONEY }), (amount) => {
        const btc = `${formatBtc(amount)} BTC`;
        expect(readTypedAmount(btc)).toBe(amount);
        expect(readTypedAmount(btc.replace('.', ','))).toBe(amount);
        expect(readTypedAmount(`${amount} sat`)).toBe(amount);
        const grouped = amount.toString().replace(/\B(?=(\d{3})+$)/g, ' ');
        for (const sign of [' ', ',', '.'])
          expect(readTypedAmount(`${grouped.replaceAll(' ', sign)} sat`)).toBe(amount);
      }),
    );
  });

  it('never mean what no digit of them says', () => {
    const piece = fc.constantFrom('0', '1', '9', '.', ',', ' ', 'e', '-', 'sat', 'BTC', 'm', '\u202f', '000');
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 9 }), (pieces) => {
        const text = pieces.join('');
        let amount: bigint | 'all';
        try {
          amount = readTypedAmount(text);
        } catch {
          return;
        }
        const significant = (digits: string) => digits.replace(/\D/g, '').replace(/^0+|0+$/g, '');
        expect(significant(String(amount))).toBe(significant(text));
      }),
      { numRuns: 3_000 },
    );
  });
});
