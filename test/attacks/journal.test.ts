/**
 * 51, 52 What was signed before: the rows raise exactly what they should, and nothing else, whether the signer knows of
 * earlier payments by her journal or, on a system that keeps nothing, by the earlier signed file itself.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { journalEntry, signJournal } from '../../src/cold/journal/sign-journal.ts';
import { signReview } from '../../src/cold/sign/sign.ts';
import { earlierOf, formatJournal, parseJournal, verifyJournal } from '../../src/core/journal/journal.ts';
import { earlierFromPsbt } from '../../src/core/journal/previous.ts';
import type { EarlierTransaction } from '../../src/core/journal/types.ts';
import { approveReview } from '../../src/core/review/approve.ts';
import type { FindingCode } from '../../src/core/review/catalogue.ts';
import { amountToType } from '../../src/core/review/describe-verdict.ts';
import { reviewPsbt } from '../../src/core/review/review.ts';
import { ownInput } from '../review/payment.ts';
import { codeOf } from '../support/errors.ts';
import { changed, type Fixture, loadFixture, NOW, replaced } from './fixture.ts';
import { EARLIER_ROWS, higherFee, otherCoins } from './rows/earlier.ts';
import { attempt, warningsOf } from './run/attempt.ts';

let fixture: Fixture;
/** What Alice signed, as she remembers it in either way. */
let ways: readonly (readonly EarlierTransaction[])[];
beforeAll(async () => {
  fixture = await loadFixture();
  ways = remembered(fixture, changed(fixture.base, {}));
});

/** Alice signs a payment; what she knows of it afterwards, by journal and by file. */
function remembered({ alice, group }: Fixture, psbtBytes: Uint8Array): readonly (readonly EarlierTransaction[])[] {
  const { account, registered } = alice;
  const { second } = group;
  const review = reviewPsbt({ psbtBytes, registered, second, now: NOW });
  const confirmedAmount = amountToType(review) ?? '';
  const approved = approveReview(review, { acknowledged: warningsOf(review), confirmedAmount });
  const signed = signReview(approved, account, second);
  const entry = journalEntry(approved, NOW - 86_400);
  const written = formatJournal(signJournal({ journal: undefined, entry, registered, account, second }));
  const journal = parseJournal(written);
  verifyJournal(journal, registered);
  const file = earlierFromPsbt({ psbtBytes: signed.psbtBytes, source: 'alice.psbt', registered, second });
  return [earlierOf(journal), [file]];
}

interface Case {
  readonly name: string;
  readonly file: (fixture: Fixture) => Uint8Array;
  /** What the review raises about earlier payments, and nothing else. */
  readonly raised: readonly FindingCode[];
}

const CONTROLS: readonly Case[] = [
  {
    name: 'a payment to somebody else from other coins',
    file: (f) => changed(f.base, otherCoins(f)),
    raised: [],
  },
  {
    name: 'a raised fee that only the change pays',
    file: (f) => changed(f.base, higherFee(f)),
    raised: ['replaces-signed'],
  },
  {
    name: 'a raised fee with one more coin',
    file: (f) => {
      const inputs = [...f.base.inputs, ownInput(f.wallet, { keychain: 'receive', index: 9, amount: 50_000n })];
      const outputs = replaced(f.base.outputs, 1, (each) => ({ ...each, amount: each.amount + 40_000n }));
      return changed(f.base, { inputs, outputs });
    },
    raised: ['replaces-signed'],
  },
];

const ATTACKS: readonly Case[] = EARLIER_ROWS.flatMap(({ cases }) =>
  cases.map(({ name, build, expected }) => ({
    ...{ name, file: (f: Fixture) => build(f).attack },
    raised: expected.outcome === 'asked' ? expected.codes : [],
  })),
);

const CODES: readonly FindingCode[] = [
  'replaces-signed',
  'replacement-payee',
  'replacement-fee',
  'paid-before',
  'signed-before',
];

function expectRaised(psbtBytes: Uint8Array, { raised }: Case): void {
  for (const earlier of ways) {
    const { review, signed } = attempt(fixture, psbtBytes, { earlier });
    const codes = new Set(review?.findings.map(({ code }) => code).filter((code) => CODES.includes(code)));
    expect([...codes].toSorted()).toEqual(raised.toSorted());
    expect(signed?.signedBy).toContain(fixture.alice.registered.me);
    const asked = raised.filter((code) => code !== 'signed-before');
    expect(warningsOf(review!)).toEqual(expect.arrayContaining(asked));
    if (asked.length === 0) continue;
    const confirmedAmount = amountToType(review!) ?? '';
    expect(codeOf(() => approveReview(review!, { acknowledged: [], confirmedAmount }))).toBe('review/not-acknowledged');
  }
  const { review } = attempt(fixture, psbtBytes);
  expect(review?.findings.filter(({ code }) => CODES.includes(code))).toEqual([]);
}

describe.each([
  ['controls', CONTROLS],
  ['attacks', ATTACKS],
])('what was signed before, by journal and by file: %s', (_, cases) => {
  for (const each of cases) {
    it(`${each.name}: ${each.raised.join(', ') || 'nothing is raised'}`, () => {
      expectRaised(each.file(fixture), each);
    });
  }
});
