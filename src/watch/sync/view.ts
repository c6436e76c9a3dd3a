/**
 * What the store knows of a wallet, for people: balance and coins, exact to the satoshi and marked by how sure they are.
 * Reads only; `sync.ts` brings the store up to date, and `history/` tells how the balance came to be.
 */
import { addSats, type Sats } from '../../core/amount.ts';
import type { LastScan, Store, StoredCoin, StoredTransaction } from '../store/store.ts';

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

export interface WalletView {
  readonly balance: Balance;
  /** In the order of first sight. */
  readonly coins: readonly Coin[];
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
  return { ...coinsView, balance: balanceOf(coinsView.coins) };
}

/** Blocks that bury a transaction, its own included; 0 unless it is confirmed. */
export function confirmationsOf(
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
