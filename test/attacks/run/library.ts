/** Holds cases against the library: each attack, and in the same breath its control. */
import { expect } from 'vitest';
import { combineForWallet } from '../../../src/core/completion/combine-for-wallet.ts';
import { finalizeForWallet } from '../../../src/core/completion/finalize-for-wallet.ts';
import { IcehouseError } from '../../../src/core/errors.ts';
import { earlierFromPsbt } from '../../../src/core/journal/previous.ts';
import type { EarlierTransaction } from '../../../src/core/journal/types.ts';
import { parsePsbt } from '../../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../../src/core/psbt/serialize.ts';
import { approveReview } from '../../../src/core/review/approve.ts';
import { amountToType } from '../../../src/core/review/describe-verdict.ts';
import { reviewPsbt } from '../../../src/core/review/review.ts';
import { groups } from '../../../src/core/text/groups.ts';
import { signedBaseOf } from '../documents.ts';
import { type Fixture, NOW } from '../fixture.ts';
import type { ActCase, Asked, External, FileCase, Refused, ReturnedCase, Told } from '../row.ts';
import { type Attempt, attempt, inGroup, linesOf, warningsOf } from './attempt.ts';
import type { Tally } from './tally.ts';

export function runFile(all: Fixture, each: FileCase, tally: Tally): void {
  const fixture = inGroup(all, each);
  const files = each.build(fixture);
  const knowledge = each.signedBefore === undefined ? {} : { earlier: [signedBase(fixture)] };
  const attack = attempt(fixture, files.attack, knowledge);
  if (each.expected.outcome === 'refuse') expectRefused(attack, each.expected);
  else if (each.expected.outcome === 'asked') expectAsked(attack, each.expected);
  else expectExternal(attack, each.expected);
  tally.attacks += 1;
  const control = attempt(fixture, files.control, knowledge);
  expectAccepted(fixture, control, each);
  tally.controls += 1;
  expectToldApart(attack, control, each.expected);
}

function expectRefused({ review, signed, error }: Attempt, { code }: Refused): void {
  expect(signed).toBeUndefined();
  if (code.includes('/')) {
    expect(error?.code).toBe(code);
    return;
  }
  const stops = review?.findings.filter(({ severity }) => severity === 'stop').map((each) => each.code);
  expect(stops).toContain(code);
  expect(error?.code).toBe('review/stopped');
}

/** What Alice knows after having signed the base. */
function signedBase(fixture: Fixture): EarlierTransaction {
  const { registered } = fixture.alice;
  const psbtBytes = signedBaseOf(fixture);
  return earlierFromPsbt({ psbtBytes, source: 'earlier.psbt', registered, second: fixture.group.second });
}

/** All of the codes are raised; where there is a warning among them, consent to nothing is not enough. */
function expectAsked({ review }: Attempt, { codes }: Asked): void {
  expect(review?.findings.map(({ code }) => code)).toEqual(expect.arrayContaining([...codes]));
  if (!review || warningsOf(review).length === 0) return;
  const confirmedAmount = amountToType(review) ?? '';
  const refusal = expect.objectContaining({ code: 'review/not-acknowledged' });
  expect(() => approveReview(review, { acknowledged: [], confirmedAmount })).toThrow(refusal);
}

function expectExternal({ review }: Attempt, { output, code }: External): void {
  const shown = review?.outputs[output];
  expect(shown?.role).toMatch(/^(?:payment|data)$/);
  expect(shown?.owned).toBeUndefined();
  const leaving = review?.outputs.filter(({ owned }) => !owned).reduce((sum, each) => sum + each.amount, 0n);
  expect(review?.totals?.leaving).toBe(leaving);
  if (code !== undefined) expect(review?.findings.map((each) => each.code)).toContain(code);
}

/** The control passes with exactly the expected warnings, and the result bears Alice's valid signature. */
function expectAccepted(fixture: Fixture, { review, signed, error }: Attempt, each: FileCase): void {
  expect(error).toBeUndefined();
  expect(review && warningsOf(review)).toEqual(each.controlWarnings ?? []);
  const { registered } = fixture.alice;
  const psbtBytes = signed?.psbtBytes ?? new Uint8Array();
  const again = reviewPsbt({ psbtBytes, registered, second: fixture.group.second, now: NOW });
  expect(again.signedBy).toContain(registered.me);
}

