/**
 * Signing a confirmation: a member's word that another one, whose device cannot sign a receipt, has read the same code
 * words and first address to her. Call it after both were compared, never before; no program hears the other person.
 */
import { confirmationMessage, requireTwoPeople, verifyConfirmation } from '../../core/charter/confirmation.ts';
import { myPosition } from '../../core/charter/register.ts';
import type { Charter, Confirmation, ConfirmationWay } from '../../core/charter/types.ts';
import { invariant } from '../../core/errors.ts';
import { requireDay } from '../../core/proposal/day.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { AccountSecret } from '../key/account.ts';
import { signMessage } from '../key/sign-message.ts';
import type { ColdSecondOpinion } from '../second/types.ts';

export interface ConfirmationToSign {
  readonly charter: Charter;
  /** The account of the member who asked. */
  readonly account: AccountSecret;
  /** Position in `charter.wallet.keys` of the member who was asked. */
  readonly member: number;
  readonly how: ConfirmationWay;
  /** The day of the comparison, `YYYY-MM-DD`. */
  readonly date: string;
  readonly second: ColdSecondOpinion;
}

/**
 * Signs a confirmation for another member of the charter. The signer's key must be in the charter, and both libraries
 * must derive the first address alike.
 *
 * @throws IcehouseError `confirmation/of-oneself`, `confirmation/too-few-members` (both refused), `proposal/not-a-day`,
 * those of `myPosition`, `verifiedOutput` and `signMessage`.
 */
export function signConfirmation(request: ConfirmationToSign): Confirmation {
  const { charter, account, member, how, date, second } = request;
  requireDay(date, 'date');
  const by = myPosition(charter, account.key);
  requireTwoPeople(charter, { by, member });
  const asked = charter.wallet.keys[member];
  invariant(asked !== undefined, 'the position is that of a member of this charter');
  const { address } = verifiedOutput(charter.wallet, 'receive', 0, second);
  const unsigned = {
    ...{ charterId: charter.id, firstAddress: address, memberName: asked.name, memberXpub: asked.xpub },
    ...{ how, date, xpub: charter.wallet.keys[by]!.xpub },
  };
  const signature = signMessage({ account, text: confirmationMessage(unsigned), second });
  const confirmation: Confirmation = { ...unsigned, signature };
  const parties = verifyConfirmation(charter, confirmation);
  invariant(parties.by === by && parties.member === member, 'a confirmation just signed verifies for both members');
  return confirmation;
}
