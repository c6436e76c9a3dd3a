/** Attacks on signatures: only a whole one is made, and only good ones of the group are suffered. */
import { SIGNATURE_ROWS } from './rows/signatures.ts';
import { runRows } from './run.ts';

runRows(SIGNATURE_ROWS);
