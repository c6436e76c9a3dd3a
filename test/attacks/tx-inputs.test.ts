/** Attacks on what is spent: every coin is proven, every script rebuilt. */
import { INPUT_ROWS } from './rows/inputs.ts';
import { runRows } from './run.ts';

runRows(INPUT_ROWS);
