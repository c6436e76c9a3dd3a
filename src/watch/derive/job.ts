/**
 * One range on its way through the pool: cut into chunks, handed out in order, put together again. Knows nothing of
 * threads (`thread.ts`) nor of other ranges (`pool.ts`).
 */
import { IcehouseError } from '../../core/errors.ts';
import type { Keychain, Wallet } from '../../core/wallet/types.ts';
import type { DerivedAddress } from './packed.ts';
import type { Range } from './range.ts';

/** Outputs in a chunk: some 30 ms of work, against which a message between threads costs nothing. */
const CHUNK = 250;

export interface ParallelOptions {
  readonly signal?: AbortSignal;
  /** Told after every chunk of some 30 ms. */
  readonly onProgress?: (progress: { readonly done: number; readonly total: number }) => void;
}

/** A chunk for a thread, with what to do with its outcome. */
export interface Task {
  readonly wallet: Wallet;
  readonly keychain: Keychain;
  readonly range: Range;
  done(derived: readonly DerivedAddress[]): void;
  failed(error: unknown): void;
}

export interface Job {
  readonly result: Promise<readonly DerivedAddress[]>;
  /** The next chunk, or undefined when all are handed out or the range is settled. */
  next(): Task | undefined;
  fail(error: unknown): void;
}

export interface JobParts extends Range {
  readonly wallet: Wallet;
  readonly keychain: Keychain;
}

/** Prepares a checked range. An abort settles it at once; chunks under way then come to nothing. */
export function createJob({ wallet, keychain, from, count }: JobParts, { signal, onProgress }: ParallelOptions): Job {
  const { promise: result, resolve, reject } = Promise.withResolvers<readonly DerivedAddress[]>();
  const chunks = chunksOf({ from, count });
  const parts: (readonly DerivedAddress[])[] = [];
  let handedOut = 0;
  let done = 0;
  let isSettled = false;

  const onAbort = (): void =>
    fail(new IcehouseError({ code: 'watch/aborted', kind: 'refused', message: 'deriving addresses was stopped' }));
  const settle = (): boolean => {
    if (isSettled) return false;
    isSettled = true;
    signal?.removeEventListener('abort', onAbort);
    return true;
  };
  const fail = (error: unknown): void => {
    if (settle()) reject(error);
  };
  const finishWhenDone = (): void => {
    if (done === count && settle()) resolve(parts.flat());
  };

  if (signal?.aborted) onAbort();
  signal?.addEventListener('abort', onAbort);
  finishWhenDone();

  return {
    result,
    fail,
    next() {
      const position = handedOut;
      const range = chunks[position];
      if (isSettled || range === undefined) return undefined;
      handedOut++;
      return {
        wallet,
        keychain,
        range,
        failed: fail,
        done(derived) {
          if (isSettled) return;
          parts[position] = derived;
          done += derived.length;
          try {
            onProgress?.({ done, total: count });
          } catch (error) {
            // The caller's own mistake belongs to the caller, not to the thread's message handler.
            fail(error);
          }
          finishWhenDone();
        },
      };
    },
  };
}

function chunksOf({ from, count }: Range): readonly Range[] {
  return Array.from({ length: Math.ceil(count / CHUNK) }, (_, position) => ({
    from: from + position * CHUNK,
    count: Math.min(CHUNK, count - position * CHUNK),
  }));
}
