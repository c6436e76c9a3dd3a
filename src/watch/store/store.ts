/**
 * What the watch side keeps, as an interface of plain functions: SQLite stands behind it (`open.ts`), another database
 * can. Each function is one transaction: it happens whole or not at all, and once it has returned it survives a power
 * cut. All may throw `store/…` errors (IcehouseError, kind environment) when the disk does not do its part.
 */
import type { Sats } from '../../core/amount.ts';
import type { NetworkName } from '../../core/network.ts';
import type { OutPoint, Transaction } from '../../core/tx/types.ts';
import type { Keychain } from '../../core/wallet/types.ts';
import type { Header } from '../spv/header.ts';

export interface StoredWallet {
  readonly charterId: string;
  readonly network: NetworkName;
  /** The charter's file as it was added, with cards and receipts. */
  readonly charterFile: string;
  /** The last comparison with the chain; undefined before the first. */
  readonly lastScan: LastScan | undefined;
  /**
   * Whether this is a copy that must be compared with the chain before it hands out an address or reserves a coin: the
   * store that it is of may have done so since.
   */
  readonly rescanDue: boolean;
}

export interface LastScan {
  readonly height: number;
  /** ISO 8601 in UTC. */
  readonly at: string;
  /** The server that was asked. */
  readonly where: string;
}

export interface WalletStore {
  /** @throws IcehouseError `store/wallet-exists`. */
  add(wallet: {
    readonly charterId: string;
    readonly network: NetworkName;
    readonly charterFile: string;
    readonly at: string;
  }): Promise<void>;
  list(): Promise<readonly StoredWallet[]>;
  /** @throws IcehouseError `store/wallet-unknown`. */
  get(charterId: string): Promise<StoredWallet>;
  /** Puts a file of the same charter in place of the old one, such as one with more receipts. */
  replaceCharterFile(charterId: string, charterFile: string): Promise<void>;
}

export interface KeychainState {
  /** Highest index ever given to anybody, -1 for none. */
  readonly handedOut: number;
  /** Highest index that any known transaction pays, -1 for none. */
  readonly used: number;
  /** How many scripts from index 0 on are known. */
  readonly scripts: number;
}

export interface OwnScript {
  readonly keychain: Keychain;
  readonly index: number;
  readonly scriptPubKey: Uint8Array;
  readonly address: string;
}

export interface AddressStore {
  keychains(charterId: string): Promise<{ readonly [keychain in Keychain]: KeychainState }>;
  /**
   * Records that an address is about to be given out. Called before anybody sees it.
   *
   * @throws IcehouseError `store/already-handed-out` when this or a later index was taken meanwhile, `store/rescan-due`.
   */
  handOut(charterId: string, keychain: Keychain, index: number): Promise<void>;
  /** The scripts that were asked about, in order of keychain and index. */
  scripts(charterId: string): Promise<readonly OwnScript[]>;
}

export interface HeaderStore {
  /** First and last height of the stored chain; undefined when none is stored. */
  range(network: NetworkName): Promise<{ readonly first: number; readonly last: number } | undefined>;
  /** Headers from a height on, as many as there are. */
  list(network: NetworkName, from: number, count: number): Promise<readonly Header[]>;
  /**
   * Cuts the stored chain off from the first of these headers on that it does not have, and puts them there. Headers that it
   * has already leave it as it is.
   */
  replaceFrom(network: NetworkName, headers: readonly Header[]): Promise<void>;
  /** Puts headers before the first stored one. */
  prepend(network: NetworkName, headers: readonly Header[]): Promise<void>;
}

/** What a server last said about a transaction, and what was proven of it. */
export interface Sighting {
  readonly txid: string;
  readonly seen: 'block' | 'mempool' | 'gone';
  /** Set when seen in a block. */
  readonly height: number | undefined;
  /** The block that a verified merkle proof leads to, and the place in it. */
  readonly proof: { readonly blockHash: string; readonly position: number } | undefined;
}

/** What a sync needs to know of a stored sighting; there may be a hundred thousand. */
export interface KnownSighting extends Omit<Sighting, 'proof'> {
  /** Whether the proven block is in the stored chain now. */
  readonly confirmed: boolean;
}

