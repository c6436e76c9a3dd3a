/**
 * Asks a second server about everything that the first one told: each coin is then seen by both or by one only, and what
 * the first kept back comes to light. What the second one proves is stored like anything proven; its bare word adds
 * nothing and takes nothing away. Run after `sync.ts`.
 */
import type { OutPoint } from '../../core/tx/types.ts';
import type { Chain } from '../chain/chain.ts';
import { disproved } from '../chain/errors.ts';
import { checkpointBelow } from '../spv/checkpoints.ts';
import type { LastScan, OwnScript, SeenCoin, Sighting, Store } from '../store/store.ts';
import { compareClaims } from './claims.ts';
import { type FetchedTransaction, fetchTransactions, storedTransactions } from './fetch.ts';
import { syncHeaders } from './headers.ts';
import { checkHistory } from './history.ts';
import { inBatches } from './progress.ts';
import { proveTransactions } from './prove.ts';
import { type SyncOptions, type SyncReport, watchRequest } from './sync.ts';
import { viewCoins } from './view.ts';

export interface SecondLookOptions extends SyncOptions {
  /** What the first server said just now. */
  readonly first: Pick<SyncReport, 'withheld'> & { readonly where: string };
}

export interface SecondLook {
  readonly where: string;
  readonly coins: readonly SeenCoin[];
  /** Proven by the second server, and not told by the first. */
  readonly uncovered: readonly string[];
  /** Told by the second server without proof, and not by the first. */
  readonly unproven: readonly string[];
}

/**
 * Compares and stores the comparison.
 *
 * @throws IcehouseError what `syncWallet` throws of a lying server; the store then keeps what the first one proved.
 */
export async function lookTwice(options: SecondLookOptions): Promise<SecondLook> {
  const { store, chain, charter, first } = options;
  const since = (await store.wallets.get(charter.id)).lastScan;
  const start = checkpointBelow(charter.wallet.network, charter.birthdayHeight);
  await syncHeaders({ ...options, start });
  const scripts = await store.addresses.scripts(charter.id);
  const perKeychain = Math.max(...scripts.map(({ index }) => index + 1), charter.gapLimit);
  await chain.watch?.(watchRequest(options, perKeychain));
  const histories = await inBatches('addresses', scripts, options, async (batch) =>
    chain.histories(
      batch.map(({ scriptPubKey }) => scriptPubKey),
      options,
    ),
  );
  const told = new Map<string, number | undefined>();
  for (const { txid, height } of histories.flat()) if (height !== undefined || !told.has(txid)) told.set(txid, height);

  const known = new Map((await store.scans.sightings(charter.id)).map((sighting) => [sighting.txid, sighting]));
  const strange = [...told.keys()].filter((txid) => (known.get(txid)?.seen ?? 'gone') === 'gone');
  const fetched = new Map<string, FetchedTransaction>();
  for (const each of await inBatches('transactions', strange, options, (ids) => fetchTransactions(chain, ids, options)))
    fetched.set(each.txid, each);
  await checkStrange({ chain, store, scripts, histories, fetched });

  const { placed, withheld } = compareClaims(known, told);
  const outcomes = await proveTransactions({ chain, store, placed, fetched }, options);
  const flaw = outcomes.find((each) => 'why' in each);
  if (flaw) {
    const claim = `the second server places transaction ${flaw.txid} in block ${flaw.height} and cannot prove it`;
    throw disproved('chain/false-proof', chain.where, `${claim}: ${flaw.why}`);
  }
  const proven = outcomes.filter((each): each is Sighting => 'seen' in each && each.proof !== undefined);
  await keep(options, since, proven, fetched);

  const isProven = new Set(proven.map(({ txid }) => txid));
  const coins = await seenCoins(options, { told, fetched, withheld });
  const at = options.now.toISOString();
  await store.looks.record(charter.id, { at, first: first.where, second: chain.where, coins });
  return {
    where: chain.where,
    coins,
    uncovered: strange.filter((txid) => isProven.has(txid)),
    unproven: strange.filter((txid) => !isProven.has(txid)),
  };
}

interface Strange {
  readonly chain: Chain;
  readonly store: Store;
  readonly scripts: readonly OwnScript[];
  readonly histories: readonly (readonly { readonly txid: string }[])[];
  readonly fetched: ReadonlyMap<string, FetchedTransaction>;
}

/** Holds the histories that name something new against their transactions, as the first sync did. */
async function checkStrange({ chain, store, scripts, histories, fetched }: Strange): Promise<void> {
  const doubtful = histories
    .map((history, index) => ({ script: scripts[index]!, ids: history.map(({ txid }) => txid) }))
    .filter(({ ids }) => ids.some((txid) => fetched.has(txid)));
  const stored = await storedTransactions(
    store,
    doubtful.flatMap(({ ids }) => ids).filter((txid) => !fetched.has(txid)),
  );
  for (const { script, ids } of doubtful) {
    checkHistory(
      script,
      ids.flatMap((txid) => fetched.get(txid) ?? stored.get(txid) ?? []),
      chain.where,
    );
  }
}

/** Stores what the second server proved, beside the last comparison with the first. */
async function keep(
  { store, charter, now }: SecondLookOptions,
  since: LastScan | undefined,
  sightings: readonly Sighting[],
  fetched: ReadonlyMap<string, FetchedTransaction>,
): Promise<void> {
  if (sightings.length === 0 || since === undefined) return;
  const transactions = sightings.flatMap(({ txid }) => fetched.get(txid) ?? []);
  // A moment of its own, so that a comparison under way at another desk does not write over what was proven here.
  const scan = { ...since, at: now.toISOString() };
  await store.scans.record({ charterId: charter.id, scripts: [], transactions, sightings, scan, since });
}

/** A coin is seen where its transaction is told and nothing told there spends it. */
async function seenCoins(
  { store, charter, first }: SecondLookOptions,
  second: {
    readonly told: ReadonlyMap<string, number | undefined>;
    readonly fetched: ReadonlyMap<string, FetchedTransaction>;
    readonly withheld: readonly string[];
  },
): Promise<SeenCoin[]> {
  const key = ({ txid, vout }: OutPoint) => `${txid}:${vout}`;
  const spentThere = new Set([...second.fetched.values()].flatMap(({ transaction }) => transaction.inputs.map(key)));
  const firstHides = new Set(first.withheld);
  const uncovered = new Set(second.fetched.keys());
  const secondHides = new Set(second.withheld);
  return (await viewCoins(store, charter.id)).coins.map((coin) => {
    const byFirst = !firstHides.has(coin.txid) && !uncovered.has(coin.txid);
    const bySecond = second.told.has(coin.txid) && !secondHides.has(coin.txid) && !spentThere.has(key(coin));
    return { txid: coin.txid, vout: coin.vout, seenBy: Number(byFirst) + Number(bySecond) };
  });
}
