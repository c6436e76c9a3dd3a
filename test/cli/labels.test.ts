/** Labels in and out by commands: three forms, there and back, with conflicts told and coins frozen. */
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { formatCharterFile } from '../../src/core/charter/charter-file.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import { openStore } from '../../src/watch/store/open.ts';
import { sample } from '../support/imports.ts';
import { paymentFromOutside } from '../watch/world/blocks.ts';
import { at, familyCharter } from '../watch/world/family.ts';
import { freshFolder, icehouse, type Result } from './icehouse.ts';
import { told } from './workshop.ts';

const charter = familyCharter();
const deposit = paymentFromOutside([{ amount: sats(50_000n), scriptPubKey: at(charter, 'receive', 0).scriptPubKey }]);
const TXID = txidOf(deposit);
const COIN = `${TXID}:0`;
const ADDRESS = at(charter, 'receive', 0).address;

interface Desk {
  readonly folder: string;
  readonly run: (...words: string[]) => Promise<Result>;
  readonly write: (name: string, text: string) => string;
  readonly read: (name: string) => string;
}

/** A folder whose store watches the family's wallet and knows one deposit. */
async function openDesk(): Promise<Desk> {
  const folder = freshFolder();
  const store = await openStore(join(folder, 'icehouse.sqlite'));
  const time = '2025-03-01T12:00:00Z';
  const charterFile = formatCharterFile({ charter, cards: [], receipts: [], confirmations: [] });
  await store.wallets.add({ charterId: charter.id, network: 'regtest', charterFile, at: time });
  await store.scans.record({
    charterId: charter.id,
    scripts: [at(charter, 'receive', 0)],
    transactions: [{ txid: TXID, bytes: serializeTransaction(deposit), transaction: deposit }],
    sightings: [{ txid: TXID, seen: 'mempool', height: undefined, proof: undefined }],
    scan: { height: 0, at: time, where: 'tcp://test:1' },
    since: undefined,
  });
  await store.close();
  return {
    folder,
    run: (...words) => icehouse([...words, '--data', '.'], { folder }),
    write: (name, text) => {
      writeFileSync(join(folder, name), text);
      return name;
    },
    read: (name) => readFileSync(join(folder, name), 'utf8'),
  };
}

const lines = (...records: object[]): string => records.map((record) => `${JSON.stringify(record)}\n`).join('');

const LABELS = lines(
  { type: 'tx', ref: TXID, label: 'rent', origin: 'wsh(sortedmulti(2))', height: 101, rate: { EUR: 1.5 } },
  { type: 'addr', ref: ADDRESS, label: '=HYPERLINK("http://x")' },
  { type: 'output', ref: COIN, label: 'from Dora', spendable: false },
);

describe('labels import', () => {
  it('freezes a coin, and names coin and payment', async () => {
    const desk = await openDesk();
    const imported = await desk.run('labels', 'import', 'Family', desk.write('in.jsonl', LABELS), '--json');
    expect(imported.json()).toEqual({
      ...{ wallet: 'Family', format: 'bip329', added: 3, changed: 0, same: 0, foreign: 0, unknown: 0 },
      ...{ frozen: [COIN], freed: [], unthawed: [], conflicts: [] },
    });
    const coins = (await desk.run('watch', 'coins', 'Family', '--json')).json().coins;
    expect(coins).toMatchObject([{ isFrozen: true, label: 'from Dora' }]);
    const { history } = (await desk.run('watch', 'history', 'Family', '--json')).json();
    expect(history).toMatchObject([{ label: 'rent' }]);
  });

  it('keeps the wallet’s own label, shows both, and takes the other with --replace', async () => {
    const desk = await openDesk();
    await desk.run('labels', 'import', 'Family', desk.write('in.jsonl', LABELS));
    const other = desk.write('other.json', JSON.stringify({ [TXID]: 'bread\u001b[2J' }));
    const kept = await desk.run('labels', 'import', 'Family', other);
    expect(kept.exitCode).toBe(0);
    expect(told(kept)).toContain('1 label differ');
    expect(told(kept)).toContain('kept: “rent” file: “bread\\u{1B}[2J”');
    expect((await desk.run('watch', 'history', 'Family', '--json')).json().history).toMatchObject([{ label: 'rent' }]);
    const replaced = await desk.run('labels', 'import', 'Family', other, '--replace', '--json');
    expect(replaced.json()).toMatchObject({ changed: 1, conflicts: [{ kept: { label: 'bread\u001b[2J' } }] });
  });

  it('takes the sample of the BIP but for what is of another network', async () => {
    const desk = await openDesk();
    const imported = await desk.run(
      ...['labels', 'import', 'Family', desk.write('bip.jsonl', sample('labels/bip329-labels.jsonl')), '--json'],
    );
    // One address of the main network, two origins of another wallet, one record of an unknown type.
    expect(imported.json()).toMatchObject({ added: 4, foreign: 3, unknown: 1 });
  });

  it.each([
    ['labels/unknown-form', 'a poem', 'roses are red\n'],
    ['labels/encrypted', 'an encrypted wallet file', readFileSync('test/vectors/sparrow/electrum-encrypted', 'utf8')],
    ['labels/bad-ref', 'a reference that is none', lines({ type: 'tx', ref: 'abc', label: 'x' })],
    ['json/too-deep', 'depth', `{"a":${'['.repeat(50)}${']'.repeat(50)}}`],
  ])('refuses with %s: %s, and takes nothing', async (code, _, text) => {
    const desk = await openDesk();
    const refused = await desk.run('labels', 'import', 'Family', desk.write('bad', text), '--json');
    expect(refused.exitCode).toBe(3);
    expect(refused.json()).toMatchObject({ error: { code } });
    await desk.run('labels', 'export', 'Family', '--format', 'bip329', '--out', 'out.jsonl');
    expect(desk.read('out.jsonl')).toBe('');
  });
});

