/**
 * Merkle branches for the proofs that an Electrum-protocol server gives: from a transaction to its block's root, and
 * from a header to the root over all headers. Hashes go in and out in the order that people read.
 */
import { concatBytes } from '../../core/bytes.ts';
import { sha256d } from '../../core/hash.ts';

export interface MerkleBranch {
  /** From the leaf's sibling upwards. */
  readonly branch: readonly string[];
  readonly root: string;
}

/** The branch of the leaf at `position`; an odd level pairs its last hash with itself, as bitcoin does. */
export function merkleBranch(leaves: readonly string[], position: number): MerkleBranch {
  let level = leaves.map((leaf) => Uint8Array.from(Buffer.from(leaf, 'hex')).reverse());
  let index = position;
  const branch: string[] = [];
  while (level.length > 1) {
    branch.push(readable(level[index ^ 1] ?? level[index]!));
    level = parents(level);
    index >>= 1;
  }
  return { branch, root: readable(level[0]!) };
}

function parents(level: readonly Uint8Array<ArrayBuffer>[]): Uint8Array<ArrayBuffer>[] {
  const above: Uint8Array<ArrayBuffer>[] = [];
  for (let index = 0; index < level.length; index += 2) {
    const left = level[index]!;
    above.push(Uint8Array.from(sha256d(concatBytes(left, level[index + 1] ?? left))));
  }
  return above;
}

function readable(hash: Uint8Array): string {
  return Buffer.from(hash).reverse().toString('hex');
}
