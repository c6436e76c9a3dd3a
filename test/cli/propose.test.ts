/** `propose` as a member uses it: amounts, links, batches, coins by hand, caps. */
import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { columnsOf } from '../../src/core/text/columns.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import { addressOf } from '../watch/world/payer.ts';
import { makeGroup } from './group.ts';
import { type Online, openOnline } from './online.ts';

const made = mkdtempSync(join(tmpdir(), 'icehouse-propose-'));
const DATA = ['--data', 'watch'] as const;
let online: Online;

beforeAll(() => makeGroup(made));
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeEach(async () => {
  online = await openOnline(made);
  await online.deposit(400_000n);
});
afterEach(() => online.close());

const words = ['propose', 'Family', '--purpose', 'the roof', '--proposer', 'Anna', ...DATA];
const rate = ['--fee-rate', '20'];
const dry = (...more: string[]) => online.run(...words, ...rate, '--dry-run', ...more);
const refused = async (...more: string[]) => {
  const { exitCode, json } = await online.attempt(...words, ...rate, '--out', 'no.psbt', ...more);
  expect(exitCode).not.toBe(0);
  expect(existsSync(join(online.folder, 'no.psbt'))).toBe(false);
  expect((await online.run('proposal', 'list', 'Family', ...DATA)).proposals).toEqual([]);
  return json().error;
};

