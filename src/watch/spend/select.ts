/**
 * Chooses which coins pay: several ways are tried (`select/ways.ts`) and the least wasteful wins, by Bitcoin Core's
 * measure of waste. Pure: sizes, rates and chance come in, a choice comes out. All coins of a wallet have inputs of one
 * size, so a fee depends on their number alone and is exact from the start.
 */

import { addSats, formatBtc } from '../../core/amount.ts';
import { IcehouseError } from '../../core/errors.ts';
import { counted } from '../../core/text/counted.ts';
import { feeFor, feeRate, formatFeeRate } from './fee-rate.ts';
import { type Group, groupsOf } from './select/groups.ts';
import { type Amount, MAX_VIRTUAL_SIZE, type Selection, type SelectionRequest, type Terms } from './select/request.ts';
import { settle } from './select/settle.ts';
import { waysToPay } from './select/ways.ts';

export { MAX_VIRTUAL_SIZE, type Selection, type SelectionRequest, type SpendSizes } from './select/request.ts';

/**
 * Chooses coins for a sum. The fee is never below the rate nor above the cap, change never below what it would cost to spend it, nor below
 * dust. Coins that are worth less than their own input are left where they are.
 *
 * @throws IcehouseError `spend/insufficient-funds` with what could have been paid, `spend/too-large`, `spend/fee-over-cap`.
 */
export function selectCoins<Coin extends Amount>(request: SelectionRequest<Coin>): Selection<Coin> {
  const groups = request.use === 'any' ? groupsOf(request) : [];
  const coins = request.use === 'any' ? groups.flatMap((group) => group.coins) : request.coins;
  const manual = request.use === 'all' ? settle(request, coins) : undefined;
  const possible = manual ? [manual] : waysToPay(request, groups);
  const relayed = possible.filter(({ virtualSize }) => virtualSize <= MAX_VIRTUAL_SIZE);
  const [first, ...others] = relayed.filter((each) => isWithinCap(request, each));
  if (first) return others.reduce((best, other) => (isBetter(other, best) ? other : best), first);
  if (relayed[0]) throw overCap(request, relayed);
  throw possible[0] ? tooLarge(request, groups, possible[0].virtualSize) : insufficientFunds(request, coins);
}

/** Of equally wasteful choices the one that leaves fewer coins behind, as Bitcoin Core has it. */
function isBetter<Coin>(left: Selection<Coin>, right: Selection<Coin>): boolean {
  return left.waste === right.waste ? left.coins.length > right.coins.length : left.waste < right.waste;
}

function isWithinCap({ maxRate }: Terms, { fee, virtualSize }: Selection<unknown>): boolean {
  return maxRate === undefined || fee <= feeFor(virtualSize, maxRate);
}

/** Only possible without change that is too small to be made and so goes to the fee. */
function overCap({ target, maxRate }: Terms, selections: readonly Selection<unknown>[]): IcehouseError {
  const cheapest = selections.reduce((best, each) => (each.fee < best.fee ? each : best));
  const rate = (cheapest.fee * 1_000n) / BigInt(cheapest.virtualSize);
  const cap = maxRate ?? rate;
  const more = cheapest.fee - feeFor(cheapest.virtualSize, feeRate(cap));
  return new IcehouseError({
    code: 'spend/fee-over-cap',
    kind: 'refused',
    message: 'what is left over is too small for change and would raise the fee above what you allow',
    found: `${formatBtc(cheapest.fee)} BTC, ${formatFeeRate(rate)} sat/vB`,
    expected: `at most ${formatFeeRate(cap)} sat/vB`,
    next: `pay ${formatBtc(target + more)} BTC instead, allow more, or choose other coins`,
  });
}

function insufficientFunds({ target, rate, sizes }: Terms, coins: readonly Amount[]): IcehouseError {
  const sum = addSats(coins.map(({ amount }) => amount));
  const fee = feeFor(sizes.whole(coins.length, 'without change'), rate);
  const payable = sum > fee ? sum - fee : 0n;
  return new IcehouseError({
    code: 'spend/insufficient-funds',
    kind: 'refused',
    message: 'the coins that can be spent do not suffice',
    found: `${formatBtc(sum)} BTC in ${counted(coins.length, 'coin')}`,
    expected: `${formatBtc(target)} BTC and a fee of about ${formatBtc(fee)} BTC`,
    next: `at this fee rate at most ${formatBtc(payable)} BTC can be paid`,
  });
}

function tooLarge<Coin extends Amount>(
  { rate, sizes }: Terms,
  groups: readonly Group<Coin>[],
  virtualSize: number,
): IcehouseError {
  const amounts = groups.flatMap(({ coins }) => coins.map(({ amount }) => amount));
  amounts.sort((left, right) => Number(right - left));
  while (amounts.length > 0 && sizes.whole(amounts.length, 'without change') > MAX_VIRTUAL_SIZE) amounts.pop();
  const most = addSats(amounts) - feeFor(sizes.whole(amounts.length, 'without change'), rate);
  return new IcehouseError({
    code: 'spend/too-large',
    kind: 'refused',
    message: 'the payment needs so many small coins that nodes would not relay it',
    found: `${virtualSize} vbytes`,
    expected: `at most ${MAX_VIRTUAL_SIZE}`,
    next:
      most > 0n
        ? `pay in parts of at most ${formatBtc(most)} BTC, or gather small coins into a larger one first`
        : 'choose fewer coins, or gather small coins into a larger one first',
  });
}
