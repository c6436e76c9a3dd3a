/** The journal of what was sent out: written before sending, completed when a server showed the transaction. */
import { bytes, number, optionalText, text } from './rows.ts';
import type { Database } from './sqlite.ts';
import type { BroadcastStore } from './store.ts';

export function sqliteBroadcasts(database: Database): BroadcastStore {
  return {
    async begin({ txid, bytes, where, at }) {
      // The bytes of the first attempt stay: signatures may differ between two, and the id says that both do the same.
      database.run(
        `INSERT INTO broadcast (txid, bytes, first_tried_at, last_tried_at, tries, last_where) VALUES (?1, ?2, ?3, ?3, 1, ?4)
         ON CONFLICT (txid) DO UPDATE SET
           last_tried_at = excluded.last_tried_at, tries = tries + 1, last_where = excluded.last_where`,
        txid,
        bytes,
        at,
        where,
      );
    },
    async seen(txid, at) {
      database.run('UPDATE broadcast SET seen_at = coalesce(seen_at, ?) WHERE txid = ?', at, txid);
    },
    async list() {
      const rows = database.all(
        `SELECT txid, bytes, first_tried_at, last_tried_at, tries, last_where, seen_at
           FROM broadcast ORDER BY first_tried_at, txid`,
      );
      return rows.map((row) => ({
        txid: text(row, 'txid'),
        bytes: bytes(row, 'bytes'),
        firstTriedAt: text(row, 'first_tried_at'),
        lastTriedAt: text(row, 'last_tried_at'),
        tries: number(row, 'tries'),
        lastWhere: text(row, 'last_where'),
        seenAt: optionalText(row, 'seen_at'),
      }));
    },
  };
}
