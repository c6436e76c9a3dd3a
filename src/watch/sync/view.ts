/**
 * What the store knows of a wallet, for people: balance, coins and history, exact to the satoshi and marked by how sure
 * they are. Reads only; `sync.ts` brings the store up to date.
 */
import { addSats, type Sats } from '../../core/amount.ts';
import { invariant } from '../../core/errors.ts';
import type { LastScan, Store, StoredCoin, StoredTransaction, TransactionState } from '../store/store.ts';

/** Blocks after which the output of a coinbase transaction can be spent. */
const COINBASE_MATURITY = 100;

/** Every coin counts in exactly one of the four parts. */
export interface Balance {
  /** In blocks of the best chain, proven. */
  readonly confirmed: Sats;
  /** In the mempool, as the server says. */
  readonly unconfirmed: Sats;
  /** In a block, as the server says, without proof. */
  readonly unproven: Sats;
  /** Newly mined coins that cannot be spent before they are 100 blocks deep. */
  readonly immature: Sats;
  readonly total: Sats;
}

export interface Coin extends StoredCoin {
  /** Blocks that bury it, its own included; 0 unless it is confirmed. */
  readonly confirmations: number;
  readonly isMature: boolean;
  /** Frozen by itself, as it is worth no more than its input; set by `coins/coins.ts`. */
  readonly isDust?: boolean;
}

export interface HistoryEntry {
  readonly txid: string;
  readonly state: TransactionState;
  readonly height: number | undefined;
  readonly confirmations: number;
  /** When the proven block was mined, as its miner says; else undefined. ISO 8601 in UTC. */
  readonly date: string | undefined;
  /** What the wallet has more (or less, then negative) by this transaction, fee included. */
  readonly delta: bigint;
  /** Known when all inputs are; in particular for every payment out of this wallet alone. */
  readonly fee: Sats | undefined;
  /** The wallet's total after this transaction; a vanished one leaves it as it was. */
  readonly balance: bigint;
  readonly label: string | undefined;
}

export interface WalletView {
  readonly balance: Balance;
  /** In the order of first sight. */
  readonly coins: readonly Coin[];
  /** Oldest first; unconfirmed ones after those in blocks. */
  readonly history: readonly HistoryEntry[];
  /** Undefined before the first sync: then nothing is known, which is not zero. */
  readonly lastScan: LastScan | undefined;
  /** Last block of the best chain known. */
  readonly tipHeight: number | undefined;
}

/** The part of a wallet's view that spending needs. */
export type CoinsView = Pick<WalletView, 'coins' | 'lastScan' | 'tipHeight'>;

/** @throws IcehouseError `store/wallet-unknown`. */
export async function viewCoins(store: Store, charterId: string): Promise<CoinsView> {
  const { network, lastScan } = await store.wallets.get(charterId);
  const tipHeight = (await store.headers.range(network))?.last;
  const coins = (await store.ledger.coins(charterId)).map((coin) => {
    const confirmations = confirmationsOf(coin, tipHeight);
    return { ...coin, confirmations, isMature: !coin.isCoinbase || confirmations >= COINBASE_MATURITY };
  });
  return { coins, lastScan, tipHeight };
}

/** @throws IcehouseError `store/wallet-unknown`. */
export async function viewWallet(store: Store, charterId: string): Promise<WalletView> {
  const coinsView = await viewCoins(store, charterId);
  const ordered = inOrder(await store.ledger.transactions(charterId));
  return { ...coinsView, balance: balanceOf(coinsView.coins), history: historyOf(ordered, coinsView.tipHeight) };
}

function confirmationsOf(
  { state, height }: Pick<StoredTransaction, 'state' | 'height'>,
  tipHeight: number | undefined,
): number {
  return state === 'confirmed' && tipHeight !== undefined && height !== undefined ? tipHeight - height + 1 : 0;
}

function balanceOf(coins: readonly Coin[]): Balance {
  const sum = (isCounted: (coin: Coin) => boolean) => addSats(coins.filter(isCounted).map((coin) => coin.amount));
  return {
    confirmed: sum((coin) => coin.isMature && coin.state === 'confirmed'),
    unconfirmed: sum((coin) => coin.isMature && coin.state === 'unconfirmed'),
    unproven: sum((coin) => coin.isMature && coin.state === 'unproven'),
    immature: sum((coin) => !coin.isMature),
    total: sum(() => true),
  };
}

function historyOf(transactions: readonly StoredTransaction[], tipHeight: number | undefined): HistoryEntry[] {
  let balance = 0n;
  return transactions.map((transaction) => {
    const { txid, state, height, blockTime, fee, label } = transaction;
    const delta = transaction.received - transaction.spent;
    if (state !== 'vanished') balance += delta;
    const date = blockTime === undefined ? undefined : new Date(blockTime * 1000).toISOString();
    const confirmations = confirmationsOf(transaction, tipHeight);
    return { txid, state, height, confirmations, date, delta, fee, balance, label };
  });
}

/**
 * Puts transactions into the order in which they count: by block and place in it, then those outside of blocks by first
 * sight, and each after the ones that it spends from.
 */
export function inOrder(transactions: readonly StoredTransaction[]): StoredTransaction[] {
  const place = ({ height, position }: StoredTransaction) => [height ?? Infinity, position ?? Infinity] as const;
  const sorted = transactions
    .map((transaction, firstSight) => ({ transaction, key: [...place(transaction), firstSight] }))
    .sort((left, right) => compareNumbers(left.key, right.key));
  const waiting = new Map(sorted.map(({ transaction }) => [transaction.txid, transaction]));
  const ordered: StoredTransaction[] = [];
  // Depth first without recursion: chains of unconfirmed transactions may be long.
  for (const { transaction } of sorted) {
    const path = waiting.has(transaction.txid) ? [transaction] : [];
    for (let next = path.at(-1); next !== undefined; next = path.at(-1)) {
      const parent = next.parents.find((txid) => waiting.has(txid) && txid !== next?.txid);
      const parentTransaction = parent === undefined ? undefined : waiting.get(parent);
      if (parentTransaction) {
        invariant(path.length <= transactions.length, 'a transaction cannot spend from its own descendants');
        path.push(parentTransaction);
      } else {
        waiting.delete(next.txid);
        ordered.push(next);
        path.pop();
      }
    }
  }
  return ordered;
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
