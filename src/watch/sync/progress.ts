/** What a sync tells while it runs, and the batches that let it tell and be stopped. */
import { stopIfAborted } from '../chain/errors.ts';

/** `rescan`: the server looks through old blocks for the wallet; of 100. */
export type SyncStage = 'headers' | 'rescan' | 'addresses' | 'transactions' | 'proofs';

export interface SyncProgress {
  readonly stage: SyncStage;
  readonly done: number;
  /** As far as known: the gap limit can still move the end of `addresses`. */
  readonly total: number;
}

export type OnProgress = (progress: SyncProgress) => void;

export interface Watched {
  readonly onProgress?: OnProgress | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** Questions to ask at a time. */
const BATCH = 500;

/** Works through a list piece by piece, tells how far it is and stops when asked to. */
export async function inBatches<Item, Result>(
  stage: SyncStage,
  items: readonly Item[],
  { onProgress, signal }: Watched,
  work: (batch: readonly Item[]) => Promise<readonly Result[]>,
): Promise<Result[]> {
  const results: Result[] = [];
  for (let from = 0; from < items.length; from += BATCH) {
    stopIfAborted(signal);
    const batch = items.slice(from, from + BATCH);
    results.push(...(await work(batch)));
    onProgress?.({ stage, done: from + batch.length, total: items.length });
  }
  return results;
}
