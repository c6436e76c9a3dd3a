/**
 * Bulk derivation on worker threads, for wallets with tens of thousands of addresses to scan. Work is handed out in
 * small chunks, so that progress can be told and an abort takes effect at once. The result is what `deriveRange` gives,
 * without the keys and inner scripts.
 */
import { IcehouseError } from '../../core/errors.ts';
import type { Keychain, Wallet } from '../../core/wallet/types.ts';
import { createJob, type Job, type ParallelOptions } from './job.ts';
import type { DerivedAddress } from './packed.ts';
import { checkRange } from './range.ts';
import { startThread, type Thread } from './thread.ts';

/** Each thread takes some 30 MB of memory. */
const MOST_WORKERS = 64;

/** Chunks a worker has before it, so that it never waits for the main thread. */
const AHEAD = 2;

/** Worker threads that wait for ranges to derive. They do not keep the process alive while idle. */
export interface DerivationPool {
  /**
   * Derives `count` outputs from index `from` on. Ranges asked for at the same time are worked on one after the other.
   *
   * @throws IcehouseError `watch/bad-range`, `watch/aborted`, `watch/pool-closed`, `watch/worker-failed` (kind
   * environment) and those of `deriveRange`.
   */
  deriveRange(
    wallet: Wallet,
    keychain: Keychain,
    from: number,
    count: number,
    options?: ParallelOptions,
  ): Promise<readonly DerivedAddress[]>;
  /** Ends the threads; ranges still under way are refused with `watch/pool-closed`. */
  close(): Promise<void>;
}

export interface PoolOptions {
  /** Two by default. More than the machine has cores gain nothing. */
  readonly workers?: number;
}

/**
 * Starts the threads. Each takes about a tenth of a second to be ready, and work can be given at once.
 *
 * @throws IcehouseError `watch/bad-pool`.
 */
export function createDerivationPool({ workers = 2 }: PoolOptions = {}): DerivationPool {
  if (!Number.isInteger(workers) || workers < 1 || workers > MOST_WORKERS) {
    throw new IcehouseError({
      code: 'watch/bad-pool',
      kind: 'usage',
      message: 'there cannot be so many worker threads',
      found: `${workers}`,
      expected: `a whole number from 1 to ${MOST_WORKERS}`,
    });
  }
  const jobs = new Set<Job>();
  let failure: IcehouseError | undefined;

  const stop = (error: IcehouseError): void => {
    failure ??= error;
    for (const job of jobs) job.fail(error);
  };
  const feed = (): void => {
    for (const thread of threads) {
      while (thread.load() < AHEAD) {
        const task = nextTask(jobs);
        if (task === undefined) break;
        thread.give(task);
      }
    }
  };
  const threads: readonly Thread[] = Array.from({ length: workers }, () =>
    startThread({ onIdle: feed, onFailure: stop }),
  );

  return {
    async deriveRange(wallet, keychain, from, count, options = {}) {
      checkRange({ from, count });
      if (failure !== undefined) throw failure;
      const job = createJob({ wallet, keychain, from, count }, options);
      jobs.add(job);
      feed();
      try {
        return await job.result;
      } finally {
        jobs.delete(job);
      }
    },
    async close() {
      stop(new IcehouseError({ code: 'watch/pool-closed', kind: 'usage', message: 'the worker threads were ended' }));
      await Promise.all(threads.map((thread) => thread.end()));
    },
  };
}

function nextTask(jobs: ReadonlySet<Job>): ReturnType<Job['next']> {
  for (const job of jobs) {
    const task = job.next();
    if (task !== undefined) return task;
  }
  return undefined;
}

/**
 * Derives one range on worker threads of its own: for a single large scan. Who scans often keeps a pool.
 *
 * @throws IcehouseError as {@link DerivationPool.deriveRange}.
 */
export async function deriveRangeParallel(
  wallet: Wallet,
  keychain: Keychain,
  from: number,
  count: number,
  options: ParallelOptions & PoolOptions = {},
): Promise<readonly DerivedAddress[]> {
  const pool = createDerivationPool(options);
  try {
    return await pool.deriveRange(wallet, keychain, from, count, options);
  } finally {
    await pool.close();
  }
}
