/** What a second server said of each coin the last time that it was asked; each look takes the place of the one before. */
import type { Database } from './database.ts';
import { insertAll } from './insert.ts';
import { walletRow } from './rows.ts';
import type { LookStore } from './store.ts';

export function lookStore({ queries, transaction }: Database): LookStore {
  return {
    record(charterId, { at, first, second, coins }) {
      return transaction(async (trx, changed) => {
        changed(charterId);
        const walletId = await walletRow(trx, charterId);
        await trx.deleteFrom('seen_coin').where('wallet_id', '=', walletId).execute();
        await trx.deleteFrom('second_look').where('wallet_id', '=', walletId).execute();
        await trx
          .insertInto('second_look')
          .values({ wallet_id: walletId, at, first_where: first, second_where: second })
          .execute();
        const rows = coins.map(({ txid, vout, seenBy }) => ({ wallet_id: walletId, txid, vout, seen_by: seenBy }));
        await insertAll(rows, (part) => trx.insertInto('seen_coin').values(part));
      });
    },
    async last(charterId) {
      const walletId = await walletRow(queries, charterId);
      const look = await queries
        .selectFrom('second_look')
        .selectAll()
        .where('wallet_id', '=', walletId)
        .executeTakeFirst();
      if (look === undefined) return undefined;
      const coins = await queries.selectFrom('seen_coin').selectAll().where('wallet_id', '=', walletId).execute();
      return {
        ...{ at: look.at, first: look.first_where, second: look.second_where },
        coins: coins.map(({ txid, vout, seen_by }) => ({ txid, vout: Number(vout), seenBy: Number(seen_by) })),
      };
    },
  };
}
