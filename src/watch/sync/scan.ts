/**
 * Asks the server for the history of the wallet's scripts and fetches what is new in it, until both keychains have ended
 * in as many unused scripts as the gap limit says. Second step of `sync.ts`. Each history is held against its
 * transactions at once, so that a server cannot lure the scan on with claims alone.
 */
import { IcehouseError, invariant } from '../../core/errors.ts';
import { KEYCHAINS, type Keychain } from '../../core/wallet/types.ts';
import type { Chain, ReportedTransaction } from '../chain/chain.ts';
import { stopIfAborted } from '../chain/errors.ts';
import type { KeychainState, OwnScript, Store } from '../store/store.ts';
import { type FetchedTransaction, fetchTransactions, storedTransactions } from './fetch.ts';
import { checkHistory } from './history.ts';
import { inBatches, type Watched } from './progress.ts';

/** Derives a run of scripts of one keychain, in order. */
export type DeriveScripts = (keychain: Keychain, from: number, count: number) => Promise<readonly OwnScript[]>;

export interface Scan {
  readonly chain: Chain;
  readonly store: Store;
  readonly derive: DeriveScripts;
  readonly keychains: { readonly [keychain in Keychain]: KeychainState };
  /** Unused scripts in a row after which a keychain ends; from the charter unless a person asks for more. */
  readonly gapLimit: number;
  /** Looks as far as this index at least, used or not. */
  readonly toIndex?: number | undefined;
  /** Prepares the server for questions about so many scripts of each keychain. */
  readonly prepare?: (scripts: number) => Promise<void>;
  /** Ids of transactions that are stored. */
  readonly known: Pick<ReadonlySet<string>, 'has'>;
  /** Scripts of a keychain after which the server is not believed any more; lower in tests. */
  readonly maxScripts?: number;
}

export interface ScanResult {
  /** Scripts that were not stored before. */
  readonly newScripts: readonly OwnScript[];
  /** Claimed heights by transaction id; undefined in the mempool. */
  readonly reported: ReadonlyMap<string, number | undefined>;
  /** The transactions that were not known before, by id. */
  readonly fetched: ReadonlyMap<string, FetchedTransaction>;
}

/** Not more scripts than this in one question, so that progress shows and stopping takes effect. */
const MAX_STEP = 500;

/** Far more than any wallet of people has; transactions that nobody mined cost a hostile server nothing to make up. */
const MAX_SCRIPTS = 500_000;

/** How far the scan of one keychain has come. */
interface Reach {
  from: number;
  end: number;
  step: number;
}

/**
 * Scans both keychains side by side. Addresses that were handed out count as used, so none of them is ever overlooked.
 *
 * @throws IcehouseError `chain/endless-history`, `chain/false-history`, `chain/false-transaction`.
 */
export async function scanScripts(scan: Scan, watched: Watched): Promise<ScanResult> {
  const { chain, store, known, keychains, gapLimit, toIndex = -1, maxScripts = MAX_SCRIPTS } = scan;
  const newScripts: OwnScript[] = [];
  const reported = new Map<string, number | undefined>();
  const fetched = new Map<string, FetchedTransaction>();
  const reaches = {
    receive: firstReach(keychains.receive, gapLimit, toIndex),
    change: firstReach(keychains.change, gapLimit, toIndex),
  };
  for (let scripts = await nextScripts(scan, reaches); scripts.length > 0; scripts = await nextScripts(scan, reaches)) {
    stopIfAborted(watched.signal);
    await scan.prepare?.(Math.max(reaches.receive.end, reaches.change.end));
    const histories = await chain.histories(
      scripts.map(({ scriptPubKey }) => scriptPubKey),
      watched,
    );
    const claims = scripts.map((script, index) => ({ script, history: histories[index] ?? [] }));
    const unknown = new Set<string>();
    for (const history of histories)
      for (const { txid } of history) if (!known.has(txid) && !fetched.has(txid)) unknown.add(txid);
    const fresh = await inBatches('transactions', [...unknown], watched, (ids) =>
      fetchTransactions(chain, ids, watched),
    );
    for (const transaction of fresh) fetched.set(transaction.txid, transaction);
    await checkHistories(claims, unknown, { chain, store, fetched });
    for (const history of histories) for (const claim of history) note(reported, claim);
    newScripts.push(...scripts.filter(({ keychain, index }) => index >= keychains[keychain].scripts));
    for (const keychain of KEYCHAINS)
      advance(
        reaches[keychain],
        claims.filter(({ script }) => script.keychain === keychain),
        gapLimit,
      );
    const { receive, change } = reaches;
    watched.onProgress?.({ stage: 'addresses', done: receive.from + change.from, total: receive.end + change.end });
    if (Math.max(receive.end, change.end) > maxScripts) throw endless(chain.where, maxScripts);
  }
  return { newScripts, reported, fetched };
}

