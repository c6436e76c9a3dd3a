/** Attacks on change and on paths: what the file calls ours is ours only where the charter says so. */
import { CHANGE_ROWS } from './rows/change.ts';
import { runRows } from './run.ts';

runRows(CHANGE_ROWS);
