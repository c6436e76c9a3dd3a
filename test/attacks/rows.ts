/**
 * The table of attacks on a transaction by their numbers (section B of the list of attacks), for whoever runs or counts
 * them: the library here, the command line and the page elsewhere, and the generated report.
 */
import type { AttackRow } from './row.ts';
import { CHANGE_ROWS } from './rows/change.ts';
import { COMBINE_ROWS, type CombineRow } from './rows/combine.ts';
import { FILE_ROWS } from './rows/file.ts';
import { INPUT_ROWS } from './rows/inputs.ts';
import { LOCK_ROWS } from './rows/locks.ts';
import { OUTPUT_ROWS } from './rows/outputs.ts';
import { SIGNATURE_ROWS } from './rows/signatures.ts';

const byNumber = (left: { readonly row: number }, right: { readonly row: number }): number => left.row - right.row;

/** Rows that are files to sign: each case gives the bytes of the attack, of its control, and what must come of them. */
export const PSBT_ROWS: readonly AttackRow[] = [
  ...CHANGE_ROWS,
  ...INPUT_ROWS,
  ...SIGNATURE_ROWS,
  ...OUTPUT_ROWS,
  ...LOCK_ROWS,
  ...FILE_ROWS,
].toSorted(byNumber);

/** Rows that are files that came back: what of them may reach the stored proposal. */
export const RETURNED_ROWS: readonly CombineRow[] = COMBINE_ROWS;

export interface OtherRow {
  readonly row: number;
  readonly title: string;
  /** The test that shows it, beside this file. */
  readonly test: string;
}

/** Rows that are no single file: each has a test of its own. */
export const OTHER_ROWS: readonly OtherRow[] = [
  { row: 36, title: 'bit rot', test: 'tx-bit-rot.test.ts' },
  { row: 44, title: 'changed after review', test: 'tx-approval.test.ts' },
  { row: 54, title: 'message-hash oracle', test: 'tx-approval.test.ts' },
  { row: 55, title: 'nonces chosen by a patched signer', test: 'tx-approval.test.ts' },
];
