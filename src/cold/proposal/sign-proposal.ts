/**
 * Signing a proposal: the proposer's word that this transaction is the payment she describes. It spends nothing; the
 * signatures that do are made in `cold/sign`, after a review.
 */
import { myPosition } from '../../core/charter/register.ts';
import type { Charter } from '../../core/charter/types.ts';
import { invariant } from '../../core/errors.ts';
import { proposalRecord } from '../../core/proposal/codec.ts';
import type { Proposal } from '../../core/proposal/types.ts';
import { type ProposedTransaction, proposalMessage, verifyProposal } from '../../core/proposal/verify.ts';
import type { AccountSecret } from '../key/account.ts';
import { signMessage } from '../key/sign-message.ts';
import type { ColdSecondOpinion } from '../second/types.ts';

export interface ProposalToSign {
  /** Its charter id and proposer are set by the signing, from the charter and the account's key. */
  readonly proposal: Omit<Proposal, 'charterId' | 'proposer' | 'signature'>;
  readonly transaction: ProposedTransaction;
  readonly charter: Charter;
  readonly account: AccountSecret;
  readonly second: ColdSecondOpinion;
}

/**
 * Signs a proposal for a transaction in the name that the charter gives the account's holder.
 *
 * @throws IcehouseError those of `myPosition`, `proposalRecord` (a text too long, say) and `signMessage`.
 */
export function signProposal({ proposal, transaction, charter, account, second }: ProposalToSign): Proposal {
  const position = myPosition(charter, account.key);
  const unsigned: Proposal = {
    ...proposal,
    charterId: charter.id,
    proposer: charter.wallet.keys[position]!.name,
    signature: undefined,
  };
  proposalRecord(unsigned);
  const signature = signMessage({ account, text: proposalMessage(unsigned, transaction), second });
  const signed: Proposal = { ...unsigned, signature };
  invariant(
    verifyProposal({ proposal: signed, charter, transaction }) === position,
    'a proposal just signed verifies for its signer',
  );
  return signed;
}
