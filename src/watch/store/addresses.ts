/** Addresses of a wallet: what was given out, what was paid to, and the scripts that were asked about. */
import { IcehouseError } from '../../core/errors.ts';
import type { Keychain } from '../../core/wallet/types.ts';
import { bytes, keychain, number, text, walletRow } from './rows.ts';
import type { Database } from './sqlite.ts';
import type { AddressStore, KeychainState } from './store.ts';

export function sqliteAddresses(database: Database): AddressStore {
  return {
    async keychains(charterId) {
      const walletId = walletRow(database, charterId);
      return {
        receive: keychainState(database, walletId, 'receive'),
        change: keychainState(database, walletId, 'change'),
      };
    },
    async handOut(charterId, name, index) {
      const walletId = walletRow(database, charterId);
      database.transaction(() => raiseHandedOut(database, walletId, name, index));
    },
    async scripts(charterId) {
      const rows = database.all(
        'SELECT keychain, idx, script_pubkey, address FROM script WHERE wallet_id = ? ORDER BY keychain, idx',
        walletRow(database, charterId),
      );
      return rows.map((row) => ({
        keychain: keychain(row, 'keychain'),
        index: number(row, 'idx'),
        scriptPubKey: bytes(row, 'script_pubkey'),
        address: text(row, 'address'),
      }));
    },
  };
}

function keychainState(database: Database, walletId: bigint, name: Keychain): KeychainState {
  const row = database.get(
    `SELECT keychain.handed_out,
            (SELECT count(*) FROM script WHERE wallet_id = keychain.wallet_id AND keychain = keychain.name) AS scripts,
            (SELECT coalesce(max(script.idx), -1) FROM script
              WHERE script.wallet_id = keychain.wallet_id AND script.keychain = keychain.name
                AND EXISTS (SELECT 1 FROM tx_output WHERE tx_output.script_pubkey = script.script_pubkey)) AS used
       FROM keychain WHERE wallet_id = ? AND name = ?`,
    walletId,
    name,
  );
  return { handedOut: number(row!, 'handed_out'), used: number(row!, 'used'), scripts: number(row!, 'scripts') };
}

/**
 * Raises the mark of what was handed out; runs inside the caller's transaction.
 *
 * @throws IcehouseError `store/already-handed-out`.
 */
export function raiseHandedOut(database: Database, walletId: bigint, name: Keychain, index: number): void {
  const changed = database.run(
    'UPDATE keychain SET handed_out = ? WHERE wallet_id = ? AND name = ? AND handed_out < ?',
    index,
    walletId,
    name,
    index,
  );
  if (changed === 1) return;
  throw new IcehouseError({
    code: 'store/already-handed-out',
    kind: 'refused',
    message: 'this address, or a later one, was given out meanwhile',
    found: `${name} address ${index}`,
    next: 'ask for the next address again',
  });
}
