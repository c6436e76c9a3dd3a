/** The wallets of a store: charter files and when each was last compared with the chain. */
import { IcehouseError } from '../../core/errors.ts';
import { network } from '../../core/network.ts';
import { KEYCHAINS } from '../../core/wallet/types.ts';
import { number, text, walletRow } from './rows.ts';
import type { Database, Row } from './sqlite.ts';
import type { StoredWallet, WalletStore } from './store.ts';

const COLUMNS = 'charter_id, network, charter_file, scanned_height, scanned_at, scanned_where';

export function sqliteWallets(database: Database): WalletStore {
  return {
    async add({ charterId, network, charterFile, at }) {
      database.transaction(() => {
        const isNew = database.run(
          `INSERT INTO wallet (charter_id, network, charter_file, added_at) VALUES (?, ?, ?, ?)
           ON CONFLICT (charter_id) DO NOTHING`,
          charterId,
          network,
          charterFile,
          at,
        );
        if (isNew === 0) throw walletExists(charterId);
        const walletId = walletRow(database, charterId);
        for (const name of KEYCHAINS)
          database.run('INSERT INTO keychain (wallet_id, name) VALUES (?, ?)', walletId, name);
      });
    },
    async list() {
      return database.all(`SELECT ${COLUMNS} FROM wallet ORDER BY id`).map(storedWallet);
    },
    async get(charterId) {
      const row = database.get(`SELECT ${COLUMNS} FROM wallet WHERE id = ?`, walletRow(database, charterId));
      return storedWallet(row!);
    },
    async replaceCharterFile(charterId, charterFile) {
      const walletId = walletRow(database, charterId);
      database.run('UPDATE wallet SET charter_file = ? WHERE id = ?', charterFile, walletId);
    },
  };
}

function storedWallet(row: Row): StoredWallet {
  const lastScan =
    row.scanned_at === null
      ? undefined
      : { height: number(row, 'scanned_height'), at: text(row, 'scanned_at'), where: text(row, 'scanned_where') };
  return {
    charterId: text(row, 'charter_id'),
    network: network(text(row, 'network')).name,
    charterFile: text(row, 'charter_file'),
    lastScan,
  };
}

function walletExists(charterId: string): IcehouseError {
  return new IcehouseError({
    code: 'store/wallet-exists',
    message: 'this folder watches that wallet already',
    found: charterId,
  });
}
