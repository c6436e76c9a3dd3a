/**
 * Brings the stored chain of block headers up to the server's tip: extends it, or replaces its end when another branch
 * holds at least as much work. First step of `sync.ts`. Headers are facts by their own work, so each run of them is stored
 * as soon as it is checked, and an interrupted first download goes on where it stopped.
 */
import { toHex } from '../../core/bytes.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { sha256d } from '../../core/hash.ts';
import type { Chain } from '../chain/chain.ts';
import { disproved } from '../chain/errors.ts';
import type { Checkpoint } from '../spv/checkpoints.ts';
import { lookbackStart } from '../spv/difficulty.ts';
import type { Header } from '../spv/header.ts';
import { verifySegment, workOf } from '../spv/header-chain.ts';
import type { Store } from '../store/store.ts';
import type { OnProgress } from './progress.ts';

/** Headers to fetch, check and store at a time: what servers give in one answer. */
const BATCH = 2016;

/** How far ahead of the clock nodes let a block be dated, in seconds. */
const MAX_FUTURE_SECONDS = 2 * 60 * 60;

/** First guess at the depth of a reorganisation, widened fourfold until the common block is found. */
const FIRST_DEPTH = 8;

export interface HeaderSync {
  readonly store: Store;
  readonly chain: Chain;
  /** Where the chain may begin: `checkpointBelow` the wallet's birthday, as no proof is needed before. */
  readonly start: Checkpoint;
  /** The present time by this computer's clock, by which blocks of the future are refused. */
  readonly now: Date;
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/**
 * Syncs the headers and returns the last one of the best chain known, which lies above the server's tip when the server
 * is behind.
 *
 * @throws IcehouseError `chain/false-header`, `chain/less-work`, `chain/clock`, and whatever `Chain` and `Store` throw.
 */
export async function syncHeaders(sync: HeaderSync): Promise<Header> {
  const { store, chain, start } = sync;
  const { network } = chain;
  const tip = await chain.tip(sync);
  const stored = await store.headers.range(network);
  const needed = Math.max(start.height + 1, stored?.first ?? 0);
  if (tip.height < needed) throw behind(chain.where, tip.height, needed);
  if (stored === undefined) {
    await extend(sync, start, tip.height);
  } else {
    if (stored.first > start.height + 1) await reachBack(sync, start, stored.first);
    const last = await storedHeader(store, chain, stored.last);
    const shared = await storedHeader(store, chain, Math.min(tip.height, stored.last));
    if (tip.height > last.height) await extend(sync, asCheckpoint(last), tip.height);
    else if (toHex(sha256d(tip.header).reverse()) !== shared.hash) await reorganise(sync, last, tip.height);
  }
  const end = await store.headers.range(network);
  invariant(end !== undefined, 'the tip lies above the start, so at least one header was stored');
  return storedHeader(store, chain, end.last);
}

function behind(where: string, found: number, needed: number): IcehouseError {
  return new IcehouseError({
    code: 'chain/behind',
    kind: 'environment',
    message: 'the server has not caught up with blocks that are long known',
    at: where,
    found: `its last block is ${found}`,
    expected: `at least ${needed}`,
    next: 'wait until it has, or use another server',
  });
}

async function storedHeader(store: Store, { network }: Chain, height: number): Promise<Header> {
  const [header] = await store.headers.list(network, height, 1);
  invariant(header?.height === height, 'the stored chain has no gaps');
  return header;
}

function asCheckpoint({ height, hash }: Header): Checkpoint {
  return { height, hash, nextBits: undefined };
}

/** Appends the server's headers after a known block, unless they turn out to belong to another branch. */
async function extend(sync: HeaderSync, after: Checkpoint, tipHeight: number): Promise<void> {
  const { chain, store, onProgress } = sync;
  let end = after;
  while (end.height < tipHeight) {
    const count = Math.min(BATCH, tipHeight - end.height);
    const raw = await chain.headers(end.height + 1, count, sync);
    if (end.nextBits === undefined && !follows(raw, end)) {
      return reorganise(sync, await storedHeader(store, chain, end.height), tipHeight);
    }
    const verified = await verify(sync, end, raw);
    await store.headers.replaceFrom(chain.network, verified);
    const last = verified.at(-1);
    invariant(last !== undefined, 'back ends give at least one header or throw');
    end = asCheckpoint(last);
    onProgress?.({ stage: 'headers', done: end.height - after.height, total: tipHeight - after.height });
  }
}

function follows(raw: readonly Uint8Array[], { hash }: Checkpoint): boolean {
  return raw[0] !== undefined && toHex(raw[0].slice(4, 36).reverse()) === hash;
}

async function verify(sync: HeaderSync, after: Checkpoint, raw: readonly Uint8Array[]): Promise<Header[]> {
  const { network, where } = sync.chain;
  const first = after.height + 1;
  const from = lookbackStart(network, first, raw.length);
  const earlier = await sync.store.headers.list(network, from, first - from);
  const known = new Map(earlier.map((header) => [header.height, header]));
  const headers = verifySegment({ network, where, after, headers: raw, known: (height) => known.get(height) });
  const early = headers.find(({ time }) => time > sync.now.getTime() / 1000 + MAX_FUTURE_SECONDS);
  if (early) throw ofTheFuture(where, early, sync.now);
  return headers;
}

/** Nodes take no block that is dated so far ahead: either it is made up, or the clock here is behind. */
function ofTheFuture(where: string, { height, time }: Header, now: Date): IcehouseError {
  return new IcehouseError({
    code: 'chain/clock',
    kind: 'environment',
    message: `block ${height} is dated more than two hours after this computer’s clock`,
    at: where,
    found: new Date(time * 1000).toISOString(),
    expected: `not long after ${now.toISOString()}`,
    next: 'set the clock and date of this computer right; if they are right, use another server',
  });
}

/** Adds the headers between an earlier checkpoint and the first stored one, for a wallet with an earlier birthday. */
async function reachBack(sync: HeaderSync, start: Checkpoint, firstStored: number): Promise<void> {
  const { chain, store } = sync;
  const raw = await chain.headers(start.height + 1, firstStored - start.height, sync);
  const verified = await verify(sync, start, raw);
  const joint = verified.pop();
  const stored = await storedHeader(store, chain, firstStored);
  if (joint?.hash !== stored.hash)
    throw disproved('chain/false-header', chain.where, 'the old headers do not lead to the known ones');
  await store.headers.prepend(chain.network, verified);
}

/**
 * Replaces the end of the stored chain by the server's branch, all at once, when that branch holds at least as much work.
 * With less, the server is behind on a dead branch, or lies. Any height can be claimed, so only one batch beyond the known
 * blocks is asked for before work is shown.
 */
async function reorganise(sync: HeaderSync, last: Header, tipHeight: number): Promise<void> {
  const { chain, store } = sync;
  const fork = await findFork(sync, last, tipHeight);
  const end = Math.min(tipHeight, last.height + BATCH);
  const raw = await chain.headers(fork.height + 1, end - fork.height, sync);
  const branch = await verify(sync, asCheckpoint(fork), raw);
  const replaced = await store.headers.list(chain.network, fork.height + 1, last.height - fork.height);
  if (workOf(branch) < workOf(replaced)) {
    throw new IcehouseError({
      code: 'chain/less-work',
      kind: 'refused',
      message: 'the server follows a branch of the chain with less work than the one already seen',
      at: chain.where,
      found: `a branch from block ${fork.height + 1} to ${end}`,
      expected: `more work than the known blocks up to ${last.height} hold`,
      next: 'nothing was changed: try again later, or use another server',
    });
  }
  await store.headers.replaceFrom(chain.network, branch);
  const joint = branch.at(-1);
  invariant(joint !== undefined, 'a branch ends above its fork');
  if (end < tipHeight) await extend(sync, asCheckpoint(joint), tipHeight);
}

/** The last block that the server's chain and the stored one share. */
async function findFork(sync: HeaderSync, last: Header, tipHeight: number): Promise<Header> {
  const { chain, store } = sync;
  const range = await store.headers.range(chain.network);
  invariant(range !== undefined, 'only a stored chain is reorganised');
  const highest = Math.min(last.height, tipHeight);
  for (let depth = FIRST_DEPTH; ; depth *= 4) {
    const from = Math.max(range.first, highest - depth);
    const [ours, theirs] = await Promise.all([
      store.headers.list(chain.network, from, highest - from + 1),
      chain.headers(from, highest - from + 1, sync),
    ]);
    const shared = ours.findLast((header, index) => toHex(sha256d(theirs[index]!).reverse()) === header.hash);
    if (shared) return shared;
    if (from === range.first)
      throw disproved('chain/false-header', chain.where, 'the server shares no block with the known chain');
  }
}
