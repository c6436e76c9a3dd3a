/** The payment that is to be replaced or helped along, as a person names it. */
import { findStored } from './proposals.ts';
import { type WatchedWallet, type WatchFolder, watchedWallets } from './watch-folder.ts';

/** A stored proposal by the beginning of its id, or a transaction of a watched wallet by its whole id. */
export async function findOriginal(
  folder: WatchFolder,
  asked: string,
): Promise<{ readonly wallet: WatchedWallet; readonly id: string }> {
  const wanted = asked.toLowerCase();
  for (const wallet of await watchedWallets(folder)) {
    const transactions = await folder.store.ledger.transactions(wallet.charter.id);
    if (transactions.some(({ txid }) => txid === wanted)) return { wallet, id: wanted };
  }
  return findStored(folder, asked);
}
