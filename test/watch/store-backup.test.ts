/** Backups of the store: whole, of one moment, never over another file, and never a way to give an address out twice. */
import { copyFileSync, existsSync, readdirSync, readFileSync, rmSync, statSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { txidOf } from '../../src/core/tx/txid.ts';
import { parseHeader } from '../../src/watch/spv/header.ts';
import { openStore } from '../../src/watch/store/open.ts';
import { restoreStore } from '../../src/watch/store/restore.ts';
import type { Store } from '../../src/watch/store/store.ts';
import { peer } from '../peers/peer.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { GENESIS } from './world/blocks.ts';
import { charterId, openShelf, pay, type Shelf, scan, thrown, time } from './world/shelf.ts';

const postgres = peer('postgres');
const proposal = {
  ...{ id: '01'.repeat(32), charterId, psbtBytes: Uint8Array.of(1), changeIndex: 4, at: time },
  inputs: [{ txid: 'ab'.repeat(32), vout: 1 }],
};
let shelf: Shelf;

/** Everything that a store tells. */
async function contentOf({ wallets, addresses, headers, scans, ledger, labels, proposals, broadcasts, looks }: Store) {
  return {
    wallets: (await wallets.list()).map((wallet) => ({ ...wallet, rescanDue: undefined })),
    keychains: await addresses.keychains(charterId),
    scripts: await addresses.scripts(charterId),
    headers: await headers.list('regtest', 0, 10),
    sightings: await scans.sightings(charterId),
    coins: await ledger.coins(charterId),
    transactions: await ledger.transactions(charterId),
    labels: await labels.list(charterId),
    proposals: await proposals.list(charterId),
    broadcasts: await broadcasts.list(),
    look: await looks.last(charterId),
  };
}

async function fill({ store, record }: Shelf): Promise<void> {
  await record(pay(5n), pay(7n, 1));
  await store.headers.replaceFrom('regtest', [parseHeader(GENESIS.header, 0)]);
  await store.addresses.handOut(charterId, 'receive', 0);
  await store.labels.set(charterId, { type: 'tx', ref: 'ab'.repeat(32), label: 'räntå', spendable: undefined });
  await store.proposals.add(proposal);
  const coins = [{ txid: 'ab'.repeat(32), vout: 0, seenBy: 1 }];
  await store.looks.record(charterId, { at: time, first: 'tcp://a:1', second: 'tcp://b:1', coins });
  await store.broadcasts.begin({ txid: 'cd'.repeat(32), bytes: Uint8Array.of(9), where: 'tcp://a:1', at: time });
}

function backupTests(): void {
  it('holds all that the store held at that moment, and is restored with it', async () => {
    await fill(shelf);
    const backup = join(shelf.folder, 'backup');
    const before = await contentOf(shelf.store);
    await shelf.store.backUp(backup);
    await shelf.store.addresses.handOut(charterId, 'receive', 1);
    const place = join(shelf.folder, 'restored.sqlite');
    await restoreStore(backup, place);
    const restored = await openStore(place);
    expect(await contentOf(restored)).toEqual(before);
    await restored.close();
    expect(statSync(place).mode & 0o777).toBe(0o600);
    expect(readdirSync(shelf.folder).filter((name) => name.includes('restore-'))).toEqual([]);
  });
}

describe('a backup of SQLite', () => {
  beforeEach(async () => {
    shelf = await openShelf();
  });
  afterEach(() => shelf.remove());
  backupTests();

  it('gives nothing away before it is compared with the chain, and then nothing that is used there', async () => {
    await shelf.store.addresses.handOut(charterId, 'receive', 0);
    const backup = join(shelf.folder, 'backup');
    await shelf.store.backUp(backup);
    await shelf.store.close();
    const place = join(shelf.folder, 'restored.sqlite');
    await restoreStore(backup, place);
    shelf.store = await openStore(place);
    const { addresses, proposals, wallets } = shelf.store;
    expect(await wallets.list()).toMatchObject([{ rescanDue: true }]);
    await expect(addresses.handOut(charterId, 'receive', 1)).rejects.toMatchObject(thrown('store/rescan-due'));
    await expect(proposals.add(proposal)).rejects.toMatchObject(thrown('store/rescan-due'));
    await shelf.record(pay(5n, 1));
    expect(await wallets.list()).toMatchObject([{ rescanDue: false }]);
    expect((await addresses.keychains(charterId)).receive).toMatchObject({ handedOut: 1, used: 1 });
    await expect(addresses.handOut(charterId, 'receive', 1)).rejects.toMatchObject(thrown('store/already-handed-out'));
    await addresses.handOut(charterId, 'receive', 2);
    await proposals.add(proposal);
    // Opened again it is no copy any more.
    await shelf.store.close();
    shelf.store = await openStore(place);
    expect(await shelf.store.wallets.list()).toMatchObject([{ rescanDue: false }]);
  });

  it('is no different from a file that was copied by hand, with or without its log', async () => {
    await shelf.record(pay(5n));
    const copy = join(shelf.folder, 'copy.sqlite');
    copyFileSync(shelf.path, copy);
    const withLog = join(shelf.folder, 'with-log.sqlite');
    copyFileSync(shelf.path, withLog);
    copyFileSync(`${shelf.path}-wal`, `${withLog}-wal`);
    const logged = await openStore(withLog);
    expect(await logged.wallets.list()).toMatchObject([{ rescanDue: true }]);
    expect(await logged.ledger.coins(charterId)).toMatchObject([{ amount: 5n }]);
    await logged.close();
    // All of it was in the log: what is left is an empty file, which watches nothing.
    const bare = await openStore(copy);
    expect(await bare.wallets.list()).toEqual([]);
    await bare.close();
  });

  it('is told from the file that was there before, also in its place on the disk', async () => {
    await shelf.record(pay(5n));
    await shelf.store.close();
    const backup = `${shelf.path}.by-hand`;
    copyFileSync(shelf.path, backup);
    shelf.store = await openStore(shelf.path);
    expect(await shelf.store.wallets.list()).toMatchObject([{ rescanDue: false }]);
    await shelf.store.close();
    // A disk may give the number of the file that went to the one that comes.
    rmSync(shelf.path);
    copyFileSync(backup, shelf.path);
    shelf.store = await openStore(shelf.path);
    expect(await shelf.store.wallets.list()).toMatchObject([{ rescanDue: true }]);
  });

  it('is never restored over a store, and not from what is no whole backup', async () => {
    const backup = join(shelf.folder, 'backup');
    await shelf.record(...Array.from({ length: 100 }, (_, index) => pay(BigInt(index))));
    await shelf.store.backUp(backup);
    const before = readFileSync(shelf.path);
    await expect(restoreStore(backup, shelf.path)).rejects.toMatchObject(thrown('store/exists'));
    expect(readFileSync(shelf.path)).toEqual(before);
    await expect(restoreStore(join(shelf.folder, 'none'), join(shelf.folder, 'x'))).rejects.toMatchObject(
      thrown('store/no-backup'),
    );
    truncateSync(backup, Math.floor(statSync(backup).size / 2));
    await expect(restoreStore(backup, join(shelf.folder, 'x'))).rejects.toMatchObject(thrown('store/damaged'));
    expect(existsSync(join(shelf.folder, 'x'))).toBe(false);
    await expect(shelf.store.backUp(backup)).rejects.toThrow();
  });
});

postgres.describe('a backup of PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(postgres.path!);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    shelf = await openShelf(await server.database());
  });
  afterEach(() => shelf.remove());
  backupTests();

  it('goes back into an empty database only, and counts on from there', async () => {
    await fill(shelf);
    const backup = join(shelf.folder, 'backup');
    await shelf.store.backUp(backup);
    await expect(restoreStore(backup, shelf.path)).rejects.toMatchObject(thrown('store/exists'));
    const url = await server.database();
    await restoreStore(backup, url);
    const restored = await openStore(url);
    expect(await contentOf(restored)).toEqual(await contentOf(shelf.store));
    expect(await restored.wallets.list()).toMatchObject([{ rescanDue: true }]);
    const later = { charterId: 'ee'.repeat(32), network: 'regtest' as const, charterFile: '{}', at: time };
    await restored.wallets.add(later);
    const payment = pay(9n);
    const sighting = { txid: txidOf(payment), seen: 'mempool' as const, height: undefined, proof: undefined };
    await shelf.store.close();
    shelf.store = restored;
    await shelf.record(payment);
    expect((await restored.ledger.transactions(charterId)).at(-1)).toMatchObject({ txid: sighting.txid });
    expect(scan.where).toBe((await restored.wallets.get(charterId)).lastScan?.where);
  });
});
