/** Attacks on the file itself: nothing is read two ways, nothing in it defines the wallet, nothing hides. */
import { FILE_ROWS } from './rows/file.ts';
import { runRows } from './run.ts';

runRows(FILE_ROWS);
