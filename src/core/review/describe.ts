/**
 * A review in words, in one place, so that the terminal, the offline page and the desk say the same. The order is that
 * in which a careful person asks: is this our wallet and my key, who wants what and why, does the sum add up, to whom,
 * what returns, what does it cost, what is doubtful, and what do I type to agree. All foreign text is escaped here.
 */
import { describeCharter, describeProposal } from './describe-head.ts';
import { describeFee, describeSum } from './describe-money.ts';
import { describeRecipients, describeReturns } from './describe-outputs.ts';
import { describeConfirmation, describeFindings } from './describe-verdict.ts';
import type { Review } from './types.ts';

export type SectionName =
  | 'charter'
  | 'proposal'
  | 'sum'
  | 'recipients'
  | 'returns'
  | 'fee'
  | 'findings'
  | 'confirmation';

export interface ReviewSection {
  readonly name: SectionName;
  readonly title: string;
  /** At most 80 columns each, safe to show, without the title. */
  readonly lines: readonly string[];
}

/** Tells a review in sections; a section that has nothing to say is left out. */
export function describeReview(review: Review): readonly ReviewSection[] {
  const sections: ReviewSection[] = [
    { name: 'charter', title: 'Charter', lines: describeCharter(review) },
    { name: 'proposal', title: 'Proposal', lines: describeProposal(review) },
    { name: 'sum', title: 'The sum, in bitcoin', lines: describeSum(review) },
    { name: 'recipients', title: 'Leaves the wallet', lines: describeRecipients(review) },
    { name: 'returns', title: 'Returns to the wallet', lines: describeReturns(review) },
    { name: 'fee', title: 'Fee', lines: describeFee(review) },
    { name: 'findings', title: 'Findings', lines: describeFindings(review) },
    { name: 'confirmation', title: 'To agree', lines: describeConfirmation(review) },
  ];
  return sections.filter(({ lines }) => lines.length > 0);
}

/** The same as one text: titles, lines, and an empty line between sections. */
export function reviewText(review: Review): string {
  const blocks = describeReview(review).map(({ title, lines }) => [title, ...lines].join('\n'));
  return `${blocks.join('\n\n')}\n`;
}
