/** The wallets of a store: charter files and when each was last compared with the chain. */
import type { Selectable } from 'kysely';
import { IcehouseError } from '../../core/errors.ts';
import { KEYCHAINS } from '../../core/wallet/types.ts';
import type { Database } from './database.ts';
import { lastScanOf, walletRow } from './rows.ts';
import type { Tables } from './schema.ts';
import type { StoredWallet, WalletStore } from './store.ts';

export function walletStore({ queries, transaction }: Database): WalletStore {
  return {
    add({ charterId, network, charterFile, at }) {
      return transaction(async (trx, changed) => {
        changed(charterId);
        const added = await trx
          .insertInto('wallet')
          .values({ charter_id: charterId, network, charter_file: charterFile, added_at: at })
          .onConflict((oc) => oc.column('charter_id').doNothing())
          .returning('id')
          .executeTakeFirst();
        if (!added) throw walletExists(charterId);
        const keychains = KEYCHAINS.map((name) => ({ wallet_id: added.id, name }));
        await trx.insertInto('keychain').values(keychains).execute();
      });
    },
    async list() {
      return (await queries.selectFrom('wallet').selectAll().orderBy('id').execute()).map(storedWallet);
    },
    async get(charterId) {
      const id = await walletRow(queries, charterId);
      return storedWallet(
        await queries.selectFrom('wallet').selectAll().where('id', '=', id).executeTakeFirstOrThrow(),
      );
    },
    replaceCharterFile(charterId, charterFile) {
      return transaction(async (trx, changed) => {
        changed(charterId);
        const id = await walletRow(trx, charterId);
        await trx.updateTable('wallet').set({ charter_file: charterFile }).where('id', '=', id).execute();
      });
    },
  };
}

function storedWallet(row: Selectable<Tables['wallet']>): StoredWallet {
  return {
    charterId: row.charter_id,
    network: row.network,
    charterFile: row.charter_file,
    lastScan: lastScanOf(row),
    rescanDue: row.rescan_due === 1n,
  };
}

function walletExists(charterId: string): IcehouseError {
  return new IcehouseError({
    code: 'store/wallet-exists',
    message: 'this folder watches that wallet already',
    found: charterId,
  });
}
