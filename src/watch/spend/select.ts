/**
 * Chooses which coins pay. Several ways are tried (an exact match that needs no change, the smallest coin that suffices,
 * the largest coins first) and the least wasteful wins, by Bitcoin Core's measure of waste. Pure: sizes and rates come in,
 * a choice comes out. All coins of a wallet have inputs of one size, so a fee depends on their number alone and is exact
 * from the start.
 */
import { addSats, formatBtc, type Sats, sats } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';
import { branchAndBound } from './branch-and-bound.ts';
import { type FeeRate, feeFor } from './fee-rate.ts';

/** Virtual sizes of the transaction to be made, in vbytes, never below the real ones. */
export interface SpendSizes {
  /** Of the whole transaction with so many inputs. */
  whole(inputCount: number, change: 'with change' | 'without change'): number;
  /** Of one more input, rounded up. */
  readonly input: number;
}

export interface SelectionRequest<Coin extends { readonly amount: Sats }> {
  /** Coins that may be spent. */
  readonly coins: readonly Coin[];
  /** `any`: as few as needed; `all`: these and no others, as a person chose them. */
  readonly use: 'any' | 'all';
  /** Sum of the payments. */
  readonly target: Sats;
  readonly rate: FeeRate;
  /** Rate at which coins are thought to be spent in the long run: change costs an input at this rate, later. */
  readonly longTermRate: FeeRate;
  readonly sizes: SpendSizes;
  /** Smallest change that nodes relay. */
  readonly changeDust: bigint;
}

export interface Selection<Coin> {
  readonly coins: readonly Coin[];
  /** Undefined where no change is made; what is left over is then in the fee. */
  readonly change: Sats | undefined;
  readonly fee: Sats;
  readonly virtualSize: number;
  /** Bitcoin Core's measure: what is paid now beyond what the same coins would cost later, in satoshis. */
  readonly waste: bigint;
}

/** Larger transactions are not relayed (400,000 weight units). */
export const MAX_VIRTUAL_SIZE = 100_000;

/**
 * Chooses coins for a sum. The fee is never below the rate, change never below what it would cost to spend it, nor below
 * dust. Coins that are worth less than their own input are left where they are.
 *
 * @throws IcehouseError `spend/insufficient-funds` with what could have been paid, `spend/too-large`.
 */
export function selectCoins<Coin extends { readonly amount: Sats }>(request: SelectionRequest<Coin>): Selection<Coin> {
  const { rate, sizes, use } = request;
  const inputFee = feeFor(sizes.input, rate);
  const worthwhile = request.coins.filter(({ amount }) => use === 'all' || amount > inputFee);
  const descending = worthwhile.toSorted((left, right) => Number(right.amount - left.amount));
  const choices = use === 'all' ? [completed(request, descending)] : waysToPay(request, descending);
  const possible = choices.filter((choice) => choice !== undefined);
  const [first, ...others] = possible.filter(({ virtualSize }) => virtualSize <= MAX_VIRTUAL_SIZE);
  if (first) return others.reduce((best, other) => (isBetter(other, best) ? other : best), first);
  throw possible[0] ? tooLarge(possible[0].virtualSize) : insufficientFunds(request, descending);
}

function isBetter<Coin>(left: Selection<Coin>, right: Selection<Coin>): boolean {
  return left.waste === right.waste ? left.coins.length < right.coins.length : left.waste < right.waste;
}

/** The candidates, each a full answer; an exact match is looked for first. */
function waysToPay<Coin extends { readonly amount: Sats }>(
  request: SelectionRequest<Coin>,
  descending: readonly Coin[],
): (Selection<Coin> | undefined)[] {
  const { target, rate, longTermRate, sizes } = request;
  const exact = branchAndBound({
    amounts: descending.map(({ amount }) => amount),
    needed: (count) => target + feeFor(sizes.whole(count, 'without change'), rate),
    tolerance: costOfChange(request),
    costOfInput: feeFor(sizes.input, rate) - feeFor(sizes.input, longTermRate),
  });
  const enough = (coin: Coin) => completed(request, [coin]);
  const smallest = descending.findLast((coin) => enough(coin)?.change !== undefined);
  return [
    exact &&
      completed(
        request,
        exact.map((index) => descending[index]!),
      ),
    smallest && enough(smallest),
    ...largestFirst(request, descending),
  ];
}

