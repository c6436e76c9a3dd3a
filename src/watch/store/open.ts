/** Opens the store of a desk, and wraps its database into the functions of `store.ts`. */
import { addressStore } from './addresses.ts';
import { broadcastStore } from './broadcasts.ts';
import type { Database } from './database.ts';
import { headerStore } from './headers.ts';
import { labelStore } from './labels.ts';
import { ledgerStore } from './ledger.ts';
import { lookStore } from './looks.ts';
import { MIGRATIONS } from './migrations/index.ts';
import { isPostgresUrl } from './postgres/url.ts';
import { proposalStore } from './proposals.ts';
import { scanStore } from './scans.ts';
import { openSqlite } from './sqlite/open.ts';
import type { Store } from './store.ts';
import { walletStore } from './wallets.ts';

/**
 * Opens the store at a place, creating it when there is none: the path of a file (SQLite, one process at a time), or
 * `postgres://…` (several at once).
 *
 * @throws IcehouseError those of `openSqlite` and `openPostgres`.
 */
export async function openStore(place: string): Promise<Store> {
  if (!isPostgresUrl(place)) return storeOf(await openSqlite(place, MIGRATIONS));
  // Loaded for those who use it.
  const { openPostgres } = await import('./postgres/open.ts');
  return storeOf(await openPostgres(place, MIGRATIONS));
}

function storeOf(database: Database): Store {
  return {
    path: database.place,
    wallets: walletStore(database),
    addresses: addressStore(database),
    headers: headerStore(database),
    scans: scanStore(database),
    ledger: ledgerStore(database),
    labels: labelStore(database),
    proposals: proposalStore(database),
    broadcasts: broadcastStore(database),
    looks: lookStore(database),
    onChange: (listener) => database.onChange(listener),
    backUp: (path) => database.backUp(path),
    close: () => database.close(),
  };
}
