/**
 * The form of an attack row: data that the library, the command line and the page can all be held against. Each hostile
 * file goes with a valid control that differs in the one thing that is attacked.
 */

import type { ErrorCode } from '../../src/core/errors.ts';
import type { FindingCode } from '../../src/core/review/catalogue.ts';
import type { Fixture } from './fixture.ts';

/** A `stop` of this code, or a typed error: not one byte of signature leaves. */
export interface Refused {
  readonly outcome: 'refuse';
  readonly code: FindingCode | ErrorCode;
}

/** The output is shown and counted as leaving, never as change; `code` is raised about it. */
export interface External {
  readonly outcome: 'external';
  /** Position in the transaction. */
  readonly output: number;
  readonly code?: FindingCode;
}

export interface AttackFiles {
  readonly attack: Uint8Array;
  readonly control: Uint8Array;
}

export interface AttackCase {
  /** Unique, fit for a file name. */
  readonly name: string;
  readonly build: (fixture: Fixture) => AttackFiles;
  readonly expected: Refused | External;
  /** Warnings that the control raises and a person acknowledges. */
  readonly controlWarnings?: readonly FindingCode[];
  /** Which charter Alice reviews against. */
  readonly group?: 'legacy';
}

export interface AttackRow {
  /** Number in the list of attacks, section B. */
  readonly row: number;
  readonly title: string;
  readonly cases: readonly AttackCase[];
}
