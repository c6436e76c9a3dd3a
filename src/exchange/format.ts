/**
 * What a foreign format is here: a value that knows one program's file, in one direction. Reading gives a wallet with
 * everything that has to be told about it; nothing is decided for the person that the file leaves open. Values only; who
 * reads and writes files, and where, is the surface's matter.
 */
import type { Charter } from '../core/charter/types.ts';
import type { IcehouseError } from '../core/errors.ts';
import type { JsonValue } from '../core/json/strict.ts';
import type { KeyOrigin, ScriptType } from '../core/key/types.ts';
import type { NetworkName } from '../core/network.ts';
import type { KeyOrder, Wallet } from '../core/wallet/types.ts';

export interface ExportFormat {
  /** As named on the command line. */
  readonly name: string;
  /** Which program reads it, and how. */
  readonly purpose: string;
  /** @throws IcehouseError of the area `exchange` where the other program cannot hold this wallet. */
  readonly write: (charter: Charter) => string;
}

/** A text that a person was given, looked at once before the formats are asked whether it is theirs. */
export interface ForeignDocument {
  /** Without byte order mark, with line feeds only. */
  readonly text: string;
  readonly json: JsonReading;
}

/** What a text is as JSON. A broken one may still be meant as JSON; its error is told when no format knows the text. */
export type JsonReading =
  | { readonly kind: 'value'; readonly value: JsonValue }
  | { readonly kind: 'broken'; readonly error: IcehouseError }
  | { readonly kind: 'none' };

/** What a person answers where a file leaves a question open. Without an answer the question is asked, as an error. */
export interface ImportAnswers {
  /** Signatures needed, for texts that are but a list of keys. */
  readonly threshold?: number;
  readonly scriptType?: ScriptType;
  readonly keyOrder?: KeyOrder;
  /** That receive addresses are at `/0/*` and change at `/1/*` of every key, where the file does not say. */
  readonly chains?: '0,1';
  /**
   * True origins by position of the key in the file, counted from 1; `none` for one that the file has wrong and nobody
   * knows. An origin that the file gives is overruled by it.
   */
  readonly origins?: ReadonlyMap<number, KeyOrigin | 'none'>;
}

export interface ImportContext {
  /** Files tell at most main from test, so the person says which network it is. */
  readonly network: NetworkName;
  readonly answers: ImportAnswers;
}

/** Something that a person has to know about an imported wallet. Stable code, safe text. */
export interface ImportNote {
  readonly code: `import/${string}`;
  readonly text: string;
}

/** What a format reads out of a file. */
export interface ReadWallet {
  /** Keys in the order of the file; `name` is the file's label where it can be a name, and empty otherwise. */
  readonly wallet: Wallet;
  /** What the file calls the wallet, where that can be a name. */
  readonly name: string | undefined;
  readonly notes: readonly ImportNote[];
}

export interface ImportFormat {
  /** As named on the command line. */
  readonly name: string;
  /** What it is a file of; stands on the key cards as their software. */
  readonly program: string;
  /** Whether a text is of this format by its looks; cheap, and true for one format at most. */
  readonly recognises: (document: ForeignDocument) => boolean;
  /** @throws IcehouseError of kind usage for a question that {@link ImportAnswers} can answer; of others for bad input. */
  readonly read: (document: ForeignDocument, context: ImportContext) => ReadWallet;
}
