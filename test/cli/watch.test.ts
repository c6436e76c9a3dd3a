/** Watching by commands, on a real node: receive, history and its exports. */
import { cpSync, existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { columnsOf } from '../../src/core/text/columns.ts';
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