function firstReach({ handedOut, used, scripts }: KeychainState, gapLimit: number, toIndex: number): Reach {
  const end = Math.max(Math.max(handedOut, used) + 1 + gapLimit, toIndex + 1);
  return { from: 0, end, step: Math.max(scripts, gapLimit) };
}

async function nextScripts(
  { derive }: Scan,
  reaches: { readonly [keychain in Keychain]: Reach },
): Promise<OwnScript[]> {
  const runs = await Promise.all(
    KEYCHAINS.map(async (keychain) => {
      const { from, end, step } = reaches[keychain];
      const count = Math.min(end - from, step, MAX_STEP);
      const scripts = count > 0 ? await derive(keychain, from, count) : [];
      invariant(scripts.length === Math.max(count, 0), 'derivation gives as many scripts as it is asked for');
      return scripts;
    }),
  );
  return runs.flat();
}

interface Claim {
  readonly script: OwnScript;
  readonly history: readonly ReportedTransaction[];
}

/** Holds the histories that name something new against their transactions. */
async function checkHistories(
  claims: readonly Claim[],
  unknown: ReadonlySet<string>,
  { chain, store, fetched }: Pick<Scan, 'chain' | 'store'> & Pick<ScanResult, 'fetched'>,
): Promise<void> {
  if (unknown.size === 0) return;
  const doubtful = claims.filter(({ history }) => history.some(({ txid }) => unknown.has(txid)));
  const others = doubtful
    .flatMap(({ history }) => history.map(({ txid }) => txid))
    .filter((txid) => !fetched.has(txid));
  const stored = await storedTransactions(store, others);
  for (const { script, history } of doubtful) {
    const transactions = history.flatMap(({ txid }) => fetched.get(txid) ?? stored.get(txid) ?? []);
    checkHistory(script, transactions, chain.where);
  }
}

/**
 * The same transaction may be told twice with different heights when a block comes in between: a block wins, and the
 * proof decides.
 */
function note(reported: Map<string, number | undefined>, { txid, height }: ReportedTransaction): void {
  if (height !== undefined || !reported.has(txid)) reported.set(txid, height);
}

function advance(reach: Reach, claims: readonly Claim[], gapLimit: number): void {
  const lastUsed = claims.findLastIndex(({ history }) => history.length > 0);
  if (lastUsed >= 0) reach.end = Math.max(reach.end, reach.from + lastUsed + 1 + gapLimit);
  // A well-filled stretch is likely to be followed by another: larger questions, fewer ways there and back.
  const isWellFilled = claims.filter(({ history }) => history.length > 0).length > claims.length / 2;
  reach.step = isWellFilled ? reach.step * 2 : reach.step;
  reach.from += claims.length;
}

function endless(where: string, maxScripts: number): IcehouseError {
  return new IcehouseError({
    code: 'chain/endless-history',
    kind: 'refused',
    message: 'the server claims payments to one address after the other without end',
    at: where,
    expected: `at most ${maxScripts} addresses of a keychain`,
    next: 'nothing was stored: use another server, best your own node',
  });
}