/** Takes the largest coins until they suffice, and goes on until there is change: both are answers. */
function largestFirst<Coin extends { readonly amount: Sats }>(
  request: SelectionRequest<Coin>,
  descending: readonly Coin[],
): Selection<Coin>[] {
  const { target, rate, sizes } = request;
  const answers: Selection<Coin>[] = [];
  let sum = 0n;
  for (const [index, { amount }] of descending.entries()) {
    sum += amount;
    if (sum < target + feeFor(sizes.whole(index + 1, 'without change'), rate)) continue;
    const answer = completed(request, descending.slice(0, index + 1));
    if (answer === undefined) continue;
    answers.push(answer);
    if (answer.change !== undefined) break;
  }
  return answers;
}

/** Works out fee and change for a set of coins; undefined when they do not suffice. */
function completed<Coin extends { readonly amount: Sats }>(
  request: SelectionRequest<Coin>,
  coins: readonly Coin[],
): Selection<Coin> | undefined {
  const { target, rate, longTermRate, sizes } = request;
  const sum = coins.reduce((total, { amount }) => total + amount, 0n);
  const inputsLater = (feeFor(sizes.input, rate) - feeFor(sizes.input, longTermRate)) * BigInt(coins.length);
  const sizeWithChange = sizes.whole(coins.length, 'with change');
  const change = sum - target - feeFor(sizeWithChange, rate);
  if (change >= smallestChange(request)) {
    const fee = sats(sum - target - change);
    return {
      coins,
      change: sats(change),
      fee,
      virtualSize: sizeWithChange,
      waste: inputsLater + costOfChange(request),
    };
  }
  const virtualSize = sizes.whole(coins.length, 'without change');
  const leftOver = sum - target - feeFor(virtualSize, rate);
  if (coins.length === 0 || leftOver < 0n) return undefined;
  return { coins, change: undefined, fee: sats(sum - target), virtualSize, waste: inputsLater + leftOver };
}

/** What change costs: its output now, and its input some day. */
function costOfChange({ sizes, rate, longTermRate }: SelectionRequest<{ readonly amount: Sats }>): bigint {
  const output = sizes.whole(1, 'with change') - sizes.whole(1, 'without change');
  return feeFor(output, rate) + feeFor(sizes.input, longTermRate);
}

/** Change must be worth more than spending it, and more than dust. */
function smallestChange({ sizes, longTermRate, changeDust }: SelectionRequest<{ readonly amount: Sats }>): bigint {
  const input = feeFor(sizes.input, longTermRate) + 1n;
  return input > changeDust ? input : changeDust;
}

function insufficientFunds(
  { target, rate, sizes }: SelectionRequest<{ readonly amount: Sats }>,
  coins: readonly { readonly amount: Sats }[],
): IcehouseError {
  const sum = addSats(coins.map(({ amount }) => amount));
  const fee = feeFor(sizes.whole(coins.length, 'without change'), rate);
  const payable = sum > fee ? sum - fee : 0n;
  return new IcehouseError({
    code: 'spend/insufficient-funds',
    kind: 'refused',
    message: 'the coins that can be spent do not suffice',
    found: `${formatBtc(sum)} BTC in ${coins.length} coins`,
    expected: `${formatBtc(target)} BTC and a fee of about ${formatBtc(fee)} BTC`,
    next: `at this fee rate at most ${formatBtc(payable)} BTC can be paid`,
  });
}

function tooLarge(virtualSize: number): IcehouseError {
  return new IcehouseError({
    code: 'spend/too-large',
    kind: 'refused',
    message: 'the payment needs so many small coins that nodes would not relay it',
    found: `${virtualSize} vbytes`,
    expected: `at most ${MAX_VIRTUAL_SIZE}`,
    next: 'pay in parts, or gather small coins into a larger one first',
  });
}
