/** A built proposal into the store and into its file: both, or no more than a draft, which reserves nothing. */

import { type RecordableProposal, type RecordOptions, recordProposal } from '../../watch/spend/build.ts';
import type { Store } from '../../watch/store/store.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';

export interface RecordRequest extends RecordOptions {
  readonly store: Store;
  readonly built: RecordableProposal;
  readonly now: Date;
  readonly path: string;
}

/** @throws IcehouseError those of `requireFreeName`, `recordProposal` and `writeNewFile`. */
export async function recordAndWrite({ store, built, now, path, ...options }: RecordRequest): Promise<void> {
  requireFreeName(path);
  await recordProposal(store, built, now, options);
  try {
    writeNewFile(path, built.psbtBytes);
  } catch (error) {
    // A proposal that nobody can read must not keep its coins from others, nor itself from being proposed again.
    await store.proposals.update(await store.proposals.get(built.id), {
      state: 'draft',
      at: now.toISOString(),
    });
    throw error;
  }
}
