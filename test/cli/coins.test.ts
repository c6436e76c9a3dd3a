/** Coins by commands: the list with what is worth knowing, labels, freezing, dust. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { columnsOf } from '../../src/core/text/columns.ts';
import { decodeAddress } from '../../src/core/wallet/address.ts';
import { paymentFromOutside } from '../watch/world/blocks.ts';
import { addressOf } from '../watch/world/payer.ts';
import { makeGroup } from './group.ts';
import { type Online, openOnline } from './online.ts';

const made = mkdtempSync(join(tmpdir(), 'icehouse-coins-'));
const DATA = ['--data', 'watch'] as const;
let online: Online;

beforeAll(() => makeGroup(made));
afterAll(() => rmSync(made, { recursive: true, force: true }));
beforeEach(async () => {
  online = await openOnline(made);
  await online.deposit(400_000n);
});
afterEach(() => online.close());

interface ListedCoin {
  readonly txid: string;
  readonly vout: number;
  readonly amount: number;
  readonly address: string;
  readonly label: string | null;
  readonly isFrozen: boolean;
  readonly isDust: boolean;
}

async function listed() {
  const { coins, hints, inputSize } = await online.run('watch', 'coins', 'Family', ...DATA);
  return { coins: coins as ListedCoin[], hints: hints as { code: string; at: string }[], inputSize };
}
const nameOf = ({ txid, vout }: ListedCoin) => `${txid.slice(0, 12)}:${vout}`;
const dry = [
  'propose',
  'Family',
  '--purpose',
  'the roof',
  '--proposer',
  'Anna',
  '--fee-rate',
  '20',
  '--dry-run',
  ...DATA,
];

describe('coins', () => {
  it('are labelled, frozen and freed; the label stays', async () => {
    const [coin] = (await listed()).coins;
    const run = (verb: string, ...more: string[]) =>
      online.run('coin', verb, 'Family', nameOf(coin!), ...more, ...DATA);
    expect(await run('label', 'sale of the car')).toMatchObject({
      amount: 400_000,
      label: 'sale of the car',
      spendable: null,
    });
    expect(await run('freeze')).toMatchObject({ label: 'sale of the car', spendable: false });
    expect((await listed()).coins).toMatchObject([{ isFrozen: true, label: 'sale of the car' }]);
    const pay = ['--pay', `${addressOf(7)}=0.001`];
    const refused = await online.attempt(...dry, ...pay);
    expect(refused.json()).toMatchObject({
      error: { code: 'spend/insufficient-funds', found: expect.stringContaining('0.00400000 BTC frozen') },
    });
    const chosen = await online.attempt(...dry, ...pay, '--coin', nameOf(coin!));
    expect(chosen.json()).toMatchObject({
      error: { code: 'spend/coin-not-spendable', next: expect.stringContaining('coin unfreeze') },
    });
    expect(await run('unfreeze')).toMatchObject({ label: 'sale of the car', spendable: true });
    expect(await online.run(...dry, ...pay)).toMatchObject({ paid: 100_000 });
    expect(await run('freeze', '--reason', 'disputed')).toMatchObject({ label: 'disputed', spendable: false });
    expect((await online.text('coin', 'label', 'Family', nameOf(coin!), '', ...DATA)).stdout).toContain(
      'has no label now',
    );
  });

  it('that are dust are frozen by themselves until somebody frees them', async () => {
    const [coin] = (await listed()).coins;
    const { scriptPubKey } = { scriptPubKey: decodeAddress(coin!.address, 'regtest') };
    online.world.send(paymentFromOutside([{ amount: sats(546n), scriptPubKey }]));
    online.world.mine();
    await online.sync();
    const { coins, hints, inputSize } = await listed();
    const dust = coins.find(({ amount }) => amount === 546)!;
    expect(coins.map(({ isDust }) => isDust)).toEqual([false, true]);
    expect(hints.map(({ code }) => code)).toEqual(['coin-dust', 'coin-address-reused', 'coin-address-reused']);
    expect(inputSize).toEqual({ weightAtMost: 418, weightLowR: 416 });
    const text = (await online.text('watch', 'coins', 'Family', ...DATA)).stdout;
    expect(text).toMatch(/0\.00000546 {2}dust/);
    expect(text).toContain('Each takes 104.5 vbytes to spend at most (72-byte signatures), 104 with a low R.');
    expect(text.split('\n').filter((line) => columnsOf(line) > 80)).toEqual([]);
    const all = ['--pay', `${addressOf(7)}=all`];
    expect(await online.run(...dry, ...all)).toMatchObject({ inputs: 1 });
    const one = ['--fee-rate', '1', '--coin', nameOf(dust), '--coin', nameOf(coin!)];
    expect((await online.attempt(...dry, ...all, ...one)).json()).toMatchObject({
      error: { code: 'spend/coin-not-spendable' },
    });
    await online.run('coin', 'unfreeze', 'Family', nameOf(dust), ...DATA);
    expect(await online.run(...dry, ...all, ...one)).toMatchObject({ inputs: 2 });
  });

  it('and what is worth knowing of a payment stand before it', async () => {
    await online.deposit(390_000n);
    const [first, second] = (await listed()).coins;
    await online.run('coin', 'label', 'Family', nameOf(first!), 'rent', ...DATA);
    await online.run('coin', 'label', 'Family', nameOf(second!), 'car', ...DATA);
    const words = [...dry, '--pay', `${addressOf(7)}=0.007`];
    const { hints } = await online.run(...words);
    expect(hints).toMatchObject([
      { code: 'labels-merged', severity: 'warn', at: 'inputs', action: expect.stringContaining('--coin') },
      { code: 'round-amount', severity: 'note' },
      { code: 'change-type', severity: 'note' },
    ]);
    const { stdout } = await online.text(...words);
    expect(stdout).toMatch(/Worth knowing before it is signed\n {2}WARN {2}labels-merged at inputs\n/);
    expect(stdout.split('\n').filter((line) => columnsOf(line) > 80)).toEqual([]);
  });

  it('that are not there, or named too shortly, are refused', async () => {
    const label = async (coin: string) => (await online.attempt('coin', 'label', 'Family', coin, 'x', ...DATA)).json();
    expect(await label(`${'0'.repeat(64)}:0`)).toMatchObject({ error: { code: 'spend/unknown-coin' } });
    expect(await label('abc:0')).toMatchObject({ error: { code: 'usage/arguments' } });
    expect(await label('0')).toMatchObject({ error: { code: 'usage/arguments' } });
  });
});
