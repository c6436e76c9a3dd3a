/**
 * Reads the answers of an Electrum-protocol server into the values of `chain.ts`, refusing every other shape. Only the
 * form is checked here; whether it is true is for `sync/` and `spv/` to prove.
 */
import { fromHex } from '../../../core/bytes.ts';
import type { ChainTip, FeeBand, MerkleProof, ReportedTransaction } from '../chain.ts';
import { protocolError } from '../errors.ts';

/** Heights that a block can have until the protocol's 32-bit lock times run out of heights. */
const MAX_HEIGHT = 499_999_999;

/** More siblings than any block's merkle tree has levels; `spv/merkle.ts` has the true bound. */
const MAX_BRANCH = 64;

const HEX_HASH = /^[0-9a-f]{64}$/;

function wrong(where: string, expected: string): never {
  throw protocolError(where, 'the server gave an answer of the wrong form', expected);
}

function record(where: string, value: unknown, expected: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) wrong(where, expected);
  return value as Record<string, unknown>;
}

function isHeight(value: unknown): value is number {
  return Number.isSafeInteger(value) && (value as number) >= 0 && (value as number) <= MAX_HEIGHT;
}

function hexBytes(where: string, value: unknown, expected: string): Uint8Array {
  if (typeof value !== 'string') wrong(where, expected);
  try {
    return fromHex(value);
  } catch {
    return wrong(where, expected);
  }
}

/** `server.version`: the software's name, which nothing depends on, and the protocol version agreed on. */
export function readVersion(where: string, value: unknown): string {
  const [, version] = Array.isArray(value) ? value : [];
  if (typeof version !== 'string' || !/^1\.4(\.\d{1,3})?$/.test(version)) wrong(where, 'protocol version 1.4');
  return version;
}

/** `server.features`: the hash of block 0. */
export function readGenesisHash(where: string, value: unknown): string {
  const expected = 'the features of a server with its genesis_hash';
  const { genesis_hash } = record(where, value, expected);
  if (typeof genesis_hash !== 'string' || !HEX_HASH.test(genesis_hash)) wrong(where, expected);
  return genesis_hash;
}

/** `blockchain.headers.subscribe`, as answer and as notification. */
export function readTip(where: string, value: unknown): ChainTip {
  const expected = 'a tip of height and header';
  const { height, hex } = record(where, value, expected);
  const header = hexBytes(where, hex, expected);
  if (!isHeight(height) || header.length !== 80) wrong(where, expected);
  return { height, header };
}

/** `blockchain.block.headers`: how many headers came, cut into 80 bytes each. */
export function readHeaders(where: string, value: unknown, asked: number): Uint8Array[] {
  const expected = `1 to ${asked} block headers`;
  const { count, hex } = record(where, value, expected);
  const bytes = hexBytes(where, hex, expected);
  const fits = isHeight(count) && count >= 1 && count <= asked && bytes.length === count * 80;
  if (!fits) wrong(where, expected);
  return Array.from({ length: count }, (_, index) => bytes.slice(index * 80, index * 80 + 80));
}

/** `blockchain.block.header` without a checkpoint. */
export function readHeader(where: string, value: unknown): Uint8Array {
  const header = hexBytes(where, value, 'a block header');
  if (header.length !== 80) wrong(where, 'a block header of 80 bytes');
  return header;
}

/** `blockchain.scripthash.get_history`: height 0 and -1 both mean the mempool. */
export function readHistory(where: string, value: unknown): ReportedTransaction[] {
  const expected = 'a list of transactions with hash and height';
  if (!Array.isArray(value)) wrong(where, expected);
  return value.map((entry) => {
    const { tx_hash, height } = record(where, entry, expected);
    if (typeof tx_hash !== 'string' || !HEX_HASH.test(tx_hash)) wrong(where, expected);
    if (height === 0 || height === -1) return { txid: tx_hash, height: undefined };
    if (!isHeight(height)) wrong(where, expected);
    return { txid: tx_hash, height };
  });
}

/** `blockchain.transaction.get` without `verbose`. */
export function readTransaction(where: string, value: unknown): Uint8Array {
  return hexBytes(where, value, 'a transaction in hex');
}

/** `blockchain.transaction.get_merkle`: hashes come reversed, as people read them. */
export function readMerkleProof(where: string, value: unknown, height: number): MerkleProof {
  const expected = `a merkle proof for block ${height}`;
  const { block_height, merkle, pos } = record(where, value, expected);
  if (block_height !== height || !Array.isArray(merkle) || merkle.length > MAX_BRANCH) wrong(where, expected);
  if (!Number.isSafeInteger(pos) || (pos as number) < 0) wrong(where, expected);
  const branch = merkle.map((hash) => {
    if (typeof hash !== 'string' || !HEX_HASH.test(hash)) wrong(where, expected);
    return fromHex(hash).reverse();
  });
  return { branch, position: pos as number };
}

/**
 * `blockchain.estimatefee`: bitcoin for 1,000 vbytes with eight decimals, -1 when the server cannot tell. Times 10^8 it is
 * a whole number of milli-satoshis for a vbyte, up to the error of floating point.
 */
export function readFeeEstimate(where: string, value: unknown): bigint | undefined {
  if (typeof value !== 'number' || !Number.isFinite(value) || value > 21e6) wrong(where, 'a fee in bitcoin');
  return value <= 0 ? undefined : BigInt(Math.round(value * 100_000_000));
}

/** More bands than any server makes. */
const MAX_BANDS = 10_000;

/** `mempool.get_fee_histogram`: pairs of a rate in sat/vB and the vbytes that pay it. */
export function readFeeHistogram(where: string, value: unknown): FeeBand[] {
  const expected = 'a list of fee rates with vbytes';
  if (!Array.isArray(value) || value.length > MAX_BANDS) wrong(where, expected);
  return value.map((pair) => {
    const [rate, virtualSize] = Array.isArray(pair) ? (pair as unknown[]) : [];
    if (typeof rate !== 'number' || !(rate >= 0 && rate <= 21e14)) wrong(where, expected);
    if (typeof virtualSize !== 'number' || !(virtualSize >= 0 && virtualSize <= 1e12)) wrong(where, expected);
    return { rate: BigInt(Math.round(rate * 1_000)), virtualSize };
  });
}
