/**
 * The practice node: a full node's rules in this process, in memory, with a miner and money at hand. It judges scripts
 * as Bitcoin Core does up to segwit v0; taproot it does not know, and must never be asked about. Neighbours:
 * `parts.ts` (bcoin), `mining.ts`, `purse.ts` (money), `electrum-server/` (which serves it to wallets).
 */

import { invariant } from '../../core/errors.ts';
import { loadBcoin, reverseHex } from './bcoin.ts';
import { nodeBlock, nodeTransaction, readAddress, readTransaction } from './convert.ts';
import { entryAt, mineOn, replaceTip } from './mining.ts';
import { type NodeParts, openParts } from './parts.ts';
import { openPurse } from './purse.ts';
import type { LocatedTransaction, PracticeNode } from './types.ts';

export interface PracticeNodeOptions {
  /** Blocks mined to the purse before the node is handed over; all but the last 99 rewards are then spendable. */
  readonly blocks?: number;
}

/** 20 rewards of 50 bitcoin to spend, and segwit active since block 12. */
const DEFAULT_BLOCKS = 120;

/**
 * Starts a regtest node in this process, with Bitcoin Core's prefixes and 1,000 bitcoin ready to spend. Takes about a
 * quarter of a second.
 *
 * @throws IcehouseError `practice/node-missing` where bcoin is not installed.
 */
export async function startPracticeNode(options: PracticeNodeOptions = {}): Promise<PracticeNode> {
  const bcoin = loadBcoin();
  const parts = await openParts(bcoin);
  const { chain, mempool } = parts;
  const purse = openPurse(bcoin, chain, mempool);
  const oneAtATime = createQueue();

  const node: PracticeNode = {
    height: () => chain.height,
    blockHash: async (height) => (await entryAt(parts, height))?.rhash(),
    block: async (height) => {
      const entry = await entryAt(parts, height);
      const block = entry && (await chain.getBlock(entry.hash));
      return block ? nodeBlock(height, block) : undefined;
    },
    transaction: (txid) => locate(parts, txid),
    confirmations: async (txid) => {
      const found = await locate(parts, txid);
      if (found === undefined) return undefined;
      return found.height === undefined ? 0 : chain.height - found.height + 1;
    },
    mempool: () => [...mempool.map.values()].map(({ tx }) => nodeTransaction(tx)),

    mine: (blocks, address) =>
      oneAtATime(async () => {
        const to = address === undefined ? purse.address : readAddress(bcoin, address);
        const hashes: string[] = [];
        while (hashes.length < blocks) hashes.push((await mineOn(parts, chain.tip, 'mempool', to)).rhash());
        return hashes;
      }),
    mineExactly: (transactions) =>
      oneAtATime(async () => {
        const content = transactions.map((hex) => readTransaction(bcoin, hex));
        return (await mineOn(parts, chain.tip, content, purse.address)).rhash();
      }),
    reorganise: (depth, { include = [] } = {}) =>
      oneAtATime(async () => {
        const content = include.map((hex) => readTransaction(bcoin, hex));
        await replaceTip(parts, depth, content, purse.address);
      }),

    fund: async (address, amount) => {
      const [coin] = await node.fundAll([{ address, amount }]);
      invariant(coin !== undefined, 'one payment makes one coin');
      return coin;
    },
    fundAll: (payments) =>
      oneAtATime(async () => {
        const read = payments.map(({ address, amount }) => ({
          address: readAddress(bcoin, address),
          value: Number(amount),
        }));
        const txid = await parts.accept(await purse.pay(read));
        return payments.map((_, vout) => ({ txid, vout }));
      }),
    broadcast: (hex) => oneAtATime(async () => parts.accept(readTransaction(bcoin, hex))),

    on: parts.announcer.on,
    close: () => oneAtATime(parts.close),
  };
  await node.mine(options.blocks ?? DEFAULT_BLOCKS);
  return node;
}

async function locate({ chain, mempool }: NodeParts, txid: string): Promise<LocatedTransaction | undefined> {
  if (!/^[0-9a-f]{64}$/.test(txid)) return undefined;
  const hash = reverseHex(txid);
  const waiting = mempool.map.get(hash);
  if (waiting) return { ...nodeTransaction(waiting.tx), height: undefined };
  const mined = await chain.getMeta(hash);
  return mined ? { ...nodeTransaction(mined.tx), height: mined.height } : undefined;
}

/** Runs work in the order asked: a miner and a purse must not act on the same tip twice. */
function createQueue(): <Result>(work: () => Promise<Result>) => Promise<Result> {
  let last: Promise<unknown> = Promise.resolve();
  return (work) => {
    const next = last.then(work);
    last = next.catch(() => undefined);
    return next;
  };
}
