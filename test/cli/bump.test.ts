/** Raising fees, cancelling and helping along by commands. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/core/text/columns.ts';
import { addressOf } from '../watch/world/payer.ts';
import { makeGroup } from './group.ts';
import type { Result } from './icehouse.ts';
import { type Online, openOnline } from './online.ts';

const made = mkdtempSync(join(tmpdir(), 'icehouse-bump-'));
const DATA = ['--data', 'watch'] as const;
const BY = ['--proposer', 'Anna', ...DATA] as const;
const HEIGHT = ['--tip-height', '3'] as const;
let online: Online;
let id: string;

beforeAll(() => makeGroup(made));
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeEach(async () => {
  online = await openOnline(made);
  await online.deposit(400_000n);
  id = String((await online.propose('payment.psbt')).txid);
});
afterEach(() => online.close());

function expectNarrow({ stdout, stderr }: Result): void {
  expect(`${stdout}${stderr}`.split('\n').filter((line) => columnsOf(line) > 80)).toEqual([]);
}

/** Signed by Bob, who keeps a journal, and Carol; finalized and broadcast. */
async function send(psbt: string, amount: string, ...more: string[]): Promise<void> {
  const journal = ['--journal', 'bob.journal', ...HEIGHT, ...more];
  const bob = await online.sign('Bob', psbt, `bob.${psbt}`, amount, ...journal);
  const carol = await online.sign('Carol', psbt, `carol.${psbt}`, amount, ...HEIGHT);
  expect([bob.exitCode, carol.exitCode]).toEqual([0, 0]);
  const charter = ['--charter', 'family.json', ...DATA];
  await online.run('combine', psbt, `bob.${psbt}`, `carol.${psbt}`, ...charter, '--out', `both.${psbt}`);
  await online.run('finalize', `both.${psbt}`, ...charter, '--out', `${psbt}.tx`);
  await online.run('broadcast', `${psbt}.tx`, 'Family', ...DATA);
  await online.sync();
}

describe('a payment that waits', () => {
  it('is paid with a higher fee; whoever keeps a journal is shown what has changed', async () => {
    await send('payment.psbt', '0.0015');
    const raise = ['bump', id.slice(0, 12), '--fee-rate', '20', ...BY];
    const raised = await online.run(...raise, '--out', 'raised.psbt');
    expect(raised).toMatchObject({
      kind: 'bump',
      original: { proposal: id, txid: id },
      before: { inputs: 1, leaving: 150_000 },
      after: { inputs: 1, leaving: 150_000, feeRate: '20' },
      ...{ added: [], alsoReplaced: [], package: null },
    });
    const asked = await online.sign('Bob', 'raised.psbt', 'no.psbt', '0.0015', '--journal', 'bob.journal', ...HEIGHT);
    expect(asked.json()).toMatchObject({ error: { code: 'review/not-acknowledged', expected: 'replaces-signed' } });
    online.world.evict(id);
    await send('raised.psbt', '0.0015', '--acknowledge', 'replaces-signed');
    expect(await online.run('proposal', 'show', id, ...DATA)).toMatchObject({
      ...{ state: 'replaced', overtakenBy: raised.txid },
      signedBy: expect.arrayContaining(['Bob', 'Carol']),
    });
    expect(await online.run('proposal', 'show', String(raised.txid), ...DATA)).toMatchObject({ state: 'broadcast' });
  });

  it('is cancelled, which is said plainly', async () => {
    await send('payment.psbt', '0.0015');
    const told = await online.text('cancel', id, '--fee-rate', '20', ...BY, '--out', 'cancel.psbt');
    expectNarrow(told);
    expect(told.stdout).toContain('NOBODY is paid by this one');
    expect(told.stdout).toMatch(/leaves, BTC\s+0\.00150000\s+0\.00000000/);
    const shown = await online.run('proposal', 'list', 'Family', ...DATA);
    expect(shown.proposals).toMatchObject([
      { state: 'broadcast', conflicts: { length: 1 } },
      { state: 'proposed', leaving: 0, payments: [], purpose: 'the roof (cancelled)' },
    ]);
  });

  it('is helped along by a child, at the rate of both together', async () => {
    await send('payment.psbt', '0.0015');
    const words = ['bump', id, '--child', '--fee-rate', '30', ...BY];
    const told = await online.text(...words, '--out', 'text.psbt');
    expectNarrow(told);
    expect(told.stdout).toMatch(/rate, sat\/vB\s+[\d.]+\s+[\d.]+\s+30\n/);
    const twice = await online.attempt(...words, '--out', 'child.psbt');
    expect(twice.json()).toMatchObject({ error: { code: 'child/no-coin' } });
  });

  it('is not touched when the rate is too low, over the cap or misspelt', async () => {
    await send('payment.psbt', '0.0015');
    const refused = async (...words: string[]) =>
      (await online.attempt('bump', id, ...BY, '--out', 'raised.psbt', ...words)).json();
    expect(await refused('--fee-rate', '5')).toMatchObject({ error: { code: 'bump/fee-too-low' } });
    expect(await refused('--fee-rate', '20', '--max-fee-rate', '10')).toMatchObject({
      error: { code: 'spend/fee-over-cap' },
    });
    expect(await refused('--fee-rate', '20', '--add-coin', 'x:1')).toMatchObject({
      error: { code: 'usage/arguments' },
    });
    const { proposals } = (await online.run('proposal', 'list', 'Family', ...DATA)) as { proposals: unknown[] };
    expect(proposals).toHaveLength(1);
  });
});

