/**
 * Reads the proof that Bitcoin Core gives for one transaction, a block header with a partial merkle tree (BIP-0037), into
 * the branch that every other server gives. It is verified like theirs, by `spv/merkle.ts`.
 */
import { toHex } from '../../../core/bytes.ts';
import { sha256d } from '../../../core/hash.ts';
import type { MerkleProof } from '../chain.ts';

const HEADER_BYTES = 80;

/** More transactions than any block has room for; see `spv/merkle.ts`. */
const MAX_TRANSACTIONS = 16_666;

interface Node {
  readonly hash: Uint8Array;
  /** Siblings from the wanted leaf up to this node; undefined where the leaf lies elsewhere. */
  readonly branch: readonly Uint8Array[] | undefined;
  readonly position: number;
}

/** Undefined when the bytes are no proof for exactly this transaction. */
export function readMerkleBlock(bytes: Uint8Array, txid: string): MerkleProof | undefined {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  // Header, number of transactions, and both lists below 253 entries, or 16 bits for the hashes: 15 levels need few.
  if (bytes.length < HEADER_BYTES + 6) return undefined;
  const total = view.getUint32(HEADER_BYTES, true);
  const hashCount = bytes[HEADER_BYTES + 4]!;
  const hashesAt = HEADER_BYTES + 5;
  const flagsAt = hashesAt + 32 * hashCount + 1;
  const flagBytes = bytes[flagsAt - 1];
  if (total < 1 || total > MAX_TRANSACTIONS || hashCount > 252 || flagBytes === undefined) return undefined;
  if (bytes.length !== flagsAt + flagBytes) return undefined;

  let usedHashes = 0;
  let usedFlags = 0;
  const nextFlag = (): boolean => {
    const at = usedFlags++;
    return ((bytes[flagsAt + (at >> 3)] ?? 0) & (1 << (at & 7))) !== 0;
  };
  const nextHash = (): Uint8Array => {
    const start = hashesAt + 32 * usedHashes++;
    return bytes.slice(start, start + 32);
  };
  /** Nodes of a level above the leaves. */
  const width = (level: number): number => (total + 2 ** level - 1) >> level;

  function descend(level: number, place: number): Node {
    const isParent = nextFlag();
    if (level === 0 || !isParent) {
      const hash = nextHash();
      const isWanted = level === 0 && isParent && toHex(Uint8Array.from(hash).reverse()) === txid;
      return { hash, branch: isWanted ? [] : undefined, position: place };
    }
    const left = descend(level - 1, 2 * place);
    const right = 2 * place + 1 < width(level - 1) ? descend(level - 1, 2 * place + 1) : left;
    const hash = sha256d(Uint8Array.from([...left.hash, ...right.hash]));
    if (left.branch) return { hash, branch: [...left.branch, right.hash], position: left.position };
    if (right.branch) return { hash, branch: [...right.branch, left.hash], position: right.position };
    return { hash, branch: undefined, position: 0 };
  }

  const { branch, position } = descend(Math.ceil(Math.log2(total)), 0);
  const isUsedUp = usedHashes === hashCount && Math.ceil(usedFlags / 8) === flagBytes;
  return branch && isUsedUp ? { branch, position } : undefined;
}
