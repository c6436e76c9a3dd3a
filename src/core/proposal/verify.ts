/**
 * Who made a proposal: its signature by a member's account key, over the proposal and the transaction together, so that
 * a good proposal cannot be put onto another payment. Signing is in `cold/proposal/sign-proposal.ts`.
 */
import type { Charter } from '../charter/types.ts';
import { IcehouseError } from '../errors.ts';
import { verifyMessage } from '../message/bip137.ts';
import { domainText } from '../message/domain.ts';
import { visible } from '../text/visible.ts';
import { proposalText } from './codec.ts';
import type { Proposal } from './types.ts';

/** What a proposal stands on: the id of the PSBT's unsigned transaction (`Psbt.txid`). */
export interface ProposedTransaction {
  readonly txid: string;
}

/**
 * The text that a proposal's signature is over: the unsigned transaction's id and the canonical JSON of the proposal
 * without its signature.
 */
export function proposalMessage(proposal: Omit<Proposal, 'signature'>, { txid }: ProposedTransaction): string {
  const unsigned = proposalText({ ...proposal, signature: undefined });
  return domainText('proposal', [`Transaction: ${txid}`, `Proposal: ${unsigned}`]);
}

export interface ProposalClaim {
  readonly proposal: Proposal;
  readonly charter: Charter;
  readonly transaction: ProposedTransaction;
}

/**
 * Verifies a signed proposal and gives the proposer's position in `charter.wallet.keys`. The proposer is found by the
 * name that the charter gives her, and the signature must be by her key. A transaction that was changed after signing
 * (one more input in a version 2 PSBT, say) needs a new signature.
 *
 * NOT checked: whether the transaction pays the payees that the proposal names, and whether it has expired; the review
 * does both.
 *
 * @throws IcehouseError (refused) `proposal/other-charter`, `proposal/not-signed`, `proposal/unknown-proposer`,
 * `proposal/bad-signature`.
 */
export function verifyProposal({ proposal, charter, transaction }: ProposalClaim): number {
  if (proposal.charterId !== charter.id) {
    throw refused('proposal/other-charter', 'the proposal is made for another charter', 'charter');
  }
  if (proposal.signature === undefined) {
    throw refused('proposal/not-signed', 'nobody has signed this proposal', 'signature');
  }
  const proposer = charter.wallet.keys.findIndex((key) => key.name === proposal.proposer);
  const key = charter.wallet.keys[proposer];
  if (key === undefined) {
    throw refused(
      'proposal/unknown-proposer',
      `${visible(proposal.proposer)} is no member of this charter`,
      'proposer',
    );
  }
  const { publicKey } = key.extendedKey;
  const text = proposalMessage(proposal, transaction);
  if (!verifyMessage({ publicKey, text, signature: proposal.signature })) {
    throw refused(
      'proposal/bad-signature',
      `${visible(proposal.proposer)} has not signed this proposal with this transaction`,
      'signature',
    );
  }
  return proposer;
}

function refused(code: `proposal/${string}`, message: string, field: string): IcehouseError {
  const next = 'ask the proposer, in another way than this file came, what she proposes';
  return new IcehouseError({ code, kind: 'refused', message, at: `proposal.${field}`, next });
}
