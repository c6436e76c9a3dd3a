/**
 * From a review to the right to sign. Nothing with a `stop` passes; each `warn` is acknowledged by its code, and the
 * amount that leaves is typed by the person who saw it. The result names the bytes by their hash, and `cold/sign` takes
 * nothing else.
 */
import { formatBtc, parseBtc } from '../amount.ts';
import { toHex } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import { taggedHash } from '../hash.ts';
import type { FindingCode, Severity } from './catalogue.ts';
import type { ApprovedReview, Review } from './types.ts';

export interface Approval {
  /** The code of every warning, once each; nothing that the review did not raise. */
  readonly acknowledged: readonly string[];
  /** The amount that leaves, in bitcoin as typed, such as `0.015`. */
  readonly confirmedAmount: string;
  /**
   * What an earlier reading of the file was told as its {@link reviewedHash}, for those who read at one time and sign at
   * another; the file must still be that one.
   */
  readonly reviewedHash?: string;
}

/** Tagged SHA-256 of a PSBT's bytes, 64 hex digits: the name of what was shown. */
export function reviewedHash(psbtBytes: Uint8Array): string {
  return toHex(taggedHash('icehouse/reviewed-psbt', psbtBytes));
}

/**
 * Turns a person's yes into a value.
 *
 * @throws IcehouseError (refused) `review/stopped` when a finding forbids it, `review/not-acknowledged` when a warning was
 * passed over, `review/acknowledged-too-much` for codes that were not raised (a habit of acknowledging everything),
 * `review/amount-differs` for another amount than the one that leaves, `review/bytes-changed` when the file is not the one
 * that was read earlier; `amount/not-a-bitcoin-amount` for no amount.
 */
export function approveReview(review: Review, approval: Approval): ApprovedReview {
  const { acknowledged, confirmedAmount } = approval;
  const hash = reviewedHash(review.psbtBytes);
  if (approval.reviewedHash !== undefined && approval.reviewedHash !== hash) {
    throw bytesChanged(hash, approval.reviewedHash);
  }
  const stops = codesOf(review, 'stop');
  if (stops.length > 0 || !review.totals) {
    throw refused('stopped', {
      message: 'this proposal cannot be approved',
      found: stops.join(', '),
      next: 'do not sign; each finding says what to do',
    });
  }
  const warnings = codesOf(review, 'warn');
  const missed = warnings.filter((code) => !acknowledged.includes(code));
  if (missed.length > 0) {
    throw refused('not-acknowledged', { message: 'a warning was not acknowledged', expected: missed.join(', ') });
  }
  if (acknowledged.some((code) => !warnings.some((warning) => warning === code))) {
    throw refused('acknowledged-too-much', {
      message: 'a warning was acknowledged that the review did not raise',
      expected: warnings.length > 0 ? warnings.join(', ') : 'no code at all',
      next: 'read the review and acknowledge what it says',
    });
  }
  const { leaving } = review.totals;
  if (parseBtc(confirmedAmount, 'confirmedAmount') !== leaving) {
    throw refused('amount-differs', {
      message: 'the amount typed is not the amount that leaves',
      expected: `${formatBtc(leaving)} BTC`,
      next: 'compare the recipients and amounts once more',
    });
  }
  const value = { review, reviewedHash: hash, acknowledged: warnings };
  const approved = Object.freeze(value) as typeof value & ApprovedReview;
  approvals.add(approved);
  return approved;
}

/** What was really approved here: the brand of the type, at run time. */
const approvals = new WeakSet<ApprovedReview>();

/**
 * Holds a value against what was approved, for callers that the type-checker did not watch.
 *
 * @throws IcehouseError (refused) `review/not-approved` for a value that `approveReview` did not make, and
 * `review/bytes-changed` when the PSBT's bytes are no longer those that were shown.
 */
export function requireApproved(approved: ApprovedReview): void {
  if (!approvals.has(approved)) {
    throw refused('not-approved', { message: 'only a review that was approved can be signed' });
  }
  const found = reviewedHash(approved.review.psbtBytes);
  if (found !== approved.reviewedHash) throw bytesChanged(found, approved.reviewedHash);
}

function bytesChanged(found: string, expected: string): IcehouseError {
  const message = 'the file was changed after it was reviewed';
  return refused('bytes-changed', { message, found, expected, next: 'review it anew' });
}

function codesOf({ findings }: Review, severity: Severity): readonly FindingCode[] {
  return [...new Set(findings.filter((each) => each.severity === severity).map(({ code }) => code))];
}

interface Refusal {
  readonly message: string;
  readonly found?: string;
  readonly expected?: string;
  readonly next?: string;
}

function refused(reason: string, details: Refusal): IcehouseError {
  return new IcehouseError({ code: `review/${reason}`, kind: 'refused', ...details });
}
