/** The journal's document: what it keeps, who may change it, and what it does not take. */
import { beforeAll, describe, expect, it } from 'vitest';
import { journalEntry, signJournal } from '../../src/cold/journal/sign-journal.ts';
import {
  earlierOf,
  formatJournal,
  journalMessage,
  MAX_JOURNAL_ENTRIES,
  parseJournal,
  verifyJournal,
  withEntry,
} from '../../src/core/journal/journal.ts';
import { earlierFromPsbt } from '../../src/core/journal/previous.ts';
import type { Journal, JournalEntry } from '../../src/core/journal/types.ts';
import { withInputMaps } from '../../src/core/psbt/edit.ts';
import { finalizePsbt } from '../../src/core/psbt/finalize.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import { approveReview } from '../../src/core/review/approve.ts';
import { amountToType } from '../../src/core/review/describe-verdict.ts';
import { reviewPsbt } from '../../src/core/review/review.ts';
import type { ApprovedReview } from '../../src/core/review/types.ts';
import type { ReviewFacts } from '../../src/core/seen/types.ts';
import { openWorld, signed, type World } from '../completion/world.ts';
import { plainPayment, proposed, psbtBytes } from '../review/payment.ts';
import { codeOf } from '../support/errors.ts';

const SIGNED_AT = 1_767_225_600;

let world: World;
let approved: ApprovedReview;
let journal: Journal;
let entry: JournalEntry;
beforeAll(async () => {
  world = await openWorld();
  approved = approve(0);
  entry = journalEntry(approved, SIGNED_AT);
  journal = written(entry);
});

/** Alice's approval of a payment with a proposal, and a lock time to tell payments apart. */
function approve(lockTime: number): ApprovedReview {
  const { group, wallet, alice, bob } = world;
  const payment = { ...plainPayment(wallet), lockTime };
  const { address } = reviewPsbt({ psbtBytes: psbtBytes(payment), registered: alice.registered, second: group.second })
    .outputs[0]!;
  const words = {
    purpose: 'Rent, "first" half',
    payees: [{ address: address!, name: 'Acme', source: 'invoice 12' }],
    expires: '2031-12-31',
  };
  const file = psbtBytes(proposed(payment, words, { charter: group.charter, member: bob, second: group.second }));
  const review = reviewPsbt({ psbtBytes: file, registered: alice.registered, second: group.second, now: SIGNED_AT });
  const acknowledged = review.findings.filter(({ severity }) => severity === 'warn').map(({ code }) => code);
  return approveReview(review, { acknowledged, confirmedAmount: amountToType(review) ?? '' });
}

function written(added: JournalEntry, before?: Journal): Journal {
  const { account, registered } = world.alice;
  return signJournal({ journal: before, entry: added, registered, account, second: world.group.second });
}

const verdictOn = (text: string): string => {
  const read = parseJournal(text);
  verifyJournal(read, world.alice.registered);
  return 'believed';
};
const outcome = (text: string): string => {
  try {
    return verdictOn(text);
  } catch {
    return codeOf(() => verdictOn(text));
  }
};