/** Whoever reads the two reviews and nothing else can tell them apart, by lines that name what is wrong. */
function expectToldApart(attack: Attempt, control: Attempt, expected: FileCase['expected']): void {
  const harmless = new Set(linesOf(control));
  const telling = linesOf(attack).filter((line) => !harmless.has(line));
  const codes = expected.outcome === 'asked' ? expected.codes : [expected.code ?? ''];
  const isTold = new Set<string>(control.review ? warningsOf(control.review) : []);
  for (const code of codes.filter((each) => !isTold.has(each))) expect(telling.join('\n')).toContain(code);
  if (expected.outcome !== 'external') return;
  expect(telling.some((line) => line.includes(`outputs[${expected.output}]`))).toBe(true);
  const { address } = attack.review!.outputs[expected.output]!;
  if (address !== undefined) expect(linesOf(attack).join(' ').replaceAll(/\s+/g, ' ')).toContain(groups(address));
}

/** Only signatures that verify reach the stored proposal, and the good file beside the bad one still counts. */
export function runReturned(fixture: Fixture, { build, expected }: ReturnedCase, tally: Tally): void {
  const { wallet, group, alice, bob } = fixture;
  const { second } = group;
  const files = build(fixture);
  const [base, attack, control] = [files.base, files.attack, files.control].map(parsePsbt);
  const put = (...contents: NonNullable<typeof attack>[]) =>
    combineForWallet({
      base: base!,
      returned: contents.map((content) => ({ name: 'bob.psbt', content })),
      wallet,
      second,
    });
  const [outcome] = put(attack!).files;
  expect(outcome?.result).toBe(expected.result);
  expect(outcome?.leftOut.length).toBe(expected.bad);
  const both = put(attack!, control!);
  expect(serializePsbt(both.psbt)).toEqual(files.control);
  tally.attacks += 1;

  const { registered } = alice;
  const review = reviewPsbt({ psbtBytes: serializePsbt(both.psbt), registered, second, now: NOW });
  expect(review.signedBy).toEqual([bob.registered.me]);
  expect(review.findings.filter(({ severity }) => severity === 'stop')).toEqual([]);
  const { signed } = attempt(fixture, review.psbtBytes);
  expect(signed?.signedBy.length).toBe(2);
  expect(finalizeForWallet({ psbt: parsePsbt(signed!.psbtBytes), wallet, second }).txid).toBe(review.psbt.txid);
  tally.controls += 1;
}

export async function runAct(fixture: Fixture, each: ActCase, tally: Tally): Promise<void> {
  const acts = each.library?.(fixture);
  if (!acts) throw new Error(`${each.name} is not a case of the library`);
  const attack = await outcomeOf(acts.attack);
  if (each.expected.outcome === 'refuse') expect(attack.error?.code).toBe(each.expected.code);
  else expectTold(attack.value, each.expected);
  if (each.within !== undefined) expect(await fastest(acts.attack, each.within)).toBeLessThan(each.within);
  const told = attack.error
    ? `${JSON.stringify(attack.error)} ${attack.error.message} ${attack.error.stack} ${String(attack.error.cause)}`
    : '';
  for (const secret of each.secrets?.(fixture) ?? []) expect(told).not.toContain(secret);
  tally.attacks += 1;

  const control = await outcomeOf(acts.control);
  expect(control.error).toBeUndefined();
  if (each.expected.outcome === 'told') expectNotTold(control.value, each.expected);
  tally.controls += 1;
}

interface Outcome {
  readonly value?: unknown;
  readonly error?: IcehouseError;
}

async function outcomeOf(act: () => unknown): Promise<Outcome> {
  try {
    return { value: await act() };
  } catch (error) {
    if (error instanceof IcehouseError) return { error };
    throw error;
  }
}

/** The best of a few runs: a busy machine must not fail the test, a slow refusal always does. */
async function fastest(act: () => unknown, within: number): Promise<number> {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5 && best >= within; run++) {
    const start = performance.now();
    await outcomeOf(act);
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** What is told of an attack stands there, and nothing that acts on a screen does. */
export function expectTold(shown: unknown, { shows, never = [] }: Told): void {
  expect(typeof shown).toBe('string');
  for (const text of shows) expect(shown).toContain(text);
  for (const text of never) expect(shown).not.toContain(text);
}

export function expectNotTold(shown: unknown, { shows }: Told): void {
  expect(typeof shown).toBe('string');
  expect(shows.every((text) => String(shown).includes(text))).toBe(false);
}
