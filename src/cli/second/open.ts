/** Decides whether a payment is large enough for a second thread, and lends the second opinion accordingly. */
import { statSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { setTimeout } from 'node:timers/promises';
import type { ColdSecondOpinion } from '../../cold/second/types.ts';
import { loadColdSecondOpinion } from '../../cold/second/wally.ts';
import { startSecondThread } from './thread.ts';

/** Some sixty inputs: below it the thread takes longer to start than it saves. */
const LARGE = 32 * 1_024;

/** In milliseconds; a thread that is not there by then answers from when it is. */
const LONGEST_START = 3_000;

export interface OpenSecond {
  readonly second: ColdSecondOpinion;
  /** To be awaited before the work begins: the thread starts while words are typed. */
  readonly ready: Promise<unknown>;
}

/**
 * Lends libwally for the work on a PSBT, which need not be there: whoever reads it tells.
 *
 * @throws IcehouseError `second-opinion/unavailable`, kind environment.
 */
export async function withSecond<T>(psbtPath: string, use: (open: OpenSecond) => Promise<T>): Promise<T> {
  const second = await loadColdSecondOpinion();
  const size = statSync(psbtPath, { throwIfNoEntry: false })?.size ?? 0;
  if (size < LARGE || availableParallelism() < 2) return use({ second, ready: Promise.resolve() });
  const thread = startSecondThread(second);
  try {
    const ready = Promise.race([thread.started, setTimeout(LONGEST_START, undefined, { ref: false })]);
    return await use({ second: thread.second, ready });
  } finally {
    await thread.end();
  }
}