describe('a journal', () => {
  it('keeps what was signed, to whom, for how much, when and what was acknowledged', () => {
    const [first] = parseJournal(formatJournal(journal)).entries;
    expect(first).toEqual(entry);
    expect(first?.facts).toMatchObject({
      txid: approved.review.psbt.txid,
      fee: 10_000n,
      proposal: { proposer: 'Bob', isSigned: true, purpose: 'Rent, "first" half', expires: '2031-12-31' },
    });
    expect(first?.facts.inputs.map(({ amount }) => amount)).toEqual([100_000_000n, 60_000_000n]);
    expect(first?.facts.outputs).toMatchObject([
      { role: 'payment', amount: 150_000_000n, payee: 'Acme', source: 'invoice 12' },
      { role: 'change', amount: 9_990_000n, payee: undefined },
    ]);
  });

  it('comes back from its text as it was, and is believed by its owner', () => {
    const text = formatJournal(journal);
    expect(parseJournal(text)).toEqual(journal);
    expect(formatJournal(parseJournal(text))).toBe(text);
    expect(outcome(text)).toBe('believed');
    expect(journalMessage(journal).split('\n')[0]).toBe('Icehouse journal 1');
  });

  it('grows by one payment each time, and not by one that stands in it', () => {
    const second = written(journalEntry(approve(1), SIGNED_AT + 60), journal);
    expect(second.entries).toHaveLength(2);
    expect(outcome(formatJournal(second))).toBe('believed');
    expect(second.signature).not.toBe(journal.signature);
    expect(written(journalEntry(approved, SIGNED_AT + 120), second)).toBe(second);
    expect(earlierOf(second).map(({ signedAt }) => signedAt)).toEqual([SIGNED_AT, SIGNED_AT + 60]);
  });

  it('is kept for one charter and one member', async () => {
    const text = formatJournal(journal);
    const other = await openWorld({ name: 'Another' });
    expect(codeOf(() => verifyJournal(parseJournal(text), world.bob.registered))).toBe('journal/other-key');
    expect(codeOf(() => verifyJournal(parseJournal(text), other.alice.registered))).toBe('journal/other-charter');
    const { account, registered } = world.alice;
    const by = { journal: undefined, entry, registered: world.bob.registered, account, second: world.group.second };
    expect(codeOf(() => signJournal(by))).toBe('journal/other-key');
    const strangers = await openWorld({ members: [{ name: 'Dave' }, { name: 'Erin' }, { name: 'Frank' }] });
    expect(codeOf(() => signJournal({ ...by, registered: strangers.alice.registered }))).toBe('charter/my-key-absent');
    expect(signJournal({ ...by, registered })).toEqual(journal);
  });
});

describe('a journal that somebody changed', () => {
  it.each([
    ['an amount', '"amount": 150000000', '"amount": 150000001', 'journal/bad-signature'],
    ['the fee', '"fee": 10000', '"fee": 10001', 'journal/bad-signature'],
    ['the day', `"signedAt": ${SIGNED_AT}`, `"signedAt": ${SIGNED_AT + 1}`, 'journal/bad-signature'],
    ['a sequence number', '"sequence": 4294967293', '"sequence": 4294967294', 'journal/bad-signature'],
    ['a role', '"role": "change"', '"role": "payment"', 'journal/bad-signature'],
    ['a name', '"payee": "Acme"', '"payee": "Acne"', 'journal/bad-signature'],
    ['the purpose', '"purpose": "Rent', '"purpose": "Kent', 'journal/bad-signature'],
    ['white space alone', '"fee": 10000', '"fee":10000', 'believed'],
    ['an unknown field', '"fee": 10000', '"fee": 10000, "note": 1', 'json/unknown-field'],
    ['a fraction', '"fee": 10000', '"fee": 10000.5', 'json/not-an-integer'],
    ['more money than there is', '"fee": 10000', '"fee": 2100000000000001', 'json/out-of-range'],
    ['a negative fee', '"fee": 10000', '"fee": -1', 'json/out-of-range'],
    ['another role', '"role": "change"', '"role": "gift"', 'json/out-of-range'],
    ['half a byte of script', '"script": "0', '"script": "', 'seen/malformed'],
    ['an id in capitals', '"txid": "', '"txid": "A', 'json/out-of-range'],
    ['no proper flag', '"signed": true', '"signed": 1', 'seen/malformed'],
    ['no proper day', '2031-12-31', '2031-02-30', 'proposal/not-a-day'],
    ['another kind of document', 'icehouse-journal', 'icehouse-seen', 'json/wrong-format'],
    ['a later version', '"version": 1', '"version": 2', 'json/unknown-version'],
    ['no charter', '"charter": "', '"charter": "g', 'journal/malformed'],
    ['codes that are none', '"acknowledged": []', '"acknowledged": ["A"]', 'seen/malformed'],
    ['codes out of order', '"acknowledged": []', '"acknowledged": ["b", "a"]', 'seen/malformed'],
    ['no list of codes', '"acknowledged": []', '"acknowledged": {}', 'json/wrong-type'],
  ])('in %s is %4$s', (_, from, to, expected) => {
    const text = formatJournal(journal);
    expect(text).toContain(from);
    expect(outcome(text.replace(from, to))).toBe(expected);
  });

  it('by taking an entry out, doubling or swapping entries is refused', () => {
    const two = written(journalEntry(approve(1), SIGNED_AT + 60), journal);
    const [first, second] = two.entries;
    for (const entries of [[first!], [second!, first!], [first!, second!, second!], []]) {
      expect(outcome(formatJournal({ ...two, entries }))).toBe('journal/bad-signature');
    }
    // An older copy put back is a good journal: that one machine cannot tell, and the documentation says so.
    expect(outcome(formatJournal(journal))).toBe('believed');
  });

  it('and signed by another member of the group is refused', () => {
    const { account, registered } = world.bob;
    const bobs = signJournal({ journal: undefined, entry, registered, account, second: world.group.second });
    expect(outcome(formatJournal({ ...journal, signature: bobs.signature }))).toBe('journal/bad-signature');
    expect(outcome(formatJournal(bobs))).toBe('journal/other-key');
  });
});

