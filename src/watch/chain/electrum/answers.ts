/**
 * Reads the answers of an Electrum-protocol server into the values of `chain.ts`, refusing every other shape. Only the
 * form is checked here; whether it is true is for `sync/` and `spv/` to prove.
 */
import { fromHex } from '../../../core/bytes.ts';
import type { ChainTip, MerkleProof, ReportedTransaction } from '../chain.ts';
import { isHeight, readHash, readHeaderHex, readHexBytes, readList, readRecord, wrong } from '../read.ts';

/** More siblings than any block's merkle tree has levels; `spv/merkle.ts` has the true bound. */
const MAX_BRANCH = 64;

/** The oldest and the newest version of the protocol that is spoken here. */
export const PROTOCOL_RANGE = ['1.4', '1.6'] as const;

/** `server.version`: the software's name, which nothing depends on, and the protocol version agreed on. */
export function readVersion(where: string, value: unknown): string {
  const [, version] = Array.isArray(value) ? value : [];
  if (typeof version !== 'string' || !/^1\.[456](\.\d{1,3})?$/.test(version))
    wrong(where, `a protocol version from ${PROTOCOL_RANGE.join(' to ')}`);
  return version;
}

/** `server.features`: the hash of block 0. */
export function readGenesisHash(where: string, value: unknown): string {
  const expected = 'the features of a server with its genesis_hash';
  return readHash(where, readRecord(where, value, expected).genesis_hash, expected);
}

/** `blockchain.headers.subscribe`, as answer and as notification. */
export function readTip(where: string, value: unknown): ChainTip {
  const expected = 'a tip of height and header';
  const { height, hex } = readRecord(where, value, expected);
  const header = readHexBytes(where, hex, expected);
  if (!isHeight(height) || header.length !== 80) wrong(where, expected);
  return { height, header };
}

/** `blockchain.block.headers`: how many headers came, 80 bytes each; one text up to version 1.5, a list since 1.6. */
export function readHeaders(where: string, value: unknown, asked: number): Uint8Array[] {
  const expected = `1 to ${asked} block headers`;
  const { count, hex, headers } = readRecord(where, value, expected);
  if (!isHeight(count) || count < 1 || count > asked) wrong(where, expected);
  if (headers !== undefined) {
    const list = readList(where, headers, expected);
    if (list.length !== count) wrong(where, expected);
    return list.map((header) => readHeaderHex(where, header));
  }
  const bytes = readHexBytes(where, hex, expected);
  if (bytes.length !== count * 80) wrong(where, expected);
  return Array.from({ length: count }, (_, index) => bytes.slice(index * 80, index * 80 + 80));
}

/** `blockchain.scripthash.get_history`: height 0 and -1 both mean the mempool. */
export function readHistory(where: string, value: unknown): ReportedTransaction[] {
  const expected = 'a list of transactions with hash and height';
  return readList(where, value, expected).map((entry) => {
    const { tx_hash, height } = readRecord(where, entry, expected);
    const txid = readHash(where, tx_hash, expected);
    if (height === 0 || height === -1) return { txid, height: undefined };
    if (!isHeight(height)) wrong(where, expected);
    return { txid, height };
  });
}

/** `blockchain.scripthash.subscribe` and its notification: a hash over the history, null for an unused script. */
export function readStatus(where: string, value: unknown): string | null {
  return value === null ? null : readHash(where, value, 'the status of a script');
}

/** `blockchain.transaction.get` without `verbose`. */
export function readTransaction(where: string, value: unknown): Uint8Array {
  return readHexBytes(where, value, 'a transaction in hex');
}

/** `blockchain.transaction.get_merkle`, and Esplora's proof of the same form: hashes come reversed, as people read them. */
export function readMerkleProof(where: string, value: unknown, height: number): MerkleProof {
  const expected = `a merkle proof for block ${height}`;
  const { block_height, merkle, pos } = readRecord(where, value, expected);
  const hashes = readList(where, merkle, expected);
  if (block_height !== height || hashes.length > MAX_BRANCH) wrong(where, expected);
  if (!Number.isSafeInteger(pos) || (pos as number) < 0) wrong(where, expected);
  const branch = hashes.map((hash) => fromHex(readHash(where, hash, expected)).reverse());
  return { branch, position: pos as number };
}
