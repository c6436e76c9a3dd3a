/**
 * Attacks by what was signed before: an old file sent once more, and payments that take the place of others (51, 52). The
 * signer knows of earlier ones by her journal, or by the earlier signed file itself on a system that keeps nothing.
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
import { ownInput, ownOutput, type Payment, payTo, strangerScript } from '../review/payment.ts';
import { codeOf } from '../support/errors.ts';
import { changed, type Fixture, loadFixture, NOW, replaced } from './fixture.ts';
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
  readonly payment: (fixture: Fixture) => Partial<Payment>;
  /** What the review raises about earlier payments, and nothing else. */
  readonly raised: readonly FindingCode[];
}

/** Changes one output of the base and leaves the difference to the fee. */
const onOutput =
  (index: number, change: (output: Payment['outputs'][number], fixture: Fixture) => Payment['outputs'][number]) =>
  (f: Fixture): Partial<Payment> => ({ outputs: replaced(f.base.outputs, index, (each) => change(each, f)) });

const higherFee = onOutput(1, (change) => ({ ...change, amount: change.amount - 5_000n }));

const CONTROLS: readonly Case[] = [
  {
    name: 'a payment to somebody else from other coins',
    payment: ({ wallet }) => ({
      inputs: [ownInput(wallet, { keychain: 'receive', index: 5, amount: 20_000_000n })],
      outputs: [payTo(strangerScript('Baker'), 19_990_000n)],
    }),
    raised: [],
  },
  { name: 'a raised fee that only the change pays', payment: higherFee, raised: ['replaces-signed'] },
  {
    name: 'a raised fee with one more coin',
    payment: (f) => ({
      inputs: [...f.base.inputs, ownInput(f.wallet, { keychain: 'receive', index: 9, amount: 50_000n })],
      ...onOutput(1, (each) => ({ ...each, amount: each.amount + 40_000n }))(f),
    }),
    raised: ['replaces-signed'],
  },
];

const ATTACKS: readonly (Case & { readonly row: 51 | 52 })[] = [
  { row: 51, name: 'the very same file again', payment: () => ({}), raised: ['signed-before'] },
  {
    row: 51,
    name: 'the same coins in a new transaction',
    payment: ({ wallet }) => ({
      outputs: [
        payTo(strangerScript('Mallory'), 150_000_000n),
        ownOutput(wallet, { keychain: 'change', index: 2, amount: 9_980_000n }),
      ],
    }),
    raised: ['replaces-signed', 'replacement-payee'],
  },
  {
    row: 51,
    name: 'one of the coins in a new transaction',
    payment: ({ base }) => ({
      inputs: [base.inputs[1]!],
      outputs: [payTo(strangerScript('Mallory'), 59_980_000n)],
    }),
    raised: ['replaces-signed', 'replacement-payee'],
  },
  {
    row: 52,
    name: 'the recipient changed',
    payment: onOutput(0, (each) => ({ ...payTo(strangerScript('Mallory'), each.amount - 5_000n) })),
    raised: ['replaces-signed', 'replacement-payee'],
  },
  {
    row: 52,
    name: 'the recipient gets more',
    payment: (f) => {
      const outputs = f.base.outputs.map((each, index) => ({
        ...each,
        amount: index === 0 ? each.amount + 5_000_000n : each.amount - 5_005_000n,
      }));
      return { outputs };
    },
    raised: ['replaces-signed', 'replacement-payee'],
  },
  {
    row: 52,
    name: 'the change stolen',
    payment: onOutput(1, (each) => payTo(strangerScript('Mallory'), each.amount - 5_000n)),
    raised: ['replaces-signed', 'replacement-payee'],
  },
  {
    row: 52,
    name: 'a recipient added',
    payment: (f) => ({
      outputs: [
        f.base.outputs[0]!,
        { ...f.base.outputs[1]!, amount: 8_980_000n },
        payTo(strangerScript('Mallory'), 1_000_000n),
      ],
    }),
    raised: ['replaces-signed', 'replacement-payee'],
  },
  {
    row: 52,
    name: 'no shared input, so that the recipient would be paid twice',
    payment: ({ wallet, base }) => ({
      inputs: [ownInput(wallet, { keychain: 'receive', index: 7, amount: 160_000_000n })],
      outputs: [base.outputs[0]!, { ...base.outputs[1]!, amount: 9_980_000n }],
    }),
    raised: ['paid-before'],
  },
  {
    row: 52,
    name: 'a fee that does not rise, as in an old file',
    payment: onOutput(1, (each) => ({ ...each, amount: each.amount + 1_000n })),
    raised: ['replaces-signed', 'replacement-fee'],
  },
  {
    row: 52,
    name: 'another sequence number alone',
    payment: (f) => ({ inputs: replaced(f.base.inputs, 0, (each) => ({ ...each, sequence: 0xffff_fffe })) }),
    raised: ['replaces-signed', 'replacement-fee'],
  },
];

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

describe('controls', () => {
  for (const each of CONTROLS) {
    it(`${each.name}: ${each.raised.join(', ') || 'nothing is raised'}`, () => {
      expectRaised(changed(fixture.base, each.payment(fixture)), each);
    });
  }
});

for (const row of [51, 52] as const) {
  describe(`row ${row}`, () => {
    for (const each of ATTACKS.filter((attack) => attack.row === row)) {
      it(`${each.name}: ${each.raised.join(', ')}`, () => {
        expectRaised(changed(fixture.base, each.payment(fixture)), each);
      });
    }
  });
}
