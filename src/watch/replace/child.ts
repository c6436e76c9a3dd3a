/**
 * Helps a waiting transaction along by a child that spends what it pays to the wallet (CPFP): miners take both or neither,
 * so what counts is the rate of the package. The child's fee is worked out so that this rate is the one that was asked for,
 * to the satoshi. What it depends on and pays enough by itself is no part of the package.
 */
import { type Sats, sats } from '../../core/amount.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { parseTransaction } from '../../core/tx/parse.ts';
import { virtualSizeOf } from '../../core/tx/size.ts';
import { txidOf } from '../../core/tx/txid.ts';
import { refuseFeeOverCap } from '../spend/fee-cap.ts';
import { feeFor, feeRate, formatFeeRate } from '../spend/fee-rate.ts';
import { lockTimeFor } from '../spend/lock-time.ts';
import { sizeOf, total } from '../spend/payment-size.ts';
import type { StoredTransaction } from '../store/store.ts';
import { type Coin, viewCoins } from '../sync/view.ts';
import {
  addableCoins,
  type BuiltReplacement,
  type Column,
  freshChange,
  type ReplaceRequest,
  writeReplacement,
} from './built.ts';
import { columnOf } from './bump.ts';
import { topUp } from './top-up.ts';

export interface ChildRequest extends ReplaceRequest {
  /** Gets transactions that the store does not have, to learn what a stranger's payment pays for its fee. */
  readonly fetch: (txids: readonly string[]) => Promise<readonly Uint8Array[]>;
  readonly random: (limit: number) => number;
}

/** What nodes relay at all. */
const RELAY_MINIMUM = feeRate(1_000n);

/** Bitcoin Core's limit on a chain of waiting transactions, the child included. */
const MOST_IN_CHAIN = 25;

/**
 * Builds the child.
 *
 * @throws IcehouseError `child/no-coin` where nothing of it pays to the wallet and is free, `child/not-waiting`,
 * `child/not-needed` where the package pays the rate already, `child/too-long-a-chain`, `spend/insufficient-funds`,
 * `spend/fee-over-cap`, and what `fetch` throws.
 */
export async function buildChild(request: ChildRequest): Promise<BuiltReplacement> {
  const { store, charter, now, random, feeRate: rate } = request;
  const ledger = await store.ledger.transactions(charter.id);
  const parent = ledger.find(({ txid }) => txid === request.id);
  if (parent?.state !== 'unconfirmed') throw notWaiting(request.id, parent);
  const { coins, tipHeight } = await viewCoins(store, charter.id);
  const coin = largestFree(coins, parent.txid);
  const family = withAncestors(parent, ledger);
  requireShort(family);
  const parents = together(inNeed(await weigh(request, family), parent.txid, rate));

  const place = await freshChange(request);
  const change = { scriptPubKey: place.scriptPubKey, own: { keychain: place.keychain, index: place.index } };
  const sized = (count: number) => sizeOf(charter.wallet, count, [change]);
  const feeOf = (count: number) => feeFor(parents.virtualSize + sized(count), rate) - parents.fee;
  if (feeOf(1) < feeFor(sized(1), RELAY_MINIMUM)) throw notNeeded(parents, rate);
  const { asked, reserve } = await addableCoins(request, [coin]);
  const topped = topUp({ inputs: [coin, ...asked], fixed: [], change, reserve, mayDropChange: false, feeOf });
  refuseFeeOverCap(topped.fee, request.maxFee);
  invariant(topped.change !== undefined && tipHeight !== undefined, 'a child pays to the wallet, which was synced');

  const outputs = [{ ...change, amount: topped.change }];
  const lockTime = await lockTimeFor({ store, network: charter.wallet.network, tipHeight, now, random });
  const purpose = request.purpose ?? `help transaction ${parent.txid.slice(0, 16)}… along with a higher fee`;
  const written = await writeReplacement({ request, inputs: topped.inputs, outputs, lockTime, purpose, payees: [] });
  const after = columnOf({ ...topped, outputs, virtualSize: sized(topped.inputs.length) });
  return {
    ...written,
    kind: 'child',
    ...{ proposalId: undefined, txid: parent.txid, before: parents, after },
    ...{ added: [...asked, ...topped.added], alsoReplaced: [] },
    package: { fee: sats(parents.fee + after.fee), virtualSize: parents.virtualSize + after.virtualSize },
  };
}

function largestFree(coins: readonly Coin[], txid: string): Coin {
  const [largest] = coins
    .filter((coin) => coin.txid === txid && !coin.isFrozen && coin.reservedBy === undefined)
    .toSorted((left, right) => Number(right.amount - left.amount));
  if (largest !== undefined) return largest;
  throw new IcehouseError({
    code: 'child/no-coin',
    kind: 'refused',
    message: 'nothing that this transaction pays to the wallet is free to be spent',
    found: txid,
    next: 'if it is the wallet’s own payment, raise its fee without --child',
  });
}

