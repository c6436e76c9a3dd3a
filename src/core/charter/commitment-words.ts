/** What a charter's file says about commitments, in sentences that every surface shows alike. */
import { needsCommitments } from './commitment.ts';
import type { CharterFile } from './types.ts';

/**
 * Sentences without any for wallets that need no commitments. That a file holds openings does not say that they came in
 * time: only a member's own commitments do.
 */
export function commitmentNotes({
  charter,
  cards,
  openings = [],
}: Pick<CharterFile, 'charter' | 'cards' | 'openings'>) {
  const { scriptType, keys } = charter.wallet;
  if (!needsCommitments(scriptType, keys.length)) return [];
  const isOpened = cards.length === keys.length && openings.length === keys.length;
  return isOpened
    ? [
        'The members committed to their keys before they showed them, says this file: hold it against the commitments that ' +
          'you kept (--commitment).',
      ]
    : [
        `Nobody has committed to a key before the others were shown, and addresses of ${scriptType} hold 160 bits only: ` +
          'whoever gave the last key may have chosen it (some 2^80 steps) so that she can spend alone. For a wallet that has ' +
          'existed in another program this cannot be changed any more; if you did make a commitment, take this file for an alarm.',
      ];
}
