/** A store in a folder of its own that watches the family's charter, to be closed, opened again and spoilt by tests. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sats } from '../../../src/core/amount.ts';
import { serializeTransaction } from '../../../src/core/tx/serialize.ts';
import { txidOf } from '../../../src/core/tx/txid.ts';
import type { Transaction } from '../../../src/core/tx/types.ts';
import { openStore } from '../../../src/watch/store/open.ts';
import type { Store } from '../../../src/watch/store/store.ts';
import { paymentFromOutside } from './blocks.ts';
import { at, familyCharter, NOW } from './family.ts';

export const charter = familyCharter();
export const charterId = charter.id;
export const time = NOW.toISOString();
export const scan = { height: 0, at: time, where: 'tcp://test:1' };
export const scripts = [0, 1].map((index) => at(charter, 'receive', index));

export interface Shelf {
  readonly folder: string;
  readonly path: string;
  /** Put another one here after closing it. */
  store: Store;
  /** Stores transactions as seen in the mempool. */
  record(...transactions: Transaction[]): Promise<void>;
  remove(): Promise<void>;
}

/** On SQLite, or in an empty database of PostgreSQL at a URL. */
export async function openShelf(url?: string): Promise<Shelf> {
  const folder = mkdtempSync(join(tmpdir(), 'icehouse-store-'));
  const path = url ?? join(folder, 'watch.sqlite');
  const shelf: Shelf = {
    folder,
    path,
    store: await openStore(path),
    async record(...transactions) {
      const sightings = transactions.map((each) => ({
        txid: txidOf(each),
        seen: 'mempool' as const,
        height: undefined,
        proof: undefined,
      }));
      const known = transactions.map(stored);
      const since = (await shelf.store.wallets.get(charterId)).lastScan;
      await shelf.store.scans.record({ charterId, scripts, transactions: known, sightings, scan, since });
    },
    async remove() {
      await shelf.store.close();
      rmSync(folder, { recursive: true });
    },
  };
  await shelf.store.wallets.add({ charterId, network: 'regtest', charterFile: '{"charter":1}', at: time });
  return shelf;
}

/** What a matcher for errors of this code looks like. */
export const thrown = (code: string) => ({ name: 'IcehouseError', code });

/** A payment to one of the {@link scripts}. */
export const pay = (amount: bigint, index = 0): Transaction =>
  paymentFromOutside([{ amount: sats(amount), scriptPubKey: scripts[index]!.scriptPubKey }]);

export const stored = (transaction: Transaction) => ({
  txid: txidOf(transaction),
  bytes: serializeTransaction(transaction),
  transaction,
});
