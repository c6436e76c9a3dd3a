/** One sync with progress for the person, and what came of it; shared by `watch add` and `watch sync`. */
import { formatBtc } from '../../core/amount.ts';
import type { Charter } from '../../core/charter/types.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import type { Chain } from '../../watch/chain/chain.ts';
import { rebroadcastLost } from '../../watch/proposals/rebroadcast.ts';
import { settleProposals } from '../../watch/proposals/settle.ts';
import { syncWallet } from '../../watch/sync/sync.ts';
import { viewWallet } from '../../watch/sync/view.ts';
import type { Context, Outcome } from '../command.ts';
import { progressLine } from '../terminal/progress.ts';
import { balanceLines } from './balances.ts';
import { rebroadcastJson, rebroadcastLines } from './rebroadcasts.ts';
import { settledJson, settledLines } from './settled.ts';
import type { WatchFolder } from './watch-folder.ts';

export async function syncAndReport(
  context: Context,
  { store }: WatchFolder,
  chain: Chain,
  charter: Charter,
): Promise<Outcome> {
  const { io, json } = context;
  const line = progressLine(io, json);
  const { tip, appeared, vanished, withheld } = await syncWallet({
    ...{ store, chain, charter, now: io.now(), signal: io.signal, onProgress: line.show },
  }).finally(line.clear);
  const second = await loadSecondOpinion();
  const about = { store, charter, second, now: io.now() };
  const settled = await settleProposals(about);
  const again = await rebroadcastLost({ ...about, chain, signal: io.signal });
  const { balance } = await viewWallet(store, charter.id);
  return {
    json: {
      ...{ wallet: charter.name, height: tip.height, appeared, vanished, withheld, balance },
      proposals: settled.map(settledJson),
      again: again.map(rebroadcastJson),
    },
    lines: [
      `${visible(charter.name)} at block ${tip.height}: ${formatBtc(balance.confirmed)} BTC confirmed.`,
      ...(appeared.length > 0 ? [`New transactions: ${appeared.length}.`] : []),
      ...vanished.map((txid) => `Vanished: ${txid}`),
      ...withheld.flatMap((txid) =>
        wrapped(`The server no longer shows ${txid}, which is proven: ask another server.`),
      ),
      ...settledLines(settled),
      ...rebroadcastLines(again),
      ...balanceLines(balance).slice(1),
    ],
  };
}
