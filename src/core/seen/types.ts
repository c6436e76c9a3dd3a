/**
 * What a member was shown before she signed, as plain values: the facts of a review that must be the same for every
 * cosigner, and her signed word on them. The journal of a signer keeps the same facts (`journal/types.ts`).
 */
import type { Sats } from '../amount.ts';
import type { OutputRole } from '../review/types.ts';
import type { OutPoint } from '../tx/types.ts';

export interface SeenInput extends OutPoint {
  readonly sequence: number;
  /** Proven by the previous transaction. */
  readonly amount: Sats;
}

export interface SeenOutput {
  readonly role: OutputRole;
  /** Output script in lower-case hex. */
  readonly script: string;
  readonly amount: Sats;
  /** Who it is and where the address came from, in the proposer's words; foreign text. */
  readonly payee: string | undefined;
  readonly source: string | undefined;
}

/** The words that came with the payment; foreign text. */
export interface SeenProposal {
  readonly proposer: string;
  /** Whether the named proposer's signature was valid. */
  readonly isSigned: boolean;
  readonly purpose: string;
  readonly expires: string | undefined;
}

/**
 * Everything of a review that two members with the same charter and the same proposal see alike. What depends on the
 * member (her clock, her caps, the addresses she knows, who has signed already) is not in it.
 */
export interface ReviewFacts {
  readonly charterId: string;
  readonly txid: string;
  readonly lockTime: number;
  readonly inputs: readonly SeenInput[];
  readonly outputs: readonly SeenOutput[];
  readonly fee: Sats;
  readonly proposal: SeenProposal | undefined;
}

/** A member's signed word on what she was shown when she signed. */
export interface SeenStatement {
  readonly facts: ReviewFacts;
  /** Codes of the warnings that she acknowledged, sorted; her own circumstances raise some of them. */
  readonly acknowledged: readonly string[];
  /** The signer's account key, `xpub…` or `tpub…`. */
  readonly xpub: string;
  /** BIP-0137 signature (65 bytes, Base64) over `seenMessage`. */
  readonly signature: string;
}
