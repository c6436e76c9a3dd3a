/** What is worth knowing about a payment before it is proposed: who could learn what from it, and what it wastes. */
import { formatBtc } from '../../core/amount.ts';
import { toHex } from '../../core/bytes.ts';
import { dustLimit, scriptKind } from '../../core/review/script-kind.ts';
import { groups } from '../../core/text/groups.ts';
import { visible } from '../../core/text/visible.ts';
import { decodeAddress } from '../../core/wallet/address.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import { dustBound } from '../coins/coins.ts';
import type { AddressFacts } from '../coins/facts.ts';
import { lookAlikes } from '../coins/look-alike.ts';
import { type FeeRate, feeFor, LONG_TERM_RATE } from '../spend/fee-rate.ts';
import type { Payment } from '../spend/payments.ts';
import { spendSizes } from '../spend/sizes.ts';
import { obstacle } from '../spend/spendable.ts';
import type { Coin } from '../sync/view.ts';
import { type Hint, hint } from './catalogue.ts';

export interface HintRequest {
  readonly wallet: Wallet;
  /** All coins of the wallet. */
  readonly coins: readonly Coin[];
  readonly facts: AddressFacts;
  readonly feeRate: FeeRate;
  readonly summary: {
    readonly inputs: readonly Coin[];
    readonly payments: readonly Payment[];
    readonly change: { readonly address: string; readonly amount: bigint } | undefined;
    readonly paid: bigint;
    readonly fee: bigint;
    readonly virtualSize: number;
  };
}

/** Payments that are multiples of this look chosen by a person. */
const ROUND = 100_000n;

/** Change so many times the payments is change to everybody. */
const MUCH_LARGER = 20n;

/** So many small coins are worth gathering, each worth less than so many times its own input. */
const MANY_COINS = 10;
const SMALL_COIN = 50n;

/** All hints, warnings first. */
export function paymentHints(request: HintRequest): readonly Hint[] {
  const all = [...payeeHints(request), ...coinChoice(request), ...changeHints(request), ...wasteHints(request)];
  return all.sort((left, right) => Number(right.severity === 'warn') - Number(left.severity === 'warn'));
}

function payeeHints({ summary: { payments }, facts, wallet }: HintRequest): Hint[] {
  const scripts = payments.map(({ address }) => toHex(decodeAddress(address, wallet.network)));
  const twinOf = lookAlikes([...facts.payees, ...facts.own, ...payments.map((each) => each.address)]);
  const places = new Map(scripts.map((script, index) => [script, index] as const).reverse());
  return payments.flatMap(({ address, amount }, index) => {
    const at = `payments[${index}]`;
    const first = places.get(scripts[index]!) ?? index;
    const twin = twinOf(address);
    const isKnown = facts.payees.has(address) || facts.payees.has(address.toLowerCase());
    const kind = scriptKind(decodeAddress(address, wallet.network));
    return [
      ...(twin === undefined ? [] : [hint('payee-look-alike', at, `${groups(address)} is like ${groups(twin)}`)]),
      ...(first < index ? [hint('payee-twice', at, `this is the address of payments[${first}]`)] : []),
      ...(isKnown ? [hint('payee-paid-before', at, 'this address was paid before')] : []),
      // Dust is counted at 3 sat/vB for output and input: about three times that is the input at 10 sat/vB.
      ...(amount <= dustLimit(kind) * 3n ? [hint('payment-small', at, `${formatBtc(amount)} BTC`)] : []),
    ];
  });
}

function coinChoice({ summary, coins, wallet, feeRate }: HintRequest): Hint[] {
  const { inputs, payments, paid } = summary;
  const hints: Hint[] = [];
  const spent = new Set(inputs.map(({ txid, vout }) => `${txid}:${vout}`));
  const left = new Map<string, number>();
  for (const coin of coins) {
    const script = toHex(coin.scriptPubKey);
    if (!spent.has(`${coin.txid}:${coin.vout}`) && coin.isDust !== true) left.set(script, (left.get(script) ?? 0) + 1);
  }
  const partly = inputs.findIndex(({ scriptPubKey }) => left.has(toHex(scriptPubKey)));
  if (partly >= 0) {
    const count = left.get(toHex(inputs[partly]!.scriptPubKey)) ?? 0;
    hints.push(hint('address-partly-spent', `inputs[${partly}]`, `${count} more on the same address`));
  }
  const labels = [...new Set(inputs.flatMap(({ label }) => (label === undefined ? [] : [label])))];
  if (labels.length > 1) {
    const shown = labels.slice(0, 4).map((label) => `“${visible(label, { max: 40 })}”`);
    const more = labels.length > shown.length ? ` and ${labels.length - shown.length} more` : '';
    hints.push(hint('labels-merged', 'inputs', `${shown.join(', ')}${more}`));
  }
  const scripts = payments.map(({ address }) => decodeAddress(address, wallet.network));
  const sizes = spendSizes(wallet, scripts, new Uint8Array());
  const sum = inputs.reduce((total, { amount }) => total + amount, 0n);
  const feeWithoutOne = feeFor(sizes.whole(inputs.length - 1, 'without change'), feeRate);
  const needless = inputs.findIndex(({ amount }) => inputs.length > 1 && sum - amount >= paid + feeWithoutOne);
  if (needless >= 0) {
    hints.push(hint('unnecessary-input', `inputs[${needless}]`, `${formatBtc(inputs[needless]!.amount)} BTC`));
  }
  return hints;
}

function changeHints({ summary: { payments, change, paid }, wallet }: HintRequest): Hint[] {
  if (change === undefined) return [];
  const hints: Hint[] = [];
  const round = payments.filter(({ amount }) => amount % ROUND === 0n);
  if (round.length > 0 && change.amount % ROUND !== 0n) {
    const first = payments.indexOf(round[0]!);
    const others = round.length === 1 ? '' : `, one of ${round.length} such payments`;
    hints.push(hint('round-amount', `payments[${first}]`, `${formatBtc(round[0]!.amount)} BTC${others}`));
  }
  const kindOf = (address: string) => scriptKind(decodeAddress(address, wallet.network));
  const kind = kindOf(change.address);
  if (payments.every(({ address }) => kindOf(address) !== kind)) {
    hints.push(hint('change-type', 'change', `change is ${kind}, no payment is`));
  }
  if (change.amount >= paid * MUCH_LARGER) {
    hints.push(hint('change-size', 'change', `${change.amount / paid} times what is paid`));
  }
  return hints;
}

function wasteHints({ summary, coins, feeRate, wallet }: HintRequest): Hint[] {
  const { change, fee, virtualSize, inputs } = summary;
  const hints: Hint[] = [];
  const rest = fee - feeFor(virtualSize, feeRate);
  if (change === undefined && rest > 0n) hints.push(hint('rest-to-fee', 'change', `${rest} sat`));
  const spent = new Set(inputs.map(({ txid, vout }) => `${txid}:${vout}`));
  const small = coins.filter(
    (coin) =>
      obstacle(coin) === undefined &&
      !spent.has(`${coin.txid}:${coin.vout}`) &&
      coin.amount <= dustBound(wallet) * SMALL_COIN,
  );
  if (feeRate * 2n <= LONG_TERM_RATE && small.length >= MANY_COINS) {
    const sum = small.reduce((total, { amount }) => total + amount, 0n);
    hints.push(hint('consolidation-cheap', '', `${small.length} small coins of ${formatBtc(sum)} BTC in all`));
  }
  return hints;
}
