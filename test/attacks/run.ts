/** Runs attack rows against the library: every hostile file and every control, as an inattentive person would. */
import { beforeAll, describe, expect, it } from 'vitest';
import { type SignedPsbt, signReview } from '../../src/cold/sign/sign.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { approveReview } from '../../src/core/review/approve.ts';
import { amountToType } from '../../src/core/review/describe-verdict.ts';
import { type ReviewRequest, reviewPsbt } from '../../src/core/review/review.ts';
import type { Review } from '../../src/core/review/types.ts';
import { type Fixture, loadFixture, NOW } from './fixture.ts';
import type { AttackCase, AttackRow, External, Refused } from './row.ts';

/** What came of an attempt to have a file signed: the whole way, or how far it got. */
export interface Attempt {
  readonly review?: Review;
  readonly signed?: SignedPsbt;
  /** The error that ended it. */
  readonly error?: IcehouseError;
}

/** Reviews, acknowledges every warning, types the amount that is shown, and signs: whatever can pass, passes. */
export function attempt(fixture: Fixture, psbtBytes: Uint8Array, options: Partial<ReviewRequest> = {}): Attempt {
  const { account, registered } = fixture.alice;
  const { second } = fixture.group;
  let review: Review | undefined;
  try {
    review = reviewPsbt({ psbtBytes, registered, second, now: NOW, ...options });
    const approved = approveReview(review, {
      acknowledged: warningsOf(review),
      confirmedAmount: amountToType(review) ?? '0',
    });
    return { review, signed: signReview(approved, account, second) };
  } catch (error) {
    // Anything but a typed error is a defect and fails the test that asked.
    if (!(error instanceof IcehouseError)) throw error;
    return review ? { review, error } : { error };
  }
}

export function warningsOf({ findings }: Review) {
  return [...new Set(findings.filter(({ severity }) => severity === 'warn').map(({ code }) => code))];
}

/** Alice in the group that the case is about. */
function inGroup(fixture: Fixture, { group }: AttackCase): Fixture {
  if (group === undefined) return fixture;
  const [alice] = fixture[group].members;
  return { ...fixture, group: fixture[group], wallet: fixture[group].charter.wallet, alice: alice! };
}

export function expectRefused({ review, signed, error }: Attempt, { code }: Refused): void {
  expect(signed).toBeUndefined();
  if (code.includes('/')) {
    expect(error?.code).toBe(code);
    return;
  }
  const stops = review?.findings.filter(({ severity }) => severity === 'stop').map((each) => each.code);
  expect(stops).toContain(code);
  expect(error?.code).toBe('review/stopped');
}

export function expectExternal({ review }: Attempt, { output, code }: External): void {
  const shown = review?.outputs[output];
  expect(shown?.role).toMatch(/^(?:payment|data)$/);
  expect(shown?.owned).toBeUndefined();
  const leaving = review?.outputs.filter(({ owned }) => !owned).reduce((sum, each) => sum + each.amount, 0n);
  expect(review?.totals?.leaving).toBe(leaving);
  if (code !== undefined) expect(review?.findings.map((each) => each.code)).toContain(code);
}

/** The control passes with exactly the expected warnings, and the result bears Alice's valid signature. */
export function expectAccepted(fixture: Fixture, { review, signed, error }: Attempt, each: AttackCase): void {
  expect(error).toBeUndefined();
  expect(review && warningsOf(review)).toEqual(each.controlWarnings ?? []);
  const { registered } = fixture.alice;
  const psbtBytes = signed?.psbtBytes ?? new Uint8Array();
  const again = reviewPsbt({ psbtBytes, registered, second: fixture.group.second, now: NOW });
  expect(again.signedBy).toContain(registered.me);
}

/** One test for each case: the attack and, in the same breath, its control. */
export function runRows(rows: readonly AttackRow[]): void {
  let fixture: Fixture;
  beforeAll(async () => {
    fixture = await loadFixture();
  });
  for (const { row, title, cases } of rows) {
    describe(`${row} ${title}`, () => {
      for (const each of cases) {
        it(`${each.name}: ${verdictText(each)}`, () => {
          const own = inGroup(fixture, each);
          const { attack, control } = each.build(fixture);
          const outcome = attempt(own, attack);
          if (each.expected.outcome === 'refuse') expectRefused(outcome, each.expected);
          else expectExternal(outcome, each.expected);
          expectAccepted(own, attempt(own, control), each);
        });
      }
    });
  }
}

function verdictText({ expected }: AttackCase): string {
  if (expected.outcome === 'refuse') return `refused (${expected.code})`;
  return `a payment to somebody else${expected.code === undefined ? '' : ` (${expected.code})`}`;
}
