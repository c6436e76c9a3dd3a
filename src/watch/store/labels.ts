/** Labels as BIP-0329 has them; an output's `spendable: false` freezes the coin. */
import { visible } from '../../core/text/visible.ts';
import type { Database, Queries } from './database.ts';
import { insertAll } from './insert.ts';
import { changedMeanwhile, walletRow } from './rows.ts';
import type { Label, LabelStore } from './store.ts';

export function labelStore({ queries, transaction }: Database): LabelStore {
  return {
    async list(charterId) {
      const rows = await queries
        .selectFrom('label')
        .select(['type', 'ref', 'label', 'spendable', 'origin', 'more', 'version'])
        .where('wallet_id', '=', await walletRow(queries, charterId))
        .orderBy('type')
        .orderBy('ref')
        .execute();
      return rows.map(({ type, ref, label, spendable, origin, more, version }) => ({
        type,
        ref,
        label,
        spendable: spendable === null ? undefined : spendable === 1n,
        ...(origin !== null && { origin }),
        ...(more !== null && { more }),
        version: Number(version),
      }));
    },
    set(charterId, ...labels) {
      return transaction(async (trx, changed) => {
        changed(charterId);
        const walletId = await walletRow(trx, charterId);
        for (const label of labels) await checkVersion(trx, walletId, label);
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
              oc.columns(['wallet_id', 'type', 'ref']).doUpdateSet(({ eb, ref, fn }) => ({
                label: ref('excluded.label'),
                spendable: ref('excluded.spendable'),
                origin: fn.coalesce('excluded.origin', 'label.origin'),
                more: fn.coalesce('excluded.more', 'label.more'),
                version: eb('label.version', '+', 1n),
              })),
            ),
        );
      });
    },
  };
}

async function checkVersion(trx: Queries, walletId: bigint, { type, ref, version }: Label): Promise<void> {
  if (version === undefined) return;
  const stored = await trx
    .selectFrom('label')
    .select('version')
    .where('wallet_id', '=', walletId)
    .where('type', '=', type)
    .where('ref', '=', ref)
    .executeTakeFirst();
  if (Number(stored?.version ?? 0) !== version) throw changedMeanwhile('this label', `${type} ${visible(ref)}`);
}
