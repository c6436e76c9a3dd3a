/** `watch receive`: hands out the next unused address, recorded before anybody sees it. */
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { groups } from '../../core/text/groups.ts';
import { visible } from '../../core/text/visible.ts';
import { nextReceiveAddress } from '../../watch/receive/receive.ts';
import type { Command } from '../command.ts';
import { findWallet, WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';

export const watchReceive: Command = {
  name: 'watch receive',
  summary: 'hand out the next unused deposit address',
  positionals: 'WALLET',
  arity: [1, 1],
  options: { 'beyond-gap': { kind: 'flag', help: 'go beyond the gap limit on purpose' }, ...WATCH_OPTIONS },
  description: [
    'Refuses until enough receipts verify, and when two libraries do not agree on the address. No address is handed out ' +
      'twice by this folder; another member’s folder knows nothing of it.',
  ],
  example: 'icehouse watch receive Family',
  shape: '{ "wallet", "address", "index" }',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const file = await findWallet(folder, context.args.positionals[0]!);
      const { address, index } = await nextReceiveAddress({
        ...{ store: folder.store, file, second: await loadSecondOpinion() },
        beyondGap: context.args.flag('beyond-gap') ? 'allow' : 'refuse',
      });
      const { name } = file.charter;
      return {
        json: { wallet: name, address, index },
        lines: [`Receive address ${index} of ${visible(name)}:`, '', `    ${address}`, '', `    ${groups(address)}`],
      };
    }),
};