describe('labels export', () => {
  it('gives BIP-0329 back record for record', async () => {
    const desk = await openDesk();
    await desk.run('labels', 'import', 'Family', desk.write('in.jsonl', LABELS));
    await desk.run('labels', 'export', 'Family', '--format', 'bip329', '--out', 'out.jsonl');
    const records = (text: string) =>
      text
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as object);
    expect(records(desk.read('out.jsonl'))).toHaveLength(3);
    expect(records(desk.read('out.jsonl'))).toEqual(expect.arrayContaining(records(LABELS)));
  });

  it.each([
    ['csv', { written: 3, inPart: 1, leftOut: 0 }],
    ['electrum', { written: 3, inPart: 2, leftOut: 0 }],
  ])('as %s comes back into another folder with the same labels', async (format, counts) => {
    const desk = await openDesk();
    await desk.run('labels', 'import', 'Family', desk.write('in.jsonl', LABELS));
    const exported = await desk.run('labels', 'export', 'Family', '--format', format, '--out', 'out', '--json');
    expect(exported.json()).toEqual({ wallet: 'Family', file: 'out', format, ...counts });
    if (format === 'csv') expect(desk.read('out')).toContain(`"'=HYPERLINK(""http://x"")"`);
    const other = await openDesk();
    const text = desk.read('out');
    const imported = await other.run('labels', 'import', 'Family', other.write('in', text), '--json');
    expect(imported.json()).toMatchObject({ format, added: 3, conflicts: [] });
    const again = await desk.run('labels', 'import', 'Family', 'out', '--json');
    expect(again.json()).toMatchObject({ added: 0, same: 3, conflicts: [] });
  });

  it('overwrites nothing', async () => {
    const desk = await openDesk();
    desk.write('out.csv', 'mine');
    const refused = await desk.run('labels', 'export', 'Family', '--format', 'csv', '--out', 'out.csv', '--json');
    expect(refused.json()).toMatchObject({ error: { code: 'file/exists' } });
    expect(desk.read('out.csv')).toBe('mine');
  });

  it('travels sealed with a passphrase and comes back', async () => {
    const desk = await openDesk();
    await desk.run('labels', 'import', 'Family', desk.write('in.jsonl', LABELS));
    await desk.run('labels', 'export', 'Family', '--format', 'bip329', '--out', 'out.jsonl');
    const passphrase = { folder: desk.folder, input: 'correct horse battery staple\n' };
    const words = ['seal', 'out.jsonl', '--with-passphrase', '--passphrase-stdin', '--out', 'out.age'];
    expect((await icehouse(words, passphrase)).exitCode).toBe(0);
    const open = ['open', 'out.age', '--passphrase-stdin', '--accept-unsigned', '--out', 'back.jsonl'];
    expect((await icehouse(open, passphrase)).exitCode).toBe(0);
    expect(desk.read('back.jsonl')).toBe(desk.read('out.jsonl'));
  });
});