/** A waiting transaction with its own fee and size. */
interface Weighed extends StoredTransaction {
  readonly fee: Sats;
  readonly virtualSize: number;
}

/** The transaction and every waiting one of these that it depends on. */
function withAncestors<Transaction extends StoredTransaction>(
  transaction: Transaction,
  among: readonly Transaction[],
): readonly Transaction[] {
  const found = new Map([[transaction.txid, transaction]]);
  const open = [transaction];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    for (const each of among) {
      if (each.state !== 'unconfirmed' || found.has(each.txid) || !next.parents.includes(each.txid)) continue;
      found.set(each.txid, each);
      open.push(each);
    }
  }
  return [...found.values()];
}

function requireShort(family: readonly StoredTransaction[]): void {
  if (family.length < MOST_IN_CHAIN) return;
  throw new IcehouseError({
    code: 'child/too-long-a-chain',
    kind: 'refused',
    message: 'nodes relay no longer chain of waiting transactions',
    found: `${family.length + 1} transactions`,
    expected: `at most ${MOST_IN_CHAIN}`,
    next: 'wait until some of them are confirmed',
  });
}

async function weigh(request: ChildRequest, family: readonly StoredTransaction[]): Promise<readonly Weighed[]> {
  const bytes = await request.store.ledger.transactionBytes(family.map(({ txid }) => txid));
  const weighed: Weighed[] = [];
  for (const each of family) {
    const transaction = parseTransaction(bytes.get(each.txid)!);
    const fee = each.fee ?? (await feeOfStranger(request, transaction));
    weighed.push({ ...each, fee, virtualSize: virtualSizeOf(transaction) });
  }
  return weighed;
}

/**
 * Those that need help. Miners take first what pays best together with what it depends on, and what is left over of such a
 * fee helps nobody else: so whatever reaches the rate without the child goes in this order, and does not count.
 *
 * @throws IcehouseError `child/not-needed` where the parent is among what goes.
 */
function inNeed(family: readonly Weighed[], parentId: string, rate: bigint): readonly Weighed[] {
  let left = family;
  for (;;) {
    const [best] = left
      .map((each) => ({ set: withAncestors(each, left), ...together(withAncestors(each, left)) }))
      .toSorted((one, other) => Number(other.fee * BigInt(one.virtualSize) - one.fee * BigInt(other.virtualSize)));
    if (best === undefined || best.fee * 1000n < rate * BigInt(best.virtualSize)) return left;
    if (best.set.some(({ txid }) => txid === parentId)) throw notNeeded(best, rate);
    left = left.filter((each) => !best.set.includes(each));
  }
}

/** Fee and size of all of them together. */
function together(all: readonly Weighed[]): Column {
  const sum = (pick: (each: Weighed) => bigint) => sats(all.reduce((amount, each) => amount + pick(each), 0n));
  return {
    ...{ fee: sum(({ fee }) => fee), leaving: sats(0n), returning: sum(({ received }) => received) },
    virtualSize: all.reduce((size, { virtualSize }) => size + virtualSize, 0),
    inputs: all.reduce((count, { parents }) => count + parents.length, 0),
  };
}

/** What a transaction that is not all ours pays: its previous transactions are fetched, and their ids prove them. */
async function feeOfStranger(
  { fetch }: ChildRequest,
  { inputs, outputs }: ReturnType<typeof parseTransaction>,
): Promise<Sats> {
  const fetched = (await fetch([...new Set(inputs.map(({ txid }) => txid))])).map((bytes) => parseTransaction(bytes));
  const previous = new Map(fetched.map((transaction) => [txidOf(transaction), transaction]));
  const spent = inputs.map(({ txid, vout }) => previous.get(txid)?.outputs[vout]);
  const known = spent.flatMap((output) => output ?? []);
  if (known.length === spent.length) return sats(total(known) - total(outputs));
  throw new IcehouseError({
    code: 'child/fee-unknown',
    kind: 'environment',
    message: 'the server does not show what this transaction spends, so nobody can tell what it pays',
    next: 'ask another server',
  });
}

function notWaiting(id: string, parent: StoredTransaction | undefined): IcehouseError {
  return new IcehouseError({
    code: 'child/not-waiting',
    kind: 'refused',
    message: parent === undefined ? 'this wallet knows no such transaction' : 'this transaction does not wait any more',
    found: parent === undefined ? id : `${id}: ${parent.state}`,
    expected: 'a transaction that waits to be confirmed',
    next: 'sync, and look at: icehouse watch history',
  });
}

function notNeeded({ fee, virtualSize }: Pick<Column, 'fee' | 'virtualSize'>, rate: bigint): IcehouseError {
  const pays = (fee * 1000n) / BigInt(virtualSize);
  return new IcehouseError({
    code: 'child/not-needed',
    kind: 'refused',
    message: 'what waits pays that rate already, so that a child would do nothing',
    found: `${formatFeeRate(pays)} sat/vB`,
    expected: `less than ${formatFeeRate(rate)} sat/vB`,
    next: 'choose a higher rate, or wait',
  });
}
