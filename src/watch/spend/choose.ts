/**
 * From payments and the wallet's coins to the outputs and the coins that pay them: which coins may be spent, which are
 * chosen, and what one payee receives who is to have all the rest.
 */

import { addSats, formatBtc, type Sats } from '../../core/amount.ts';
import { toHex } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { dustLimit, scriptKind } from '../../core/review/script-kind.ts';
import { counted } from '../../core/text/counted.ts';
import type { OutPoint, TxOutput } from '../../core/tx/types.ts';
import { decodeAddress } from '../../core/wallet/address.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import type { Coin } from '../sync/view.ts';
import { dataOutput } from './data-output.ts';
import { refuseRateOverCap } from './fee-cap.ts';
import { type FeeRate, LONG_TERM_RATE } from './fee-rate.ts';
import { outputsOf, type Payment, type PaymentOptions, refuseDust, type WantedPayment } from './payments.ts';
import type { RandomBelow } from './random.ts';
import { type Everything, everything } from './select/everything.ts';
import { MAX_VIRTUAL_SIZE, type SelectionRequest } from './select/request.ts';
import { type Selection, selectCoins } from './select.ts';
import { spendSizes } from './sizes.ts';
import { chosenCoins, leftOut, obstacle } from './spendable.ts';

export interface Wishes extends PaymentOptions {
  readonly wallet: Wallet;
  readonly payments: readonly WantedPayment[];
  /** Carried by an output of its own that holds no money. */
  readonly data?: Uint8Array | undefined;
  readonly feeRate: FeeRate;
  /** The fee may not come to more than this for a vbyte, left-over change included. */
  readonly maxFeeRate?: FeeRate | undefined;
  /** Exactly these coins; chosen by `select.ts` when left out. */
  readonly coins?: readonly OutPoint[] | undefined;
  /**
   * `always`: coins on one address are spent together. `when-free` (what Bitcoin Core does): so long as that costs no
   * higher fee.
   */
  readonly keepTogether?: 'always' | 'when-free' | undefined;
  readonly longTermRate?: FeeRate | undefined;
  readonly random: RandomBelow;
}

export interface Choice extends Pick<Selection<Coin>, 'coins' | 'change' | 'fee' | 'virtualSize'> {
  /** With the amount that was found for whoever receives all. */
  readonly payments: readonly Payment[];
  readonly outputs: readonly TxOutput[];
}

/**
 * Chooses coins for payments.
 *
 * @throws IcehouseError `spend/insufficient-funds` with what would have been payable, `spend/fee-over-cap`,
 * `spend/too-large`, `spend/all-twice`, `spend/dust-payment`, `spend/no-payments`, `spend/unknown-coin`,
 * `spend/coin-not-spendable`, `spend/coin-twice`, `spend/future-version`, `spend/data-length`, `address/…`.
 */
export function chooseFor(wishes: Wishes, coins: readonly Coin[], changeScript: Uint8Array): Choice {
  const { wallet, payments, coins: chosen } = wishes;
  refuseRateOverCap(wishes.feeRate, wishes.maxFeeRate);
  const spendable = chosen ? chosenCoins(coins, chosen) : coins.filter((coin) => obstacle(coin) === undefined);
  const fixed = payments.filter((payment): payment is Payment => payment.amount !== 'all');
  try {
    if (fixed.length < payments.length) return allOf(wishes, spendable, fixed);
    const outputs = [...outputsOf(fixed, wallet.network, wishes), ...dataOutputs(wishes)];
    const scripts = outputs.map(({ scriptPubKey }) => scriptPubKey);
    const selection = select(
      {
        coins: spendable,
        use: chosen ? 'all' : 'any',
        target: addSats(outputs.map(({ amount }) => amount)),
        payments: outputs.length,
        rate: wishes.feeRate,
        maxRate: wishes.maxFeeRate,
        longTermRate: wishes.longTermRate ?? LONG_TERM_RATE,
        sizes: spendSizes(wallet, scripts, changeScript),
        changeDust: dustLimit(scriptKind(changeScript)),
        togetherBy: ({ scriptPubKey }: Coin) => toHex(scriptPubKey),
        random: wishes.random,
      },
      wishes.keepTogether ?? 'when-free',
    );
    const { change, fee, virtualSize } = selection;
    return { coins: selection.coins, change, fee, virtualSize, payments: fixed, outputs };
  } catch (error) {
    throw withLeftOut(error, coins);
  }
}

