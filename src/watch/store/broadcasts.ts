/** The journal of what was sent out: written before sending, completed when a server showed the transaction. */
import type { Database } from './database.ts';
import type { BroadcastStore } from './store.ts';

export function broadcastStore({ queries, transaction }: Database): BroadcastStore {
  return {
    begin({ txid, bytes, where, at }) {
      // The bytes of the first attempt stay: signatures may differ between two, and the id says that both do the same.
      return transaction(async (trx) => {
        await trx
          .insertInto('broadcast')
          .values({ txid, bytes, first_tried_at: at, last_tried_at: at, tries: 1, last_where: where })
          .onConflict((oc) =>
            oc.column('txid').doUpdateSet((eb) => ({
              last_tried_at: at,
              tries: eb('broadcast.tries', '+', 1n),
              last_where: where,
            })),
          )
          .execute();
      });
    },
    seen(txid, at) {
      return transaction(async (trx) => {
        await trx
          .updateTable('broadcast')
          .set({ seen_at: at })
          .where('txid', '=', txid)
          .where('seen_at', 'is', null)
          .execute();
      });
    },
    async list() {
      const rows = await queries
        .selectFrom('broadcast')
        .selectAll()
        .orderBy('first_tried_at')
        .orderBy('txid')
        .execute();
      return rows.map((row) => ({
        txid: row.txid,
        bytes: row.bytes,
        firstTriedAt: row.first_tried_at,
        lastTriedAt: row.last_tried_at,
        tries: Number(row.tries),
        lastWhere: row.last_where,
        seenAt: row.seen_at ?? undefined,
      }));
    },
  };
}
