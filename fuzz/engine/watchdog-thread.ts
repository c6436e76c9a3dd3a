/** The thread of `watchdog.ts`: looks once a second whether a new run has begun. */
import { writeSync } from 'node:fs';
import { workerData } from 'node:worker_threads';
import { writeCrash } from './files.ts';
import type { WatchdogData } from './watchdog.ts';

const { counters, input, name, patienceSeconds } = workerData as WatchdogData;

let seen = Atomics.load(counters, 0);
let still = 0;

setInterval(() => {
  const now = Atomics.load(counters, 0);
  still = now === seen ? still + 1 : 0;
  seen = now;
  if (still < patienceSeconds || now === 0) return;
  const target = Buffer.from(name).toString('utf8').replaceAll('\0', '');
  const path = writeCrash(target, Uint8Array.from(input.subarray(0, Atomics.load(counters, 1))));
  writeSync(1, `\nFINDING in ${target}: one run has taken ${patienceSeconds} seconds and goes on\n  input  ${path}\n`);
  writeSync(1, `  again  node fuzz/run.ts --target ${target} --replay ${path}\n`);
  process.kill(process.pid, 'SIGKILL');
}, 1_000);
