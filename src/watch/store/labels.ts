/** Labels as BIP-0329 has them; an output's `spendable: false` freezes the coin. */
import type { Database } from './database.ts';
import { insertAll } from './insert.ts';
import { walletRow } from './rows.ts';
import type { LabelStore } from './store.ts';

export function labelStore({ queries, transaction }: Database): LabelStore {
  return {
    async list(charterId) {
      const rows = await queries
        .selectFrom('label')
        .select(['type', 'ref', 'label', 'spendable', 'origin', 'more'])
        .where('wallet_id', '=', await walletRow(queries, charterId))
        .orderBy('type')
        .orderBy('ref')
        .execute();
      return rows.map(({ type, ref, label, spendable, origin, more }) => ({
        type,
        ref,
        label,
        spendable: spendable === null ? undefined : spendable === 1n,
        ...(origin !== null && { origin }),
        ...(more !== null && { more }),
      }));
    },
    set(charterId, ...labels) {
      return transaction(async (trx) => {
        const walletId = await walletRow(trx, charterId);
        // One query must not touch a label twice; the last one counts.
        const last = new Map(labels.map((label) => [`${label.type} ${label.ref}`, label]));
        const rows = [...last.values()].map(({ type, ref, label, spendable, origin, more }) => ({
          wallet_id: walletId,
          type,
          ref,
          label,
          spendable: spendable === undefined ? null : Number(spendable),
          origin: origin ?? null,
          more: more ?? null,
        }));
        await insertAll(rows, (part) =>
          trx
            .insertInto('label')
            .values(part)
            .onConflict((oc) =>
              oc.columns(['wallet_id', 'type', 'ref']).doUpdateSet(({ ref, fn }) => ({
                label: ref('excluded.label'),
                spendable: ref('excluded.spendable'),
                origin: fn.coalesce('excluded.origin', 'label.origin'),
                more: fn.coalesce('excluded.more', 'label.more'),
              })),
            ),
        );
      });
    },
  };
}
