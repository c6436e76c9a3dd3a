/**
 * Holds cases against the commands, in this process. Each runs in a folder of its own, and whatever is refused must
 * leave that folder as it was and no signature in what is printed.
 */
import { lstatSync, mkdtempSync, readdirSync, readFileSync, readlinkSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { sha256 } from '../../../src/core/hash.ts';
import { parsePsbt } from '../../../src/core/psbt/parse.ts';
import { icehouse, type Result } from '../../cli/icehouse.ts';
import { wordsOfMember } from '../../review/group.ts';
import { charterFileOf, signedBaseOf } from '../documents.ts';
import { type Fixture, NOW } from '../fixture.ts';
import type { ActCase, CommandLine, FileCase, ReturnedCase } from '../row.ts';
import { inGroup } from './attempt.ts';
import { expectNotTold, expectTold } from './library.ts';
import type { Tally } from './tally.ts';

/** What `icehouse review --json` tells, as far as it is looked at here. */
interface ReviewJson {
  readonly verdict: 'stop' | 'warn' | 'clear';
  readonly findings: readonly { readonly code: string; readonly severity: string }[];
  readonly totals: { readonly leaving: number; readonly returning: number } | null;
  readonly outputs: readonly { readonly role: string; readonly amount: number }[];
  readonly signedBy: readonly string[];
}

const io = { now: () => new Date(NOW * 1000) };

/** A folder for one command line after another, gone at the end. */
async function inFolder<T>(use: (folder: string) => Promise<T>): Promise<T> {
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-attack-'));
  try {
    return await use(folder);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Everything in a folder, so that a change shows. */
function contentOf(folder: string): readonly string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .sort()
    .map((name) => {
      const path = join(folder, name);
      const stat = lstatSync(path);
      if (stat.isSymbolicLink()) return `${name} -> ${readlinkSync(path)}`;
      // Files of a hundred megabytes are told by their size.
      return stat.isFile() ? `${name} ${stat.size > 1e7 ? stat.size : toHex(sha256(readFileSync(path)))}` : name;
    });
}

/** Runs a command line that must be refused: nothing in the folder changes, and no signature is printed. */
async function refusedRun(
  words: readonly string[],
  folder: string,
  input = '',
  more: CommandLine['io'] = {},
): Promise<Result> {
  const before = contentOf(folder);
  const result = await icehouse([...words, '--json'], { folder, input, io: { ...io, ...more } });
  expect([1, 2, 3, 4], result.stdout).toContain(result.exitCode);
  expect(contentOf(folder)).toEqual(before);
  expect(signaturesIn(result.stdout + result.stderr)).toEqual([]);
  return result;
}

/** DER signatures in a text, in hexadecimal digits or Base64. */
export function signaturesIn(text: string): readonly string[] {
  const hex = /30(?:4[3-6])02(?:1[f]|20|21)[0-9a-f]{60,}/gi;
  const decoded = [...text.matchAll(/[A-Za-z0-9+/]{80,}={0,2}/g)].flatMap(([run]) =>
    [0, 1, 2, 3].map((skipped) => Buffer.from(run.slice(skipped), 'base64').toString('hex')),
  );
  return [text, ...decoded].flatMap((each) => each.match(hex) ?? []);
}

function codeOf(result: Result): unknown {
  return (result.json().error as { readonly code?: unknown } | undefined)?.code;
}

/** Accepted controls by their bytes and charter: most cases of a group share theirs, and one run of it is enough. */
export type Accepted = Map<string, Promise<ReviewJson>>;

export async function runFile(all: Fixture, each: FileCase, tally: Tally, accepted: Accepted): Promise<void> {
  const fixture = inGroup(all, each);
  const files = each.build(fixture);
  const earlier = each.signedBefore === undefined ? undefined : signedBaseOf(fixture);
  await inFolder((folder) => refuseFile(put(folder, fixture, files.attack, earlier), each.expected));
  tally.attacks += 1;
  const key = `${each.group} ${each.signedBefore} ${toHex(sha256(files.control))}`;
  const known = accepted.get(key) ?? inFolder((folder) => signFile(put(folder, fixture, files.control, earlier)));
  accepted.set(key, known);
  expect(warningsOf(await known)).toEqual(each.controlWarnings ?? []);
  tally.controls += 1;
}

/** What lies before Alice, and how she names it. */
interface Desk {
  readonly folder: string;
  readonly review: readonly string[];
  readonly sign: readonly string[];
}

function put(folder: string, fixture: Fixture, psbtBytes: Uint8Array, earlier: Uint8Array | undefined): Desk {
  writeFileSync(join(folder, 'payment.psbt'), psbtBytes);
  writeFileSync(join(folder, 'family.json'), charterFileOf(fixture.group));
  if (earlier) writeFileSync(join(folder, 'earlier.psbt'), earlier);
  const named = ['payment.psbt', '--charter', 'family.json', ...(earlier ? ['--previous', 'earlier.psbt'] : [])];
  return {
    folder,
    review: ['review', ...named, '--me', 'Alice'],
    sign: ['sign', ...named, '--out', 'signed.psbt', '--secret-stdin'],
  };
}

const SECRET = `${wordsOfMember('Alice')}\n`;

/** What an inattentive person types after a review: whatever it asks for. */
function consent({ totals, findings }: Pick<ReviewJson, 'totals' | 'findings'>): readonly string[] {
  const codes = new Set(findings.filter(({ severity }) => severity === 'warn').map(({ code }) => code));
  const amount = ((totals?.leaving ?? 0) / 1e8).toFixed(8);
  return ['--confirm-amount', amount, ...[...codes].flatMap((code) => ['--acknowledge', code])];
}

function warningsOf({ findings }: ReviewJson): readonly string[] {
  return [...new Set(findings.filter(({ severity }) => severity === 'warn').map(({ code }) => code))];
}

async function refuseFile({ folder, review: words, sign }: Desk, expected: FileCase['expected']): Promise<void> {
  const reviewed = await icehouse([...words, '--json'], { folder, io });
  if (expected.outcome === 'refuse' && expected.code.includes('/')) {
    expect(reviewed.exitCode).not.toBe(0);
    expect(codeOf(reviewed)).toBe(expected.code);
    const signed = await refusedRun([...sign, ...consent({ totals: null, findings: [] })], folder, SECRET);
    expect(codeOf(signed)).toBe(expected.code);
    return;
  }
  const review = reviewed.json() as unknown as ReviewJson;
  const { findings, outputs, totals, verdict } = review;
  expect(reviewed.exitCode).toBe(verdict === 'stop' ? 1 : 0);
  if (expected.outcome === 'refuse') {
    expect(verdict).toBe('stop');
    expect(findings).toContainEqual(expect.objectContaining({ code: expected.code, severity: 'stop' }));
  } else if (expected.outcome === 'asked') {
    expect(findings.map(({ code }) => code)).toEqual(expect.arrayContaining([...expected.codes]));
    // What changes nothing needs no consent, and gives the very file that was signed before.
    if (verdict === 'clear') return expectSameAsBefore({ folder, review: words, sign }, review);
  } else {
    const leaving = outputs.filter(({ role }) => role === 'payment' || role === 'data');
    expect(leaving).toContain(outputs[expected.output]);
    expect(totals?.leaving).toBe(leaving.reduce((sum, { amount }) => sum + amount, 0));
    if (expected.code !== undefined) expect(findings.map(({ code }) => code)).toContain(expected.code);
  }
  const signed = await refusedRun([...sign, ...inattention(review, expected)], folder, SECRET);
  expect(signed.exitCode).toBe(1);
  if (verdict === 'stop') expect(signed.json()).toMatchObject({ verdict: 'stop' });
  else expect(codeOf(signed)).toBe(verdict === 'warn' ? 'review/not-acknowledged' : 'review/amount-differs');
}

/**
 * Consent that must not be enough: to everything where there is a stop, to no warning where there are some, and otherwise
 * to the amount that would leave if the output were change, as the attacker hopes.
 */
function inattention(review: ReviewJson, expected: FileCase['expected']): readonly string[] {
  if (review.verdict === 'stop') return consent(review);
  if (review.verdict === 'warn') return consent({ ...review, findings: [] });
  const hidden = expected.outcome === 'external' ? review.outputs[expected.output]!.amount : 0;
  return consent({ ...review, totals: { ...review.totals!, leaving: review.totals!.leaving - hidden } });
}

async function expectSameAsBefore({ folder, sign }: Desk, review: ReviewJson): Promise<void> {
  const { exitCode } = await icehouse([...sign, ...consent(review), '--json'], { folder, io, input: SECRET });
  expect(exitCode).toBe(0);
  expect(readFileSync(join(folder, 'signed.psbt'))).toEqual(readFileSync(join(folder, 'earlier.psbt')));
}

async function signFile({ folder, review: words, sign }: Desk): Promise<ReviewJson> {
  const reviewed = await icehouse([...words, '--json'], { folder, io });
  expect(reviewed.exitCode, reviewed.stdout).toBe(0);
  const review = reviewed.json() as unknown as ReviewJson;
  const signed = await icehouse([...sign, ...consent(review), '--json'], { folder, io, input: SECRET });
  expect(signed.exitCode, signed.stdout).toBe(0);
  expect(signed.json()).toMatchObject({ member: 'Alice', signedBy: expect.arrayContaining(['Alice']) });
  const { inputs } = parsePsbt(readFileSync(join(folder, 'signed.psbt')));
  expect(inputs.every(({ partialSignatures }) => partialSignatures.length > 0)).toBe(true);
  return review;
}

export async function runReturned(fixture: Fixture, each: ReturnedCase, tally: Tally): Promise<void> {
  const files = each.build(fixture);
  await inFolder(async (folder) => {
    writeFileSync(join(folder, 'family.json'), charterFileOf(fixture.group));
    writeFileSync(join(folder, 'payment.psbt'), files.base);
    writeFileSync(join(folder, 'bob.psbt'), files.attack);
    writeFileSync(join(folder, 'bob2.psbt'), files.control);
    const combine = (out: string, ...names: string[]) =>
      icehouse(['combine', 'payment.psbt', ...names, '--charter', 'family.json', '--out', out, '--json'], {
        folder,
        io,
      });
    const { result, bad } = each.expected;
    const alone = await combine('alone.psbt', 'bob.psbt');
    expect(alone.exitCode).toBe(result === 'signatures-taken' ? 0 : 1);
    expect(alone.json().files).toMatchObject([{ file: 'bob.psbt', result }]);
    const [told] = alone.json().files as readonly { readonly leftOut: readonly unknown[] }[];
    expect(told?.leftOut.length).toBe(bad);
    tally.attacks += 1;
    const both = await combine('both.psbt', 'bob.psbt', 'bob2.psbt');
    expect(both.exitCode).toBe(0);
    expect(Uint8Array.from(readFileSync(join(folder, 'both.psbt')))).toEqual(Uint8Array.from(files.control));
    expect(both.json()).toMatchObject({ signedBy: ['Bob'], stillNeeded: expect.arrayContaining(['Alice', 'Carol']) });
    tally.controls += 1;
  });
}

export async function runAct(fixture: Fixture, each: ActCase, tally: Tally): Promise<void> {
  const lines = linesOf(fixture, each);
  await inFolder(async (folder) => {
    prepare(folder, lines.attack);
    const { words, input, io: more } = lines.attack;
    const secrets = each.secrets?.(fixture) ?? [];
    if (each.expected.outcome === 'refuse') {
      const result = await refusedRun(words, folder, input, more);
      expect(codeOf(result), result.stdout).toBe(lines.code ?? each.expected.code);
      for (const secret of secrets) expect(result.stdout + result.stderr).not.toContain(secret);
      return;
    }
    const result = await icehouse(words, { folder, input: input ?? '', io: { ...io, ...more } });
    expectTold(result.stdout + result.stderr, each.expected);
  });
  tally.attacks += 1;
  await inFolder(async (folder) => {
    prepare(folder, lines.control);
    const { words, input = '', io: more } = lines.control;
    const isTold = each.expected.outcome === 'told';
    const result = await icehouse(isTold ? words : [...words, '--json'], { folder, input, io: { ...io, ...more } });
    expect(result.exitCode, result.stdout + result.stderr).toBe(0);
    if (each.expected.outcome === 'told') expectNotTold(result.stdout + result.stderr, each.expected);
  });
  tally.controls += 1;
}

function linesOf(fixture: Fixture, { name, commands }: ActCase) {
  if (!commands) throw new Error(`${name} is not a case of the commands`);
  if (typeof commands === 'function') return { code: undefined, ...commands(fixture) };
  return { code: commands.code, ...commands.build(fixture) };
}

function prepare(folder: string, line: CommandLine): void {
  for (const [name, content] of Object.entries(line.files ?? {})) writeFileSync(join(folder, name), content);
  line.prepare?.(folder);
}
