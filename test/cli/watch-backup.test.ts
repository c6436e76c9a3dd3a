/** `watch backup` and `watch restore`, as a person uses them. */
import { existsSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { formatCharterFile } from '../../src/core/charter/charter-file.ts';
import { openStore } from '../../src/watch/store/open.ts';
import { peer } from '../peers/peer.ts';
import { startPostgres } from '../support/postgres.ts';
import { familyCharter, NOW } from '../watch/world/family.ts';
import { freshFolder, icehouse } from './icehouse.ts';

const charter = familyCharter();

async function deskFolder(): Promise<string> {
  const folder = freshFolder();
  const store = await openStore(join(folder, 'icehouse.sqlite'));
  const charterFile = formatCharterFile({ charter, cards: [], receipts: [], confirmations: [] });
  await store.wallets.add({ charterId: charter.id, network: 'regtest', charterFile, at: NOW.toISOString() });
  await store.close();
  return folder;
}

it('writes one private file, never over another, and restores it into an empty place with a rescan due', async () => {
  const folder = await deskFolder();
  const written = await icehouse(['watch', 'backup', 'desk.backup', '--data', '.', '--json'], { folder });
  expect(written.exitCode).toBe(0);
  const path = join(folder, 'desk.backup');
  expect(JSON.parse(written.stdout)).toMatchObject({ path, bytes: statSync(path).size, wallets: ['Family'] });
  expect(statSync(path).mode & 0o777).toBe(0o600);

  const before = readFileSync(path);
  const again = await icehouse(['watch', 'backup', 'desk.backup', '--data', '.', '--json'], { folder });
  expect(again.exitCode).toBe(1);
  expect(again.stdout + again.stderr).toContain('file/exists');
  expect(readFileSync(path)).toEqual(before);

  const restored = await icehouse(['watch', 'restore', 'desk.backup', '--data', 'new'], { folder });
  expect(restored.exitCode).toBe(0);
  expect(restored.stdout).toContain('A rescan is due');
  const onto = await icehouse(['watch', 'restore', 'desk.backup', '--data', 'new', '--json'], { folder });
  expect(onto.stdout + onto.stderr).toContain('store/exists');
});

it('backs up nothing where nothing is watched, and restores nothing that is no backup', async () => {
  const folder = freshFolder();
  const empty = await icehouse(['watch', 'backup', 'desk.backup', '--data', '.', '--json'], { folder });
  expect(empty.stdout + empty.stderr).toContain('watch/nothing-to-back-up');
  expect(existsSync(join(folder, 'desk.backup'))).toBe(false);
  writeFileSync(join(folder, 'letter'), 'Dear Bob, this is long enough to look like a file of a database. '.repeat(20));
  const letter = await icehouse(['watch', 'restore', 'letter', '--data', 'new', '--json'], { folder });
  expect(letter.stdout + letter.stderr).toContain('store/not-a-store');
  expect(existsSync(join(folder, 'new', 'icehouse.sqlite'))).toBe(false);
});

const postgres = peer('postgres');

postgres.describe('with a database that a group shares', () => {
  it('moves a desk from its file into the database', async () => {
    const folder = await deskFolder();
    const server = await startPostgres(postgres.path!);
    try {
      const database = await server.database();
      await icehouse(['watch', 'backup', 'desk.backup', '--data', '.'], { folder });
      const words = ['watch', 'restore', 'desk.backup', '--data', '.', '--json'];
      const moved = await icehouse(words, { folder, io: { database } });
      expect(JSON.parse(moved.stdout)).toMatchObject({ wallets: ['Family'], rescanDue: true });
      const balance = await icehouse(['watch', 'balance', 'Family', '--data', '.', '--json'], {
        folder,
        io: { database },
      });
      expect(balance.exitCode).toBe(0);
    } finally {
      await server.stop();
    }
  });
});
