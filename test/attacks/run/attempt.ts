/** An attempt to have a file signed through the library, as an inattentive person makes it: whatever can pass, passes. */

import { errorLines } from '../../../src/cli/terminal/error-lines.ts';
import { type SignedPsbt, signReview } from '../../../src/cold/sign/sign.ts';
import { IcehouseError } from '../../../src/core/errors.ts';
import { approveReview } from '../../../src/core/review/approve.ts';
import { reviewText } from '../../../src/core/review/describe.ts';
import { amountToType } from '../../../src/core/review/describe-verdict.ts';
import { type ReviewRequest, reviewPsbt } from '../../../src/core/review/review.ts';
import type { Review } from '../../../src/core/review/types.ts';
import { type Fixture, NOW } from '../fixture.ts';
import type { FileCase } from '../row.ts';

/** What came of it: the whole way, or how far it got. */
export interface Attempt {
  readonly review?: Review;
  readonly signed?: SignedPsbt;
  /** The error that ended it. */
  readonly error?: IcehouseError;
}

/** Reviews, acknowledges every warning, types the amount that is shown, and signs. */
export function attempt(fixture: Fixture, psbtBytes: Uint8Array, options: Partial<ReviewRequest> = {}): Attempt {
  const { account, registered } = fixture.alice;
  const { second } = fixture.group;
  let review: Review | undefined;
  try {
    review = reviewPsbt({ psbtBytes, registered, second, now: NOW, ...options });
    const approved = approveReview(review, {
      acknowledged: warningsOf(review),
      confirmedAmount: amountToType(review) ?? '0',
    });
    return { review, signed: signReview(approved, account, second) };
  } catch (error) {
    // Anything but a typed error is a defect and fails the test that asked.
    if (!(error instanceof IcehouseError)) throw error;
    return review ? { review, error } : { error };
  }
}

export function warningsOf({ findings }: Review) {
  return [...new Set(findings.filter(({ severity }) => severity === 'warn').map(({ code }) => code))];
}

/** Alice in the group that the case is about. */
export function inGroup(fixture: Fixture, { group }: FileCase): Fixture {
  if (group === undefined) return fixture;
  const [alice] = fixture[group].members;
  return { ...fixture, group: fixture[group], wallet: fixture[group].charter.wallet, alice: alice! };
}

/** What the person reads of it, line by line: the review, or the error where there is none. */
export function linesOf({ review, error }: Attempt): readonly string[] {
  if (review) return reviewText(review).split('\n');
  return error ? errorLines(error) : [];
}
