/** `watch sync`: fetches what is new, and proves it. */
import type { Command } from '../command.ts';
import { syncAndReport } from '../documents/syncing.ts';
import { findWallet, SERVER_OPTIONS, WATCH_OPTIONS, withChain, withWatchFolder } from '../documents/watch-folder.ts';

export const watchSync: Command = {
  name: 'watch sync',
  summary: 'fetch and prove what is new',
  positionals: 'WALLET',
  arity: [1, 1],
  options: { ...SERVER_OPTIONS, ...WATCH_OPTIONS },
  description: [
    'Asks the server about the wallet’s addresses, checks every transaction’s hash and proves confirmed ones by block ' +
      'headers with proof of work. What cannot be proven is shown as such. On any error the store stays as it was.',
  ],
  example: 'icehouse watch sync Family',
  shape:
    '{ "wallet", "height", "appeared": [txids], "vanished": [txids], "withheld": [txids], "balance": { confirmed, ' +
    'unconfirmed, unproven, immature, total }, "proposals": [{ "id", "before", "state", "reason", "txid" }] that have changed, "again": [{ "proposal", "txid", "error" }] sent once more }',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { charter } = await findWallet(folder, context.args.positionals[0]!);
      return withChain(context, folder, charter, (chain) => syncAndReport(context, folder, chain, charter));
    }),
};
