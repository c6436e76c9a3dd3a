/** A built proposal into the store and into its file: both or neither. */

import { type RecordableProposal, type RecordOptions, recordProposal } from '../../watch/spend/build.ts';
import type { Store } from '../../watch/store/store.ts';
import { writeNewFile } from '../files/write.ts';

export interface RecordRequest extends RecordOptions {
  readonly store: Store;
  readonly built: RecordableProposal;
  readonly now: Date;
  readonly path: string;
}

/** @throws IcehouseError those of `recordProposal` and `writeNewFile`. */
export async function recordAndWrite({ store, built, now, path, ...options }: RecordRequest): Promise<void> {
  await recordProposal(store, built, now, options);
  try {
    writeNewFile(path, built.psbtBytes);
  } catch (error) {
    // A proposal that nobody can read must not keep its coins from others.
    await store.proposals.update(await store.proposals.get(built.id), {
      state: 'withdrawn',
      reason: 'not written',
      at: now.toISOString(),
    });
    throw error;
  }
}
