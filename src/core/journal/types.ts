/**
 * What a signer remembers of payments signed before. The journal is advice to its owner and nothing more: it can be lost
 * or be absent on a stateless system, and signing never depends on it. `review/earlier.ts` compares it with a new payment.
 */
import type { ReviewFacts } from '../seen/types.ts';

/** One payment that was signed. */
export interface JournalEntry {
  /** Unix time in seconds, by the clock of the machine that signed. */
  readonly signedAt: number;
  readonly facts: ReviewFacts;
  /** Codes of the warnings that were acknowledged, sorted. */
  readonly acknowledged: readonly string[];
}

/** A member's journal under one charter, signed by her account key so that an edited file shows. */
export interface Journal {
  readonly charterId: string;
  /** The owner's account key, `xpub…` or `tpub…`. */
  readonly xpub: string;
  /** In the order of signing. */
  readonly entries: readonly JournalEntry[];
  /** BIP-0137 signature (65 bytes, Base64) over `journalMessage`. */
  readonly signature: string;
}

/** A payment signed earlier, from a journal or from its own file. */
export interface EarlierTransaction {
  readonly facts: ReviewFacts;
  /** Undefined where the file does not tell. */
  readonly signedAt: number | undefined;
  /** Where it is known from, such as a file's name; foreign text. */
  readonly source: string;
}
