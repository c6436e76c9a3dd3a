/**
 * Compares one wallet with the chain: headers, histories with their transactions, proofs, and then one write to the store, or none.
 * Read it from top to bottom; each step has its file beside this one. What the store then says about the wallet is
 * `view.ts`.
 */
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { Chain, WatchRequest } from '../chain/chain.ts';
import { disproved, stopIfAborted } from '../chain/errors.ts';
import { deriveRange } from '../derive/range.ts';
import { type Checkpoint, checkpointBelow } from '../spv/checkpoints.ts';
import type { OwnScript, Sighting, Store } from '../store/store.ts';
import { compareClaims } from './claims.ts';
import { syncHeaders } from './headers.ts';
import type { Watched } from './progress.ts';
import { type Flaw, proveTransactions } from './prove.ts';
import { type DeriveScripts, scanScripts } from './scan.ts';

export interface SyncOptions extends Watched {
  readonly store: Store;
  readonly chain: Chain;
  readonly charter: Charter;
  /** Another way to derive scripts, such as worker threads; one thread when left out. */
  readonly derive?: DeriveScripts | undefined;
  /** How much further to look than the charter's gap limit, for payments to addresses that nobody should have given out. */
  readonly further?: Further | undefined;
  /** The present time, for the records. */
  readonly now: Date;
}

export interface Further {
  /** Unused addresses in a row after which a keychain ends; never fewer than the charter has. */
  readonly gapLimit?: number | undefined;
  /** Every address up to this index, used or not. */
  readonly toIndex?: number | undefined;
}

export interface SyncReport {
  /** The last block of the best chain known; its time is in seconds since 1970, as its miner says. */
  readonly tip: { readonly height: number; readonly hash: string; readonly time: number };
  /** Ids of transactions seen for the first time. */
  readonly appeared: readonly string[];
  /** Ids of transactions that were there and are gone: replaced, evicted, or lost in a reorganisation. */
  readonly vanished: readonly string[];
  /**
   * Ids of transactions that are proven and that this server does not show, or shows elsewhere. They still count; the
   * server is not to be trusted with the rest either.
   */
  readonly withheld: readonly string[];
}

/** Blocks that arrive while the sync runs make it start over, but not for ever. */
const MAX_ROUNDS = 4;

/**
 * Syncs a wallet that is in the store. Everything the server says is checked or marked as its claim; on any error the
 * wallet's part of the store is as it was.
 *
 * Not found out here: what a server keeps back. Only another server can tell.
 *
 * @throws IcehouseError `chain/false-transaction`, `chain/false-proof`, `chain/false-history`, `chain/endless-history`,
 * `chain/false-header`, `chain/less-work`, `chain/clock`, `chain/behind`, `chain/stopped`, and whatever `Chain` and `Store` throw.
 */
export async function syncWallet(options: SyncOptions): Promise<SyncReport> {
  for (let round = 1; ; round++) {
    const outcome = await unlessOvertaken(() => syncOnce(options), round);
    if (outcome === undefined) continue;
    const { tip, flaw, report } = outcome;
    if (report) return report;
    // A proof that fails is no lie when the chain moved between the question and the answer.
    const tipNow = await syncHeaders({ ...options, start: startOf(options.charter) });
    if (tipNow.hash === tip.hash || round === MAX_ROUNDS) throw lie(options.chain.where, flaw);
  }
}

function lie(where: string, { txid, height, why }: Flaw) {
  const claim = `the server places transaction ${txid} in block ${height} and cannot prove it`;
  return disproved('chain/false-proof', where, `${claim}: ${why}`);
}

type Outcome = { readonly tip: SyncReport['tip'] } & (
  | { readonly report: SyncReport; readonly flaw?: never }
  | { readonly flaw: Flaw; readonly report?: never }
);

async function syncOnce(options: SyncOptions): Promise<Outcome> {
  const { store, chain, charter, further } = options;
  const since = (await store.wallets.get(charter.id)).lastScan;
  const { hash, height, time } = await syncHeaders({ ...options, start: startOf(charter) });
  const tip = { height, hash, time };

  const known = new Map((await store.scans.sightings(charter.id)).map((sighting) => [sighting.txid, sighting]));
  const keychains = await store.addresses.keychains(charter.id);
  const derive = withStored(
    await store.addresses.scripts(charter.id),
    options.derive ?? (async (...range) => deriveRange(charter.wallet, ...range)),
  );
  const { newScripts, reported, fetched } = await scanScripts(
    {
      ...{ chain, store, derive, keychains, known },
      ...{ gapLimit: Math.max(charter.gapLimit, further?.gapLimit ?? 0), toIndex: further?.toIndex },
      prepare: async (scripts) => chain.watch?.(watchRequest(options, scripts)),
    },
    options,
  );
  const { placed, waiting, gone, withheld } = compareClaims(known, reported);
  const beyond = placed.find((each) => each.height > height);
  if (beyond) return { tip, flaw: { ...beyond, why: 'that block lies beyond its own last one' } };

  const proven = await proveTransactions({ chain, store, placed, fetched }, options);
  const flaw = proven.find((each) => 'why' in each);
  if (flaw) return { tip, flaw };

  const sightings: Sighting[] = [
    ...proven.filter((each) => 'seen' in each),
    ...waiting.map((txid) => ({ txid, seen: 'mempool' as const, height: undefined, proof: undefined })),
    ...gone.map((txid) => ({ txid, seen: 'gone' as const, height: undefined, proof: undefined })),
  ];
  stopIfAborted(options.signal);
  const scan = { height, at: options.now.toISOString(), where: chain.where };
  const transactions = [...fetched.values()];
  await store.scans.record({ charterId: charter.id, scripts: newScripts, transactions, sightings, scan, since });
  return { tip, report: { tip, appeared: [...fetched.keys()], vanished: gone, withheld } };
}

/** Undefined when another desk has stored headers or a comparison meanwhile, and there is a round left to build upon them. */
async function unlessOvertaken(attempt: () => Promise<Outcome>, round: number): Promise<Outcome | undefined> {
  try {
    return await attempt();
  } catch (error) {
    const isOvertaken = error instanceof IcehouseError && error.code === 'store/changed-meanwhile';
    if (isOvertaken && round < MAX_ROUNDS) return undefined;
    throw error;
  }
}

/** What a server without an index of all scripts has to know beforehand. */
export function watchRequest({ store, charter, signal, onProgress }: SyncOptions, scripts: number): WatchRequest {
  const { wallet, birthdayHeight } = charter;
  return {
    ...{ descriptor: wallet.descriptor, scripts, birthdayHeight, signal },
    known: (txids) => store.ledger.transactionBytes(txids),
    onProgress: (share) => onProgress?.({ stage: 'rescan', done: Math.round(100 * share), total: 100 }),
  };
}

/** The last block that everybody agrees on before the wallet can have coins. */
function startOf({ wallet, birthdayHeight }: Charter): Checkpoint {
  return checkpointBelow(wallet.network, birthdayHeight);
}

/** Derives what the store does not have; it keeps the scripts of each keychain from index 0 on without gaps. */
function withStored(stored: readonly OwnScript[], derive: DeriveScripts): DeriveScripts {
  const known = { receive: [] as OwnScript[], change: [] as OwnScript[] };
  for (const script of stored) known[script.keychain].push(script);
  return async (keychain, from, count) => {
    const there = known[keychain].slice(from, from + count);
    const missing = count - there.length;
    return missing === 0 ? there : [...there, ...(await derive(keychain, from + there.length, missing))];
  };
}
