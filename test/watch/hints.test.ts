/** Hints before a payment: each is raised by what it speaks of, and by nothing else. */
import { describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { toHex } from '../../src/core/bytes.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import { dustBound, inputSize } from '../../src/watch/coins/coins.ts';
import type { AddressFacts } from '../../src/watch/coins/facts.ts';
import { lookAlikes } from '../../src/watch/coins/look-alike.ts';
import { HINT_CODES, type HintCode } from '../../src/watch/hints/catalogue.ts';
import { coinHints } from '../../src/watch/hints/coin-hints.ts';
import { type HintRequest, paymentHints } from '../../src/watch/hints/payment-hints.ts';
import { feeFor, parseFeeRate } from '../../src/watch/spend/fee-rate.ts';
import { spendSizes } from '../../src/watch/spend/sizes.ts';
import type { Coin } from '../../src/watch/sync/view.ts';
import { at, familyCharter } from './world/family.ts';

const charter = familyCharter();
const { wallet } = charter;

function coin(index: number, amount: bigint, changes: Partial<Coin> = {}): Coin {
  return {
    ...{ txid: toHex(new Uint8Array(32).fill(index + 1)), vout: 0, amount: sats(amount), keychain: 'receive', index },
    ...{ scriptPubKey: at(charter, 'receive', index).scriptPubKey, address: at(charter, 'receive', index).address },
    ...{ state: 'confirmed', height: 5, isCoinbase: false, isFrozen: false, reservedBy: undefined, label: undefined },
    ...{ confirmations: 3, isMature: true },
    ...changes,
  };
}

/** A P2WSH address, as the wallet's own change is. */
const payee = (seed: number) => encodeAddress(new Uint8Array([0, 32, ...new Uint8Array(32).fill(seed)]), 'regtest')!;
const NO_FACTS: AddressFacts = { timesPaid: new Map(), payees: new Set(), own: new Set(), beside: new Map() };

type Changes = Partial<Omit<HintRequest, 'summary'>> & { readonly summary?: Partial<HintRequest['summary']> };

/** One coin of 0.01 pays 0.00612345 to somebody new, with change of the same kind: nothing to say. */
function hints({ summary = {}, ...changes }: Changes = {}) {
  const inputs = summary.inputs ?? [coin(0, 1_000_000n)];
  const payments = summary.payments ?? [{ address: payee(1), amount: sats(612_345n) }];
  const paid = payments.reduce((sum, { amount }) => sum + amount, 0n);
  const feeRate = changes.feeRate ?? parseFeeRate('12');
  const scripts = payments.map(() => new Uint8Array(34));
  const isChangeless = 'change' in summary && summary.change === undefined;
  const size = spendSizes(wallet, scripts, new Uint8Array(34));
  const virtualSize = size.whole(inputs.length, isChangeless ? 'without change' : 'with change');
  const fee = summary.fee ?? feeFor(virtualSize, feeRate);
  const total = inputs.reduce((sum, { amount }) => sum + amount, 0n);
  const change = { address: at(charter, 'change', 0).address, amount: total - paid - fee };
  return paymentHints({
    ...{ wallet, feeRate, coins: inputs, facts: NO_FACTS },
    ...changes,
    summary: { ...{ inputs, payments, paid, fee, virtualSize, change }, ...summary },
  });
}

const CASES: readonly (readonly [HintCode, string, Changes])[] = [
  ['address-partly-spent', 'inputs[0]', { coins: [coin(0, 1_000_000n), coin(0, 70_000n, { txid: 'ab'.repeat(32) })] }],
  [
    'labels-merged',
    'inputs',
    { summary: { inputs: [coin(0, 500_000n, { label: 'rent' }), coin(1, 500_000n, { label: 'car' })] } },
  ],
  ['unnecessary-input', 'inputs[1]', { summary: { inputs: [coin(0, 1_000_000n), coin(1, 70_001n)] } }],
  ['round-amount', 'payments[0]', { summary: { payments: [{ address: payee(1), amount: sats(600_000n) }] } }],
  [
    'change-type',
    'change',
    {
      summary: {
        payments: [
          {
            address: encodeAddress(new Uint8Array([0, 20, ...new Uint8Array(20)]), 'regtest')!,
            amount: sats(612_345n),
          },
        ],
      },
    },
  ],
  ['change-size', 'change', { summary: { payments: [{ address: payee(1), amount: sats(12_345n) }] } }],
  ['payee-paid-before', 'payments[0]', { facts: { ...NO_FACTS, payees: new Set([payee(1)]) } }],
  [
    'payee-twice',
    'payments[1]',
    { summary: { payments: [1, 2].map((part) => ({ address: payee(1), amount: sats(300_000n + BigInt(part)) })) } },
  ],
  ['rest-to-fee', 'change', { summary: { change: undefined, fee: 5_000n } }],
  [
    'consolidation-cheap',
    '',
    { feeRate: parseFeeRate('2'), coins: Array.from({ length: 11 }, (_, index) => coin(index, 20_000n)) },
  ],
];

describe('hints on a payment', () => {
  it('are none where there is nothing to say', () => {
    expect(hints()).toEqual([]);
    expect(hints({ summary: { change: undefined, fee: feeFor(146 + 12, parseFeeRate('12')) } })).toEqual([]);
  });

  for (const [code, place, changes] of CASES) {
    it(`tell ${code}`, () => {
      const found = hints(changes);
      expect(found.map((each) => [each.code, each.at])).toEqual([[code, place]]);
    });
  }

  it('tell payments that are worth no more than their own input', () => {
    const small = hints({
      summary: { inputs: [coin(0, 20_000n)], payments: [{ address: payee(1), amount: sats(800n) }] },
    });
    expect(small.map(({ code }) => code)).toContain('payment-small');
  });

  it('tell an address that imitates a known one, warnings first', () => {
    const known = 'bcrt1qwarmvdev0000000000000000000000000000000000000000000000000000seal';
    const facts = {
      ...NO_FACTS,
      own: new Set([known.replace('warm', payee(1).slice(6, 10)).replace(/seal$/, payee(1).slice(-4))]),
    };
    const found = hints({ facts, summary: { payments: [{ address: payee(1), amount: sats(600_000n) }] } });
    expect(found.map(({ code, severity }) => [code, severity])).toEqual([
      ['payee-look-alike', 'warn'],
      ['round-amount', 'note'],
    ]);
  });

  it('do not count small coins that cannot be spent', () => {
    const small = Array.from({ length: 11 }, (_, index) => coin(index, 20_000n, { isFrozen: true }));
    expect(hints({ feeRate: parseFeeRate('2'), coins: small })).toEqual([]);
  });
});

describe('hints on coins', () => {
  const facts = (changes: Partial<AddressFacts>) => ({ ...NO_FACTS, ...changes });
  const script = toHex(coin(0, 1n).scriptPubKey);

  it('tell dust, addresses paid twice, and imitations of known addresses', () => {
    const dust = coin(0, 546n, { isDust: true });
    const name = `${dust.txid}:0`;
    expect(coinHints([dust], NO_FACTS)).toMatchObject([{ code: 'coin-dust', at: name }]);
    expect(coinHints([coin(0, 90_000n)], facts({ timesPaid: new Map([[script, 2]]) }))).toMatchObject([
      { code: 'coin-address-reused', at: name, message: 'its address was paid 2 times' },
    ]);
    const known = payee(1);
    const twin = `${known.slice(0, 10)}${'x'.repeat(known.length - 14)}${known.slice(-4)}`;
    const poison = facts({ payees: new Set([known]), beside: new Map([[dust.txid, [twin]]]) });
    expect(coinHints([coin(0, 90_000n)], poison)).toMatchObject([{ code: 'coin-look-alike', at: name }]);
    const honest = facts({
      payees: new Set([known]),
      beside: new Map([[dust.txid, [known]]]),
      timesPaid: new Map([[script, 1]]),
    });
    expect(coinHints([coin(0, 90_000n)], honest)).toEqual([]);
  });

  it('draw the line of dust where a coin is worth its own input at 10 sat/vB', () => {
    expect(inputSize(wallet)).toEqual({ weightAtMost: 418, weightLowR: 416 });
    expect(dustBound(wallet)).toBe(1_050n);
  });
});

describe('addresses that imitate others', () => {
  const known = 'bc1qm43n7nnev58aj3nrznz2xscgv98t7gxycq5pmp20a5vzfp5t0q2s7r6twa';
  it.each([
    ['of the same ends', `bc1qm43n${'x'.repeat(40)}6twa`, known],
    ['in upper case', `BC1QM43N${'X'.repeat(40)}6TWA`, known],
    ['of another end', `bc1qm43n${'x'.repeat(40)}6twx`, undefined],
    ['of another beginning', `bc1qm43x${'x'.repeat(40)}6twa`, undefined],
    ['that are the very same', known.toUpperCase(), undefined],
  ])('%s', (_, address, expected) => {
    expect(lookAlikes([known])(address)).toBe(expected);
  });
  it('with Base58', () => {
    expect(lookAlikes(['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'])('1BvBMxxxxxxxxxxxxxxxxxxxxxxxxxNVN2')).toBeDefined();
    expect(lookAlikes(['1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2'])('1bvbMxxxxxxxxxxxxxxxxxxxxxxxxxNVN2')).toBeUndefined();
  });
});

it('every hint is shown by a case', () => {
  const shown = new Set<HintCode>([
    ...CASES.map(([code]) => code),
    ...(['payment-small', 'payee-look-alike', 'coin-dust', 'coin-address-reused', 'coin-look-alike'] as const),
  ]);
  expect(HINT_CODES.filter((code) => !shown.has(code))).toEqual([]);
});
