/** Attacks on where the money goes, how much of it, and when. */
import { LOCK_ROWS } from './rows/locks.ts';
import { OUTPUT_ROWS } from './rows/outputs.ts';
import { runRows } from './run.ts';

runRows([...OUTPUT_ROWS, ...LOCK_ROWS]);
