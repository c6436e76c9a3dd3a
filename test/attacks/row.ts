/**
 * The form of an attack row: data that the library, the commands and later the pages can all be held against. Each
 * attack goes with a valid control that differs in the one thing that is attacked.
 */
import type { Io } from '../../src/cli/io.ts';
import type { ReturnedResult } from '../../src/core/completion/combine-for-wallet.ts';
import type { ErrorCode } from '../../src/core/errors.ts';
import type { FindingCode } from '../../src/core/review/catalogue.ts';
import type { Fixture } from './fixture.ts';

/** What the table is run on. */
export type Surface = 'library' | 'commands';

/** A row's number in the list of attacks, with its cases. */
export interface Row<Case> {
  readonly row: number;
  readonly cases: readonly Case[];
}

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

/** Nothing forbids it, but these codes are raised about it, and no warning among them can be passed over. */
export interface Asked {
  readonly outcome: 'asked';
  readonly codes: readonly FindingCode[];
}

/** The attack is no reason to refuse, so it is shown for what it is; `never` is what must not reach a screen. */
export interface Told {
  readonly outcome: 'told';
  /** Each stands in what is shown of the attack, and not all of them in what is shown of the control. */
  readonly shows: readonly string[];
  readonly never?: readonly string[];
}

/** Two things that are the same but for the attack. */
export interface Pair<T> {
  readonly attack: T;
  readonly control: T;
}

/** A file to review and sign. */
export interface FileCase {
  /** Unique, fit for a file name, beginning with the row's number. */
  readonly name: string;
  readonly build: (fixture: Fixture) => Pair<Uint8Array>;
  readonly expected: Refused | External | Asked;
  /** Warnings that the control raises and a person acknowledges. */
  readonly controlWarnings?: readonly FindingCode[];
  /** What Alice knows to have signed earlier. */
  readonly signedBefore?: 'the base';
  /** Which charter Alice reviews against. */
  readonly group?: 'legacy';
}

/** A file that came back with signatures, and the stored proposal that it belongs to. */
export interface ReturnedCase {
  readonly name: string;
  readonly build: (fixture: Fixture) => Pair<Uint8Array> & { readonly base: Uint8Array };
  readonly expected: {
    readonly result: ReturnedResult;
    /** Signatures that are named as bad. */
    readonly bad: number;
  };
}

/** A command line with the files that it finds and what is typed into it. */
export interface CommandLine {
  readonly words: readonly string[];
  readonly files?: { readonly [name: string]: string | Uint8Array };
  /** Standard input. */
  readonly input?: string;
  /** Makes what is more than a file: a link, a file of a hundred megabytes. */
  readonly prepare?: (folder: string) => void;
  readonly io?: Partial<Io>;
}

/** An attempt at something else than signing: reading, registering, drawing, writing. */
export interface ActCase {
  readonly name: string;
  readonly expected: Refused | Told;
  /** Gives back, or throws; a promise is awaited. What it gives back is what is shown, where something is. */
  readonly library?: (fixture: Fixture) => Pair<() => unknown>;
  /** `code` where the commands have another door for the same attack, with a refusal of its own. */
  readonly commands?:
    | ((fixture: Fixture) => Pair<CommandLine>)
    | { readonly code: ErrorCode; readonly build: (fixture: Fixture) => Pair<CommandLine> };
  /** Parts of what was put in that neither an error nor a screen may repeat. */
  readonly secrets?: (fixture: Fixture) => readonly string[];
  /** Milliseconds that the attack may take in the library. */
  readonly within?: number;
}

/** Rows of one kind that are run together. */
export type Group =
  | { readonly kind: 'files'; readonly rows: readonly Row<FileCase>[] }
  | { readonly kind: 'returned'; readonly rows: readonly Row<ReturnedCase>[] }
  | { readonly kind: 'acts'; readonly rows: readonly Row<ActCase>[] };

export const refused = (code: Refused['code']): Refused => ({ outcome: 'refuse', code });
