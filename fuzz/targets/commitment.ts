/** Commitments and openings: what is read prints back, and no other opening opens what a member committed to. */
import { isDeepStrictEqual } from 'node:util';
import { parseCharterFile } from '../../src/core/charter/charter-file.ts';
import {
  COMMITMENT_FORMAT,
  formatCommitment,
  formatOpening,
  OPENING_FORMAT,
  parseCommitment,
  parseOpening,
  requireCommitted,
} from '../../src/core/charter/commitment.ts';
import type { Opening } from '../../src/core/charter/types.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { jsonEdits } from '../edits/json.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { committed, committedText, DOCUMENT_WORDS, file } from './workshop.ts';

export const target: TextTarget = {
  kind: 'text',
  name: 'commitment',
  pace: 'heavy',
  seeds: () => [
    ...committed.commitments.map(formatCommitment),
    ...committed.openings.map(formatOpening),
    committedText,
  ],
  edits: jsonEdits([...DOCUMENT_WORDS, 'commitment', 'openings', 'nonce', COMMITMENT_FORMAT, OPENING_FORMAT]),
  run: (text) => {
    if (text.includes('icehouse-charter-file')) {
      const { openings = [] } = parseCharterFile(text);
      return openings.map((opening) => `in a file: ${opens(opening)}`);
    }
    if (!text.includes(OPENING_FORMAT)) {
      const commitment = parseCommitment(text);
      holds(isDeepStrictEqual(parseCommitment(formatCommitment(commitment)), commitment), 'a commitment prints back');
      return ['commitment'];
    }
    const opening = parseOpening(text);
    holds(isDeepStrictEqual(parseOpening(formatOpening(opening)), opening), 'an opening prints back');
    return [`opening: ${opens(opening)}`];
  },
};

/** Whether an opening in the place of its key's own opens the commitments; only that very one may. */
function opens(opening: Opening): boolean {
  const openings = committed.openings.map((each) => (each.xpub === opening.xpub ? opening : each));
  const isOwn = committed.openings.some((each) => isDeepStrictEqual(each, opening));
  const isOfGroup = committed.openings.some(({ xpub }) => xpub === opening.xpub);
  try {
    requireCommitted(
      { keys: file.charter.wallet.keys, cards: file.cards },
      { commitments: committed.commitments, openings },
    );
    holds(isOwn || !isOfGroup, 'only what a member drew opens her commitment');
    return true;
  } catch (error) {
    if (error instanceof IcehouseError) return false;
    throw error;
  }
}
