/** Seen statements and journals: what is read prints back whole, and only what a member signed verifies. */
import { isDeepStrictEqual } from 'node:util';
import { journalEntry, signJournal } from '../../src/cold/journal/sign-journal.ts';
import { signSeen } from '../../src/cold/seen/sign-seen.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { formatJournal, journalMessage, parseJournal, verifyJournal } from '../../src/core/journal/journal.ts';
import { approveReview } from '../../src/core/review/approve.ts';
import { amountToType } from '../../src/core/review/describe-verdict.ts';
import { reviewPsbt } from '../../src/core/review/review.ts';
import { formatSeen, parseSeen, seenMessage, verifySeen } from '../../src/core/seen/statement.ts';
import { loadFixture, NOW } from '../../test/attacks/fixture.ts';
import { psbtBytes } from '../../test/review/payment.ts';
import { jsonEdits } from '../edits/json.ts';
import { holds, type TextTarget } from '../engine/target.ts';
import { DOCUMENT_WORDS } from './workshop.ts';

const { alice, base, group } = await loadFixture();
const { registered, account } = alice;
const { second, charter } = group;
const review = reviewPsbt({ psbtBytes: psbtBytes(base), registered, second, now: NOW });
const approved = approveReview(review, { acknowledged: [], confirmedAmount: amountToType(review) ?? '' });
const statement = signSeen({ approved, account, second });
const entry = journalEntry(approved, NOW);
const journal = signJournal({ journal: undefined, entry, registered, account, second });

const WORDS = [
  'facts',
  'acknowledged',
  'entries',
  'signedAt',
  'inputs',
  'outputs',
  'role',
  'amount',
  'txid',
  'lockTime',
];

export const target: TextTarget = {
  kind: 'text',
  name: 'seen',
  pace: 'heavy',
  seeds: () => [formatSeen(statement), formatJournal(journal)],
  edits: jsonEdits([...DOCUMENT_WORDS, ...WORDS]),
  run: (text) => [attempt('seen', () => readSeen(text)), attempt('journal', () => readJournal(text))],
};

function readSeen(text: string): void {
  const seen = parseSeen(text);
  requireWhole(text, formatSeen(seen));
  verifySeen(charter, seen);
  holds(seenMessage(seen) === seenMessage(statement), 'only what a member signed verifies');
}

function readJournal(text: string): void {
  const read = parseJournal(text);
  requireWhole(text, formatJournal(read));
  verifyJournal(read, registered);
  holds(journalMessage(read) === journalMessage(journal), 'only what a member signed verifies');
}

function requireWhole(text: string, printed: string): void {
  const given: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
  holds(isDeepStrictEqual(JSON.parse(printed), given), 'what is read keeps all that the file says');
}

function attempt(mark: string, step: () => void): string {
  try {
    step();
    return mark;
  } catch (error) {
    if (error instanceof IcehouseError) return `${mark}: ${error.code}`;
    throw error;
  }
}
