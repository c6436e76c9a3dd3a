/**
 * The histories of scripts, out of the list of transactions of the node's wallet. Bitcoin Core tells which transactions
 * belong to the wallet, not which scripts they touch: that is read from the transactions themselves. A transaction that
 * is in no block counts only while it is in the mempool; the wallet itself keeps dead ones for ever.
 *
 * The list leaves out transfers within the wallet, as it takes all that they pay for change. Each of them holds a coin of
 * the wallet, or was spent by a transaction that is listed or left out itself, so they are found from there backwards.
 */
import { toHex } from '../../../core/bytes.ts';
import { IcehouseError } from '../../../core/errors.ts';
import { parsePreviousTransaction } from '../../../core/tx/parse.ts';
import type { Transaction } from '../../../core/tx/types.ts';
import type { ChainRequest, ReportedTransaction, WatchRequest } from '../chain.ts';
import { disproved } from '../errors.ts';
import { inParallel } from '../parallel.ts';
import { isHeight, readHash, readHexBytes, readList, readRecord, wrong } from '../read.ts';
import { type CoreRpc, faultError } from './rpc.ts';

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

interface Listed {
  readonly entries: Map<string, Entry>;
  /** All that the list names, counted or not. */
  readonly named: ReadonlySet<string>;
  /** Those that spend coins of the wallet. */
  readonly spending: ReadonlySet<string>;
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
  /** Transactions that were asked for and are not the wallet's. */
  const foreign = new Set<string>();
  /** Transfers found before: one that left the mempool still hides the coin that it spends, and with it where that is from. */
  const transfers = new Set<string>();
  let entries = new Map<string, Entry>();
  let byScript: ReadonlyMap<string, readonly ReportedTransaction[]> | undefined;

  async function load(request: ChainRequest): Promise<ReadonlyMap<string, readonly ReportedTransaction[]>> {
    const listed = await listAll(request);
    const unlisted = await findUnlisted(listed, request);
    entries = await present(new Map([...listed.entries, ...unlisted]), request);
    await read([...entries.keys()], request);
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

  /** Sees to it that the touches of these transactions are known. */
  async function read(txids: readonly string[], request: ChainRequest): Promise<void> {
    const unread = txids.filter((txid) => !touches.has(txid));
    const stored = await known(unread);
    await inParallel(unread, async (txid) => {
      const bytes = stored.get(txid) ?? (await walletTransaction(txid, request)).bytes;
      if (!stored.has(txid)) fetched.set(txid, bytes);
      touches.set(txid, touchesOf(parsed(txid, bytes)));
    });
  }

  /** The wallet's list, newest page first; what arrives meanwhile only shows a transaction twice. */
  async function listAll({ signal }: ChainRequest): Promise<Listed> {
    const all = new Map<string, Entry>();
    const named = new Set<string>();
    const spending = new Set<string>();
    for (let skip = 0; ; skip += PAGE) {
      const expected = 'the transactions of a wallet';
      const page = readList(
        where,
        await rpc.call('listtransactions', ['*', PAGE, skip, true], { wallet, signal }),
        expected,
      );
      for (const each of page) {
        const { txid, category } = readRecord(where, each, expected);
        named.add(readHash(where, txid, expected));
        const entry = readEntry(where, each);
        if (entry) all.set(entry.txid, entry);
        if (entry && category === 'send') spending.add(entry.txid);
      }
      if (page.length < PAGE) return { entries: all, named, spending };
    }
  }

  /** Transfers within the wallet, which its list leaves out. */
  async function findUnlisted({ named, spending }: Listed, request: ChainRequest): Promise<Map<string, Entry>> {
    await read([...spending], request);
    const found = new Map<string, Entry>();
    const seen = new Set(named);
    const parentsOf = (txids: Iterable<string>) =>
      [...txids].flatMap((txid) => touches.get(txid)!.spends.map((coin) => coin.txid));
    let next = [...transfers, ...(await holdingCoins(request)), ...parentsOf(spending)];
    while (next.length > 0) {
      const candidates = [...new Set(next)].filter((txid) => !seen.has(txid) && !foreign.has(txid));
      for (const txid of candidates) seen.add(txid);
      const own = await inParallel(candidates, async (txid) => {
        const entry = await askWallet(txid, request);
        if (entry) found.set(txid, entry);
        return foreign.has(txid) ? undefined : txid;
      });
      const unlisted = own.filter((txid) => txid !== undefined);
      for (const txid of unlisted) transfers.add(txid);
      next = parentsOf(unlisted);
    }
    return found;
  }

  /** The transactions that made the coins of the wallet. */
  async function holdingCoins({ signal }: ChainRequest): Promise<readonly string[]> {
    const expected = 'the coins of a wallet';
    const coins = await rpc.call('listunspent', [0, 9_999_999, [], true], { wallet, signal });
    return readList(where, coins, expected).map((coin) =>
      readHash(where, readRecord(where, coin, expected).txid, expected),
    );
  }

  /** Reads a transaction if it is the wallet's; undefined where it is not, or does not count. */
  async function askWallet(txid: string, { signal }: ChainRequest): Promise<Entry | undefined> {
    const { fault, result } = await rpc.ask('gettransaction', [txid, true, true], { wallet, signal });
    if (fault?.code === NOT_FOUND) {
      foreign.add(txid);
      return undefined;
    }
    if (fault) throw faultError(where, 'gettransaction', fault);
    const expected = 'a transaction of the wallet';
    const answer = readRecord(where, result, expected);
    if (!touches.has(txid)) {
      const bytes = readHexBytes(where, answer.hex, expected);
      touches.set(txid, touchesOf(parsed(txid, bytes)));
      if (!(await known([txid])).has(txid)) fetched.set(txid, bytes);
    }
    return readEntry(where, { ...answer, txid });
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
