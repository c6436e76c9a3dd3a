/** What choosing coins is asked, and what it answers. */
import type { Sats } from '../../../core/amount.ts';
import type { FeeRate } from '../fee-rate.ts';
import type { RandomBelow } from '../random.ts';

/** Virtual sizes of the transaction to be made, in vbytes, never below the real ones. */
export interface SpendSizes {
  /** Of the whole transaction with so many inputs. */
  whole(inputCount: number, change: 'with change' | 'without change'): number;
  /** Of one more input, rounded up. */
  readonly input: number;
  /** The same in weight units, exact for signatures of 72 bytes. */
  readonly inputWeight: number;
}

export interface Amount {
  readonly amount: Sats;
}

/** What is to be paid, and at which prices. */
export interface Terms {
  /** Sum of the payments. */
  readonly target: Sats;
  /** How many payments that is; 1 unless said otherwise. */
  readonly payments?: number;
  readonly rate: FeeRate;
  /** The fee may not come to more than this for a vbyte, change that is too small to be made included. */
  readonly maxRate?: FeeRate | undefined;
  /** Rate at which coins are thought to be spent in the long run. */
  readonly longTermRate: FeeRate;
  /** Rate at which change is thought to be spent; change worth less is not made. The long-term rate unless said otherwise. */
  readonly discardRate?: FeeRate;
  readonly sizes: SpendSizes;
  /** Smallest change that nodes relay. */
  readonly changeDust: bigint;
}

export interface SelectionRequest<Coin extends Amount> extends Terms {
  /** Coins that may be spent. */
  readonly coins: readonly Coin[];
  /** `any`: as few as needed; `all`: these and no others, as a person chose them. */
  readonly use: 'any' | 'all';
  /** Coins with the same key are spent together, so that an address paid twice is emptied at once. */
  readonly togetherBy?: ((coin: Coin) => string) | undefined;
  readonly random: RandomBelow;
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
