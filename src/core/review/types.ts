/**
 * What a member is shown before signing, as values. A `Review` is everything rebuilt from the charter; an
 * `ApprovedReview` is the same after the person has said yes, and the only thing that `cold/sign` accepts.
 */
import type { Sats } from '../amount.ts';
import type { RegisteredCharter } from '../charter/types.ts';
import type { Proposal } from '../proposal/types.ts';
import type { Psbt } from '../psbt/types.ts';
import type { OutPoint } from '../tx/types.ts';
import type { DerivedOutput } from '../wallet/types.ts';
import type { FindingCode, Severity } from './catalogue.ts';
import type { ReviewPolicy } from './policy.ts';

/** A doubt about a proposal. */
export interface Finding {
  readonly code: FindingCode;
  readonly severity: Severity;
  /** Such as `inputs[2].sighashType`; empty for the whole transaction. */
  readonly at: string;
  /** One sentence with the facts of this case; escaped, without secrets. */
  readonly message: string;
}

export interface ReviewedInput extends OutPoint {
  /** From the hash-checked previous transaction; undefined when it could not be proven (then a `stop` says so). */
  readonly amount: Sats | undefined;
  /** The wallet's output rebuilt from the charter; undefined for an input that is not the wallet's. */
  readonly owned: DerivedOutput | undefined;
  readonly sequence: number;
  /** Positions in `wallet.keys` of those whose signature on this input verifies. */
  readonly signedBy: readonly number[];
}

export type OutputRole = 'payment' | 'change' | 'self-transfer' | 'data';

export interface ReviewedOutput {
  readonly role: OutputRole;
  readonly amount: Sats;
  readonly scriptPubKey: Uint8Array;
  /** The address, where the script has one. */
  readonly address: string | undefined;
  /** For change and self-transfer: the output rebuilt from the charter. */
  readonly owned: DerivedOutput | undefined;
  /** For data: what OP_RETURN carries. */
  readonly data: Uint8Array | undefined;
  /** Name that the proposal gives the payee, not yet escaped. */
  readonly payee: string | undefined;
  /** Where the proposer says to have the address from, not yet escaped. */
  readonly source: string | undefined;
  /** Whether the caller knows the address from before. */
  readonly known: boolean;
}

export interface ReviewTotals {
  readonly inputs: Sats;
  /** Payments and data. */
  readonly leaving: Sats;
  /** Change and self-transfers. */
  readonly returning: Sats;
  readonly fee: Sats;
  /** Virtual size after signing by m keys with 72-byte signatures at most, in vbytes. */
  readonly virtualSize: number;
  /** Fee rate in sat/vB times 1,000 (milli-satoshis for a vbyte), rounded down. */
  readonly feeRateMilli: bigint;
}

export interface Review {
  readonly registered: RegisteredCharter;
  /** The very bytes that were read; signing signs these and nothing else. */
  readonly psbtBytes: Uint8Array;
  readonly psbt: Psbt;
  readonly proposal: Proposal | undefined;
  /** Position in `wallet.keys` of the member whose key signed the proposal. */
  readonly proposedBy: number | undefined;
  readonly inputs: readonly ReviewedInput[];
  readonly outputs: readonly ReviewedOutput[];
  /** Undefined when amounts could not be proven. */
  readonly totals: ReviewTotals | undefined;
  readonly findings: readonly Finding[];
  /** Positions in `wallet.keys` of those whose valid signature stands on every input of the wallet. */
  readonly signedBy: readonly number[];
  /** The caps that were applied, so that the words can name them. */
  readonly policy: ReviewPolicy;
}

declare const approved: unique symbol;

/** A review without `stop` whose every `warn` was acknowledged by the person who is about to sign. */
export interface ApprovedReview {
  readonly [approved]: true;
  readonly review: Review;
  /** Tagged SHA-256 over the PSBT bytes, 64 hex digits: what was shown is what is signed. */
  readonly reviewedHash: string;
  readonly acknowledged: readonly FindingCode[];
}
