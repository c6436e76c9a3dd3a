/**
 * What a foreign format is here: one file each, from a wallet to the text that another program reads. Values only; who
 * writes the file and where is the surface's matter.
 */
import type { Charter } from '../core/charter/types.ts';

export interface ExportFormat {
  /** As named on the command line. */
  readonly name: string;
  /** Which program reads it, and how. */
  readonly purpose: string;
  readonly write: (charter: Charter) => string;
}
