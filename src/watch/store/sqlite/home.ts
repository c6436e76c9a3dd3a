/**
 * Tells the file that was always here from a copy of it: a file that was copied or restored may be old, or lack what its
 * log held, and does not know which addresses were given out since. Known by the file's number on its disk together with
 * the moment of its birth, as numbers are given anew once a file is gone; a copy written over the old file keeps both, and is
 * not found out here.
 */
import { statSync } from 'node:fs';
import type { Database } from '../database.ts';

/** Marks every wallet of a copy as due for a comparison with the chain. A new store has no wallets to mark. */
export async function noteHome({ place, queries, transaction }: Database): Promise<void> {
  const { ino, birthtimeNs } = statSync(place, { bigint: true });
  const file = `${ino} ${birthtimeNs}`;
  const home = await queries.selectFrom('home').select('file').executeTakeFirst();
  if (home?.file === file) return;
  await transaction(async (trx) => {
    await trx.updateTable('wallet').set({ rescan_due: 1 }).execute();
    await trx.deleteFrom('home').execute();
    await trx.insertInto('home').values({ file }).execute();
  });
}