describe('the bounds of a journal', () => {
  const withId = (facts: ReviewFacts, number: number): ReviewFacts => ({
    ...facts,
    txid: number.toString(16).padStart(64, '0'),
  });

  it('end at so many payments', () => {
    const facts = { ...entry.facts, inputs: [], outputs: [], proposal: undefined };
    const entries = Array.from({ length: MAX_JOURNAL_ENTRIES - 1 }, (_, number) => ({
      ...entry,
      facts: withId(facts, number),
    }));
    const almost = { ...journal, entries };
    const full = withEntry(almost, entry);
    expect(full.entries).toHaveLength(MAX_JOURNAL_ENTRIES);
    const more = { ...entry, facts: withId(facts, 20_000) };
    expect(codeOf(() => withEntry(full, more))).toBe('journal/full');
    expect(withEntry(full, entry)).toBe(full);
  });

  it('end at so many bytes, whatever fills them', () => {
    const huge = { ...entry.facts.outputs[0]!, script: 'ab'.repeat(4_000_000) };
    const fits = { ...entry, facts: { ...entry.facts, outputs: [huge] } };
    const bursts = { ...entry, facts: { ...entry.facts, outputs: [huge, huge, huge] } };
    expect(withEntry({ ...journal, entries: [] }, fits).entries).toHaveLength(1);
    expect(codeOf(() => withEntry({ ...journal, entries: [] }, bursts))).toBe('journal/full');
  });

  it('hold against deep, long and broken texts', () => {
    const deep = '['.repeat(100_000);
    const codes = ['', '{}', '[]', 'null', deep, '{"format":"icehouse-journal"}'].map(outcome);
    expect(codes).toEqual([
      'json/syntax',
      'json/wrong-format',
      'json/wrong-type',
      'json/wrong-type',
      'json/too-deep',
      'json/unknown-version',
    ]);
    expect(outcome(' '.repeat(17 * 1024 * 1024))).toBe('json/too-large');
  });
});

describe('an earlier file in place of a journal', () => {
  const earlier = (bytes: Uint8Array) =>
    earlierFromPsbt({
      psbtBytes: bytes,
      source: 'old.psbt',
      registered: world.alice.registered,
      second: world.group.second,
    });

  it('tells the same facts, whoever of the group signed it', () => {
    for (const member of [world.alice, world.bob]) {
      const { facts, signedAt, source } = earlier(serializePsbt(signed(world, member, world.base)));
      expect(facts).toMatchObject({ txid: world.base.txid, fee: 10_000n, proposal: undefined });
      expect({ signedAt, source }).toEqual({ signedAt: undefined, source: 'old.psbt' });
    }
  });

  it('must be signed, not finalized, with its previous transactions', () => {
    expect(codeOf(() => earlier(serializePsbt(world.base)))).toBe('journal/not-signed');
    const both = signed(world, world.carol, signed(world, world.bob, world.base));
    expect(codeOf(() => earlier(serializePsbt(finalizePsbt(both))))).toBe('journal/not-signed');
    const [first] = both.inputs;
    const bare = withInputMaps(both, new Map([[0, first!.map.filter(({ key }) => key[0] !== 0x00)]]));
    expect(codeOf(() => earlier(serializePsbt(bare)))).toBe('seen/amounts-not-proven');
  });
});
