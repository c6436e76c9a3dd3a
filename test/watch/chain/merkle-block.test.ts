/** Proofs in Bitcoin Core's form: read for blocks of every small size, and never for anything else. */
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { sha256d } from '../../../src/core/hash.ts';
import { readMerkleBlock } from '../../../src/watch/chain/core/merkle-block.ts';
import { merkleBranchOf } from '../world/blocks.ts';
import { merkleBlock } from './core-node.ts';
import { transcript } from './replay.ts';

const ids = (count: number): string[] =>
  Array.from({ length: count }, (_, index) => toHex(sha256d(Uint8Array.of(index, count))));
const HEADER = new Uint8Array(80);

describe('a merkle block', () => {
  it('gives the same branch as a server of the Electrum protocol, for every place in blocks of every small size', () => {
    for (let count = 1; count <= 20; count++) {
      const txids = ids(count);
      for (const [position, txid] of txids.entries()) {
        const proof = readMerkleBlock(merkleBlock(HEADER, txids, txid), txid);
        expect(proof?.position).toBe(position);
        expect(proof?.branch.map((hash) => toHex(Uint8Array.from(hash).reverse()))).toEqual(
          merkleBranchOf(txids, position),
        );
      }
    }
  });

  it('of a real node is read', () => {
    const { request, response } = transcript.calls[42]!;
    const [[txid]] = request.params as [[string], string];
    expect(readMerkleBlock(fromHex((response as { result: string }).result), txid)).toMatchObject({ position: 1 });
  });

  it('is none for another transaction, cut short, or with more behind it', () => {
    const txids = ids(5);
    const whole = merkleBlock(HEADER, txids, txids[3]!);
    expect(readMerkleBlock(whole, txids[2]!)).toBeUndefined();
    for (let length = 0; length < whole.length; length++)
      expect(readMerkleBlock(whole.slice(0, length), txids[3]!)).toBeUndefined();
    expect(readMerkleBlock(Uint8Array.from([...whole, 0]), txids[3]!)).toBeUndefined();
  });

  it('with impossible numbers ends at once', () => {
    const whole = merkleBlock(HEADER, ids(5), ids(5)[3]!);
    for (const total of [0, 6, 17_000, 0xffff_ffff]) {
      const spoilt = Uint8Array.from(whole);
      new DataView(spoilt.buffer).setUint32(80, total, true);
      const proof = readMerkleBlock(spoilt, ids(5)[3]!);
      // Six transactions give a tree of another shape, which does not lead to the root: `spv/merkle.ts` finds that out.
      if (total !== 6) expect(proof).toBeUndefined();
    }
  });
});
