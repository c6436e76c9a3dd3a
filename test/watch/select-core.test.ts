/**
 * Bitcoin Core's published cases of coin selection: amounts, weights and expected choices from `src/wallet/test/
 * coinselection_tests.cpp` and `coinselector_tests.cpp` (MIT), where a cent is 0.01 BTC and inputs take 68 vbytes unless
 * said otherwise. The numbers of sets that `CoinGrinder` looks at are Core's too, so that the search is the same.
 */
import { describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { feeRate } from '../../src/watch/spend/fee-rate.ts';
import { type QuickRandom, quickRandom } from '../../src/watch/spend/random.ts';
import { branchAndBound } from '../../src/watch/spend/select/branch-and-bound.ts';
import { changeTarget, LEAST_CHANGE } from '../../src/watch/spend/select/change-target.ts';
import { coinGrinder } from '../../src/watch/spend/select/coin-grinder.ts';
import { knapsack } from '../../src/watch/spend/select/knapsack.ts';
import type { Piece } from '../../src/watch/spend/select/piece.ts';
import { randomDraw } from '../../src/watch/spend/select/random-draw.ts';
import { settle } from '../../src/watch/spend/select/settle.ts';

const CENT = 1_000_000;
const COIN = 100 * CENT;
const INPUT = 272;
const MAX_WEIGHT = 400_000;

const random = (seed = 1): QuickRandom => quickRandom((limit) => (seed * 2_654_435_761) % limit);
const times = <Item>(count: number, make: (index: number) => Item): Item[] =>
  Array.from({ length: count }, (_, index) => make(index));
const piece = (value: number, weight = INPUT, fee = 0): Piece => ({ value, amount: value + fee, weight });
const chosen = (pieces: readonly Piece[], positions: readonly number[] | undefined): number[] | undefined =>
  positions?.map((position) => pieces[position]!.value).sort((left, right) => left - right);
const sum = (values: readonly number[] | undefined): number => (values ?? []).reduce((total, each) => total + each, 0);

describe('Branch and Bound', () => {
  /** An output of 31 vbytes at 5 sat/vB and its input of 68 at 3 sat/vB. */
  const COST_OF_CHANGE = 155 + 204;

  /** @param rate in sat/kvB, as Core has it; the long-term rate is 10,000. */
  function search(pieces: readonly Piece[], target: number, rate = 5_000): number[] | undefined {
    const fee = (weight: number, at: number) => Math.ceil(((weight / 4) * at) / 1_000);
    return chosen(
      pieces,
      branchAndBound({
        pieces,
        needed: (weight) => target + (weight / INPUT) * fee(INPUT, rate),
        tolerance: COST_OF_CHANGE,
        costOf: (weight) => fee(weight, rate) - fee(weight, 10_000),
        maxWeight: MAX_WEIGHT,
      }),
    );
  }
  const feeOf = (rate: number, weight = INPUT) => Math.ceil(((weight / 4) * rate) / 1_000);

  for (const rate of [0, 1, 5_000, 10_000, 25_000, 59_764, 500_000, 999_000, 1_500_000]) {
    const pool = (...values: number[]) => values.map((value) => piece(value, INPUT, feeOf(rate)));
    const three = pool(CENT, 3 * CENT, 5 * CENT);

    it(`finds what matches at ${rate} sat/kvB`, () => {
      for (const [target, expected] of [
        [1, [1]],
        [3, [3]],
        [5, [5]],
        [4, [1, 3]],
        [9, [1, 3, 5]],
      ] as const) {
        expect(search(three, target * CENT, rate)).toEqual(expected.map((each) => each * CENT));
      }
      expect(search(three, 4 * CENT - COST_OF_CHANGE, rate)).toEqual([CENT, 3 * CENT]);
    });

    it(`finds nothing where nothing matches at ${rate} sat/kvB`, () => {
      expect(search([], CENT, rate)).toBeUndefined();
      for (const target of [4 * CENT - COST_OF_CHANGE - 1, CENT / 2, 7 * CENT, 10 * CENT]) {
        expect(search(three, target, rate)).toBeUndefined();
      }
    });

    it(`passes over equal coins at ${rate} sat/kvB`, () => {
      const clones = pool(2 * CENT, 7 * CENT, 7 * CENT, ...times(50_000, () => 5 * CENT));
      expect(search(clones, 16 * CENT, rate)).toEqual([2 * CENT, 7 * CENT, 7 * CENT]);
    });

    it(`looks through 17 coins and gives up at 18 at ${rate} sat/kvB`, () => {
      const small = times(8, (index) => CENT + index);
      const large = times(10, (index) => CENT + COST_OF_CHANGE + 8 + index);
      expect(search(pool(...small, ...large.slice(0, 9)), 8 * CENT, rate)).toEqual(small);
      expect(search(pool(...small, ...large), 8 * CENT, rate)).toBeUndefined();
    });
  }

  it('takes many coins when fees are low and few when they are high', () => {
    const values = [2, 3, 5, 10].map((each) => each * CENT);
    const low = values.map((value) => piece(value, INPUT, feeOf(5_000)));
    const high = values.map((value) => piece(value, INPUT, feeOf(25_000)));
    expect(search(low, 10 * CENT, 5_000)).toEqual([2 * CENT, 3 * CENT, 5 * CENT]);
    expect(search(high, 10 * CENT, 25_000)).toEqual([10 * CENT]);
  });

  it('takes heavy coins when fees are low and light ones when they are high', () => {
    const heavy = 2_000;
    for (const [rate, expected] of [
      [5_000, [6, 7]],
      [25_000, [3, 10]],
    ] as const) {
      const pieces = [
        ...[2, 3, 5, 10].map((each) => piece(each * CENT, INPUT, feeOf(rate))),
        ...[6, 7].map((each) => piece(each * CENT, heavy, feeOf(rate, heavy))),
      ];
      const perUnit = rate / 4_000;
      const found = branchAndBound({
        pieces,
        needed: (weight) => 13 * CENT + weight * perUnit,
        tolerance: COST_OF_CHANGE,
        costOf: (weight) => weight * (perUnit - 2.5),
        maxWeight: MAX_WEIGHT,
      });
      expect(chosen(pieces, found)).toEqual(expected.map((each) => each * CENT));
    }
  });

  it('leaves a coin that is too heavy', () => {
    const pieces = [...[1, 8, 9, 10].map((each) => piece(each * CENT)), piece(5 * CENT, MAX_WEIGHT * 4)];
    expect(search(pieces, 16 * CENT, 0)).toBeUndefined();
    expect(search([...pieces, piece(5 * CENT)], 16 * CENT, 0)).toEqual([CENT, 5 * CENT, 10 * CENT]);
  });
});

describe('CoinGrinder', () => {
  const grind = (pieces: readonly Piece[], target: number, maxWeight: number) => {
    const found = coinGrinder({ pieces, target: Math.round(target * COIN) + CENT, maxWeight });
    return found && { values: chosen(pieces, found.positions), tries: found.tries };
  };
  const coin = (btc: number, vbytes = 68) => piece(Math.round(btc * COIN) - vbytes * 5, vbytes * 4);
  const values = (...pieces: readonly Piece[]) => pieces.map(({ value }) => value).sort((left, right) => left - right);
  const thirty = [...times(10, () => coin(1)), ...times(10, () => coin(2))];

  it('refuses what is not there and what is too heavy', () => {
    expect(grind(thirty, 49.5, 10_000)).toBeUndefined();
    expect(grind(thirty, 29.5, 3_000)).toBeUndefined();
  });

  it('finds the lightest where some are too heavy', () => {
    const pool = [...times(60, () => coin(0.33)), ...times(10, () => coin(2))];
    expect(grind(pool, 25.33, 10_000)).toEqual({
      values: values(...times(17, () => coin(0.33)), ...times(10, () => coin(2))),
      tries: 37,
    });
  });

  it('prefers two light coins to a heavy one', () => {
    expect(grind([coin(2, 148), coin(1), coin(1)], 1.9, MAX_WEIGHT)).toEqual({
      values: values(coin(1), coin(1)),
      tries: 3,
    });
  });

  it('finds its way among mixed weights', () => {
    const pool = times(5, (step) => [coin(3 + 3 * step, 350), coin(2 + 3 * step, 250), coin(1 + 3 * step, 150)]).flat();
    expect(grind(pool, 30, MAX_WEIGHT)).toEqual({
      values: values(coin(14, 250), coin(13, 150), coin(4, 150)),
      tries: 92,
    });
  });

  it('finds the lightest among many clones', () => {
    const light = [4, 3, 2, 1].map((btc) => coin(btc, 100));
    const clones = (
      [
        [8, 1_000],
        [7, 800],
        [6, 600],
        [5, 400],
      ] as const
    ).flatMap(([btc, size]) => times(100, () => coin(btc, size)));
    expect(grind([...light, ...clones], 9.9, MAX_WEIGHT)).toEqual({ values: values(...light), tries: 38 });
  });

  it('skips many tiny coins that are too heavy', () => {
    const tiny = times(100, (index) => coin(0.01 + index / COIN, 110));
    const pool = [coin(1.8, 2_500), coin(1, 1_000), coin(1, 1_000), ...tiny];
    expect(grind(pool, 1.9, 40_000)).toEqual({ values: values(coin(1, 1_000), coin(1, 1_000)), tries: 7 });
  });
});

describe('Knapsack', () => {
  const solve = (cents: readonly number[], target: number, changeCents = 1, seed = 1) => {
    const pieces = cents.map((each) => piece(Math.round(each * CENT)));
    const request = {
      pieces,
      target: Math.round(target * CENT),
      changeTarget: changeCents * CENT,
      maxWeight: MAX_WEIGHT,
    };
    return chosen(pieces, knapsack({ ...request, random: random(seed) }))?.map((each) => each / CENT);
  };

  it('chooses as published', () => {
    const first = [1, 2, 5, 10, 20];
    const second = [6, 7, 8, 20, 30];
    const third = [5, 6, 7, 8, 20, 30];
    const fourth = [5, 6, 7, 8, 18, 20, 30];
    const fifth = [...fourth, 100, 200, 300, 400];
    const tenths = [0.1, 0.2, 0.3, 0.4, 0.5];
    for (let seed = 1; seed <= 20; seed++) {
      const total = (cents: readonly number[], target: number) => {
        const found = solve(cents, target, 1, seed);
        return found && [Math.round(sum(found) * 1e6) / 1e6, found.length];
      };
      expect(total([], 1)).toBeUndefined();
      expect(total([1, 2], 3)).toEqual([3, 2]);
      expect(total(first, 39)).toBeUndefined();
      expect(total(first, 38)).toEqual([38, 5]);
      expect(total(first, 34)).toEqual([35, 3]);
      expect(total(first, 7)).toEqual([7, 2]);
      expect(total(first, 8)).toEqual([8, 3]);
      expect(total(first, 9)).toEqual([10, 1]);
      expect(total(second, 71)).toEqual([71, 5]);
      expect(total(second, 72)).toBeUndefined();
      expect(total(second, 16)).toEqual([20, 1]);
      expect(total(third, 16)).toEqual([18, 3]);
      expect(total(fourth, 16)).toEqual([18, 1]);
      expect(total(fourth, 11)).toEqual([11, 2]);
      expect(total(fifth, 95)).toEqual([100, 1]);
      expect(total(fifth, 195)).toEqual([200, 1]);
      expect(total(tenths, 1)?.[0]).toBe(1);
      expect(total([...tenths, 1_111], 1)?.[0]).toBe(1);
      expect(total([...tenths, 1_111, 0.6, 0.7], 1)?.[0]).toBe(1);
      expect(
        total(
          times(20, () => 5_000_000),
          50_000_000,
        ),
      ).toEqual([50_000_000, 10]);
      expect(total([0.5, 0.6, 0.7, 1_111], 1)).toEqual([1_111, 1]);
      expect(total([0.4, 0.6, 0.8, 1_111], 1)).toEqual([1, 2]);
      expect(total([0.05, 1, 100], 100.01)).toEqual([101.05, 3]);
      expect(total([0.05, 1, 100], 99.9)).toEqual([101, 2]);
      expect(total([...times(1_000, () => 100_000), 300], 100_300)).toEqual([100_300, 2]);
    }
  });

  it('weighs closeness against change as published', () => {
    const pool = [1, 3, 5, 7, 11];
    for (const [target, expected] of [
      [5, [5]],
      [6, [1, 5]],
      [2, [3]],
      [4, [1, 3]],
      [27, pool],
      [17.5, [7, 11]],
      [6.5, [7]],
      [3.5, [1, 3]],
      [10.5, [11]],
      [9.975, [3, 7]],
      [9.976, [11]],
    ] as const) {
      expect([target, solve(pool, target, 0.025)]).toEqual([target, expected]);
    }
    expect(solve(pool, 27.01, 0.025)).toBeUndefined();
    expect(solve([...times(1_000, () => 5), ...times(1_000, () => 3)], 8, 0.025)).toEqual([3, 5]);
  });

  it('takes as many of equal coins as needed', () => {
    for (let amount = 1_500; amount < COIN; amount *= 10) {
      const found = solve(
        times(676, () => amount / CENT),
        2_000 / CENT,
      );
      expect(found).toHaveLength(amount - 2_000 < CENT ? Math.ceil((2_000 + CENT) / amount) : 1);
    }
  });

  it('takes other coins another time', () => {
    const pieces = times(100, () => piece(COIN));
    for (const target of [50 * COIN, COIN]) {
      const found = times(6, (seed) =>
        JSON.stringify(
          knapsack({ pieces, target, changeTarget: CENT, maxWeight: MAX_WEIGHT, random: random(seed + 1) })?.toSorted(),
        ),
      );
      expect(new Set(found).size).toBeGreaterThan(1);
    }
  });
});

describe('Single Random Draw', () => {
  const draw = (pieces: readonly Piece[], target: number, maxWeight: number, seed = 1) =>
    randomDraw({ pieces, target: target + LEAST_CHANGE + 155, maxWeight, random: random(seed) });
  const weight = (pieces: readonly Piece[], found: readonly number[] | undefined) =>
    sum(found?.map((position) => pieces[position]!.weight));
  const thirty = [...times(10, () => piece(COIN)), ...times(10, () => piece(2 * COIN))];

  it('refuses what is not there and what is too heavy', () => {
    expect(draw([], CENT, MAX_WEIGHT)).toBeUndefined();
    expect(draw(thirty, 49.5 * COIN, 10_000)).toBeUndefined();
    expect(draw(thirty, 49.5 * COIN, 3_000)).toBeUndefined();
    const halves = [...[1, 3, 5].map((each) => piece(each * CENT)), ...times(1_000, () => piece(CENT / 2))];
    expect(draw(halves, 20 * CENT, 4 * 680)).toBeUndefined();
    const found = draw([...halves, piece(13 * CENT)], 20 * CENT, 4 * 680);
    expect(found).toBeDefined();
  });

  it('keeps within the weight', () => {
    const mixed = [...times(60, () => piece(0.33 * COIN)), ...times(10, () => piece(2 * COIN))];
    const equal = [...times(5, () => piece(0.27 * COIN, 1_000)), ...times(195, () => piece(0.27 * COIN, 1_004))];
    for (let seed = 1; seed <= 20; seed++) {
      const found = draw(mixed, 25.33 * COIN, 10_000, seed);
      expect(found).toBeDefined();
      expect(weight(mixed, found)).toBeLessThanOrEqual(10_000);
      const four = draw(equal, COIN, 4_000, seed);
      expect(four).toHaveLength(4);
      expect(weight(equal, four)).toBeLessThanOrEqual(4_000);
    }
  });

  it('any coin will do where each suffices', () => {
    const pieces = [1, 3, 5].map((each) => piece(each * CENT));
    for (let seed = 1; seed <= 20; seed++) {
      const values = chosen(pieces, draw(pieces, 2 * CENT, MAX_WEIGHT, seed));
      expect(sum(values)).toBeGreaterThanOrEqual(2 * CENT + LEAST_CHANGE + 155);
    }
  });
});

describe('waste', () => {
  /** Two coins of 1 and 2 BTC whose inputs cost 100 sat each; an output of change costs 30 sat and its input 95. */
  const waste = (target: number, longTermFee: number, inputFee = 100) =>
    settle(
      {
        target: sats(BigInt(target)),
        rate: feeRate(1_000n),
        longTermRate: feeRate(BigInt(Math.round((longTermFee * 1_000) / inputFee))),
        discardRate: feeRate(BigInt(Math.round((95 * 1_000) / inputFee))),
        sizes: {
          whole: (count, change) => count * inputFee + (change === 'with change' ? 30 : 0),
          input: inputFee,
          inputWeight: inputFee * 4,
        },
        changeDust: 300n,
      },
      [{ amount: sats(BigInt(COIN)) }, { amount: sats(BigInt(2 * COIN)) }],
    )?.waste;
  const exact = 3 * COIN - 200;

  it('is the cost of change and what inputs cost more now than later', () => {
    expect(waste(2 * COIN, 60)).toBe(80n + 125n);
    expect(waste(2 * COIN, 60, 200)! > waste(2 * COIN, 60)!).toBe(true);
    expect(waste(2 * COIN, 140)).toBe(-80n + 125n);
    expect(waste(2 * COIN, 100)).toBe(125n);
    expect(waste(2 * COIN, 190)).toBe(-55n);
  });

  it('without change is what is left over and what inputs cost more now than later', () => {
    expect(waste(exact - 80, 60)).toBe(80n + 80n);
    expect(waste(exact - 80, 140)).toBe(-80n + 80n);
    expect(waste(exact - 80, 100)).toBe(80n);
    expect(waste(exact, 100)).toBe(0n);
    expect(waste(exact, 140)).toBe(-80n);
    expect(waste(exact + 1, 100)).toBeUndefined();
  });
});

describe('the change that is aimed at', () => {
  it('lies between 50,000 sat and twice the payment or a million', () => {
    const quick = random();
    expect(changeTarget(25_000, quick)).toBe(LEAST_CHANGE);
    for (const [payment, most] of [
      [25_001, 50_002],
      [200_000, 400_000],
      [40_000_000, 1_000_000],
    ] as const) {
      for (let round = 0; round < 200; round++) {
        const target = changeTarget(payment, quick);
        expect(target).toBeGreaterThanOrEqual(LEAST_CHANGE);
        expect(target).toBeLessThan(most);
      }
    }
  });
});
