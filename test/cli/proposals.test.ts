/** Proposals by commands: where they stand, who has signed, and what becomes of them. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/core/text/columns.ts';
import { serve } from '../watch/world/liar.ts';
import { addressOf } from '../watch/world/payer.ts';
import { makeGroup } from './group.ts';
import type { Result } from './icehouse.ts';
import { type Online, openOnline } from './online.ts';

const made = mkdtempSync(join(tmpdir(), 'icehouse-proposals-'));
const DATA = ['--data', 'watch'] as const;
let online: Online;

beforeAll(() => makeGroup(made));
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeEach(async () => {
  online = await openOnline(made);
});
afterEach(() => online.close());

const list = async (...more: string[]) =>
  (await online.run('proposal', 'list', 'Family', ...DATA, ...more)).proposals as Record<string, unknown>[];

function expectNarrow({ stdout, stderr }: Result): void {
  expect(`${stdout}${stderr}`.split('\n').filter((line) => columnsOf(line) > 80)).toEqual([]);
}

describe('a proposal by commands', () => {
  it('is told at every step from draft to confirmed, with the names of those who signed', async () => {
    await online.deposit(400_000n);
    const drafted = await online.propose('payment.psbt', '--draft');
    expect(drafted).toMatchObject({ state: 'draft' });
    expect(await list()).toMatchObject([{ state: 'draft', leaving: 150_000, purpose: 'the roof', proposer: 'Anna' }]);
    const id = String(drafted.txid);
    expect(await online.run('proposal', 'add', 'payment.psbt', ...DATA)).toMatchObject({
      ...{ id, state: 'proposed', outcome: 'updated', needed: 2, signedBy: [], conflicts: [] },
      payments: [{ address: addressOf(7), amount: 150_000, payee: 'Roofer' }],
    });
    for (const member of ['Bob', 'Carol'] as const) {
      const height = ['--tip-height', '3'];
      const signed = await online.sign(member, 'payment.psbt', `${member}.psbt`, '0.0015', ...height);
      expect(signed.exitCode).toBe(0);
    }
    const combine = (files: readonly string[], out: string) =>
      online.run('combine', 'payment.psbt', ...files, '--charter', 'family.json', '--out', out, ...DATA);
    expect(await combine(['Bob.psbt'], 'one.psbt')).toMatchObject({ state: 'signed' });
    expect(await list()).toMatchObject([{ state: 'signed', signedBy: ['Bob'] }]);
    const shown = await online.text('proposal', 'show', id.slice(0, 8), ...DATA);
    expectNarrow(shown);
    expect(shown.stdout).toMatch(/proposer {3}only claimed, no valid signature: Anna/);
    expect(shown.stdout).toMatch(/signed by {2}Bob \(1 of 2\); still needed: (?:Anna or Carol|Carol or Anna)/);
    expectNarrow(await online.text('proposal', 'list', 'Family', ...DATA));
    expect(await combine(['Bob.psbt', 'Carol.psbt'], 'both.psbt')).toMatchObject({ state: 'complete', complete: true });

    const finalize = ['finalize', 'both.psbt', '--charter', 'family.json', '--out', 'payment.tx'];
    expect(await online.run(...finalize, ...DATA)).toMatchObject({ txid: id, state: 'complete' });
    await online.run('broadcast', 'payment.tx', 'Family', ...DATA);
    expect(await list()).toMatchObject([{ state: 'broadcast', txid: id, confirmations: 0 }]);
    // A mempool drops it: the next sync sends it again.
    online.world.evict(id);
    expect(await online.sync()).toMatchObject({ again: [{ proposal: id, txid: id, error: null }] });
    expect(await online.sync()).toMatchObject({ again: [] });
    expect(await online.run('broadcast', '--again', 'Family', ...DATA)).toEqual({ again: [] });
    expect((await online.attempt('broadcast', 'Family', ...DATA)).exitCode).toBe(2);
    online.world.mine();
    expect(await online.sync()).toMatchObject({ proposals: [{ id, before: 'broadcast', state: 'confirmed' }] });
    expect(await list()).toEqual([]);
    const [confirmed] = await list('--all');
    expect(confirmed).toMatchObject({ state: 'confirmed', confirmations: 1 });
    expect([...(confirmed?.signedBy as string[])].sort()).toEqual(['Bob', 'Carol']);
  });

  it('is shown beside another one on the same coins, on both, and one of them is withdrawn', async () => {
    await online.deposit(400_000n);
    const first = String((await online.propose('first.psbt', '--draft')).txid);
    const second = String((await online.propose('second.psbt', '--pay', `${addressOf(9)}=0.001`)).txid);
    expect(await online.run('proposal', 'add', 'first.psbt', ...DATA)).toMatchObject({ conflicts: [second] });
    expect(await online.run('proposal', 'show', second, ...DATA)).toMatchObject({ conflicts: [first] });
    const listed = await online.text('proposal', 'list', 'Family', ...DATA);
    expectNarrow(listed);
    expect(listed.stdout.match(/proposed !/g)).toHaveLength(2);
    const shown = await online.text('proposal', 'show', second.slice(0, 10), ...DATA);
    expectNarrow(shown);
    expect(shown.stdout.replace(/\s+/g, ' ')).toContain(`same coins as proposal ${first}`);
    const withdraw = ['proposal', 'withdraw', first, '--reason', 'paid otherwise', ...DATA];
    expect(await online.run(...withdraw)).toMatchObject({ state: 'withdrawn', reason: 'paid otherwise' });
    expect((await online.attempt(...withdraw)).json()).toMatchObject({ error: { code: 'proposal/is-over' } });
    expect(await list()).toMatchObject([{ id: second, conflicts: [] }]);
  });

  it('asks several servers for a fee, tells what it does not believe, and keeps to the caps', async () => {
    await online.deposit(400_000n);
    const liar = await serve(online.world);
    liar.lies.set('blockchain.estimatefee', () => 10);
    const target = ['--confirm-within', '6', '--also-server', liar.url];
    const { feeAdvice, fee, virtualSize } = await online.propose('asked.psbt', '--draft', ...target);
    expect(feeAdvice).toMatchObject({
      rate: '5',
      cappedFrom: null,
      voices: [
        { rate: '5', doubt: null },
        { rate: '1000000', doubt: 'out-of-bounds' },
      ],
    });
    expect(fee).toBe(5 * Number(virtualSize));
    expect(await online.propose('capped.psbt', '--draft', ...target, '--max-fee-rate', '2.5')).toMatchObject({
      feeAdvice: { rate: '2.5', cappedFrom: '5' },
    });
    const words = ['propose', 'Family', '--pay', `${addressOf(7)}=0.001`, '--purpose', 'x', '--proposer', 'Anna'];
    const propose = (...more: string[]) => online.attempt(...words, '--out', 'other.psbt', ...DATA, ...more);
    const overCap = await propose('--fee-rate', '5', '--max-fee', '0.000009');
    expect(overCap.json()).toMatchObject({ error: { code: 'spend/fee-over-cap', expected: 'at most 0.00000900 BTC' } });
    expect((await propose()).json()).toMatchObject({ error: { code: 'usage/arguments' } });
    expect((await propose('--fee-rate', '5', '--confirm-within', '6')).exitCode).toBe(2);
    online.server.lies.set('blockchain.estimatefee', () => 10);
    const unbelievable = await propose(...target);
    expect(unbelievable.json()).toMatchObject({ error: { code: 'fee-rate/not-believable' } });
    // The second server that a wallet is watched through has its say without being named again.
    const two = ['--data', 'two'];
    online.server.lies.clear();
    await online.run('watch', 'add', 'family.json', '--server', online.server.url, '--second', liar.url, ...two);
    const asked = await online.run(...words, ...two, '--confirm-within', '6', '--dry-run');
    expect(asked).toMatchObject({ feeAdvice: { rate: '5', voices: [{ doubt: null }, { doubt: 'out-of-bounds' }] } });
    await liar.close();
    const alone = await online.text(...words, '--draft', '--out', 'text.psbt', ...DATA, '--fee-rate', '5');
    expectNarrow(alone);
    online.server.lies.clear();
    const without = await online.text(
      ...words,
      '--draft',
      '--out',
      'more.psbt',
      ...DATA,
      ...target,
      '--pay',
      `${addressOf(8)}=0.0001`,
    );
    expect(without.stderr).toContain('Without the server');
  });

  it('whose file cannot be written reserves nothing', async () => {
    await online.deposit(400_000n);
    const refused = await online.attempt(
      ...['propose', 'Family', '--pay', `${addressOf(7)}=0.001`, '--purpose', 'x', '--proposer', 'Anna'],
      ...['--fee-rate', '5', '--out', 'family.json', ...DATA],
    );
    expect(refused.json()).toMatchObject({ error: { code: 'file/exists' } });
    expect(await list('--all')).toEqual([]);
    await online.propose('payment.psbt');
    expect(existsSync(join(online.folder, 'payment.psbt'))).toBe(true);
  });

  it('is found by the beginning of its id only, and refused with a word when it is not', async () => {
    await online.deposit(400_000n);
    const { txid } = await online.propose('payment.psbt');
    expect((await online.attempt('proposal', 'show', String(txid).slice(0, 5), ...DATA)).json()).toMatchObject({
      error: { code: 'proposal/no-such-proposal' },
    });
    expect((await online.attempt('proposal', 'show', 'feedfeedfeed', ...DATA)).exitCode).toBe(2);
    expect(await online.run('proposal', 'show', String(txid).slice(0, 6), ...DATA)).toMatchObject({ id: txid });
  });
});