describe('propose', () => {
  it('shows what it would do, and does nothing', async () => {
    const shown = await dry('--pay', `${addressOf(7)}=0.0015`, '--payee', 'Roofer');
    expect(shown).toMatchObject({
      ...{ psbt: null, state: 'dry-run', paid: 150_000, inputs: 1 },
      payments: [{ address: addressOf(7), amount: 150_000, payee: 'Roofer' }],
      coins: [expect.stringMatching(/^[0-9a-f]{64}:\d+$/)],
    });
    expect((await online.run('proposal', 'list', 'Family', ...DATA)).proposals).toEqual([]);
  });

  it('reads amounts with units, links, and gives one payee all', async () => {
    const paid = async (...more: string[]) => (await dry(...more)).paid;
    expect(await paid('--pay', `${addressOf(7)}=150 000 sat`)).toBe(150_000);
    expect(await paid('--pay', `${addressOf(7)}=1,5 mBTC`)).toBe(150_000);
    const link = `bitcoin:${addressOf(7)}?amount=0.0015&label=Roofer&message=Invoice%2012&lightning=ln1`;
    expect(await dry('--pay', link)).toMatchObject({ payments: [{ amount: 150_000, payee: 'Roofer' }] });
    expect(await dry('--pay', link, '--payee', 'Jim')).toMatchObject({ payments: [{ payee: 'Jim' }] });
    const { stdout } = await online.text(...words, ...rate, '--dry-run', '--pay', link);
    expect(stdout).toContain('The link offers more that is passed over: lightning');
    const all = await dry('--pay', `${addressOf(7)}=all`);
    expect(all).toMatchObject({ change: null, paid: 400_000 - Number(all.fee) });
  });

  it('takes the coins it is given, by the beginning of their ids', async () => {
    await online.deposit(300_000n);
    await online.deposit(200_000n);
    const { coins } = await online.run('watch', 'coins', 'Family', ...DATA);
    const [first, , third] = coins as { txid: string; vout: number }[];
    const names = [first!, third!].map(({ txid, vout }) => `${txid.slice(0, 16)}…:${vout}`);
    const built = await dry('--pay', `${addressOf(7)}=0.0001`, '--coin', names[0]!, '--coin', names[1]!);
    expect([...(built.coins as string[])].sort()).toEqual(
      [first!, third!].map(({ txid, vout }) => `${txid}:${vout}`).sort(),
    );
    const pay = ['--pay', `${addressOf(7)}=0.0001`];
    expect(await refused(...pay, '--coin', `${'0'.repeat(64)}:0`)).toMatchObject({ code: 'spend/unknown-coin' });
    expect(await refused(...pay, '--coin', names[0]!, '--coin', names[0]!)).toMatchObject({ code: 'spend/coin-twice' });
    expect(await refused(...pay, '--coin', 'the first')).toMatchObject({ code: 'usage/arguments' });
  });

  it('pays a batch, or nothing of it', async () => {
    const file = (text: string) => writeFileSync(join(online.folder, 'batch.csv'), text);
    const line = (seed: number, amount: string) => `${addressOf(seed)},${amount},payee ${seed}\n`;
    file(`address,amount,label\n${line(1, '0.0001')}${line(2, '20000 sat')}${line(3, '0.0003')}`);
    const text = await online.text(...words, ...rate, '--dry-run', '--batch', 'batch.csv');
    expect(text.stdout).toMatch(/in all\s+0\.00060000 BTC to 3 payees/);
    expect(text.stdout.split('\n').filter((each) => columnsOf(each) > 80)).toEqual([]);
    const built = await online.run(...words, ...rate, '--batch', 'batch.csv', '--out', 'batch.psbt');
    expect(built).toMatchObject({
      paid: 60_000,
      payments: [{ payee: 'payee 1' }, { amount: 20_000 }, {}],
      state: 'proposed',
    });
    expect(built.hints).not.toContainEqual(expect.objectContaining({ code: 'payee-twice' }));
    await online.run('proposal', 'withdraw', String(built.txid), '--reason', 'once more', ...DATA);
    file(`address,amount,label\n${line(1, '0.0001')}${line(2, '0.0002')}${line(1, '0.0001')}`);
    expect((await dry('--batch', 'batch.csv')).hints).toContainEqual(
      expect.objectContaining({ code: 'payee-twice', at: 'payments[2]' }),
    );
    file(`address,amount,label\n${line(1, '0.0001')}${line(2, '1,234')}`);
    const again = await online.attempt(...words, ...rate, '--batch', 'batch.csv', '--out', 'again.psbt');
    expect(again.json()).toMatchObject({ error: { code: 'batch/wrong-columns', at: 'line 3' } });
    expect(existsSync(join(online.folder, 'again.psbt'))).toBe(false);
  });

  it('carries "pay the roofer 0.0015 by Friday, not more than 10 sat/vB" to the cosigners in the same words', async () => {
    const wish = ['--pay', `${addressOf(7)}=0.0015`, '--payee', 'Roofer', '--source', 'invoice 12'];
    const limits = ['--fee-rate', '9', '--max-fee-rate', '10', '--expires', '2099-12-18'];
    await online.run(...words, ...wish, ...limits, '--out', 'roof.psbt');
    const review = await online.text('review', 'roof.psbt', '--charter', 'family.json', '--me', 'Bob');
    expect(review.exitCode).toBe(0);
    const text = review.stdout;
    expect(text).toMatch(/purpose {2,}the roof\n/);
    expect(text).toMatch(/not after {2,}2099-12-18\n/);
    expect(text).toMatch(/fee {2,}not more than 10 sat\/vB\n/);
    expect(text).toMatch(/0\.00150000 BTC to .*Roofer/);
    expect(text).toContain('invoice 12');
    expect(text).toMatch(/ 9\.\d{3} sat\/vB/);
    expect(text).not.toContain('proposal-fee-rate');
  });

  it('refuses what it cannot pay as meant', async () => {
    const pay = (amount: string, address = addressOf(7)) => refused('--pay', `${address}=${amount}`);
    expect(await pay('1,234')).toMatchObject({ code: 'amount/ambiguous', expected: '1.234 BTC or 1234 BTC' });
    expect(await pay('1e8')).toMatchObject({ code: 'amount/exponent' });
    expect(await pay('-1')).toMatchObject({ code: 'amount/negative' });
    expect(await pay('293 sat')).toMatchObject({
      code: 'spend/dust-payment',
      expected: expect.stringContaining('0.00000294'),
    });
    expect(await pay('0.005')).toMatchObject({
      code: 'spend/insufficient-funds',
      next: expect.stringMatching(/^at this fee rate at most 0\.003\d+ BTC can be paid$/),
    });
    const future = encodeAddress(new Uint8Array([0x52, 32, ...new Uint8Array(32).fill(9)]), 'regtest')!;
    expect(await pay('0.0001', future)).toMatchObject({ code: 'spend/future-version' });
    expect(await dry('--pay', `${future}=0.0001`, '--future-version')).toMatchObject({ paid: 10_000 });
    const taproot = encodeAddress(new Uint8Array([0x51, 32, ...new Uint8Array(32).fill(9)]), 'regtest')!;
    expect(await dry('--pay', `${taproot}=0.0001`)).toMatchObject({ paid: 10_000 });
    expect(await refused('--pay', `bitcoin:${addressOf(7)}`)).toMatchObject({ code: 'uri/no-amount' });
    expect(await refused('--pay', `bitcoin:${addressOf(7)}?amount=1e8`)).toMatchObject({ code: 'uri/malformed' });
    expect(await refused()).toMatchObject({ code: 'usage/missing-option' });
    expect(await refused('--pay', `${addressOf(7)}=0.0001`, '--max-fee-rate', '10')).toMatchObject({
      code: 'spend/fee-over-cap',
    });
    expect(await dry('--pay', `${addressOf(7)}=0.0001`, '--max-fee-rate', '20')).toMatchObject({ paid: 10_000 });
  });
});
