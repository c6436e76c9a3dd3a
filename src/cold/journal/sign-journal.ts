/**
 * Writing into the journal: one more payment, and the member's signature over the whole, so that nobody else can take an
 * entry out or put one in unseen. Called after the signed payment is safely in its own file.
 */
import { myPosition } from '../../core/charter/register.ts';
import type { RegisteredCharter } from '../../core/charter/types.ts';
import { journalMessage, verifyJournal, withEntry } from '../../core/journal/journal.ts';
import type { Journal, JournalEntry } from '../../core/journal/types.ts';
import type { ApprovedReview } from '../../core/review/types.ts';
import { factsOfReview } from '../../core/seen/facts.ts';
import type { AccountSecret } from '../key/account.ts';
import { signMessage } from '../key/sign-message.ts';
import type { ColdSecondOpinion } from '../second/types.ts';

/** What an approved review leaves behind. @throws IcehouseError `seen/amounts-not-proven`, which no approved one raises. */
export function journalEntry({ review, acknowledged }: ApprovedReview, signedAt: number): JournalEntry {
  return { signedAt, facts: factsOfReview(review), acknowledged: acknowledged.toSorted() };
}

export interface JournalToSign {
  /** The journal as it was read; undefined to begin one. */
  readonly journal: Journal | undefined;
  readonly entry: JournalEntry;
  readonly registered: RegisteredCharter;
  readonly account: AccountSecret;
  readonly second: ColdSecondOpinion;
}

/**
 * Gives the journal with one more entry. A payment that stands there already leaves it as it was.
 *
 * @throws IcehouseError (refused) `journal/full`, those of `verifyJournal` for the journal that was read, of `myPosition`
 * and `signMessage`.
 */
export function signJournal({ journal, entry, registered, account, second }: JournalToSign): Journal {
  if (journal !== undefined) verifyJournal(journal, registered);
  const { charter } = registered;
  const { xpub } = charter.wallet.keys[myPosition(charter, account.key)]!;
  const before = journal ?? { charterId: charter.id, xpub, entries: [] };
  const after = withEntry(before, entry);
  if (journal !== undefined && after === before) return journal;
  const signed: Journal = { ...after, signature: signMessage({ account, text: journalMessage(after), second }) };
  verifyJournal(signed, registered);
  return signed;
}
