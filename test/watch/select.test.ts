import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Sats, sats } from '../../src/core/amount.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { multisigVirtualSize } from '../../src/core/tx/size.ts';
import { feeFor, feeRate, formatFeeRate, parseFeeRate } from '../../src/watch/spend/fee-rate.ts';
import { quickRandom, type RandomBelow, shuffled } from '../../src/watch/spend/random.ts';
import { branchAndBound } from '../../src/watch/spend/select/branch-and-bound.ts';
import { coinGrinder } from '../../src/watch/spend/select/coin-grinder.ts';
import { knapsack } from '../../src/watch/spend/select/knapsack.ts';
import type { Piece } from '../../src/watch/spend/select/piece.ts';
import { randomDraw } from '../../src/watch/spend/select/random-draw.ts';
import { costOfChange, costOfInput, settle } from '../../src/watch/spend/select/settle.ts';
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

/** The same chance in every run. */
const chance = (): RandomBelow => {
  const quick = quickRandom((limit) => 123_456_789 % limit);
  return (limit) => quick.below(limit);
};

const select = (request: Request) =>
  selectCoins({
    coins: [],
    use: 'any',
    target: sats(1n),
    rate: feeRate(5_000n),
    longTermRate: feeRate(10_000n),
    sizes,
    changeDust: DUST,
    random: chance(),
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
    /** How far the cap lies above the rate; and how many addresses the coins lie on. */
    room: fc.option(fc.bigInt({ min: 0n, max: 20_000n }), { nil: undefined }),
    addresses: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
  });

  it('pays at least the rate, loses nothing, and makes no change that is negative, dust or not worth having', () => {
    fc.assert(
      fc.property(request, ({ coins: amounts, target, rate, longTermRate, use, room, addresses }) => {
        const full = {
          coins: coinsOf(...amounts),
          use,
          target: sats(target),
          rate: feeRate(rate),
          longTermRate: feeRate(longTermRate),
          maxRate: room === undefined ? undefined : feeRate(rate + room),
        };
        const keyOf = (coin: { readonly amount: Sats }) => `${full.coins.indexOf(coin) % (addresses ?? 1)}`;
        const togetherBy = addresses === undefined ? undefined : keyOf;
        let found: Selection<{ readonly amount: Sats }>;
        try {
          found = select({ ...full, togetherBy });
        } catch (error) {
          if (room !== undefined && error instanceof IcehouseError && error.code === 'spend/fee-over-cap') return;
          expect(error).toMatchObject({ code: 'spend/insufficient-funds' });
          // Refused only when no set of coins that are worth their inputs pays.
          if (use === 'any' && togetherBy === undefined) expect(canPay(amounts, target, full.rate)).toBe(false);
          return;
        }
        const { coins, change, fee, virtualSize } = found;
        expect(new Set(coins).size).toBe(coins.length);
        expect(coins.every((coin) => full.coins.includes(coin))).toBe(true);
        if (use === 'all') expect(coins).toHaveLength(amounts.length);
        expect(sum(coins)).toBe(target + (change ?? 0n) + fee);
        expect(virtualSize).toBe(sizes.whole(coins.length, change === undefined ? 'without change' : 'with change'));
        expect(fee * 1_000n).toBeGreaterThanOrEqual(BigInt(virtualSize) * rate);
        if (full.maxRate !== undefined) expect(fee).toBeLessThanOrEqual(feeFor(virtualSize, full.maxRate));
        if (togetherBy !== undefined && use === 'any') {
          const keys = new Set(coins.map(togetherBy));
          expect(coins).toHaveLength(full.coins.filter((coin) => keys.has(togetherBy(coin))).length);
        }
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
      amounts: fc.array(fc.integer({ min: 3_000, max: 40_000 }), { maxLength: 9 }),
      target: fc.integer({ min: 1, max: 90_000 }),
    });
    fc.assert(
      fc.property(small, ({ amounts, target }) => {
        const pieces = amounts.map((amount) => ({ amount, value: amount - 500, weight: 400 }));
        const needed = (weight: number) => target + (weight / 400) * 500;
        for (const cost of [-100, 0, 100]) {
          const costOf = (weight: number) => (weight / 400) * cost;
          const found = branchAndBound({ pieces, needed, tolerance: 1_000, costOf, maxWeight: 400_000 });
          const excess = (chosen: readonly { readonly amount: number }[]) =>
            chosen.reduce((total, { amount }) => total + amount, 0) - needed(chosen.length * 400);
          const waste = (chosen: readonly { readonly amount: number }[]) => excess(chosen) + chosen.length * cost;
          const best = subsets(pieces)
            .filter((chosen) => chosen.length > 0 && excess(chosen) >= 0 && excess(chosen) <= 1_000)
            .filter((chosen) => isLean(chosen, needed))
            .map(waste)
            .toSorted((left, right) => left - right)[0];
          expect(found && waste(found.map((index) => pieces[index]!))).toBe(best);
        }
      }),
      { numRuns: 200 },
    );
  });

  it('never wastes more than the best set of coins without change, nor than the largest coins first', () => {
    const small = fc.record({
      amounts: fc.array(fc.bigInt({ min: 6_000n, max: 400_000n }), { minLength: 1, maxLength: 9 }),
      target: fc.bigInt({ min: 1_000n, max: 700_000n }),
      rate: fc.constantFrom(1_000n, 5_000n, 10_000n, 25_000n, 50_000n),
    });
    fc.assert(
      fc.property(small, ({ amounts, target, rate }) => {
        const terms = {
          ...{ target: sats(target), rate: feeRate(rate), longTermRate: feeRate(10_000n), sizes, changeDust: DUST },
        };
        const worthwhile = coinsOf(...amounts).filter(({ amount }) => amount > feeFor(sizes.input, terms.rate));
        const needed = (weight: number) =>
          Number(target + feeFor(sizes.whole(weight / 400, 'without change'), terms.rate));
        const exact = subsets(worthwhile)
          .filter((chosen) =>
            isLean(
              chosen.map(({ amount }) => ({ amount: Number(amount) })),
              needed,
            ),
          )
          .flatMap((chosen) => settle(terms, chosen) ?? [])
          .filter(
            ({ change, waste, coins }) =>
              change === undefined && waste - costOfInput(terms) * BigInt(coins.length) <= costOfChange(terms),
          );
        const descending = worthwhile.toSorted((left, right) => Number(right.amount - left.amount));
        const largest = descending
          .flatMap((_, index) => settle(terms, descending.slice(0, index + 1)) ?? [])
          .find(({ change }) => change === undefined || change >= 50_000n);
        const bounds = [...exact, ...(largest ? [largest] : [])].map(({ waste }) => waste);
        if (bounds.length === 0) return;
        const found = select({ ...terms, coins: worthwhile });
        for (const bound of bounds) expect(found.waste).toBeLessThanOrEqual(bound);
      }),
      { numRuns: 400 },
    );
  });

  it('is the lightest with change that there is', () => {
    const small = fc.record({
      pieces: fc.array(
        fc.record({ value: fc.integer({ min: 1, max: 50_000 }), weight: fc.constantFrom(272, 400, 1_000) }),
        { maxLength: 9 },
      ),
      target: fc.integer({ min: 1, max: 150_000 }),
      maxWeight: fc.constantFrom(1_000, 400_000),
    });
    fc.assert(
      fc.property(small, ({ pieces: bare, target, maxWeight }) => {
        const pieces = bare.map((each) => ({ ...each, amount: each.value }));
        const found = coinGrinder({ pieces, target, maxWeight });
        const total = (chosen: readonly Piece[], of: 'value' | 'weight') =>
          chosen.reduce((sum, piece) => sum + piece[of], 0);
        const best = subsets(pieces)
          .filter((chosen) => total(chosen, 'value') >= target && total(chosen, 'weight') <= maxWeight)
          .map((chosen) => [total(chosen, 'weight'), total(chosen, 'value')] as const)
          .toSorted((left, right) => left[0] - right[0] || left[1] - right[1])[0];
        const chosen = found?.positions.map((position) => pieces[position]!);
        expect(chosen && [total(chosen, 'weight'), total(chosen, 'value')]).toEqual(best);
      }),
      { numRuns: 400 },
    );
  });

  it('found by chance suffices and keeps within the weight', () => {
    const small = fc.record({
      values: fc.array(fc.integer({ min: 1, max: 200_000 }), { maxLength: 30 }),
      target: fc.integer({ min: 1, max: 1_000_000 }),
      maxWeight: fc.constantFrom(1_600, 4_000, 400_000),
      seed: fc.nat(),
    });
    fc.assert(
      fc.property(small, ({ values, target, maxWeight, seed }) => {
        const pieces = values.map((value) => ({ value, amount: value, weight: 400 }));
        const random = quickRandom((limit) => seed % limit);
        const change = 50_000;
        for (const [found, wanted] of [
          [knapsack({ pieces, target, changeTarget: change, maxWeight, random, attempts: 50 }), target],
          [randomDraw({ pieces, target: target + change, maxWeight, random }), target + change],
        ] as const) {
          if (found === undefined) continue;
          expect(new Set(found).size).toBe(found.length);
          expect(found.length * 400).toBeLessThanOrEqual(maxWeight);
          expect(found.reduce((total, position) => total + pieces[position]!.value, 0)).toBeGreaterThanOrEqual(wanted);
        }
        const most = Math.floor(maxWeight / 400);
        const reachable = values
          .toSorted((left, right) => right - left)
          .slice(0, most)
          .reduce((sum, each) => sum + each, 0);
        // The draw keeps the most valuable ones it saw, so that it never misses what can be paid.
        expect(randomDraw({ pieces, target, maxWeight, random }) !== undefined).toBe(reachable >= target);
      }),
      { numRuns: 500 },
    );
  });
});

/** Whether no coin could be left out: a search never goes on once a sum suffices. */
function isLean(chosen: readonly { readonly amount: number }[], needed: (weight: number) => number): boolean {
  const descending = chosen.map(({ amount }) => amount).toSorted((left, right) => right - left);
  const allButLast = descending.slice(0, -1);
  return allButLast.reduce((sum, amount) => sum + amount, 0) < needed(allButLast.length * 400);
}

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
