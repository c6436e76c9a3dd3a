/**
 * A regtest chain made of plain values: blocks with real proof of work (two tries on average) and real merkle trees,
 * built in the test itself so that a lie can be told about any part of it. The real node is `test/watch/node.test.ts`.
 */
import { sats } from '../../../src/core/amount.ts';
import { concatBytes, fromHex, toHex } from '../../../src/core/bytes.ts';
import { sha256d } from '../../../src/core/hash.ts';
import { serializeTransaction } from '../../../src/core/tx/serialize.ts';
import { txidOf } from '../../../src/core/tx/txid.ts';
import type { Transaction, TxOutput } from '../../../src/core/tx/types.ts';

export interface Block {
  readonly header: Uint8Array;
  readonly hash: string;
  readonly transactions: readonly Transaction[];
}

const TARGET = 0x7fffffn << 232n;

const GENESIS_ROOT = '3ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a';

export const GENESIS: Block = {
  header: header('00'.repeat(32), fromHex(GENESIS_ROOT), 1296688602, 2, 1),
  hash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
  transactions: [],
};

function header(previous: string, root: Uint8Array, time: number, nonce: number, version = 0x20000000): Uint8Array {
  const bytes = new Uint8Array(80);
  const view = new DataView(bytes.buffer);
  view.setUint32(0, version, true);
  bytes.set(fromHex(previous).reverse(), 4);
  bytes.set(root, 36);
  view.setUint32(68, time, true);
  view.setUint32(72, 0x207fffff, true);
  view.setUint32(76, nonce, true);
  return bytes;
}

export const hashOf = (bytes: Uint8Array): string => toHex(sha256d(bytes).reverse());

/** Grinds until the work is done. */
export function mineHeader(previous: string, root: Uint8Array, time: number): Uint8Array {
  for (let nonce = 0; ; nonce++) {
    const bytes = header(previous, root, time, nonce);
    if (BigInt(`0x${hashOf(bytes)}`) <= TARGET) return bytes;
  }
}

/** The levels of a block's merkle tree, from the transaction ids up to the root. */
export function merkleLevels(txids: readonly string[]): Uint8Array[][] {
  const levels = [txids.map((txid) => fromHex(txid).reverse())];
  for (let level = levels[0]!; level.length > 1; levels.push(level)) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, index) =>
      sha256d(concatBytes(level[2 * index]!, level[2 * index + 1] ?? level[2 * index]!)),
    );
  }
  return levels;
}

export function merkleBranchOf(txids: readonly string[], position: number): string[] {
  return merkleLevels(txids)
    .slice(0, -1)
    .map((level, depth) => {
      const place = position >> depth;
      return toHex(Uint8Array.from(level[place ^ 1] ?? level[place]!).reverse());
    });
}

/** A block after another one, with a coinbase transaction of its own before the given ones. */
export function mineBlock(
  previous: Block,
  height: number,
  salt: number,
  transactions: readonly Transaction[],
  reward?: TxOutput,
): Block {
  const all = [coinbase(height, salt, reward), ...transactions];
  const root = merkleLevels(all.map(txidOf)).at(-1)![0]!;
  const bytes = mineHeader(previous.hash, root, 1_700_000_000 + height * 600 + salt);
  return { header: bytes, hash: hashOf(bytes), transactions: all };
}

function coinbase(height: number, salt: number, reward?: TxOutput): Transaction {
  const scriptSig = Uint8Array.from([4, height & 0xff, height >> 8, salt & 0xff, salt >> 8]);
  const output = reward ?? { amount: sats(50_0000_0000n), scriptPubKey: Uint8Array.of(0x51) };
  return {
    version: 1,
    inputs: [{ txid: '00'.repeat(32), vout: 0xffff_ffff, scriptSig, sequence: 0xffff_ffff, witness: [] }],
    outputs: [output],
    lockTime: 0,
  };
}

let funding = 0;

/** A payment by a stranger: spends a coin that nobody knows. */
export function paymentFromOutside(outputs: readonly TxOutput[]): Transaction {
  funding += 1;
  const txid = toHex(sha256d(Uint8Array.from([funding & 0xff, funding >> 8])));
  return spend([{ txid, vout: 0 }], outputs);
}

/** Spends coins with a witness that no signature is in: a server's word is all that the watch side has for it. */
export function spend(
  inputs: readonly { readonly txid: string; readonly vout: number }[],
  outputs: readonly TxOutput[],
): Transaction {
  return {
    version: 2,
    inputs: inputs.map(({ txid, vout }) => ({
      txid,
      vout,
      scriptSig: new Uint8Array(),
      sequence: 0xffff_fffd,
      witness: [Uint8Array.of(1, 2, 3)],
    })),
    outputs,
    lockTime: 0,
  };
}

export const hexOf = (transaction: Transaction): string => toHex(serializeTransaction(transaction));
