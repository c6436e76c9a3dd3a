/** Paying by commands: review, sign, state what was seen, combine, finalize; and what the commands do with bad files. */
import { cpSync, existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { fromHex, toBase64 } from '../../src/core/bytes.ts';
import { parseCharterFile } from '../../src/core/charter/charter-file.ts';
import { proposalRecord } from '../../src/core/proposal/codec.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../src/core/psbt/serialize.ts';
import { columnsOf } from '../../src/core/text/columns.ts';
import { parseTransaction } from '../../src/core/tx/parse.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import type { Wallet } from '../../src/core/wallet/types.ts';
import { flipped, onSignatures, stripped } from '../completion/world.ts';
import { ownInput, type Payment, payTo, plainPayment, psbtBytes, strangerScript } from '../review/payment.ts';
import { type MemberName, makeGroup, readText, secretOf } from './group.ts';
import { freshFolder, icehouse, type Result } from './icehouse.ts';

const made = mkdtempSync(join(tmpdir(), 'icehouse-pay-'));
let wallet: Wallet;
let charterId: string;
beforeAll(async () => {
  await makeGroup(made);
  const { charter } = parseCharterFile(readText(made, 'family.json'));
  wallet = charter.wallet;
  charterId = charter.id;
});
afterAll(() => rmSync(made, { recursive: true, force: true }));

/** A folder with the group's charter and a payment of 1.5 BTC to Acme with 0.0999 returning. */
function payFolder(parts: Partial<Payment> = {}): string {
  const folder = freshFolder();
  cpSync(join(made, 'family.json'), join(folder, 'family.json'));
  write(folder, 'payment.psbt', parts);
  return folder;
}

function write(folder: string, file: string, parts: Partial<Payment>): void {
  writeFileSync(join(folder, file), psbtBytes({ ...plainPayment(wallet), ...parts }));
}

const bytesOf = (folder: string, file: string): Uint8Array => new Uint8Array(readFileSync(join(folder, file)));

/** The words of a proposal that nobody signed, as an online machine could write them. */
const wordsOf = (purpose: string) => ({
  unknown: [
    proposalRecord({
      charterId,
      proposer: 'Anna',
      purpose,
      payees: [{ address: acme(), name: 'Acme', source: undefined }],
      expires: undefined,
      signature: undefined,
    }),
  ],
});

/** Another transaction to the eye of nobody. */
const otherSequence = (): Partial<Payment> => ({
  inputs: plainPayment(wallet).inputs.map((each) => ({ ...each, sequence: 0xffff_fffc })),
});

const acme = (): string => encodeAddress(strangerScript('Acme'), wallet.network)!;

interface Signing {
  readonly psbt?: string;
  readonly out?: string;
  readonly amount?: string;
  readonly more?: readonly string[];
  readonly text?: boolean;
}

function signAs(member: MemberName, folder: string, signing: Signing = {}): Promise<Result> {
  const { psbt = 'payment.psbt', out = `${member}.psbt`, amount = '1.5', more = [], text = false } = signing;
  const words = ['sign', psbt, '--charter', 'family.json', '--confirm-amount', amount, '--out', out, ...more];
  return icehouse([...words, '--secret-stdin', ...(text ? [] : ['--json'])], { folder, input: secretOf(member) });
}

function combine(folder: string, files: readonly string[], more: readonly string[] = ['--json']): Promise<Result> {
  const words = ['combine', 'payment.psbt', ...files, '--charter', 'family.json', '--out', 'combined.psbt'];
  return icehouse([...words, ...more], { folder });
}

function expectNarrow({ stdout, stderr }: Result): void {
  const lines = `${stdout}${stderr}`.split('\n');
  expect(lines.filter((line) => columnsOf(line) > 80)).toEqual([]);
}

describe('a payment from hand to hand', () => {
  it('is reviewed, signed by two, combined and finalized', async () => {
    const folder = payFolder();
    const reviewed = await icehouse(['review', 'payment.psbt', '--charter', 'family.json', '--me', 'Anna', '--json'], {
      folder,
    });
    expect(reviewed.json()).toMatchObject({ verdict: 'clear', totals: { leaving: 150_000_000, fee: 10_000 } });
    const bob = await signAs('Bob', folder, { more: ['--seen', 'Bob.seen'] });
    expect(bob.json()).toMatchObject({ member: 'Bob', added: 2, complete: false, seen: 'Bob.seen', journal: null });
    const carol = await signAs('Carol', folder, { more: ['--seen', 'Carol.seen', '--base64'] });
    expect(carol.json()).toMatchObject({ member: 'Carol', seen: 'Carol.seen' });
    expect(readText(folder, 'Carol.psbt')).toMatch(/^cHNidP8/);

    const seen = ['--seen', 'Bob.seen', '--seen', 'Carol.seen'];
    const combined = await combine(folder, ['Bob.psbt', 'Carol.psbt'], [...seen, '--json']);
    expect(combined.exitCode).toBe(0);
    expect(combined.json()).toMatchObject({
      complete: true,
      needed: 2,
      stillNeeded: [],
      files: [
        { file: 'Bob.psbt', result: 'signatures-taken', signedBy: ['Bob'], leftOut: [], error: null },
        { file: 'Carol.psbt', result: 'signatures-taken', signedBy: ['Carol'] },
      ],
      seen: [
        { file: 'Bob.seen', member: 'Bob', leaving: 150_000_000, returning: 9_990_000, fee: 10_000, acknowledged: [] },
        { file: 'Carol.seen', member: 'Carol', leaving: 150_000_000 },
      ],
    });

    const words = ['finalize', 'combined.psbt', '--charter', 'family.json', '--out', 'payment.tx', '--json'];
    const final = (await icehouse(words, { folder })).json();
    expect(final).toMatchObject({ txid: reviewed.json().txid, fee: 10_000 });
    const transaction = parseTransaction(fromHex(readText(folder, 'payment.tx').trim()));
    expect(transaction.inputs.map(({ witness }) => witness.length)).toEqual([4, 4]);
  });

  it('is told in lines of at most 80 columns', async () => {
    const folder = payFolder();
    const more = ['--seen', 'Bob.seen', '--journal', 'bob.journal'];
    expectNarrow(await signAs('Bob', folder, { text: true, more }));
    const combined = await combine(folder, ['payment.psbt', 'Bob.psbt', 'Bob.psbt'], ['--seen', 'Bob.seen']);
    expectNarrow(combined);
    expect(combined.stdout.split('\n')).toEqual([
      'payment.psbt: no new signature: there is not one signature in it.',
      'Bob.psbt: signature taken: Bob.',
      'Bob.psbt: nothing new, already signed by Bob.',
      expect.stringMatching(/^Signed by Bob: 1 of 2\. Still needed: (?:Anna or Carol|Carol or Anna)\.$/),
      'Bob saw this very payment: 1.50000000 BTC leaving, 0.09990000 returning, fee',
      '0.00010000; acknowledged no warning.',
      'Written to combined.psbt.',
      '',
    ]);
    const words = ['finalize', 'combined.psbt', '--charter', 'family.json', '--out', 'payment.tx'];
    const early = await icehouse(words, { folder });
    expect(early.exitCode).toBe(1);
    expectNarrow(early);
    expect(early.stderr).toMatch(/found\s+Bob\n/);
    expect(early.stderr).toMatch(/ask (?:Anna or Carol|Carol or Anna) for a signature/);
    expect(existsSync(join(folder, 'payment.tx'))).toBe(false);
  });
});

describe('files that come back', () => {
  it('count in any form; bad ones are named and left aside', async () => {
    const folder = payFolder();
    await signAs('Bob', folder);
    await signAs('Carol', folder);
    write(folder, 'other.psbt', otherSequence());
    await signAs('Carol', folder, { psbt: 'other.psbt', out: 'another.psbt' });
    const bobs = parsePsbt(bytesOf(folder, 'Bob.psbt'));
    writeFileSync(join(folder, 'bad.psbt'), serializePsbt(onSignatures(bobs, 1, flipped)));
    writeFileSync(join(folder, 'broken.psbt'), bytesOf(folder, 'Bob.psbt').subarray(0, 200));
    writeFileSync(join(folder, 'stripped.psbt'), `${toBase64(serializePsbt(stripped(bobs)))}\n`);
    const files = ['bad.psbt', 'broken.psbt', 'another.psbt', 'stripped.psbt', 'Carol.psbt'];
    const combined = await combine(folder, files);
    expect(combined.exitCode).toBe(0);
    expect(combined.json()).toMatchObject({
      complete: true,
      files: [
        {
          result: 'signatures-taken',
          signedBy: ['Bob'],
          leftOut: [{ at: 'inputs[1]', member: 'Bob', problem: 'does-not-verify' }],
        },
        { result: 'unreadable', error: { code: 'psbt/truncated' } },
        { result: 'another-transaction', error: { code: 'psbt/another-transaction' } },
        { result: 'signatures-taken', signedBy: ['Bob'], leftOut: [] },
        { result: 'signatures-taken', signedBy: ['Carol'] },
      ],
    });
  });

  it('that bring nothing new end with exit code 1, and a name that is not there is a slip', async () => {
    const folder = payFolder();
    const unsigned = await combine(folder, ['payment.psbt']);
    expect(unsigned.exitCode).toBe(1);
    expect(unsigned.json()).toMatchObject({ complete: false, files: [{ result: 'unsigned' }], signedBy: [] });
    const missing = await combine(folder, ['nowhere.psbt']);
    expect(missing.exitCode).toBe(3);
    expect(missing.json()).toMatchObject({ error: { code: 'file/cannot-read' } });
  });
});

describe('what members saw', () => {
  const both = ['--seen', 'Bob.seen', '--seen', 'Carol.seen', '--json'];

  /** Bob signs the stored proposal; Carol is sent another file. */
  async function sentApart(carols: Partial<Payment>, bobs: Partial<Payment> = {}): Promise<string> {
    const folder = payFolder(bobs);
    write(folder, 'for-carol.psbt', carols);
    const bob = await signAs('Bob', folder, { more: ['--seen', 'Bob.seen'] });
    const carol = await signAs('Carol', folder, { psbt: 'for-carol.psbt', more: ['--seen', 'Carol.seen'] });
    expect([bob.exitCode, carol.exitCode]).toEqual([0, 0]);
    return folder;
  }

  it('raises the alarm when the same transaction was shown with other words', async () => {
    const folder = await sentApart(wordsOf('gift to the club'), wordsOf('new roof'));
    const alarm = await combine(folder, ['Bob.psbt', 'Carol.psbt'], both);
    expect(alarm.exitCode).toBe(1);
    expect(alarm.json()).toMatchObject({
      error: {
        code: 'seen/differs',
        at: 'proposal.purpose',
        message: 'ALARM: what Bob was shown is not what Carol was shown',
        found: 'proposal.purpose: Bob "new roof", Carol "gift to the club"',
      },
    });
    expect(existsSync(join(folder, 'combined.psbt'))).toBe(false);
    expectNarrow(await combine(folder, ['Bob.psbt', 'Carol.psbt'], both.slice(0, -1)));
    // Without the statements nothing would have shown: the transaction is the same.
    expect((await combine(folder, ['Bob.psbt', 'Carol.psbt'])).json()).toMatchObject({ complete: true });
  });

  it('raises the alarm when members were sent different transactions', async () => {
    const folder = await sentApart(otherSequence());
    const alarm = await combine(folder, ['Bob.psbt'], both);
    expect(alarm.json()).toMatchObject({ error: { code: 'seen/differs', at: 'txid' } });
    const only = await combine(folder, ['Bob.psbt'], ['--seen', 'Carol.seen', '--json']);
    expect(only.json()).toMatchObject({
      error: { code: 'seen/differs', message: 'ALARM: what Carol was shown is not the stored proposal' },
    });
    expect((await combine(folder, ['Bob.psbt'], ['--seen', 'Bob.seen', '--json'])).exitCode).toBe(0);
  });

  it('is believed only as it was signed, and by members only', async () => {
    const folder = await sentApart({});
    const text = readText(folder, 'Bob.seen');
    writeFileSync(join(folder, 'changed.seen'), text.replace('"fee": 10000', '"fee": 10001'));
    const changed = await combine(folder, ['Bob.psbt'], ['--seen', 'changed.seen', '--json']);
    expect(changed.exitCode).toBe(1);
    expect(changed.json()).toMatchObject({ error: { code: 'seen/bad-signature', at: 'changed.seen, signature' } });
    const carols = JSON.parse(readText(folder, 'Carol.seen')) as { signature: string };
    writeFileSync(join(folder, 'stolen.seen'), text.replace(/"signature": ".*"/, `"signature": "${carols.signature}"`));
    const stolen = await combine(folder, ['Bob.psbt'], ['--seen', 'stolen.seen', '--json']);
    expect(stolen.json()).toMatchObject({ error: { code: 'seen/bad-signature' } });
    expect((await combine(folder, ['Bob.psbt', 'Carol.psbt'], both)).exitCode).toBe(0);
  });

  it('is told of each member who stated it, and who did not', async () => {
    const folder = await sentApart({});
    const { stdout } = await combine(folder, ['Bob.psbt', 'Carol.psbt'], ['--seen', 'Bob.seen']);
    expect(stdout).toContain('Bob saw this very payment: 1.50000000 BTC leaving');
    expect(stdout).toContain('No statement of what was seen by Carol.');
  });
});

describe('the journal of a signer', () => {
  const journal = ['--journal', 'bob.journal'];
  const raised = () => ({
    outputs: plainPayment(wallet).outputs.map((each, index) => (index === 1 ? { ...each, amount: 9_980_000n } : each)),
  });
  const elsewhere = () => ({ outputs: [payTo(strangerScript('Mallory'), 159_980_000n)] });

  async function signedOnce(): Promise<string> {
    const folder = payFolder();
    const first = await signAs('Bob', folder, { more: journal });
    expect(first.json()).toMatchObject({ journal: { file: 'bob.journal', entries: 1 } });
    return folder;
  }

  it('is begun, says what it holds, and asks before a coin is signed for twice', async () => {
    const folder = await signedOnce();
    write(folder, 'raised.psbt', raised());
    const signing = { psbt: 'raised.psbt', out: 'raised.signed.psbt' };
    const refused = await signAs('Bob', folder, { ...signing, more: journal });
    expect(refused.exitCode).toBe(1);
    expect(refused.json()).toMatchObject({
      error: { code: 'review/not-acknowledged', expected: 'replaces-signed' },
    });
    expect(existsSync(join(folder, 'raised.signed.psbt'))).toBe(false);
    expect(JSON.parse(readText(folder, 'bob.journal')).entries).toHaveLength(1);

    const more = [...journal, '--acknowledge', 'replaces-signed'];
    const told = await signAs('Bob', folder, { ...signing, more, text: true });
    expect(told.exitCode).toBe(0);
    expect(told.stderr).toMatch(/^Journal bob\.journal: 1 payment, the last of 20\d\d-/);
    const screen = told.stderr.replace(/\s+(?:\| )?/g, ' ');
    expect(screen).toContain('the fee goes from 0.00010000 to 0.00020000 BTC');
    expect(screen).toContain('known: this address was used before');
    expectNarrow(told);
    expect(JSON.parse(readText(folder, 'bob.journal')).entries).toHaveLength(2);
  });

  it('shows a changed recipient, which needs a word of its own', async () => {
    const folder = await signedOnce();
    write(folder, 'evil.psbt', elsewhere());
    const signing = { psbt: 'evil.psbt', out: 'evil.signed.psbt', amount: '1.5998' };
    const one = await signAs('Bob', folder, { ...signing, more: [...journal, '--acknowledge', 'replaces-signed'] });
    expect(one.json()).toMatchObject({ error: { code: 'review/not-acknowledged', expected: 'replacement-payee' } });
    const reviewed = await icehouse(
      ['review', 'evil.psbt', '--charter', 'family.json', '--me', 'Bob', ...journal, '--json'],
      { folder },
    );
    const { findings } = reviewed.json() as { findings: { code: string; message: string }[] };
    const messages = findings.filter(({ code }) => code === 'replacement-payee').map(({ message }) => message);
    expect(messages).toHaveLength(2);
    expect(messages[0]).toMatch(/^1\.59980000 BTC to bcrt1\w+, to whom transaction \w{8}…\w{8} pays nothing$/);
    const before = new RegExp(`^nothing any more to ${acme()}, to whom transaction .* pays 1\\.50000000 BTC$`);
    expect(messages[1]).toMatch(before);
    // Without a journal the same file is an ordinary payment.
    expect((await signAs('Bob', folder, signing)).exitCode).toBe(0);
  });

  it('has a stand-in: the file that was signed before', async () => {
    const folder = payFolder();
    await signAs('Bob', folder);
    write(folder, 'raised.psbt', raised());
    const signing = { psbt: 'raised.psbt', out: 'raised.signed.psbt' };
    const refused = await signAs('Bob', folder, { ...signing, more: ['--previous', 'Bob.psbt'] });
    expect(refused.json()).toMatchObject({ error: { code: 'review/not-acknowledged', expected: 'replaces-signed' } });
    const unsigned = await signAs('Bob', folder, { ...signing, more: ['--previous', 'payment.psbt'] });
    expect(unsigned.exitCode).toBe(3);
    expect(unsigned.json()).toMatchObject({ error: { code: 'journal/not-signed', at: 'payment.psbt' } });
    const more = ['--previous', 'Bob.psbt', '--acknowledge', 'replaces-signed'];
    expect((await signAs('Bob', folder, { ...signing, more })).exitCode).toBe(0);
  });

  it('is not extended by the same payment, nor by one that is refused', async () => {
    const folder = await signedOnce();
    const before = readText(folder, 'bob.journal');
    const again = await signAs('Bob', folder, { out: 'again.psbt', more: journal });
    expect(again.json().findings).toMatchObject([{ code: 'proposal-missing' }, { code: 'signed-before' }]);
    expect(bytesOf(folder, 'again.psbt')).toEqual(bytesOf(folder, 'Bob.psbt'));
    write(folder, 'other.psbt', {
      inputs: [ownInput(wallet, { keychain: 'receive', index: 8, amount: 200_000n })],
      outputs: [payTo(strangerScript('Baker'), 100_000n)],
    });
    const stopped = await signAs('Bob', folder, { psbt: 'other.psbt', out: 'other.signed.psbt', more: journal });
    expect(stopped).toMatchObject({ exitCode: 1 });
    expect(stopped.json()).toMatchObject({ verdict: 'stop' });
    expect(readText(folder, 'bob.journal')).toBe(before);
  });

  it('that was changed, or is another member’s, is refused before anything is signed', async () => {
    const folder = await signedOnce();
    const text = readText(folder, 'bob.journal');
    writeFileSync(join(folder, 'changed.journal'), text.replace('"amount": 150000000', '"amount": 1'));
    const changed = await signAs('Bob', folder, { out: 'second.psbt', more: ['--journal', 'changed.journal'] });
    expect(changed).toMatchObject({ exitCode: 1 });
    expect(changed.json()).toMatchObject({ error: { code: 'journal/bad-signature' } });
    const others = await signAs('Carol', folder, { more: journal });
    expect(others.json()).toMatchObject({ error: { code: 'journal/other-key' } });
    expect(readdirSync(folder).filter((file) => /^(?:Carol|second)/.test(file))).toEqual([]);
    const fresh = await signAs('Carol', folder, { more: ['--journal', 'carol.journal'] });
    expect(fresh.json()).toMatchObject({ journal: { entries: 1 } });
  });
});

describe('names of files to write', () => {
  it('are looked at before a secret is asked for', async () => {
    const folder = payFolder();
    writeFileSync(join(folder, 'taken'), 'mine\n');
    const words = ['sign', 'payment.psbt', '--charter', 'family.json', '--confirm-amount', '1.5', '--secret-stdin'];
    const withNames = (...names: string[]) => icehouse([...words, ...names, '--json'], { folder, input: 'no secret' });
    for (const names of [
      ['--out', 'taken'],
      ['--out', 'x', '--seen', 'taken'],
    ]) {
      const refused = await withNames(...names);
      expect(refused.exitCode).toBe(1);
      expect(refused.json()).toMatchObject({ error: { code: 'file/exists' } });
    }
    for (const names of [
      ['--out', 'x', '--seen', 'x'],
      ['--out', 'x', '--journal', './x'],
    ]) {
      const refused = await withNames(...names);
      expect(refused.exitCode).toBe(2);
      expect(refused.json()).toMatchObject({ error: { code: 'usage/arguments' } });
    }
    expect(readText(folder, 'taken')).toBe('mine\n');
  });

  it('that cannot be written leave the payment signed and say so', async () => {
    const folder = payFolder();
    const lost = await signAs('Bob', folder, { more: ['--journal', 'nowhere/bob.journal'] });
    expect(lost.exitCode).toBe(4);
    expect(lost.json()).toMatchObject({ error: { code: 'journal/not-written', at: 'nowhere/bob.journal' } });
    const unseen = await signAs('Carol', folder, { more: ['--seen', 'nowhere/carol.seen'] });
    expect(unseen.json()).toMatchObject({ error: { code: 'seen/not-written' } });
    expect((await combine(folder, ['Bob.psbt', 'Carol.psbt'])).json()).toMatchObject({ complete: true });
  });
});
