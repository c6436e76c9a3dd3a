import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sats, sats } from '../../src/core/amount.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { multisigVirtualSize } from '../../src/core/tx/size.ts';
import { branchAndBound } from '../../src/watch/spend/branch-and-bound.ts';
import { feeFor, feeRate, formatFeeRate, parseFeeRate } from '../../src/watch/spend/fee-rate.ts';
import { shuffled } from '../../src/watch/spend/random.ts';
import { MAX_VIRTUAL_SIZE, type Selection, type SelectionRequest, selectCoins } from '../../src/watch/spend/select.ts';
import { spendSizes } from '../../src/watch/spend/sizes.ts';
import { at, familyCharter } from './world/family.ts';

const { wallet } = familyCharter();
const payee = new Uint8Array([0x00, 0x14, ...new Uint8Array(20)]);
const changeScript = at(familyCharter(), 'change', 0).scriptPubKey;
const sizes = spendSizes(wallet, [payee], changeScript);
const DUST = 330n;

const coinsOf = (...amounts: bigint[]) => amounts.map((amount) => ({ amount: sats(amount) }));

type Request = Partial<SelectionRequest<{ readonly amount: Sats }>>;

const select = (request: Request) =>
  selectCoins({
    coins: [],
    use: 'any',
    target: sats(1n),
    rate: feeRate(5_000n),
    longTermRate: feeRate(10_000n),
    sizes,
    changeDust: DUST,
    ...request,
  });

const refusal = (request: Request): IcehouseError => {
  try {
    select(request);
  } catch (error) {
    if (error instanceof IcehouseError) return error;
    throw error;
  }
  throw new Error('nothing was refused');
};

const sum = (coins: readonly { readonly amount: Sats }[]): bigint =>
  coins.reduce((total, { amount }) => total + amount, 0n);

describe('sizes', () => {
  it('are those of the whole transaction', () => {
    for (const count of [1, 2, 252, 253, 300]) {
      const shape = { scriptType: wallet.scriptType, m: 2, n: 3, inputCount: count };
      expect(sizes.whole(count, 'without change')).toBe(multisigVirtualSize({ ...shape, outputScripts: [payee] }));
      expect(sizes.whole(count, 'with change')).toBe(
        multisigVirtualSize({ ...shape, outputScripts: [payee, changeScript] }),
      );
    }
  });
});

describe('choosing coins', () => {
  it('takes a coin that matches, and makes no change', () => {
    const fee = feeFor(sizes.whole(1, 'without change'), feeRate(5_000n));
    const { coins, change } = select({
      coins: coinsOf(900_000n, 50_000n + fee + 100n, 70_000n),
      target: sats(50_000n),
    });
    expect(coins).toEqual(coinsOf(50_000n + fee + 100n));
    expect(change).toBeUndefined();
  });

  it('takes two coins that match together', () => {
    const fee = feeFor(sizes.whole(2, 'without change'), feeRate(5_000n));
    const { coins, change } = select({
      coins: coinsOf(900_000n, 30_000n, 20_000n + fee, 11_000n),
      target: sats(50_000n),
    });
    expect(sum(coins)).toBe(50_000n + fee);
    expect(change).toBeUndefined();
  });

  it('else takes the smallest coin that suffices and returns the rest', () => {
    const { coins, change, fee } = select({
      coins: coinsOf(9_000_000n, 700_000n, 1_000n),
      target: sats(50_000n),
      rate: feeRate(50_000n),
    });
    expect(coins).toEqual(coinsOf(700_000n));
    expect(change).toBe(700_000n - 50_000n - fee);
  });

  it('leaves coins that are worth less than their own input', () => {
    const { coins } = select({ coins: coinsOf(500n, 300n, 600_000n), target: sats(599_000n), rate: feeRate(5_000n) });
    expect(coins).toEqual(coinsOf(600_000n));
  });

  it('uses exactly the coins that a person chose', () => {
    const chosen = coinsOf(100n, 500_000n, 200_000n);
    const { coins, change, fee } = select({ coins: chosen, use: 'all', target: sats(50_000n) });
    expect(coins).toHaveLength(3);
    expect(sum(coins)).toBe(50_000n + (change ?? 0n) + fee);
  });

  it('says what could have been paid', () => {
    const fee = feeFor(sizes.whole(2, 'without change'), feeRate(5_000n));
    const error = refusal({ coins: coinsOf(30_000n, 20_000n, 100n), target: sats(50_000n) });
    expect(error).toMatchObject({
      code: 'spend/insufficient-funds',
      kind: 'refused',
      found: '0.00050000 BTC in 2 coins',
    });
    expect(error.next).toContain(`0.000${50_000n - fee} BTC can be paid`);
    const most = select({ coins: coinsOf(30_000n, 20_000n, 100n), target: sats(50_000n - fee) });
    expect(most).toMatchObject({ change: undefined, fee });
    expect(refusal({ target: sats(1n) }).next).toContain('at most 0.00000000 BTC');
  });

  it('refuses what nodes would not relay', () => {
    const coins = Array.from({ length: 1_100 }, () => ({ amount: sats(10_000n) }));
    expect(refusal({ coins, target: sats(10_000_000n), rate: feeRate(1_000n) })).toMatchObject({
      code: 'spend/too-large',
    });
  });

  it('is quick with ten thousand coins', () => {
    const coins = Array.from({ length: 10_000 }, (_, index) => ({
      amount: sats(BigInt(10_000 + ((index * 7919) % 100_003))),
    }));
    const start = performance.now();
    const { virtualSize } = select({ coins, target: sats(20_000_000n) });
    expect(performance.now() - start).toBeLessThan(2_000);
    expect(virtualSize).toBeLessThanOrEqual(MAX_VIRTUAL_SIZE);
  });
});