it('is proposed again after its file could not be written', async () => {
  const raise = (out: string) => online.attempt('bump', id, '--fee-rate', '20', ...BY, '--out', out);
  expect((await raise('payment.psbt')).json()).toMatchObject({ error: { code: 'file/exists' } });
  const states = async () => {
    const { proposals } = await online.run('proposal', 'list', 'Family', ...DATA);
    return (proposals as { state: string; reason: string | null }[]).map(({ state, reason }) => `${state} ${reason}`);
  };
  expect(await states()).toEqual(['proposed null']);
  expect((await raise('nowhere/raised.psbt')).json()).toMatchObject({ error: { code: 'file/cannot-write' } });
  expect((await states()).toSorted()).toEqual(['draft null', 'proposed null']);
  const raised = (await raise('raised.psbt')).json();
  expect(raised).toMatchObject({ psbt: 'raised.psbt' });
  const { proposals } = await online.run('proposal', 'list', 'Family', ...DATA);
  expect(proposals).toMatchObject([{ id: raised.txid, state: 'proposed', reason: null }]);
});

describe('another member', () => {
  it('takes a file that is said to raise a fee only when that is all it does', async () => {
    const watch = ['watch', 'add', 'family.json', '--server', online.server.url, '--data', 'bob'];
    await online.run(...watch);
    const add = (file: string, ...more: string[]) => online.attempt('proposal', 'add', file, '--data', 'bob', ...more);
    expect((await add('payment.psbt')).exitCode).toBe(0);
    await online.run('bump', id, '--fee-rate', '20', ...BY, '--out', 'raised.psbt');
    await online.run('cancel', id, '--fee-rate', '20', '--proposer', 'Bob', '--data', 'bob', '--out', 'cancel.psbt');
    await online.run('watch', 'add', 'family.json', '--server', online.server.url, '--data', 'carol');
    const carol = (file: string, ...more: string[]) =>
      online.attempt('proposal', 'add', file, '--data', 'carol', ...more);
    await carol('payment.psbt');
    expect((await carol('cancel.psbt', '--bump-of', id)).json()).toMatchObject({
      error: { code: 'bump/payee-changed' },
    });
    expect((await carol('raised.psbt', '--bump-of', id)).json()).toMatchObject({ outcome: 'added', conflicts: [id] });
  });
});

describe('a sweep', () => {
  it('shows its plan first and proposes stage by stage', async () => {
    await online.run('proposal', 'withdraw', id, '--reason', 'sweep instead', ...DATA);
    await online.deposit(200_000n);
    await online.deposit(1_500n);
    const words = ['sweep', 'Family', '--to', addressOf(9), '--fee-rate', '20', '--max-inputs', '1', ...DATA];
    const plan = await online.run(...words);
    expect(plan).toMatchObject({
      stages: [{ coins: 1 }, { coins: 1 }],
      proposed: null,
      notWorthIt: { coins: 1, amount: 1_500 },
    });
    expect(2 * Number(plan.feeLater)).toBe(plan.fee);
    const propose = (out: string) => online.run(...words, '--proposer', 'Anna', '--out', out);
    expect(await propose('one.psbt')).toMatchObject({ stages: { length: 2 }, proposed: { psbt: 'one.psbt' } });
    expect(await propose('two.psbt')).toMatchObject({ stages: { length: 1 } });
    const done = await online.attempt(...words, '--proposer', 'Anna', '--out', 'three.psbt');
    expect(done.json()).toMatchObject({ error: { code: 'sweep/nothing-to-do' } });
    const { proposals } = (await online.run('proposal', 'list', 'Family', ...DATA)) as {
      proposals: { leaving: number }[];
    };
    expect(proposals.map(({ leaving }) => leaving).reduce((sum, each) => sum + each, 0)).toBe(plan.amount);
  });

  it('and a consolidation are told within 80 columns', async () => {
    await online.run('proposal', 'withdraw', id, '--reason', 'x', ...DATA);
    await online.deposit(200_000n);
    const told = await online.text('consolidate', 'Family', '--fee-rate', '20', ...DATA);
    expectNarrow(told);
    expect(told.stdout.replace(/\s+/g, ' ')).toContain('waiting may be cheaper');
    expectNarrow(await online.text('sweep', 'Family', '--to', addressOf(9), '--fee-rate', '2', ...DATA));
    const each = ['--fee-rate', '2', '--max-inputs', '1', '--max-fee', '0.000005'];
    const capped = await online.text('sweep', 'Family', '--to', addressOf(9), ...each, ...DATA);
    expectNarrow(capped);
    expect(capped.stdout.replace(/\s+/g, ' ')).toContain('your cap on the fee, which counts anew for each plan');
  });
});
