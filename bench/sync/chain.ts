/**
 * A regtest chain full of one wallet's payments, built directly: real headers, merkle trees and ids, and transactions of
 * real size whose signatures nobody checks. It serves as the node behind the Electrum-protocol server.
 */
import { createHash } from 'node:crypto';
import { type Sats, sats } from '../../src/core/amount.ts';
import { toHex } from '../../src/core/bytes.ts';
import type { Charter } from '../../src/core/charter/types.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import type { OutPoint, Transaction } from '../../src/core/tx/types.ts';
import type { NodeBlock, NodeEvents, NodeTransaction, ServedNode } from '../../src/practice/node/types.ts';
import { deriveRange } from '../../src/watch/derive/range.ts';
import { type Block, GENESIS, mineBlock } from '../../test/watch/world/blocks.ts';

/** Transactions of the wallet in a block. */
const IN_A_BLOCK = 25;
const FEE = 500n;

export interface GeneratedChain {
  readonly node: ServedNode;
  /** What the wallet has in the end. */
  balance(): bigint;
  /** Mines one more block, with one deposit. */
  grow(): void;
}

/**
 * Every other transaction is a deposit, the one after it spends it: three fifths away, the rest to a change address.
 * Receive and change addresses come in turns, each as often as the others.
 */
export function generateChain({ wallet }: Charter, transactions: number, addresses: number): GeneratedChain {
  const half = addresses / 2;
  const scripts = {
    receive: deriveRange(wallet, 'receive', 0, half).map(({ scriptPubKey }) => scriptPubKey),
    change: deriveRange(wallet, 'change', 0, half).map(({ scriptPubKey }) => scriptPubKey),
  };
  const blocks: NodeBlock[] = [nodeBlock(GENESIS, 0)];
  const byId = new Map<string, NodeTransaction & { readonly height: number }>();
  const listeners = new Set<(block: NodeBlock) => void>();
  let last: Block = GENESIS;
  let made = 0;
  let balance = 0n;
  let deposited: { readonly coin: OutPoint; readonly amount: bigint } | undefined;

  function nextTransaction(): Transaction {
    const place = Math.floor(made / 2) % half;
    made += 1;
    if (deposited === undefined) {
      const amount = 100_000n + BigInt(made % 50_000);
      const deposit = payment([{ txid: pseudoRandom(`from ${made}`), vout: 1 }], ONE_KEY, [
        [amount, scripts.receive[place]!],
        [1_000_000n, STRANGER],
      ]);
      deposited = { coin: { txid: txidOf(deposit), vout: 0 }, amount };
      balance += amount;
      return deposit;
    }
    const { coin, amount } = deposited;
    deposited = undefined;
    const away = (amount * 3n) / 5n;
    balance -= away + FEE;
    return payment([coin], TWO_OF_THREE, [
      [away, STRANGER],
      [amount - away - FEE, scripts.change[place]!],
    ]);
  }

  function mine(count: number): NodeBlock {
    const height = blocks.length;
    last = mineBlock(last, height, 0, Array.from({ length: count }, nextTransaction));
    const block = nodeBlock(last, height);
    blocks.push(block);
    for (const tx of block.transactions) byId.set(tx.txid, { ...tx, height });
    return block;
  }

  for (let left = transactions; left > 0; left -= IN_A_BLOCK) mine(Math.min(IN_A_BLOCK, left));
  return {
    balance: () => balance,
    grow() {
      const block = mine(1);
      for (const listener of listeners) listener(block);
    },
    node: {
      height: () => blocks.length - 1,
      block: async (height) => blocks[height],
      mempool: () => [],
      transaction: async (txid) => byId.get(txid),
      on<Name extends keyof NodeEvents>(event: Name, listener: (what: NodeEvents[Name]) => void) {
        const heard = listener as (block: NodeBlock) => void;
        if (event === 'block') listeners.add(heard);
        return () => listeners.delete(heard);
      },
      async broadcast() {
        throw new IcehouseError({ code: 'node/rejected', message: 'this chain takes no transactions' });
      },
    },
  };
}

const STRANGER = Uint8Array.of(0x00, 0x14, ...new Uint8Array(20).fill(9));
const bytesOf = (length: number): Uint8Array => new Uint8Array(length).fill(0x30);
/** Witnesses of the usual sizes. */
const ONE_KEY = [bytesOf(72), bytesOf(33)];
const TWO_OF_THREE = [new Uint8Array(), bytesOf(72), bytesOf(72), bytesOf(105)];

function pseudoRandom(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}

function payment(
  coins: readonly OutPoint[],
  witness: readonly Uint8Array[],
  outputs: readonly (readonly [bigint, Uint8Array])[],
): Transaction {
  return {
    version: 2,
    inputs: coins.map((coin) => ({ ...coin, scriptSig: new Uint8Array(), sequence: 0xffff_fffd, witness })),
    outputs: outputs.map(([amount, scriptPubKey]) => ({ amount: sats(amount) satisfies Sats, scriptPubKey })),
    lockTime: 0,
  };
}

function nodeBlock({ hash, header, transactions }: Block, height: number): NodeBlock {
  return { height, hash, header, transactions: transactions.map(nodeTransaction) };
}

function nodeTransaction(transaction: Transaction, position: number): NodeTransaction {
  return {
    txid: txidOf(transaction),
    hex: toHex(serializeTransaction(transaction)),
    spends: position === 0 ? [] : transaction.inputs,
    outputs: transaction.outputs,
  };
}
