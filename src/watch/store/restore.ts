/** A backup back into a place where no store is. It is old by then: every wallet waits for a comparison with the chain. */
import { chmodSync, copyFileSync, existsSync, linkSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { copyAll } from './copy.ts';
import type { Database } from './database.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { isPostgresUrl } from './postgres/url.ts';
import { openSqlite } from './sqlite/open.ts';
import { syncedAt } from './sqlite/synced.ts';
import { guarded } from './sqlite/trouble.ts';

/**
 * Restores the file of a backup to a place as `openStore` takes it. The file itself is only read; an older schema is
 * brought up to date on the way. Until a wallet is compared with the chain, it hands out no address and reserves no coin.
 *
 * @throws IcehouseError `store/exists` when a store is there, `store/no-backup`, and those of `openStore`.
 */
export async function restoreStore(backup: string, place: string): Promise<void> {
  if (!existsSync(backup)) {
    throw new IcehouseError({ code: 'store/no-backup', kind: 'input', message: 'there is no such file', at: backup });
  }
  await (isPostgresUrl(place) ? intoPostgres(backup, place) : intoFile(backup, place));
}

async function intoFile(backup: string, place: string): Promise<void> {
  if (existsSync(place)) throw isThere(place);
  const folder = guarded(place, () => mkdtempSync(join(dirname(place), '.icehouse-restore-')));
  try {
    const copy = join(folder, 'copy.sqlite');
    const database = await openCopy(backup, copy);
    await database.close();
    guarded(place, () => {
      syncedAt(copy);
      placeNew(copy, place);
      syncedAt(dirname(place));
    });
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function intoPostgres(backup: string, place: string): Promise<void> {
  const { openPostgres } = await import('./postgres/open.ts');
  const target = await openPostgres(place, MIGRATIONS);
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-restore-'));
  try {
    if (await target.queries.selectFrom('wallet').select('id').executeTakeFirst()) throw isThere(target.place);
    const source = await openCopy(backup, join(folder, 'copy.sqlite'));
    try {
      await copyAll(source, target);
    } finally {
      await source.close();
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
    await target.close();
  }
}

/** Works on a copy, log included where there is one. All of its wallets are due for a comparison with the chain. */
async function openCopy(backup: string, copy: string): Promise<Database> {
  guarded(backup, () => {
    for (const end of ['', '-wal']) {
      if (!existsSync(`${backup}${end}`)) continue;
      copyFileSync(`${backup}${end}`, `${copy}${end}`);
      chmodSync(`${copy}${end}`, 0o600);
    }
  });
  const database = await openSqlite(copy, MIGRATIONS);
  await database.transaction((trx) => trx.updateTable('wallet').set({ rescan_due: 1 }).execute());
  return database;
}

function placeNew(copy: string, place: string): void {
  try {
    linkSync(copy, place);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'EEXIST') throw isThere(place);
    throw error;
  }
}

function isThere(place: string): IcehouseError {
  return new IcehouseError({
    code: 'store/exists',
    kind: 'refused',
    message: 'a store is there already, and is never overwritten',
    at: place,
    next: 'name another place, or move the old one away',
  });
}
