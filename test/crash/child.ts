/**
 * A desk that lives in a process of its own until it is killed: `node child.ts RECORDING`, then on standard input one line
 * of JSON `{ place, folder, from, until, point, time }`. Says `ready`, then `done N` for each step N once it is done and before
 * the next begins; `failed CODE` when one could not be.
 */
import { readFileSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { IcehouseError } from '../../src/core/errors.ts';
import { openStore } from '../../src/watch/store/open.ts';
import { live, openLife } from './life.ts';
import { arm } from './points.ts';

export interface Orders {
  readonly place: string;
  readonly folder: string;
  /** The first step to do. */
  readonly from: number;
  /** The step before which it closes and ends, if it still lives. */
  readonly until: number;
  /** Where to die by oneself; undefined to be killed from outside. */
  readonly point: string | undefined;
  readonly time: number;
}

// Straight into the pipe: what was said is said, whatever happens next. Bound before the points are armed.
const tell = writeSync.bind(undefined, 1) as (text: string) => number;

const life = await openLife(JSON.parse(readFileSync(process.argv[2]!, 'utf8')));
const lines = createInterface({ input: process.stdin })[Symbol.asyncIterator]();
tell('ready\n');
const { place, folder, from, until, point, time }: Orders = JSON.parse((await lines.next()).value ?? 'null');
if (point) arm(point, time);
try {
  const store = await openStore(place);
  tell('open\n');
  for (let step = from; step < until; step++) {
    await live(life, step, store, folder);
    tell(`done ${step}\n`);
  }
  await store.close();
  tell('closed\n');
} catch (error) {
  if (!(error instanceof IcehouseError)) throw error;
  tell(`failed ${error.code}\n`);
}
process.exit();