/** What one comparison with the chain changed. */
export interface ScanRecord {
  readonly charterId: string;
  readonly scripts: readonly OwnScript[];
  readonly transactions: readonly {
    readonly txid: string;
    readonly bytes: Uint8Array;
    readonly transaction: Transaction;
  }[];
  /** New and changed ones. */
  readonly sightings: readonly Sighting[];
  readonly scan: LastScan;
  /** The last comparison at the time when this one began. */
  readonly since: LastScan | undefined;
}

export interface ScanStore {
  /** In the order of first sight. */
  sightings(charterId: string): Promise<readonly KnownSighting[]>;
  /**
   * Stores a comparison with the chain, whole. Whether it is true was checked before. In a copy, what the chain shows as used
   * counts as handed out from then on.
   *
   * @throws IcehouseError `store/changed-meanwhile` when another was stored since it began, which may know more.
   */
  record(scan: ScanRecord): Promise<void>;
}

/**
 * `confirmed`: in a block of the best chain, proven. `unproven`: in a block, as a server says. `unconfirmed`: in the
 * mempool, as a server says. `vanished`: it was there, and no server shows it any more.
 */
export type TransactionState = 'confirmed' | 'unproven' | 'unconfirmed' | 'vanished';

/** An output of the wallet that nothing in sight spends. */
export interface StoredCoin extends OutPoint, OwnScript {
  readonly amount: Sats;
  readonly state: Exclude<TransactionState, 'vanished'>;
  readonly height: number | undefined;
  readonly isCoinbase: boolean;
  /** Frozen by a label (BIP-0329 `spendable: false`). */
  readonly isFrozen: boolean;
  /** Id of an open proposal that spends it. */
  readonly reservedBy: string | undefined;
  readonly label: string | undefined;
}

export interface StoredTransaction {
  readonly txid: string;
  readonly state: TransactionState;
  readonly height: number | undefined;
  readonly position: number | undefined;
  /** Seconds since 1970, of the proven block. */
  readonly blockTime: number | undefined;
  /** ISO 8601 in UTC. */
  readonly firstSeenAt: string;
  /** What it pays to the wallet. */
  readonly received: Sats;
  /** What it spends of the wallet. */
  readonly spent: Sats;
  /** Known when all of its inputs are the outputs of known transactions. */
  readonly fee: Sats | undefined;
  /** Known transactions that it spends from. */
  readonly parents: readonly string[];
  readonly label: string | undefined;
}

export interface LedgerStore {
  coins(charterId: string): Promise<readonly StoredCoin[]>;
  /** In the order of first sight. */
  transactions(charterId: string): Promise<readonly StoredTransaction[]>;
  /** Whole transactions by id; those that are not known are missing in the map. */
  transactionBytes(txids: readonly string[]): Promise<ReadonlyMap<string, Uint8Array>>;
}

export type LabelType = 'tx' | 'addr' | 'pubkey' | 'input' | 'output' | 'xpub';

/** As BIP-0329 has it. */
export interface Label {
  readonly type: LabelType;
  readonly ref: string;
  readonly label: string;
  /** Outputs only. */
  readonly spendable: boolean | undefined;
  /** The wallet's origin as a file of labels had it. */
  readonly origin?: string;
  /** A JSON object: fields of the BIP or of other programs that come back when the labels are exported. */
  readonly more?: string;
  /**
   * Counts the changes, from 1 on. A label that is set with it must still be at that version, 0 meaning that there is none;
   * without it, it is set whatever was there.
   */
  readonly version?: number;
}

export interface LabelStore {
  list(charterId: string): Promise<readonly Label[]>;
  /**
   * Puts labels in place of those of the same type and reference, all or none. `origin` and `more` stay where none is given.
   *
   * @throws IcehouseError `store/changed-meanwhile` naming a label whose version is another than the one given.
   */
  set(charterId: string, ...labels: readonly Label[]): Promise<void>;
}

export type ProposalState =
  | 'draft'
  | 'proposed'
  | 'complete'
  | 'broadcast'
  | 'confirmed'
  | 'dead'
  | 'expired'
  | 'replaced'
  | 'withdrawn';

/** States in which a proposal keeps its coins from others. */
export const RESERVING_STATES = ['proposed', 'complete', 'broadcast'] as const satisfies readonly ProposalState[];

export interface StoredProposal {
  /** Id of the unsigned transaction: stays the same while signatures come in. */
  readonly id: string;
  readonly charterId: string;
  readonly psbtBytes: Uint8Array;
  readonly state: ProposalState;
  readonly reason: string | undefined;
  /** Counts the changes, from 1 on. */
  readonly version: number;
  readonly createdAt: string;
  readonly updatedAt: string;
}

