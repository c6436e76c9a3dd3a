/**
 * The server's memory: headers, and for every script hash which transactions pay to it or spend from it. Fed by the
 * node's events alone; a block that leaves the chain takes its entries along, so a reorganisation needs no reset.
 */
import { sha256 } from '@noble/hashes/sha2.js';
import { toHex } from '../../core/bytes.ts';
import type { OutPoint, TxOutput } from '../../core/tx/types.ts';
import type { NodeBlock, NodeTransaction } from '../node/types.ts';

/** As the protocol tells it: a height, 0 in the mempool, -1 in the mempool with an unconfirmed parent. */
export interface HistoryEntry {
  readonly txid: string;
  readonly height: number;
  /** Satoshis; told for mempool entries only. */
  readonly fee: bigint | undefined;
}

export interface UnspentCoin extends OutPoint {
  readonly height: number;
  readonly amount: bigint;
}

export interface IndexedBlock {
  readonly hash: string;
  /** 80 bytes as hexadecimal digits. */
  readonly header: string;
  readonly txids: readonly string[];
}

/** Script hash of the protocol: SHA-256 of the script, reversed, as hexadecimal digits. */
export function scripthashOf(scriptPubKey: Uint8Array): string {
  return toHex(sha256(scriptPubKey).reverse());
}

export interface HistoryIndex {
  /** Position is height. */
  readonly blocks: readonly IndexedBlock[];
  /** Each of these returns the script hashes whose history changed. */
  connect(block: NodeBlock): ReadonlySet<string>;
  disconnect(block: NodeBlock): ReadonlySet<string>;
  enterMempool(tx: NodeTransaction): ReadonlySet<string>;
  leaveMempool(tx: NodeTransaction): ReadonlySet<string>;

  /** In the chain's order, then the mempool's. */
  history(scripthash: string): readonly HistoryEntry[];
  /** What no transaction spends, mined or not. */
  unspent(scripthash: string): readonly UnspentCoin[];
  /** Satoshis; `unconfirmed` is what the mempool adds, negative where it spends confirmed coins. */
  balance(scripthash: string): { readonly confirmed: bigint; readonly unconfirmed: bigint };
  /** Hash over the history by which a client sees a change; null for an unused script. */
  status(scripthash: string): string | null;
}

interface Place {
  readonly height: number;
  readonly position: number;
}

export function createHistoryIndex(): HistoryIndex {
  const blocks: IndexedBlock[] = [];
  const transactions = new Map<string, NodeTransaction>();
  const mined = new Map<string, Place>();
  const waiting = new Set<string>();
  const users = new Map<string, Set<string>>();
  const spenders = new Map<string, Set<string>>();

  function previousOutput({ txid, vout }: OutPoint): TxOutput | undefined {
    return transactions.get(txid)?.outputs[vout];
  }

  function scripthashes(tx: NodeTransaction): ReadonlySet<string> {
    const spent = tx.spends.map(previousOutput).filter((output) => output !== undefined);
    return new Set([...tx.outputs, ...spent].map(({ scriptPubKey }) => scripthashOf(scriptPubKey)));
  }

  function remember(tx: NodeTransaction): ReadonlySet<string> {
    transactions.set(tx.txid, tx);
    const touched = scripthashes(tx);
    for (const scripthash of touched) into(users, scripthash).add(tx.txid);
    for (const outpoint of tx.spends) into(spenders, key(outpoint)).add(tx.txid);
    return touched;
  }

  function forgetUnlessHeld(tx: NodeTransaction): ReadonlySet<string> {
    const touched = scripthashes(tx);
    if (mined.has(tx.txid) || waiting.has(tx.txid)) return touched;
    for (const scripthash of touched) users.get(scripthash)?.delete(tx.txid);
    for (const outpoint of tx.spends) spenders.get(key(outpoint))?.delete(tx.txid);
    transactions.delete(tx.txid);
    return touched;
  }

  function mempoolEntry(tx: NodeTransaction): HistoryEntry {
    const unconfirmedParent = tx.spends.some(({ txid }) => !mined.has(txid));
    const paid = total(tx.spends.map(previousOutput).filter((output) => output !== undefined));
    return { txid: tx.txid, height: unconfirmedParent ? -1 : 0, fee: paid - total(tx.outputs) };
  }

  function history(scripthash: string): readonly HistoryEntry[] {
    const used = [...(users.get(scripthash) ?? [])].map((txid) => transactions.get(txid)!);
    const confirmed = used
      .flatMap(({ txid }) => {
        const place = mined.get(txid);
        return place ? [{ txid, ...place }] : [];
      })
      .sort((left, right) => left.height - right.height || left.position - right.position)
      .map(({ txid, height }) => ({ txid, height, fee: undefined }));
    return [...confirmed, ...used.filter(({ txid }) => !mined.has(txid)).map(mempoolEntry)];
  }

  /** Every coin that ever paid to the script, with those that spend it. */
  function coins(scripthash: string): readonly (UnspentCoin & { readonly spentBy: readonly string[] })[] {
    return history(scripthash).flatMap(({ txid, height }) =>
      transactions.get(txid)!.outputs.flatMap(({ amount, scriptPubKey }, vout) => {
        if (scripthashOf(scriptPubKey) !== scripthash) return [];
        const spentBy = [...(spenders.get(key({ txid, vout })) ?? [])];
        return [{ txid, vout, height: Math.max(height, 0), amount, spentBy }];
      }),
    );
  }

  return {
    blocks,
    connect(block) {
      const txids = block.transactions.map(({ txid }) => txid);
      blocks[block.height] = { hash: block.hash, header: toHex(block.header), txids };
      return union(
        block.transactions.map((tx, position) => {
          mined.set(tx.txid, { height: block.height, position });
          return remember(tx);
        }),
      );
    },
    disconnect(block) {
      blocks.length = block.height;
      // Last first: what a transaction spends is still known when it goes.
      return union(
        block.transactions.toReversed().map((tx) => {
          mined.delete(tx.txid);
          return forgetUnlessHeld(tx);
        }),
      );
    },
    enterMempool(tx) {
      waiting.add(tx.txid);
      return remember(tx);
    },
    leaveMempool(tx) {
      waiting.delete(tx.txid);
      return forgetUnlessHeld(tx);
    },
    history,
    unspent: (scripthash) => coins(scripthash).filter(({ spentBy }) => spentBy.length === 0),
    balance(scripthash) {
      const all = coins(scripthash);
      const confirmed = total(
        all.filter(({ height, spentBy }) => height > 0 && !spentBy.some((txid) => mined.has(txid))),
      );
      return { confirmed, unconfirmed: total(all.filter(({ spentBy }) => spentBy.length === 0)) - confirmed };
    },
    status(scripthash) {
      const entries = history(scripthash);
      if (entries.length === 0) return null;
      return toHex(sha256(Buffer.from(entries.map(({ txid, height }) => `${txid}:${height}:`).join(''))));
    },
  };
}

function key({ txid, vout }: OutPoint): string {
  return `${txid}:${vout}`;
}

function total(parts: readonly { readonly amount: bigint }[]): bigint {
  return parts.reduce((sum, { amount }) => sum + amount, 0n);
}

function into(sets: Map<string, Set<string>>, name: string): Set<string> {
  const found = sets.get(name);
  if (found) return found;
  const made = new Set<string>();
  sets.set(name, made);
  return made;
}

function union(sets: readonly ReadonlySet<string>[]): ReadonlySet<string> {
  return new Set(sets.flatMap((set) => [...set]));
}
