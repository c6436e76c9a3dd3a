/**
 * Signing what was seen: the member's word on the review that she approved. It takes the same approved review as
 * `cold/sign/sign.ts`, so nobody can state to have seen what was not shown, and it spends nothing.
 */
import { myPosition } from '../../core/charter/register.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { requireApproved } from '../../core/review/approve.ts';
import type { ApprovedReview } from '../../core/review/types.ts';
import { factsOfReview } from '../../core/seen/facts.ts';
import { seenMessage, verifySeen } from '../../core/seen/statement.ts';
import type { SeenStatement } from '../../core/seen/types.ts';
import type { AccountSecret } from '../key/account.ts';
import { signMessage } from '../key/sign-message.ts';
import type { ColdSecondOpinion } from '../second/types.ts';

export interface SeenToSign {
  readonly approved: ApprovedReview;
  readonly account: AccountSecret;
  readonly second: ColdSecondOpinion;
}

/**
 * Signs a statement of the facts of an approved review and of the warnings that were acknowledged.
 *
 * @throws IcehouseError (refused) `review/not-approved`, `review/bytes-changed`, `seen/not-your-review` when the account is
 * not the one that the review was made for, those of `myPosition` and `signMessage`.
 */
export function signSeen({ approved, account, second }: SeenToSign): SeenStatement {
  requireApproved(approved);
  const { charter, me } = approved.review.registered;
  if (myPosition(charter, account.key) !== me) {
    throw new IcehouseError({
      code: 'seen/not-your-review',
      kind: 'refused',
      message: 'this review was made for another member of the charter',
      next: 'review the payment with your own seed',
    });
  }
  const unsigned = {
    facts: factsOfReview(approved.review),
    acknowledged: approved.acknowledged.toSorted(),
    xpub: charter.wallet.keys[me]!.xpub,
  };
  const signature = signMessage({ account, text: seenMessage(unsigned), second });
  const statement: SeenStatement = { ...unsigned, signature };
  invariant(verifySeen(charter, statement) === me, 'a statement just signed verifies for its signer');
  return statement;
}
