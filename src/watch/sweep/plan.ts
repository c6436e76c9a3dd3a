/**
 * Many coins into few, in stages that nodes relay and signers can handle: which coins go together, what each stage costs
 * now, and what the same would cost when fees are as they are thought to be in the long run. Pure.
 */
import { addSats, type Sats, sats } from '../../core/amount.ts';
import { toHex } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { dustLimit, scriptKind } from '../../core/review/script-kind.ts';
import type { Wallet } from '../../core/wallet/types.ts';
import { type FeeRate, feeFor, LONG_TERM_RATE } from '../spend/fee-rate.ts';
import { sizeOf, total } from '../spend/payment-size.ts';
import { MAX_VIRTUAL_SIZE } from '../spend/select/request.ts';

/** What is asked of a coin here. */
export interface PlannedCoin {
  readonly amount: Sats;
  readonly scriptPubKey: Uint8Array;
}

export interface PlanRequest<Coin extends PlannedCoin> {
  readonly wallet: Wallet;
  /** Coins that may be spent. */
  readonly coins: readonly Coin[];
  /** Where every stage pays to. */
  readonly target: Uint8Array;
  readonly rate: FeeRate;
  /** Coins of a stage at most; fewer where nodes would not relay so many. */
  readonly maxInputs: number;
  /** The most that all stages together may cost; those beyond it are left for later. */
  readonly maxFee: Sats;
  /** A stage of fewer coins is not worth its fee: 1 for a sweep, 2 for a consolidation. */
  readonly leastCoins: 1 | 2;
}

export interface Stage<Coin> {
  readonly coins: readonly Coin[];
  /** What arrives. */
  readonly amount: Sats;
  readonly fee: Sats;
  /** vbytes after signing, at most. */
  readonly virtualSize: number;
}

export interface Plan<Coin> {
  readonly stages: readonly Stage<Coin>[];
  readonly fee: Sats;
  readonly amount: Sats;
  /** The fee of the same stages at the long-term rate. */
  readonly feeLater: Sats;
  /** Coins that are worth less than their own input, or too few to make a stage. */
  readonly notWorthIt: readonly Coin[];
  /** Coins of stages that the cap leaves for later. */
  readonly overCap: readonly Coin[];
}

/** Bound of `maxInputs`, whatever the wallet. */
export const MOST_INPUTS = 900;

/**
 * Plans the stages. Coins on one address stay together as long as a stage has room for them, so that no more of them are
 * linked than need be; the largest amounts go first.
 *
 * @throws IcehouseError `sweep/bad-stage-size`.
 */
export function planStages<Coin extends PlannedCoin>(request: PlanRequest<Coin>): Plan<Coin> {
  const { wallet, coins, target, rate, maxInputs, maxFee, leastCoins } = request;
  if (!Number.isSafeInteger(maxInputs) || maxInputs < leastCoins || maxInputs > MOST_INPUTS) throw badSize(request);
  const output = { scriptPubKey: target };
  const inputFee = feeFor(sizeOf(wallet, 2, [output]) - sizeOf(wallet, 1, [output]), rate);
  const worthwhile = coins.filter(({ amount }) => amount > inputFee);
  const notWorthIt = coins.filter((coin) => !worthwhile.includes(coin));
  const stages: Stage<Coin>[] = [];
  const overCap: Coin[] = [];
  let fee = 0n;
  for (const group of inGroups(worthwhile, mostRelayed(request))) {
    const virtualSize = sizeOf(wallet, group.length, [output]);
    const cost = feeFor(virtualSize, rate);
    const amount = total(group) - cost;
    if (group.length < leastCoins || amount < dustLimit(scriptKind(target))) notWorthIt.push(...group);
    else if (fee + cost > maxFee) overCap.push(...group);
    else {
      fee += cost;
      stages.push({ coins: group, amount: sats(amount), fee: cost, virtualSize });
    }
  }
  return {
    ...{ stages, notWorthIt, overCap, fee: sats(fee) },
    amount: addSats(stages.map((stage) => stage.amount)),
    feeLater: addSats(stages.map(({ virtualSize }) => feeFor(virtualSize, LONG_TERM_RATE))),
  };
}

/** As many coins as are asked for, but no more than nodes relay in one transaction of this wallet. */
function mostRelayed({ wallet, target, maxInputs }: PlanRequest<PlannedCoin>): number {
  let most = maxInputs;
  while (most > 1 && sizeOf(wallet, most, [{ scriptPubKey: target }]) > MAX_VIRTUAL_SIZE) most--;
  return most;
}

/** Whole addresses into stages, as many as have room; an address with more coins than a stage takes is cut. */
function inGroups<Coin extends PlannedCoin>(coins: readonly Coin[], most: number): readonly (readonly Coin[])[] {
  const byScript = new Map<string, Coin[]>();
  for (const coin of coins.toSorted((left, right) => Number(right.amount - left.amount))) {
    const script = toHex(coin.scriptPubKey);
    byScript.set(script, [...(byScript.get(script) ?? []), coin]);
  }
  const groups: Coin[][] = [];
  for (const together of byScript.values()) {
    for (let start = 0; start < together.length; start += most) {
      const part = together.slice(start, start + most);
      const last = groups.at(-1);
      if (last !== undefined && last.length + part.length <= most) last.push(...part);
      else groups.push(part);
    }
  }
  return groups;
}

function badSize({ maxInputs, leastCoins }: PlanRequest<PlannedCoin>): IcehouseError {
  return new IcehouseError({
    code: 'sweep/bad-stage-size',
    kind: 'usage',
    message: 'a stage cannot have so many coins',
    found: `${maxInputs}`,
    expected: `${leastCoins} to ${MOST_INPUTS}`,
  });
}