export interface NewProposal {
  readonly id: string;
  readonly charterId: string;
  readonly psbtBytes: Uint8Array;
  readonly inputs: readonly OutPoint[];
  /** Change index to be recorded as handed out with it. */
  readonly changeIndex: number | undefined;
  readonly at: string;
  /** `proposed` unless said otherwise. A draft reserves nothing. */
  readonly state?: 'draft' | 'proposed';
  /** Proposals that may spend the same coins: those that it replaces, and those that a person was told of. */
  readonly sharing?: readonly string[];
}

export interface ProposalStore {
  /**
   * Records a proposal, reserves its coins and hands out its change address, all at once. A draft of the same id becomes
   * the proposal.
   *
   * @throws IcehouseError `store/coins-reserved` naming the other proposal, `store/proposal-exists`,
   * `store/already-handed-out`, `store/rescan-due`.
   */
  add(proposal: NewProposal): Promise<void>;
  list(charterId: string): Promise<readonly StoredProposal[]>;
  /** @throws IcehouseError `store/proposal-unknown`. */
  get(id: string): Promise<StoredProposal>;
  /**
   * Changes what is given; the rest stays. The proposal is named as it was read: when another has changed it since, nothing
   * is changed, so that neither's work is lost.
   *
   * @throws IcehouseError `store/proposal-unknown`, `store/changed-meanwhile`, and `store/coins-reserved` when the new state
   * would reserve coins that another proposal has taken.
   */
  update(
    seen: Pick<StoredProposal, 'id' | 'version'>,
    change: {
      readonly psbtBytes?: Uint8Array;
      readonly state?: ProposalState;
      readonly reason?: string;
      readonly at: string;
    },
  ): Promise<void>;
}

export interface StoredBroadcast {
  readonly txid: string;
  readonly bytes: Uint8Array;
  readonly firstTriedAt: string;
  readonly lastTriedAt: string;
  readonly tries: number;
  readonly lastWhere: string;
  /** When a server showed it to us; undefined while nobody did. */
  readonly seenAt: string | undefined;
}

export interface BroadcastStore {
  /** Notes the intent; called before the first byte is sent. */
  begin(attempt: {
    readonly txid: string;
    readonly bytes: Uint8Array;
    readonly where: string;
    readonly at: string;
  }): Promise<void>;
  seen(txid: string, at: string): Promise<void>;
  list(): Promise<readonly StoredBroadcast[]>;
}

/** By how many of two servers a coin was seen. */
export interface SeenCoin extends OutPoint {
  readonly seenBy: number;
}

/** A comparison of two servers, coin by coin. */
export interface StoredLook {
  readonly at: string;
  readonly first: string;
  readonly second: string;
  readonly coins: readonly SeenCoin[];
}

export interface LookStore {
  /** Takes the place of the wallet's look before. */
  record(charterId: string, look: StoredLook): Promise<void>;
  /** Undefined where no second server was asked yet. */
  last(charterId: string): Promise<StoredLook | undefined>;
}

/** Gets the id of a charter in whose wallet something changed; undefined when anything may have changed unnoticed. */
export type ChangeListener = (charterId: string | undefined) => void;

export interface Store {
  /** Where it lives, as the person named it. */
  readonly path: string;
  readonly wallets: WalletStore;
  readonly addresses: AddressStore;
  readonly headers: HeaderStore;
  readonly scans: ScanStore;
  readonly ledger: LedgerStore;
  readonly labels: LabelStore;
  readonly proposals: ProposalStore;
  readonly broadcasts: BroadcastStore;
  readonly looks: LookStore;
  /**
   * Calls the listener after each change that is kept: those of this process and, on PostgreSQL, of every other desk. Gives
   * a function that ends it.
   */
  onChange(listener: ChangeListener): Promise<() => Promise<void>>;
  /**
   * Writes everything into one new SQLite file, as of one moment, while the store stays in use. The file is whole when this
   * returns; syncing it and putting it in place is the caller's. Restored by `restore.ts`.
   *
   * @throws IcehouseError `store/…` when the file exists and holds something, or cannot be written.
   */
  backUp(path: string): Promise<void>;
  close(): Promise<void>;
}