describe('every choice', () => {
  const amount = fc.oneof(
    fc.bigInt({ min: 1n, max: 3_000n }),
    fc.bigInt({ min: 1n, max: 1_000_000n }),
    fc.constant(10_000n),
  );
  const request = fc.record({
    coins: fc.array(amount, { maxLength: 12 }),
    target: fc.bigInt({ min: 1n, max: 2_000_000n }),
    rate: fc.bigInt({ min: 1n, max: 200_000n }),
    longTermRate: fc.bigInt({ min: 1_000n, max: 50_000n }),
    use: fc.constantFrom('any' as const, 'all' as const),
  });

  it('pays at least the rate, loses nothing, and makes no change that is negative, dust or not worth having', () => {
    fc.assert(
      fc.property(request, ({ coins: amounts, target, rate, longTermRate, use }) => {
        const full = {
          coins: coinsOf(...amounts),
          use,
          target: sats(target),
          rate: feeRate(rate),
          longTermRate: feeRate(longTermRate),
        };
        let found: Selection<{ readonly amount: Sats }>;
        try {
          found = select(full);
        } catch (error) {
          expect(error).toMatchObject({ code: 'spend/insufficient-funds' });
          // Refused only when no set of coins that are worth their inputs pays.
          if (use === 'any') expect(canPay(amounts, target, full.rate)).toBe(false);
          return;
        }
        const { coins, change, fee, virtualSize } = found;
        expect(new Set(coins).size).toBe(coins.length);
        expect(coins.every((coin) => full.coins.includes(coin))).toBe(true);
        if (use === 'all') expect(coins).toHaveLength(amounts.length);
        expect(sum(coins)).toBe(target + (change ?? 0n) + fee);
        expect(virtualSize).toBe(sizes.whole(coins.length, change === undefined ? 'without change' : 'with change'));
        expect(fee * 1_000n).toBeGreaterThanOrEqual(BigInt(virtualSize) * rate);
        if (change === undefined) {
          // What is left over is less than change would have been worth, with its output.
          const bound =
            feeFor(sizes.whole(coins.length, 'with change'), full.rate) +
            max(DUST, feeFor(sizes.input, full.longTermRate) + 1n);
          expect(fee).toBeLessThan(bound);
        } else {
          expect(change).toBeGreaterThanOrEqual(DUST);
          expect(change).toBeGreaterThan(feeFor(sizes.input, full.longTermRate));
          expect(fee).toBe(feeFor(virtualSize, full.rate));
        }
      }),
      { numRuns: 1_500 },
    );
  });

  it('without change wastes no more than any other set of coins that needs none', () => {
    const small = fc.record({
      amounts: fc.array(fc.bigInt({ min: 3_000n, max: 40_000n }), { maxLength: 9 }),
      target: fc.bigInt({ min: 1n, max: 90_000n }),
    });
    fc.assert(
      fc.property(small, ({ amounts, target }) => {
        const descending = amounts.toSorted((left, right) => Number(right - left));
        const needed = (count: number) => target + BigInt(count) * 500n;
        for (const costOfInput of [-100n, 0n, 100n]) {
          const found = branchAndBound({ amounts: descending, needed, tolerance: 1_000n, costOfInput });
          const waste = (chosen: readonly bigint[]) =>
            chosen.reduce((total, each) => total + each, 0n) -
            needed(chosen.length) +
            BigInt(chosen.length) * costOfInput;
          const fits = (chosen: readonly bigint[]) => {
            const excess = chosen.reduce((total, each) => total + each, 0n) - needed(chosen.length);
            return chosen.length > 0 && excess >= 0n && excess <= 1_000n;
          };
          const best = subsets(descending)
            .filter(fits)
            .map(waste)
            .toSorted((left, right) => Number(left - right))[0];
          expect(found && waste(found.map((index) => descending[index]!))).toBe(best);
        }
      }),
      { numRuns: 200 },
    );
  });
});

