/** Labels as BIP-0329 has them; an output's `spendable: false` freezes the coin. */
import type { Database } from './database.ts';
import { walletRow } from './rows.ts';
import type { LabelStore } from './store.ts';

export function labelStore({ queries, transaction }: Database): LabelStore {
  return {
    async list(charterId) {
      const rows = await queries
        .selectFrom('label')
        .select(['type', 'ref', 'label', 'spendable'])
        .where('wallet_id', '=', await walletRow(queries, charterId))
        .orderBy('type')
        .orderBy('ref')
        .execute();
      return rows.map(({ type, ref, label, spendable }) => ({
        type,
        ref,
        label,
        spendable: spendable === null ? undefined : spendable === 1n,
      }));
    },
    set(charterId, { type, ref, label, spendable }) {
      const written = { label, spendable: spendable === undefined ? null : Number(spendable) };
      return transaction(async (trx) => {
        await trx
          .insertInto('label')
          .values({ wallet_id: await walletRow(trx, charterId), type, ref, ...written })
          .onConflict((oc) => oc.columns(['wallet_id', 'type', 'ref']).doUpdateSet(written))
          .execute();
      });
    },
  };
}
