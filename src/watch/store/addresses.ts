/** Addresses of a wallet: what was given out, what was paid to, and the scripts that were asked about. */
import { IcehouseError, invariant } from '../../core/errors.ts';
import type { Keychain } from '../../core/wallet/types.ts';
import type { Database, Queries } from './database.ts';
import { walletRow } from './rows.ts';
import type { AddressStore, KeychainState } from './store.ts';

export function addressStore({ queries, transaction }: Database): AddressStore {
  return {
    async keychains(charterId) {
      const states = await keychainStates(queries, await walletRow(queries, charterId));
      return { receive: stateOf(states, 'receive'), change: stateOf(states, 'change') };
    },
    handOut(charterId, name, index) {
      return transaction(async (trx, changed) => {
        changed(charterId);
        await raiseHandedOut(trx, await walletRow(trx, charterId), name, index);
      });
    },
    async scripts(charterId) {
      const rows = await queries
        .selectFrom('script')
        .select(['keychain', 'idx', 'script_pubkey', 'address'])
        .where('wallet_id', '=', await walletRow(queries, charterId))
        .orderBy('keychain')
        .orderBy('idx')
        .execute();
      return rows.map(({ keychain, idx, script_pubkey, address }) => ({
        keychain,
        index: Number(idx),
        scriptPubKey: script_pubkey,
        address,
      }));
    },
  };
}

type KeychainRow = Awaited<ReturnType<typeof keychainStates>>[number];

function keychainStates(queries: Queries, walletId: bigint) {
  return queries
    .selectFrom('keychain')
    .where('keychain.wallet_id', '=', walletId)
    .select((eb) => {
      const scripts = eb
        .selectFrom('script')
        .whereRef('script.wallet_id', '=', 'keychain.wallet_id')
        .whereRef('script.keychain', '=', 'keychain.name');
      return [
        'keychain.name',
        'keychain.handed_out',
        scripts.select((eb) => eb.fn.countAll<bigint>().as('number')).as('scripts'),
        scripts
          .where(({ exists, selectFrom }) =>
            exists(
              selectFrom('tx_output')
                .select('tx_output.txid')
                .whereRef('tx_output.script_pubkey', '=', 'script.script_pubkey'),
            ),
          )
          .select((eb) => eb.fn.max('script.idx').as('last'))
          .as('used'),
      ];
    })
    .execute();
}

function stateOf(rows: readonly KeychainRow[], name: Keychain): KeychainState {
  const row = rows.find((each) => each.name === name);
  invariant(row, 'every wallet has both keychains');
  return { handedOut: Number(row.handed_out), used: Number(row.used ?? -1), scripts: Number(row.scripts) };
}

/**
 * Raises the mark of what was handed out; part of the caller's transaction.
 *
 * @throws IcehouseError `store/already-handed-out`, `store/rescan-due`.
 */
export async function raiseHandedOut(trx: Queries, walletId: bigint, name: Keychain, index: number): Promise<void> {
  await requireCompared(trx, walletId);
  const { numUpdatedRows } = await trx
    .updateTable('keychain')
    .set({ handed_out: BigInt(index) })
    .where('wallet_id', '=', walletId)
    .where('name', '=', name)
    .where('handed_out', '<', BigInt(index))
    .executeTakeFirst();
  if (numUpdatedRows === 1n) return;
  throw new IcehouseError({
    code: 'store/already-handed-out',
    kind: 'refused',
    message: 'this address, or a later one, was given out meanwhile',
    found: `${name} address ${index}`,
    next: 'ask for the next address again',
  });
}

/** What a copy does not know of, it must not give away again. @throws IcehouseError `store/rescan-due`. */
export async function requireCompared(trx: Queries, walletId: bigint): Promise<void> {
  const row = await trx.selectFrom('wallet').select('rescan_due').where('id', '=', walletId).executeTakeFirstOrThrow();
  if (row.rescan_due === 0n) return;
  throw new IcehouseError({
    code: 'store/rescan-due',
    kind: 'refused',
    message: 'this is a copy or a restored backup, and does not know what happened since it was made',
    next: 'compare it with the chain first: icehouse watch sync',
  });
}

/** In a copy that has just been compared with the chain: what is used there was handed out. */
export async function catchUp(trx: Queries, walletId: bigint): Promise<void> {
  for (const { name, handed_out, used } of await keychainStates(trx, walletId)) {
    if (used === null || used <= handed_out) continue;
    const keychain = trx.updateTable('keychain').where('wallet_id', '=', walletId).where('name', '=', name);
    await keychain.set({ handed_out: used }).execute();
  }
}