const max = (left: bigint, right: bigint): bigint => (left > right ? left : right);

function subsets<Item>(items: readonly Item[]): Item[][] {
  return Array.from({ length: 2 ** items.length }, (_, mask) => items.filter((_, index) => (mask >> index) & 1));
}

/** Of so many coins of one size, the largest are the best: trying each number of them tries everything. */
function canPay(amounts: readonly bigint[], target: bigint, rate: ReturnType<typeof feeRate>): boolean {
  const worthwhile = amounts.filter((amount) => amount > feeFor(sizes.input, rate));
  let total = 0n;
  return worthwhile
    .toSorted((left, right) => Number(right - left))
    .some((amount, index) => {
      total += amount;
      return total >= target + feeFor(sizes.whole(index + 1, 'without change'), rate);
    });
}

describe('fee rates', () => {
  it('are read exactly and printed back', () => {
    for (const [text, rate, printed] of [
      ['1', 1_000n, '1'],
      ['1.5', 1_500n, '1.5'],
      [' 0.001 ', 1n, '0.001'],
      ['10000', 10_000_000n, '10000'],
      ['12.340', 12_340n, '12.34'],
    ] as const) {
      expect(parseFeeRate(text)).toBe(rate);
      expect(formatFeeRate(rate)).toBe(printed);
    }
  });
  for (const text of ['', '-1', '1,5', '1e3', '0x1', '1.', '.5', '1.0005', '1 sat', '٣']) {
    it(`refuse ${JSON.stringify(text)}`, () => {
      expect(() => parseFeeRate(text)).toThrow(expect.objectContaining({ code: 'fee-rate/not-a-fee-rate' }));
    });
  }
  for (const text of ['0', '10000.001', '999999']) {
    it(`refuse ${text} as out of range`, () => {
      expect(() => parseFeeRate(text)).toThrow(expect.objectContaining({ code: 'fee-rate/out-of-range' }));
    });
  }
  it('round fees up', () => {
    expect(feeFor(141, feeRate(1_001n))).toBe(142n);
    expect(feeFor(141, feeRate(1_000n))).toBe(141n);
  });
});

describe('shuffling', () => {
  it('keeps every item and follows the chance it is given', () => {
    expect(shuffled([1, 2, 3, 4], (limit) => limit - 1)).toEqual([1, 2, 3, 4]);
    expect(shuffled([1, 2, 3, 4], () => 0)).toEqual([2, 3, 4, 1]);
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.infiniteStream(fc.nat()), (items, stream) => {
        const next = (limit: number) => (stream.next().value ?? 0) % limit;
        expect(shuffled(items, next).toSorted()).toEqual(items.toSorted());
      }),
    );
  });
});
