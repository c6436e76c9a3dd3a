/**
 * The histories of scripts, out of the list of transactions of the node's wallet. Bitcoin Core tells which transactions
 * belong to the wallet, not which scripts they touch: that is read from the transactions themselves. A transaction that
 * is in no block counts only while it is in the mempool; the wallet itself keeps dead ones for ever.
 */
import { toHex } from '../../../core/bytes.ts';
import { IcehouseError } from '../../../core/errors.ts';
import { parsePreviousTransaction } from '../../../core/tx/parse.ts';
import type { Transaction } from '../../../core/tx/types.ts';
import type { ChainRequest, ReportedTransaction, WatchRequest } from '../chain.ts';
import { disproved } from '../errors.ts';
import { inParallel } from '../parallel.ts';
import { isHeight, readHash, readHexBytes, readList, readRecord, wrong } from '../read.ts';
import type { CoreRpc } from './rpc.ts';

/** Entries of the wallet's list in one answer. */
const PAGE = 1_000;

const NOT_FOUND = -5;

export interface CoreHistories {
  of(scripts: readonly Uint8Array[], request: ChainRequest): Promise<readonly (readonly ReportedTransaction[])[]>;
  /** The block that the wallet names for a transaction. */
  blockOf(txid: string): string | undefined;
  /** A transaction of the wallet that is in a block or in the mempool; undefined for others. */
  bytesOf(txid: string, request: ChainRequest): Promise<Uint8Array | undefined>;
  /** The next question looks at the wallet anew. */
  forget(): void;
}

interface Entry extends ReportedTransaction {
  readonly blockHash: string | undefined;
}

type Known = WatchRequest['known'];

/** What is remembered of a transaction: which scripts it pays, which coins it spends. */
interface Touches {
  readonly scripts: readonly string[];
  readonly spends: readonly { readonly txid: string; readonly vout: number }[];
}

/** @param known gives what the person's own store has, as of the present question. */
export function createCoreHistories(rpc: CoreRpc, wallet: string, known: Known): CoreHistories {
  const { where } = rpc;
  const touches = new Map<string, Touches>();
  /** Fetched to be read, and kept until somebody asks for them. */
  const fetched = new Map<string, Uint8Array>();
  let entries = new Map<string, Entry>();
  let byScript: ReadonlyMap<string, readonly ReportedTransaction[]> | undefined;

  async function load(request: ChainRequest): Promise<ReadonlyMap<string, readonly ReportedTransaction[]>> {
    entries = await present(await listAll(request), request);
    const unread = [...entries.keys()].filter((txid) => !touches.has(txid));
    const stored = await known(unread);
    await inParallel(unread, async (txid) => {
      const bytes = stored.get(txid) ?? (await walletTransaction(txid, request)).bytes;
      if (!stored.has(txid)) fetched.set(txid, bytes);
      touches.set(txid, touchesOf(parsed(txid, bytes)));
    });
    const index = new Map<string, Map<string, ReportedTransaction>>();
    for (const entry of entries.values()) {
      const { scripts, spends } = touches.get(entry.txid)!;
      const spent = spends.flatMap(({ txid, vout }) => touches.get(txid)?.scripts[vout] ?? []);
      for (const script of [...scripts, ...spent]) {
        const those = index.get(script) ?? new Map<string, ReportedTransaction>();
        index.set(script, those.set(entry.txid, { txid: entry.txid, height: entry.height }));
      }
    }
    return new Map([...index].map(([script, those]) => [script, [...those.values()]]));
  }

  /** The wallet's list, newest page first; what arrives meanwhile only shows a transaction twice. */
  async function listAll({ signal }: ChainRequest): Promise<Map<string, Entry>> {
    const all = new Map<string, Entry>();
    for (let skip = 0; ; skip += PAGE) {
      const expected = 'the transactions of a wallet';
      const page = readList(
        where,
        await rpc.call('listtransactions', ['*', PAGE, skip, true], { wallet, signal }),
        expected,
      );
      for (const each of page) {
        const entry = readEntry(where, each);
        if (entry) all.set(entry.txid, entry);
      }
      if (page.length < PAGE) return all;
    }
  }

  /** Without those that wait in no mempool. */
  async function present(listed: Map<string, Entry>, { signal }: ChainRequest): Promise<Map<string, Entry>> {
    const waiting = [...listed.values()].filter(({ height }) => height === undefined);
    const absent = await inParallel(waiting, async ({ txid }) => {
      const { fault } = await rpc.ask('getmempoolentry', [txid], { signal });
      return fault?.code === NOT_FOUND ? txid : undefined;
    });
    for (const txid of absent) if (txid !== undefined) listed.delete(txid);
    return listed;
  }

  async function walletTransaction(txid: string, { signal }: ChainRequest) {
    const expected = 'a transaction of the wallet';
    const answer = readRecord(
      where,
      await rpc.call('gettransaction', [txid, true, true], { wallet, signal }),
      expected,
    );
    return { bytes: readHexBytes(where, answer.hex, expected) };
  }

  /** Under another id it would touch other scripts, and ours would seem to be unused. */
  function parsed(txid: string, bytes: Uint8Array): Transaction {
    try {
      const found = parsePreviousTransaction(bytes);
      if (found.txid === txid) return found.transaction;
      throw disproved('chain/false-transaction', where, `the server gave transaction ${found.txid} instead of ${txid}`);
    } catch (error) {
      if (error instanceof IcehouseError && error.code.startsWith('tx/')) return wrong(where, 'a transaction in hex');
      throw error;
    }
  }

  return {
    async of(scripts, request) {
      byScript ??= await load(request);
      const index = byScript;
      return scripts.map((script) => index.get(toHex(script)) ?? []);
    },
    blockOf: (txid) => entries.get(txid)?.blockHash,
    async bytesOf(txid, request) {
      if (!entries.has(txid)) return undefined;
      const kept = fetched.get(txid);
      fetched.delete(txid);
      return kept ?? (await walletTransaction(txid, request)).bytes;
    },
    forget() {
      byScript = undefined;
    },
  };
}

/** Undefined for what is abandoned, in conflict with a block, or was mined in a block that is no longer one. */
function readEntry(where: string, value: unknown): Entry | undefined {
  const expected = 'a transaction of a wallet with txid and confirmations';
  const { txid, confirmations, blockheight, blockhash, category, abandoned } = readRecord(where, value, expected);
  const id = readHash(where, txid, expected);
  if (!Number.isSafeInteger(confirmations)) wrong(where, expected);
  if ((confirmations as number) < 0 || category === 'orphan' || abandoned === true) return undefined;
  if (confirmations === 0) return { txid: id, height: undefined, blockHash: undefined };
  if (!isHeight(blockheight)) wrong(where, expected);
  return { txid: id, height: blockheight, blockHash: readHash(where, blockhash, expected) };
}

function touchesOf({ inputs, outputs }: Transaction): Touches {
  return {
    scripts: outputs.map(({ scriptPubKey }) => toHex(scriptPubKey)),
    spends: inputs.map(({ txid, vout }) => ({ txid, vout })),
  };
}
