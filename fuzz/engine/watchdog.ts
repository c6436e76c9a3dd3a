/**
 * Ends a run that never ends. A target that hangs holds the only thread that could notice, so another one watches: it
 * keeps the input that is running in shared memory, and when no run has begun for too long, saves it and ends the process.
 */
import { Worker } from 'node:worker_threads';
import { encodeInput } from './files.ts';
import type { Input } from './target.ts';

/** Seconds in one run after which it counts as hanging; the limit for a run is one second. */
const PATIENCE_SECONDS = 60;

/** Text may take six bytes for a character in its JSON form. */
const ROOM = 7 * (1 << 20);

export interface Watchdog {
  /** Tells what runs next. */
  readonly beforeRun: (target: string, input: Input) => void;
  readonly stop: () => Promise<void>;
}

export interface WatchdogData {
  /** Number of runs begun, and length of the input. */
  readonly counters: Int32Array;
  readonly input: Uint8Array;
  readonly name: Uint8Array;
  readonly patienceSeconds: number;
}

export function startWatchdog(patienceSeconds = PATIENCE_SECONDS): Watchdog {
  const data: WatchdogData = {
    counters: new Int32Array(new SharedArrayBuffer(8)),
    input: new Uint8Array(new SharedArrayBuffer(ROOM)),
    name: new Uint8Array(new SharedArrayBuffer(64)),
    patienceSeconds,
  };
  const worker = new Worker(new URL('./watchdog-thread.ts', import.meta.url), { workerData: data });
  return {
    beforeRun: (target, input) => {
      const file = encodeInput(input).subarray(0, ROOM);
      data.input.set(file);
      data.name.fill(0);
      data.name.set(Buffer.from(target).subarray(0, 64));
      Atomics.store(data.counters, 1, file.length);
      Atomics.add(data.counters, 0, 1);
    },
    stop: async () => {
      await worker.terminate();
    },
  };
}
