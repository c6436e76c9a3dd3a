/** The history of a wallet as values: what each transaction did to it, and what is known of why. */
import type { Sats } from '../../core/amount.ts';
import type { NetworkName } from '../../core/network.ts';
import type { Keychain } from '../../core/wallet/types.ts';
import type { LastScan, TransactionState } from '../store/store.ts';
import type { Balance } from '../sync/view.ts';

/**
 * `received`: spends nothing of the wallet. `sent`: spends only the wallet's coins, to others. `moved`: spends only the
 * wallet's coins, all back to the wallet. `joint`: spends the wallet's coins together with coins of others, so that what
 * was paid to whom by whom cannot be told from the transaction.
 */
export type HistoryKind = 'received' | 'sent' | 'moved' | 'joint';

export interface HistoryOutput {
  readonly vout: number;
  readonly amount: Sats;
  readonly scriptPubKey: Uint8Array;
  /** Undefined where the script has no address. */
  readonly address: string | undefined;
  /** The place in the wallet that it pays; undefined for an output to others. */
  readonly own: { readonly keychain: Keychain; readonly index: number } | undefined;
  /** Who it pays in the words of the proposal, or the label of the output or address. Foreign text. */
  readonly name: string | undefined;
}

/**
 * Why a transaction cannot be taken at its word although a server shows it: it spends a coin that another transaction in
 * sight spends already, or one whose transaction vanished. An honest server shows neither.
 */
export type Doubt = 'spent-twice' | 'parent-vanished';

export interface HistoryEntry {
  readonly txid: string;
  readonly state: TransactionState;
  readonly kind: HistoryKind;
  readonly height: number | undefined;
  readonly confirmations: number;
  /** When the proven block was mined, as its miner says; else undefined. ISO 8601 in UTC. */
  readonly date: string | undefined;
  /** When this folder first saw it. ISO 8601 in UTC. */
  readonly firstSeenAt: string;
  /** What it pays to the wallet. */
  readonly received: Sats;
  /** What it spends of the wallet's coins. */
  readonly spent: Sats;
  /** `received` less `spent`: what the wallet has more (or less, then negative) by it, fee included. */
  readonly delta: bigint;
  /** What of `delta` counts: all, nothing of a vanished one, and of a doubtful one only coins that are still there. */
  readonly counted: bigint;
  /** Known when all inputs are. Of `sent` and `moved` ones it was paid by this wallet. */
  readonly fee: Sats | undefined;
  /** The wallet's total after this transaction: the sum of what counts so far. */
  readonly balance: bigint;
  readonly outputs: readonly HistoryOutput[];
  /** Of a vanished one: the transaction in sight that spends one of the same coins. */
  readonly replacedBy: string | undefined;
  readonly doubt: Doubt | undefined;
  /** Label of the transaction. Foreign text. */
  readonly label: string | undefined;
  /** Why it was made, in the words of the proposal that it came from. Foreign text. */
  readonly purpose: string | undefined;
}

export interface History {
  readonly network: NetworkName;
  /** In blocks first, by block and place in it; then those outside of blocks. Parents before their children. */
  readonly entries: readonly HistoryEntry[];
  /** The sum of all that counts is its total. */
  readonly balance: Balance;
  /** Undefined before the first sync: then nothing is known, which is not zero. */
  readonly lastScan: LastScan | undefined;
  readonly tipHeight: number | undefined;
}
