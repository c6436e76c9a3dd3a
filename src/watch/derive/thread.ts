/** One worker thread of the pool: gives it tasks, pairs its answers with them, and tells when it dies. */
import { Worker } from 'node:worker_threads';
import { IcehouseError } from '../../core/errors.ts';
import type { Task } from './job.ts';
import { unpackAddresses } from './packed.ts';
import type { WorkerAnswer, WorkerTask } from './worker.ts';

export interface Thread {
  /** Tasks given and not yet answered. */
  load(): number;
  give(task: Task): void;
  end(): Promise<unknown>;
}

export interface ThreadEvents {
  /** After every answer. */
  readonly onIdle: () => void;
  /** The thread is gone for good, with what it had before it. */
  readonly onFailure: (error: IcehouseError) => void;
}

/** The worker's file beside this one, as it stands in the sources or compiled. */
const WORKER = new URL(import.meta.url.endsWith('.ts') ? './worker.ts' : './worker.js', import.meta.url);

export function startThread({ onIdle, onFailure }: ThreadEvents): Thread {
  const worker = new Worker(WORKER);
  const underWay = new Map<number, Task>();
  let nextId = 0;

  const receive = (answer: WorkerAnswer): void => {
    const task = underWay.get(answer.id);
    underWay.delete(answer.id);
    if (underWay.size === 0) worker.unref();
    if ('packed' in answer) task?.done(unpackAddresses(answer.packed));
    else task?.failed(new IcehouseError(answer.error));
    onIdle();
  };
  const lose = (cause?: unknown): void => {
    underWay.clear();
    onFailure(
      new IcehouseError({
        code: 'watch/worker-failed',
        kind: 'environment',
        message: 'a worker thread ended unexpectedly',
        next: 'derive the addresses on one thread',
        ...(cause === undefined ? {} : { cause }),
      }),
    );
  };
  worker.on('message', receive);
  worker.on('error', lose);
  worker.on('exit', () => lose());
  worker.unref();

  return {
    load: () => underWay.size,
    give(task) {
      const id = nextId++;
      underWay.set(id, task);
      const { wallet, keychain, range } = task;
      const message: WorkerTask = { id, wallet, keychain, ...range };
      worker.ref();
      worker.postMessage(message);
    },
    end: () => worker.terminate(),
  };
}
