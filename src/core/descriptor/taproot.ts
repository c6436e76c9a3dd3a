/**
 * Taproot outputs of BIP-0341 and BIP-0342: the Merkle root over a tree of leaf scripts and the output key that commits to
 * it. Hashes are tagged SHA-256; the tweak itself is @scure/btc-signer.
 */
import { taprootTweakPubkey } from '@scure/btc-signer/utils.js';
import { compareBytes, concatBytes } from '../bytes.ts';
import { taggedHash } from '../hash.ts';
import { createWriter, sizedLength } from '../tx/writer.ts';

/** A tree whose leaves are scripts in bytes. */
export type ScriptTree = { readonly leaf: Uint8Array } | { readonly branches: readonly [ScriptTree, ScriptTree] };

/** BIP-0342: the version of leaves that hold a script of today. */
const TAPSCRIPT_VERSION = 0xc0;

/**
 * The 32-byte output key for an internal key and its tree, if any.
 *
 * @param internalKey 32 bytes, x-only, on the curve
 */
export function taprootOutputKey(internalKey: Uint8Array, tree: ScriptTree | undefined): Uint8Array {
  const merkleRoot = tree === undefined ? new Uint8Array(0) : treeHash(tree);
  const [outputKey] = taprootTweakPubkey(internalKey, merkleRoot);
  return outputKey;
}

function treeHash(tree: ScriptTree): Uint8Array {
  if ('leaf' in tree) {
    const leaf = createWriter(1 + sizedLength(tree.leaf));
    leaf.uint8(TAPSCRIPT_VERSION);
    leaf.sizedBytes(tree.leaf);
    return taggedHash('TapLeaf', leaf.target);
  }
  const [left, right] = tree.branches.map(treeHash).toSorted(compareBytes);
  return taggedHash('TapBranch', concatBytes(left!, right!));
}
