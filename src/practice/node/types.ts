/**
 * What a practice node offers, as an interface without a trace of the software inside: the Electrum-protocol server,
 * the practice session and the tests stand on this alone. Transactions are given as read by the node itself, so that
 * tests compare our own reading with another's.
 */
import type { Sats } from '../../core/amount.ts';
import type { OutPoint, TxOutput } from '../../core/tx/types.ts';

export interface NodeTransaction {
  /** 64 hex digits in the order that people read. */
  readonly txid: string;
  /** The whole serialization, with witnesses. */
  readonly hex: string;
  /** Coins that it spends; empty for a coinbase transaction. */
  readonly spends: readonly OutPoint[];
  readonly outputs: readonly TxOutput[];
}

export interface NodeBlock {
  readonly height: number;
  readonly hash: string;
  /** 80 bytes. */
  readonly header: Uint8Array;
  readonly transactions: readonly NodeTransaction[];
}

export interface LocatedTransaction extends NodeTransaction {
  /** Height of its block; undefined in the mempool. */
  readonly height: number | undefined;
}

/** What happens on a node, each told after the node has finished with it. */
export interface NodeEvents {
  /** A block joined the best chain. */
  readonly block: NodeBlock;
  /** A block left the best chain in a reorganisation; told for the highest first. */
  readonly disconnected: NodeBlock;
  /** A transaction entered the mempool. */
  readonly tx: NodeTransaction;
  /** A transaction left the mempool: mined, or in conflict with a mined one. */
  readonly removed: NodeTransaction;
}

export interface PracticePayment {
  readonly address: string;
  readonly amount: Sats;
}

export interface ReorganiseOptions {
  /** Transactions (hex) mined into the first block of the new branch, such as a double spend. */
  readonly include?: readonly string[];
}

/** A regtest node in memory: real consensus and mempool rules up to segwit, no network, and a miner at hand. */
export interface PracticeNode {
  height(): number;
  /** Undefined above the tip. */
  blockHash(height: number): Promise<string | undefined>;
  block(height: number): Promise<NodeBlock | undefined>;
  /** From the mempool or the best chain. */
  transaction(txid: string): Promise<LocatedTransaction | undefined>;
  /** 0 in the mempool, 1 in the newest block; undefined for an unknown transaction. */
  confirmations(txid: string): Promise<number | undefined>;
  mempool(): readonly NodeTransaction[];

  /**
   * Mines blocks with what the mempool holds and resolves to their hashes. Without an address the reward goes to the
   * purse that {@link fund} pays from.
   */
  mine(blocks: number, address?: string): Promise<readonly string[]>;
  /**
   * Mines one block with exactly these transactions, whatever the mempool thinks of them.
   *
   * @throws IcehouseError `node/block-refused` where consensus rules forbid it.
   */
  mineExactly(transactions: readonly string[]): Promise<string>;
  /** Replaces the last `depth` blocks by `depth` + 1 others; their transactions return to the mempool if still valid. */
  reorganise(depth: number, options?: ReorganiseOptions): Promise<void>;

  /** Pays from the purse into the mempool; resolves to the coin made. Mine a block to confirm it. */
  fund(address: string, amount: Sats): Promise<OutPoint>;
  /** Pays to many in one transaction; coins in the order asked. */
  fundAll(payments: readonly PracticePayment[]): Promise<readonly OutPoint[]>;
  /**
   * Offers a transaction (hex) to the mempool and resolves to its id.
   *
   * @throws IcehouseError `node/not-a-transaction`, `node/rejected` with the node's reason in `found`.
   */
  broadcast(transactionHex: string): Promise<string>;

  /** Listens until the returned function is called. */
  on<Name extends keyof NodeEvents>(event: Name, listener: (what: NodeEvents[Name]) => void): () => void;
  close(): Promise<void>;
}

/** What a server needs of a node: a chain that it can read and follow, and somebody who takes transactions. */
export type ServedNode = Pick<PracticeNode, 'height' | 'block' | 'mempool' | 'transaction' | 'broadcast' | 'on'>;
