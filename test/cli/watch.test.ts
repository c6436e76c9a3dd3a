/** Watching by commands, on a real node: receive, history and its exports. */
import { cpSync, existsSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { parseCharterFile } from '../../src/core/charter/charter-file.ts';
import { columnsOf } from '../../src/core/text/columns.ts';
import { deriveOutput } from '../../src/core/wallet/output.ts';
import { type ElectrumServer, startElectrumServer } from '../../src/practice/electrum-server/server.ts';
import { startPracticeNode } from '../../src/practice/node/node.ts';
import type { PracticeNode } from '../../src/practice/node/types.ts';
import { makeGroup, readText } from './group.ts';
import { freshFolder, icehouse, type Result } from './icehouse.ts';

const made = mkdtempSync(join(tmpdir(), 'icehouse-watch-cli-'));
let node: PracticeNode;
let server: ElectrumServer;
let url: string;
beforeAll(async () => {
  await makeGroup(made);
  node = await startPracticeNode();
  server = await startElectrumServer(node);
  url = `tcp://127.0.0.1:${server.port}`;
});
afterAll(async () => {
  await server.close();
  await node.close();
  rmSync(made, { recursive: true, force: true });
});

interface Desk {
  readonly folder: string;
  watch(...words: readonly string[]): Promise<Result>;
}

/** A folder that watches the group's wallet. */
async function openDesk(): Promise<Desk> {
  const folder = freshFolder();
  cpSync(join(made, 'family.json'), join(folder, 'family.json'));
  const watch = (...words: readonly string[]) => icehouse(['watch', ...words, '--data', 'desk'], { folder });
  expect((await watch('add', 'family.json', '--server', url, '--json')).exitCode).toBe(0);
  return { folder, watch };
}

const jsonOf = async (result: Promise<Result>): Promise<Record<string, unknown>> => {
  const { exitCode, json, stdout, stderr } = await result;
  expect(exitCode, stdout + stderr).toBe(0);
  return json();
};

function expectNarrow({ stdout, stderr }: Result): void {
  expect(`${stdout}${stderr}`.split('\n').filter((line) => columnsOf(line) > 80)).toEqual([]);
}

describe('the history by commands', () => {
  it('shows a deposit, with all that is known of it on request', async () => {
    const { watch } = await openDesk();
    const { address } = await jsonOf(watch('receive', 'Family', '--json'));
    const { txid } = await node.fund(String(address), sats(1_500_000n));
    await node.mine(1);
    await watch('sync', 'Family');
    expect(await jsonOf(watch('history', 'Family', '--json'))).toMatchObject({
      wallet: 'Family',
      history: [{ txid, kind: 'received', state: 'confirmed', received: 1_500_000, balance: 1_500_000, purpose: null }],
    });
    const shown = await watch('history', 'Family');
    expect(shown.stdout).toMatch(/\+0\.01500000 +0\.01500000/);
    const details = await watch('history', 'Family', '--details');
    expect(details.stdout).toContain(txid);
    expect(details.stdout.replaceAll(/\s+/g, '')).toContain(String(address));
    for (const result of [shown, details]) expectNarrow(result);
  });

  it('is exported in every format, and nothing is overwritten', async () => {
    const { folder, watch } = await openDesk();
    for (const format of ['csv', 'json', 'ledger']) {
      const words = ['export', 'Family', '--format', format, '--out', `history.${format}`];
      expect(await jsonOf(watch(...words, '--json'))).toMatchObject({ format, file: `history.${format}` });
      const again = await watch(...words, '--json');
      expect(again.json()).toMatchObject({ error: { code: 'file/exists' } });
    }
    expectNarrow(await watch('export', 'Family', '--format', 'csv', '--out', 'another.csv'));
    expect(readText(folder, 'history.csv')).toMatch(/^time,state,block/);
    expect(JSON.parse(readText(folder, 'history.json'))).toBeTruthy();
    expect(readText(folder, 'history.ledger')).toContain('commodity BTC');
  });

  it('is exported in no format that is not known', async () => {
    const { folder, watch } = await openDesk();
    const result = await watch('export', 'Family', '--format', 'xls', '--out', 'family.xls', '--json');
    expect(result.json()).toMatchObject({ error: { code: 'usage/arguments', at: '--format' } });
    expect(existsSync(join(folder, 'family.xls'))).toBe(false);
  });
});

describe('receiving by commands', () => {
  it('goes by turns where members hand out on machines of their own, and remembers whose it is', async () => {
    const indices: unknown[] = [];
    for (const member of ['Anna', 'bob', 'CAROL']) {
      const { watch } = await openDesk();
      const first = await jsonOf(watch('receive', 'Family', '--member', member, '--json'));
      const second = await jsonOf(watch('receive', 'Family', '--json'));
      expect(second.member).toBe(first.member);
      expect(Number(second.index) - Number(first.index)).toBe(3);
      indices.push(first.index, second.index);
      const everyone = await jsonOf(watch('receive', 'Family', '--everyone', '--json'));
      expect(everyone).toMatchObject({ member: null, index: Number(second.index) + 1 });
    }
    expect(new Set(indices).size).toBe(6);
  });

  it('shows the address confirmed by another member’s machine, and the alarm when that has another', async () => {
    const anna = await openDesk();
    const bob = await openDesk();
    const { index, address } = await jsonOf(anna.watch('receive', 'Family', '--member', 'Anna', '--json'));
    const words = ['confirm', 'Family', '--index', String(index), '--member', 'Bob', '--out', 'bob.json'];
    expect(await jsonOf(bob.watch(...words, '--json'))).toMatchObject({ address, member: 'Bob' });
    cpSync(join(bob.folder, 'bob.json'), join(anna.folder, 'bob.json'));
    const again = ['receive', 'Family', '--index', String(index), '--confirmation', 'bob.json'];
    const shown = await anna.watch(...again);
    expect(shown.stdout).toContain('Confirmed by Bob’s machine');
    expectNarrow(shown);

    const { address: other } = await jsonOf(anna.watch('receive', 'Family', '--json'));
    const text = readText(anna.folder, 'bob.json').replace(String(address), String(other));
    writeFileSync(join(anna.folder, 'bob.json'), text);
    const refused = await anna.watch(...again, '--json');
    expect(refused.exitCode).toBe(1);
    expect(refused.json()).toMatchObject({ error: { code: 'receive/other-address' } });
  });

  it('draws a code that a camera reads as a payment link', async () => {
    const { watch } = await openDesk();
    const { stdout } = await watch('receive', 'Family', '--qr');
    expect(stdout).toMatch(/[▀▄█]/u);
    expect(stdout.split('\n').filter((line) => /[▀▄█]/u.test(line)).length).toBeGreaterThan(15);
  });

  it('refuses what does not go together', async () => {
    const { folder, watch } = await openDesk();
    for (const words of [
      ['--member', 'Anna', '--everyone'],
      ['--confirmation', 'bob.json'],
      ['--index', 'x'],
    ]) {
      const refused = await watch('receive', 'Family', ...words, '--json');
      expect(refused.json()).toMatchObject({ error: { code: 'usage/arguments' } });
    }
    mkdirSync(join(folder, 'desk'), { recursive: true });
    writeFileSync(join(folder, 'desk', 'receivers.json'), '{ "Family": "Anna" }');
    const spoilt = await watch('receive', 'Family', '--json');
    expect(spoilt.json()).toMatchObject({ error: { code: 'watch/bad-receivers-file' } });
    rmSync(join(folder, 'desk', 'receivers.json'));
    const stranger = await watch('receive', 'Family', '--member', 'Mallory', '--json');
    expect(stranger.json()).toMatchObject({ error: { code: 'receive/no-such-member' } });
    expect(await jsonOf(watch('receive', 'Family', '--json'))).toMatchObject({
      index: expect.any(Number),
      member: null,
    });
  });
});

describe('looking behind the gap limit by command', () => {
  it('finds what was paid to an address that nobody gave out here', async () => {
    const { folder, watch } = await openDesk();
    const { charter } = parseCharterFile(readText(folder, 'family.json'));
    const total = async (...words: readonly string[]) =>
      ((await jsonOf(watch('sync', 'Family', ...words, '--json'))).balance as { total: number }).total;
    const before = await total();
    await node.fund(deriveOutput(charter.wallet, 'receive', 90).address, sats(70_000n));
    await node.mine(1);
    expect(await total()).toBe(before);
    expect(await total('--to-index', '90')).toBe(before + 70_000);
    expect(await total()).toBe(before + 70_000);
  });

  it('refuses a number that is none', async () => {
    const { watch } = await openDesk();
    for (const option of ['--gap-limit', '--to-index']) {
      const refused = await watch('sync', 'Family', option, '-1', '--json');
      expect(refused.exitCode).toBe(2);
    }
  });
});