/** With the coins of an address together, or one by one where that is allowed and makes the fee lower or possible at all. */
function select(request: SelectionRequest<Coin>, keepTogether: 'always' | 'when-free'): Selection<Coin> {
  if (request.use === 'all' || keepTogether === 'always') return selectCoins(request);
  const apart = selectCoins({ ...request, togetherBy: undefined });
  const scripts = new Set(request.coins.map((coin) => request.togetherBy?.(coin)));
  if (scripts.size === request.coins.length) return apart;
  try {
    const together = selectCoins(request);
    return together.fee <= apart.fee ? together : apart;
  } catch (error) {
    if (error instanceof IcehouseError) return apart;
    throw error;
  }
}

function dataOutputs({ data }: Wishes): readonly TxOutput[] {
  return data === undefined ? [] : [dataOutput(data)];
}

function allOf(wishes: Wishes, coins: readonly Coin[], fixed: readonly Payment[]): Choice {
  const { wallet, payments, feeRate: rate, futureVersion } = wishes;
  const carried = dataOutputs(wishes);
  if (payments.length - fixed.length > 1) {
    throw new IcehouseError({
      code: 'spend/all-twice',
      kind: 'usage',
      message: 'only one payee can receive all that remains',
      found: `${payments.length - fixed.length} payees who are to have all`,
      next: 'give amounts to all payees but one',
    });
  }
  const { network } = wallet;
  const scripts = payments.map(({ address }, index) => decodeAddress(address, network, `payments[${index}].address`));
  const target = addSats(fixed.map(({ amount }) => amount));
  const allScripts = [...scripts, ...carried.map(({ scriptPubKey }) => scriptPubKey)];
  const sizes = spendSizes(wallet, allScripts, new Uint8Array());
  const found = everything({ target, rate, sizes }, coins);
  if (found === undefined) throw nothingRemains(target, coins);
  refuseTooLarge(found);
  const resolved = payments.map((payment, index) => {
    if (payment.amount !== 'all') return { ...payment, amount: payment.amount };
    refuseDust(found.rest, scripts[index]!, index);
    return { ...payment, amount: found.rest };
  });
  const { fee, virtualSize } = found;
  return {
    ...{ coins: found.coins, change: undefined, fee, virtualSize },
    payments: resolved,
    outputs: [...outputsOf(resolved, network, { futureVersion }), ...carried],
  };
}

function refuseTooLarge({ virtualSize }: Everything<Coin>): void {
  if (virtualSize <= MAX_VIRTUAL_SIZE) return;
  throw new IcehouseError({
    code: 'spend/too-large',
    kind: 'refused',
    message: 'these are so many coins that nodes would not relay one transaction of them',
    found: `${virtualSize} vbytes`,
    expected: `at most ${MAX_VIRTUAL_SIZE}`,
    next: 'spend them in several payments',
  });
}

function nothingRemains(target: Sats, coins: readonly Coin[]): IcehouseError {
  const sum = addSats(coins.map(({ amount }) => amount));
  return new IcehouseError({
    code: 'spend/insufficient-funds',
    kind: 'refused',
    message: 'nothing would remain after the other payments and the fee',
    found: `${formatBtc(sum)} BTC in ${counted(coins.length, 'coin')}`,
    expected: `more than ${formatBtc(target)} BTC and the fee`,
  });
}

/** Adds to the want of funds what lies in the wallet and cannot be spent now. */
function withLeftOut(error: unknown, coins: readonly Coin[]): unknown {
  const clauses = leftOut(coins);
  if (!(error instanceof IcehouseError) || error.code !== 'spend/insufficient-funds' || clauses.length === 0)
    return error;
  const { code, kind, message, found, expected, next } = error;
  const more = `${found} (besides ${clauses.join(', ')})`;
  return new IcehouseError({
    code,
    kind,
    message,
    found: more,
    ...(expected === undefined ? {} : { expected }),
    ...(next === undefined ? {} : { next }),
  });
}
