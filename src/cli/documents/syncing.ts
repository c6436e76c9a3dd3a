/** One sync with progress for the person, and what came of it; shared by `watch add` and `watch sync`. */
import { formatBtc } from '../../core/amount.ts';
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import type { Chain } from '../../watch/chain/chain.ts';
import { rebroadcastLost } from '../../watch/proposals/rebroadcast.ts';
import { settleProposals } from '../../watch/proposals/settle.ts';
import { isOldBlock } from '../../watch/sync/old-block.ts';
import { lookTwice, type SecondLook } from '../../watch/sync/second-look.ts';
import { type Further, syncWallet } from '../../watch/sync/sync.ts';
import { viewWallet } from '../../watch/sync/view.ts';
import type { Context, Outcome } from '../command.ts';
import { progressLine } from '../terminal/progress.ts';
import { balanceLines } from './balances.ts';
import { type Connecting, connect, sayNote } from './connecting.ts';
import { rebroadcastJson, rebroadcastLines } from './rebroadcasts.ts';
import { lookJson, lookLines } from './second-look.ts';
import { settledJson, settledLines } from './settled.ts';
import type { WatchFolder } from './watch-folder.ts';

export async function syncAndReport(
  context: Context,
  folder: WatchFolder,
  connecting: Connecting,
  chain: Chain,
  charter: Charter,
  further?: Further,
): Promise<Outcome> {
  const { io, json } = context;
  const { store } = folder;
  const line = progressLine(io, json);
  const { tip, appeared, vanished, withheld } = await syncWallet({
    ...{ store, chain, charter, further, now: io.now(), signal: io.signal, onProgress: line.show },
  }).finally(line.clear);
  if (isOldBlock(chain.network, tip.time, io.now())) {
    const date = new Date(tip.time * 1000).toISOString().slice(0, 16).replace('T', ' ');
    const message = `the newest block that ${chain.where} shows is of ${date} UTC: it is behind, or the clock here is ahead`;
    connecting.warnings.push({ code: 'watch/old-block', message });
    sayNote(context.say, message);
  }
  const first = { where: chain.where, withheld };
  const look = await askSecond(context, folder, connecting, charter, first);
  const second = await loadSecondOpinion();
  const about = { store, charter, second, now: io.now() };
  const settled = await settleProposals(about);
  const again = await rebroadcastLost({ ...about, chain, signal: io.signal });
  const { balance, coins } = await viewWallet(store, charter.id);
  const stored = look && (await store.looks.last(charter.id));
  return {
    json: {
      ...{ wallet: charter.name, height: tip.height, appeared, vanished, withheld, balance },
      proposals: settled.map(settledJson),
      again: again.map(rebroadcastJson),
      secondLook: lookJson(stored, coins),
      warnings: connecting.warnings,
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
      ...lookLines(stored, coins),
    ],
  };
}

/**
 * Asks the second server, where there is one. That it cannot be asked, or is caught lying, takes nothing from what the first
 * one proved: it is told as a warning.
 */
async function askSecond(
  context: Context,
  folder: WatchFolder,
  connecting: Connecting,
  charter: Charter,
  first: { readonly where: string; readonly withheld: readonly string[] },
): Promise<SecondLook | undefined> {
  const { io, json, say } = context;
  const { through, warnings } = connecting;
  if (through.second === undefined) return undefined;
  const warn = (message: string) => {
    warnings.push({ code: 'watch/second-server', message });
    sayNote(say, message);
  };
  const line = progressLine(io, json);
  let chain: Chain | undefined;
  try {
    chain = await connect(context, folder.path, connecting, charter, through.second);
    const look = await lookTwice({
      ...{ store: folder.store, chain, charter, now: io.now(), signal: io.signal, onProgress: line.show, first },
    });
    const { uncovered, unproven } = look;
    if (uncovered.length > 0)
      warn(`${first.where} kept back ${uncovered.length} transactions that ${chain.where} proves: use another server`);
    if (unproven.length > 0)
      warn(`${chain.where} also tells of ${unproven.length} transactions without proof, which are not counted`);
    return look;
  } catch (error) {
    const isTold = error instanceof IcehouseError && /^(?:chain\/|core\/|store\/changed-meanwhile$)/.test(error.code);
    if (!isTold || io.signal.aborted) throw error;
    warn(`the second server could not be compared: ${error.message} (${error.code})`);
    return undefined;
  } finally {
    line.clear();
    chain?.close();
  }
}
