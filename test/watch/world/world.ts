/** The state of a small bitcoin world (blocks and mempool), changed step by step by a test. */
import { toHex } from '../../../src/core/bytes.ts';
import { txidOf } from '../../../src/core/tx/txid.ts';
import type { Transaction, TxOutput } from '../../../src/core/tx/types.ts';
import { scripthash } from '../../../src/watch/chain/electrum/scripthash.ts';
import { type Block, GENESIS, merkleBranchOf, mineBlock } from './blocks.ts';

export interface World {
  readonly blocks: readonly Block[];
  readonly mempool: readonly Transaction[];
  /** Adds transactions to the mempool. */
  send(...transactions: Transaction[]): void;
  evict(...txids: string[]): void;
  /** Mines the whole mempool, then empty blocks. */
  mine(blocks?: number, reward?: TxOutput): void;
  /** Drops the last blocks and mines others in their place; what was in them is gone unless given again. */
  reorganise(depth: number, blocks: number, transactions?: readonly Transaction[]): void;
  tip(): { readonly height: number; readonly block: Block };
  find(txid: string): { readonly transaction: Transaction; readonly height: number | undefined } | undefined;
  history(scripthashHex: string): { readonly tx_hash: string; readonly height: number }[];
  merkle(txid: string, height: number): { block_height: number; merkle: string[]; pos: number } | undefined;
}

export function createWorld(): World {
  let blocks: Block[] = [GENESIS];
  let mempool: Transaction[] = [];
  let salt = 0;

  function mineOne(transactions: readonly Transaction[], reward?: TxOutput): void {
    blocks.push(mineBlock(blocks.at(-1)!, blocks.length, salt, transactions, reward));
  }

  interface Placed {
    readonly transaction: Transaction;
    readonly height: number | undefined;
  }
  interface Index {
    readonly byId: ReadonlyMap<string, Placed>;
    readonly byScripthash: ReadonlyMap<string, ReadonlySet<string>>;
  }
  /** Built anew after every change. */
  let index: Index | undefined;

  function indexed(): Index {
    if (index) return index;
    const byId = new Map<string, Placed>();
    for (const [height, block] of blocks.entries())
      for (const transaction of block.transactions) byId.set(txidOf(transaction), { transaction, height });
    for (const transaction of mempool) byId.set(txidOf(transaction), { transaction, height: undefined });
    const byScripthash = new Map<string, Set<string>>();
    const touch = (output: TxOutput | undefined, txid: string) => {
      if (!output) return;
      const hash = scripthash(output.scriptPubKey);
      byScripthash.set(hash, (byScripthash.get(hash) ?? new Set()).add(txid));
    };
    for (const [txid, { transaction }] of byId) {
      for (const output of transaction.outputs) touch(output, txid);
      for (const input of transaction.inputs) touch(byId.get(input.txid)?.transaction.outputs[input.vout], txid);
    }
    index = { byId, byScripthash };
    return index;
  }

  const find: World['find'] = (txid) => indexed().byId.get(txid);

  return {
    get blocks() {
      return blocks;
    },
    get mempool() {
      return mempool;
    },
    send(...transactions) {
      index = undefined;
      mempool.push(...transactions);
    },
    evict(...txids) {
      index = undefined;
      mempool = mempool.filter((transaction) => !txids.includes(txidOf(transaction)));
    },
    mine(count = 1, reward) {
      index = undefined;
      const transactions = mempool;
      mempool = [];
      for (let number = 0; number < count; number++) mineOne(number === 0 ? transactions : [], reward);
    },
    reorganise(depth, count, transactions = []) {
      index = undefined;
      salt += 1;
      blocks = blocks.slice(0, blocks.length - depth);
      for (let number = 0; number < count; number++) mineOne(number === 0 ? transactions : []);
    },
    tip: () => ({ height: blocks.length - 1, block: blocks.at(-1)! }),
    find,
    history: (hash) =>
      [...(indexed().byScripthash.get(hash) ?? [])].map((txid) => ({ tx_hash: txid, height: find(txid)?.height ?? 0 })),
    merkle(txid, height) {
      const txids = (blocks[height]?.transactions ?? []).map(txidOf);
      const pos = txids.indexOf(txid);
      return pos < 0 ? undefined : { block_height: height, merkle: merkleBranchOf(txids, pos), pos };
    },
  };
}

export const headerHex = (block: Block): string => toHex(block.header);
