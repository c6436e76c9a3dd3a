/** What people say of a coin, kept as BIP-0329 labels: a text, and whether it may be spent. */

import { walletCoins } from '../../watch/coins/coins.ts';
import type { Label } from '../../watch/store/store.ts';
import type { Coin } from '../../watch/sync/view.ts';
import type { Context, Outcome } from '../command.ts';
import { findCoin } from './coins.ts';
import { findWallet, withWatchFolder } from './watch-folder.ts';

export interface LabelledCoin {
  readonly coin: Coin;
  /** `txid:index`. */
  readonly name: string;
}

/** Changes the label of the coin that the second argument names; what is not changed stays. */
export function changeCoinLabel(
  context: Context,
  change: (coin: LabelledCoin) => Partial<Pick<Label, 'label' | 'spendable'>>,
  tell: (coin: LabelledCoin, label: Label) => readonly string[],
): Promise<Outcome> {
  return withWatchFolder(context, async (folder) => {
    const [walletName = '', coinName = ''] = context.args.positionals;
    const { charter } = await findWallet(folder, walletName);
    const coin = findCoin((await walletCoins(folder.store, charter)).coins, coinName);
    const name = `${coin.txid}:${coin.vout}`;
    const old = (await folder.store.labels.list(charter.id)).find(({ type, ref }) => type === 'output' && ref === name);
    const label: Label = {
      ...{ type: 'output', ref: name, label: '', spendable: undefined },
      ...old,
      ...change({ coin, name }),
    };
    await folder.store.labels.set(charter.id, label);
    return {
      json: { coin: name, amount: coin.amount, label: label.label, spendable: label.spendable ?? null },
      lines: tell({ coin, name }, label),
    };
  });
}
