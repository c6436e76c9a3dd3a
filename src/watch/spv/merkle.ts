/**
 * Proves that a transaction stands in a block: hashes its way up the branch that the server gave and compares the end
 * with the merkle root of a header from the checked chain. The two known forgeries of this proof are refused:
 * CVE-2017-12842 (a 64-byte transaction read as a node of the tree, or a node read as a transaction) and CVE-2012-2459
 * (a subtree counted twice).
 */
import { concatBytes, equalBytes, fromHex } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { sha256d } from '../../core/hash.ts';
import { parseTransaction } from '../../core/tx/parse.ts';
import { strippedSize } from '../../core/tx/serialize.ts';
import type { Transaction } from '../../core/tx/types.ts';
import type { MerkleProof } from '../chain/chain.ts';

/**
 * Levels that a block's tree can have. A transaction has at least 60 bytes without witness, each weighing 4 of the
 * 4,000,000 units of a block: at most 16,666 transactions, fewer than 2^15.
 */
const MAX_LEVELS = 15;

/** Two hashes side by side, and the size at which a transaction can pass for them. */
const NODE_BYTES = 64;

export interface MerkleClaim {
  readonly txid: string;
  /** The transaction whose id was checked to be `txid`. */
  readonly transaction: Transaction;
  readonly proof: MerkleProof;
  /** 32 bytes in hash order, from a header of the checked chain. */
  readonly merkleRoot: Uint8Array;
}

/** Why a proof is worth nothing; undefined when it holds. */
export function merkleFlaw({ txid, transaction, proof, merkleRoot }: MerkleClaim): string | undefined {
  const { branch, position } = proof;
  if (strippedSize(transaction) === NODE_BYTES)
    return 'a transaction of 64 bytes cannot be told from a node of the tree';
  if (branch.length > MAX_LEVELS) return 'the branch is longer than the tree of any block is high';
  if (position >= 2 ** branch.length) return 'the position lies outside the tree';
  let hash: Uint8Array = fromHex(txid).reverse();
  let place = position;
  for (const sibling of branch) {
    const isRight = place % 2 === 1;
    // An odd last node is paired with itself, so equal siblings are honest on the left side only.
    if (isRight && equalBytes(sibling, hash)) return 'a left sibling equal to its right one counts a subtree twice';
    const node = isRight ? concatBytes(sibling, hash) : concatBytes(hash, sibling);
    if (readsAsTransaction(node)) return 'a node of the branch is itself a transaction';
    hash = sha256d(node);
    place = Math.floor(place / 2);
  }
  return equalBytes(hash, merkleRoot) ? undefined : "the branch does not lead to the block's merkle root";
}

/** A node of honest hashes reads as a transaction with negligible chance; one that does was made for it. */
function readsAsTransaction(node: Uint8Array): boolean {
  // 64 bytes have room for one input exactly; its count stands after the version. This spares most of the work.
  if (node[4] !== 1) return false;
  try {
    parseTransaction(node);
    return true;
  } catch (error) {
    if (error instanceof IcehouseError) return false;
    throw error;
  }
}
