/**
 * A worker thread of `pool.ts`: receives a wallet and a range, answers with packed addresses. Runs nothing on being
 * imported anywhere else than in a worker.
 */
import { parentPort } from 'node:worker_threads';
import { IcehouseError } from '../../core/errors.ts';
import type { Keychain, Wallet } from '../../core/wallet/types.ts';
import { type PackedAddresses, packAddresses } from './packed.ts';
import { deriveRange, type Range } from './range.ts';

export interface WorkerTask extends Range {
  readonly id: number;
  readonly wallet: Wallet;
  readonly keychain: Keychain;
}

/** A typed error as the fields that survive the way between threads. */
export type WorkerError = Pick<IcehouseError, 'code' | 'kind' | 'message'>;

export type WorkerAnswer =
  | { readonly id: number; readonly packed: PackedAddresses }
  | { readonly id: number; readonly error: WorkerError };

function answer({ id, wallet, keychain, from, count }: WorkerTask): WorkerAnswer {
  try {
    return { id, packed: packAddresses(deriveRange(wallet, keychain, from, count)) };
  } catch (error) {
    // Anything else is a defect: it ends the worker, and the pool tells.
    if (!(error instanceof IcehouseError)) throw error;
    return { id, error: { code: error.code, kind: error.kind, message: error.message } };
  }
}

parentPort?.on('message', (task: WorkerTask) => {
  const reply = answer(task);
  parentPort?.postMessage(reply, 'packed' in reply ? [reply.packed.scripts.buffer] : []);
});
