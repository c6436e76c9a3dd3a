/**
 * Lock times against fee sniping, as Bitcoin Core sets them: a transaction that is valid only in the next block gives no
 * miner a reason to mine the last one anew. Now and then an older height is taken, for the privacy of those whose
 * transactions were signed slowly, as all of ours are.
 */
import type { NetworkName } from '../../core/network.ts';
import type { Store } from '../store/store.ts';
import type { RandomBelow } from './random.ts';

/** A tip older than this (8 hours, in milliseconds) says that the node is behind; its height would mark us. */
const STALE_MS = 8 * 60 * 60 * 1000;

export interface LockTimeRequest {
  readonly store: Store;
  readonly network: NetworkName;
  readonly tipHeight: number;
  readonly now: Date;
  readonly random: RandomBelow;
}

export async function lockTimeFor({ store, network, tipHeight, now, random }: LockTimeRequest): Promise<number> {
  const [tip] = await store.headers.list(network, tipHeight, 1);
  if (tip === undefined || now.getTime() - tip.time * 1000 > STALE_MS) return 0;
  return random(10) === 0 ? Math.max(0, tipHeight - random(100)) : tipHeight;
}
