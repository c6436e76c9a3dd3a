/**
 * The little of bcoin that the practice node uses, declared: the package brings no types. Hashes are hexadecimal digits
 * in internal byte order; `reverseHex` in `bcoin.ts` turns them into what people read.
 */

export interface BcoinOutpoint {
  readonly hash: string;
  readonly index: number;
}

export interface BcoinTx {
  readonly inputs: readonly { readonly prevout: BcoinOutpoint & { isNull(): boolean } }[];
  readonly outputs: readonly { readonly value: number; readonly script: { toRaw(): Buffer } }[];
  hash(encoding: 'hex'): string;
  txid(): string;
  isCoinbase(): boolean;
  toRaw(): Buffer;
}

export interface BcoinBlock {
  readonly txs: readonly BcoinTx[];
  rhash(): string;
  /** The header's 80 bytes (`toHeaders().toRaw()` adds an empty count of transactions). */
  toHead(): Buffer;
}

export interface BcoinEntry {
  readonly hash: string;
  readonly height: number;
  rhash(): string;
}

export interface BcoinCoin extends BcoinOutpoint {
  readonly value: number;
  /** -1 while unconfirmed. */
  readonly height: number;
  readonly coinbase: boolean;
}

export interface BcoinAddress {
  readonly type: number;
  toString(): string;
}

type ChainListener = (entry: BcoinEntry, block: BcoinBlock) => Promise<void>;

export interface BcoinChain {
  readonly tip: BcoinEntry;
  readonly height: number;
  open(): Promise<void>;
  close(): Promise<void>;
  /** Resolves to null for a block whose parent is unknown; throws a VerifyError for an invalid one. */
  add(block: BcoinBlock): Promise<BcoinEntry | null>;
  getEntry(heightOrHash: number | string): Promise<BcoinEntry | null>;
  getBlock(hash: string): Promise<BcoinBlock | null>;
  getCoinsByAddress(address: BcoinAddress): Promise<BcoinCoin[]>;
  getMeta(hash: string): Promise<{ readonly tx: BcoinTx; readonly height: number } | null>;
  on(event: 'connect' | 'disconnect', listener: ChainListener): void;
}

export interface BcoinMempool {
  readonly map: ReadonlyMap<string, { readonly tx: BcoinTx }>;
  open(): Promise<void>;
  close(): Promise<void>;
  /** Resolves to the missing parents' hashes where the transaction is an orphan; throws a VerifyError to refuse. */
  addTX(tx: BcoinTx): Promise<readonly string[] | null>;
  hasEntry(hash: string): boolean;
  isSpent(hash: string, index: number): boolean;
  getCoinsByAddress(address: BcoinAddress): BcoinCoin[];
  removeOrphan(hash: string): boolean;
  /** Empties it, silently. */
  reset(): Promise<void>;
  _addBlock(entry: BcoinEntry, transactions: readonly BcoinTx[]): Promise<void>;
  _removeBlock(entry: BcoinEntry, transactions: readonly BcoinTx[]): Promise<void>;
  on(event: 'tx', listener: (tx: BcoinTx) => void): void;
  on(event: 'remove entry', listener: (entry: { readonly tx: BcoinTx }) => void): void;
  on(event: 'error', listener: (error: Error) => void): void;
}

export interface BcoinJob {
  readonly attempt: { items: unknown[]; fees: number };
  pushTX(tx: BcoinTx): void;
  refresh(): void;
  mineAsync(): Promise<BcoinBlock>;
}

export interface BcoinMiner {
  open(): Promise<void>;
  close(): Promise<void>;
  createJob(tip: BcoinEntry | null, address: BcoinAddress): Promise<BcoinJob>;
}

export interface BcoinMtx {
  readonly inputs: readonly { readonly witness: { push(item: Buffer): void; compile?(): void } }[];
  addCoin(coin: BcoinCoin): void;
  addOutput(address: BcoinAddress, value: number): void;
  toTX(): BcoinTx;
}

interface BcoinScript {
  sha256(): Buffer;
  toRaw(): Buffer;
}

interface StoreOptions {
  readonly network: 'regtest';
  readonly memory: true;
  readonly indexAddress: boolean;
}

/** The constructors that the practice node needs. */
export interface Bcoin {
  readonly Chain: new (options: StoreOptions & { readonly indexTX: boolean }) => BcoinChain;
  readonly Mempool: new (
    options: StoreOptions & {
      readonly chain: BcoinChain;
      readonly requireStandard: boolean;
      readonly replaceByFee: boolean;
    },
  ) => BcoinMempool;
  readonly Miner: new (options: { readonly chain: BcoinChain; readonly mempool: BcoinMempool }) => BcoinMiner;
  readonly MTX: new () => BcoinMtx;
  readonly TX: { fromRaw(bytes: Buffer): BcoinTx };
  readonly Script: { fromRaw(bytes: Buffer): BcoinScript };
  readonly Address: {
    fromString(text: string, network: 'regtest'): BcoinAddress;
    fromWitnessScripthash(hash: Buffer): BcoinAddress;
  };
}
