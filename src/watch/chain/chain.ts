/**
 * What the watch side asks of the outside world, in our own words: one small interface that every back end implements.
 * Nothing behind it is trusted. Bytes come back as bytes, and `sync/` hashes, proves and compares them before they count.
 * `open.ts` finds the back end for an address: Electrum protocol, Bitcoin Core or Esplora.
 */
import type { NetworkName } from '../../core/network.ts';
import type { StreamOptions } from './net/stream.ts';

/** The end of the chain as the server tells it. */
export interface ChainTip {
  readonly height: number;
  /** The block header, 80 bytes. */
  readonly header: Uint8Array;
}

/** One transaction in a script's history; a claim until a {@link MerkleProof} verifies. */
export interface ReportedTransaction {
  readonly txid: string;
  /** Block height, or undefined while the transaction waits in the mempool. */
  readonly height: number | undefined;
}

/** The way from a transaction to its block's merkle root. */
export interface MerkleProof {
  /** Sibling hashes from the leaf upwards, 32 bytes each in hash order (not reversed). */
  readonly branch: readonly Uint8Array[];
  /** Place of the transaction in its block, counted from 0. */
  readonly position: number;
}

/** Transactions of about one fee rate. */
export interface FeeBand {
  /** In milli-satoshis for a vbyte: the least of the band. */
  readonly rate: bigint;
  /** vbytes of all of them. */
  readonly virtualSize: number;
}

export interface ChainRequest {
  /** Ends the wait with `chain/stopped`. */
  readonly signal?: AbortSignal | undefined;
}

/** A wallet that is going to be asked about. */
export interface WatchRequest extends ChainRequest {
  /** BIP-0389 multipath descriptor with checksum: receive and change. */
  readonly descriptor: string;
  /** How many scripts of each keychain will be asked about, from index 0 on. */
  readonly scripts: number;
  /** Block before which the wallet cannot have coins. */
  readonly birthdayHeight: number;
  /** Gives transactions that need not be fetched any more. */
  readonly known: (txids: readonly string[]) => Promise<ReadonlyMap<string, Uint8Array>>;
  /** Told while the server looks through old blocks; a share from 0 to 1. */
  readonly onProgress?: ((share: number) => void) | undefined;
}

/**
 * A connection to one server of one network. Every method may throw `chain/unreachable`, `chain/timeout`,
 * `chain/protocol`, `chain/server-error` or `chain/stopped` (IcehouseError). Lists are answered in the order of the
 * question, so that a back end can put many requests on the wire at once.
 */
export interface Chain {
  /** The server as the person named it, such as `tcp://127.0.0.1:50001`. */
  readonly where: string;
  readonly network: NetworkName;
  tip(request?: ChainRequest): Promise<ChainTip>;
  /**
   * Prepares a server that has no index of all scripts, as Bitcoin Core, for questions about a wallet; it may take as
   * long as a look through old blocks. To be called before {@link histories}, with more scripts as the wallet grows.
   */
  watch?(request: WatchRequest): Promise<void>;
  /** Exactly `count` headers of 80 bytes each, from the given height upwards. */
  headers(from: number, count: number, request?: ChainRequest): Promise<readonly Uint8Array[]>;
  histories(
    scriptPubKeys: readonly Uint8Array[],
    request?: ChainRequest,
  ): Promise<readonly (readonly ReportedTransaction[])[]>;
  /** Serialized transactions; their ids are not checked here but where they are stored. */
  transactions(txids: readonly string[], request?: ChainRequest): Promise<readonly Uint8Array[]>;
  /** Undefined where the server has no proof to give. */
  merkleProofs(
    transactions: readonly { readonly txid: string; readonly height: number }[],
    request?: ChainRequest,
  ): Promise<readonly (MerkleProof | undefined)[]>;
  /**
   * Hands a transaction to the server. Returning means only that the server did not object: `spend/broadcast.ts` looks
   * the transaction up afterwards.
   *
   * @throws IcehouseError `chain/rejected` with the server's reason, escaped.
   */
  broadcast(transaction: Uint8Array, request?: ChainRequest): Promise<void>;
  /** What waits in the server's mempool, by fee rate; absent where the back end cannot tell. */
  feeHistogram?(request?: ChainRequest): Promise<readonly FeeBand[]>;
  /** Fee rate in milli-satoshis for a vbyte to be mined within so many blocks; undefined when the server has no idea. */
  estimateFee(blocks: number, request?: ChainRequest): Promise<bigint | undefined>;
  /**
   * Waits until there may be something new: a block, or a transaction of these scripts since their histories were last
   * asked for. A back end whose server announces nothing looks from time to time.
   */
  news(scriptPubKeys: readonly Uint8Array[], request?: ChainRequest): Promise<void>;
  close(): void;
}

/** How a connection is made, whatever stands at its other end. */
export interface ConnectOptions extends Omit<StreamOptions, 'timeoutMs'> {
  readonly url: string;
  /** The network of the wallet; a server of another one is refused by name. */
  readonly network: NetworkName;
  /** How long the server may stay silent while an answer is due, in milliseconds. */
  readonly timeoutMs?: number;
}

export const DEFAULT_TIMEOUT_MS = 30_000;
