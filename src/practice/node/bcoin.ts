/**
 * The door to bcoin, a full node in JavaScript without types: this file declares the little that the practice node uses
 * and loads it, set to Bitcoin Core's regtest. bcoin is a development dependency, so it is asked for only when a node
 * is started. Its hashes are hexadecimal in internal byte order; `reverseHex` turns them into what people read.
 */
import { createRequire } from 'node:module';
import { IcehouseError } from '../../core/errors.ts';

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

interface RegtestParameters {
  minerWindow: number;
  activationThreshold: number;
  readonly block: { bip65height: number; bip66height: number };
  readonly addressPrefix: { pubkeyhash: number; scripthash: number; bech32: string };
  readonly keyPrefix: { privkey: number; xpubkey: number; xprivkey: number; xpubkey58: string; xprivkey58: string };
}

/** Turns a hash from internal byte order into the order that people read, and back. */
export function reverseHex(hash: string): string {
  return Buffer.from(hash, 'hex').reverse().toString('hex');
}

let loaded: Bcoin | undefined;

/**
 * Loads bcoin with Bitcoin Core's regtest parameters. They are read once, when the network is first named, so they are
 * set before anything else of bcoin is required.
 *
 * @throws IcehouseError `practice/node-missing` where bcoin is not installed.
 */
export function loadBcoin(): Bcoin {
  loaded ??= withScriptBackend(requireBcoin);
  return loaded;
}

function requireBcoin(): Bcoin {
  const require = createRequire(import.meta.url);
  const { regtest } = require('bcoin/lib/protocol/networks') as { regtest: RegtestParameters };
  becomeCoreRegtest(regtest);
  const library = require('bcoin') as Bcoin & { set(network: 'regtest'): void };
  library.set('regtest');
  // bcoin loads each part when it is first touched; touching them here keeps that inside the chosen backend.
  const { Chain, Mempool, Miner, MTX, TX, Script, Address } = library;
  return { Chain, Mempool, Miner, MTX, TX, Script, Address };
}

/** bcoin's own regtest has other prefixes than Bitcoin Core's, and activates the soft forks late. */
function becomeCoreRegtest(regtest: RegtestParameters): void {
  Object.assign(regtest.addressPrefix, { pubkeyhash: 0x6f, scripthash: 0xc4, bech32: 'bcrt' });
  Object.assign(regtest.keyPrefix, {
    privkey: 0xef,
    xpubkey: 0x043587cf,
    xprivkey: 0x04358394,
    xpubkey58: 'tpub',
    xprivkey58: 'tprv',
  });
  // Strict DER and OP_CHECKLOCKTIMEVERIFY from the first block; segwit (BIP-0009) from block 12 instead of 432.
  Object.assign(regtest.block, { bip65height: 1, bip66height: 1 });
  Object.assign(regtest, { minerWindow: 4, activationThreshold: 3 });
}

/**
 * Runs `load` with bcoin's native add-ons switched off: they are never compiled here. Its hashes then come from Node;
 * only murmur3 insists on a switch of its own. The environment is as before afterwards.
 */
function withScriptBackend<Result>(load: () => Result): Result {
  const before = process.env.NODE_BACKEND;
  try {
    const own = createRequire(createRequire(import.meta.url).resolve('bcoin/package.json'));
    process.env.NODE_BACKEND = 'js';
    own('mrmr');
    process.env.NODE_BACKEND = 'node';
    return load();
  } catch (cause) {
    if ((cause as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw cause;
    throw new IcehouseError({
      code: 'practice/node-missing',
      kind: 'environment',
      message: 'the practice node needs the package bcoin, which is not installed',
      next: 'run `npm ci` with its development dependencies in a copy of the source, and start practice there',
      cause,
    });
  } finally {
    if (before === undefined) delete process.env.NODE_BACKEND;
    else process.env.NODE_BACKEND = before;
  }
}
