import { parseCharterFile } from '../../core/charter/charter-file.ts';
import { refuseOverwrite } from '../../core/charter/register.ts';
import type { Command } from '../command.ts';
import { policyText } from '../documents/charters.ts';
import { prepareServers, SECOND_OPTION, SERVER_OPTIONS, withServers } from '../documents/connecting.ts';
import { rememberServers } from '../documents/servers.ts';
import { syncAndReport } from '../documents/syncing.ts';
import { readDocumentText } from '../documents/travelled.ts';
import { WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';

export const watchAdd: Command = {
  name: 'watch add',
  summary: 'watch a charter through a server',
  positionals: 'CHARTER',
  arity: [1, 1],
  options: { ...SERVER_OPTIONS, ...SECOND_OPTION, ...WATCH_OPTIONS },
  description: [
    'Checks that the server serves the charter’s network, keeps the charter and the way to its servers in the folder and ' +
      'looks for coins. The server learns the wallet’s addresses: your own is best (--own-node). A charter that is watched ' +
      'already is brought up to date, so that receipts which have arrived since count, and gets the servers named now. ' +
      'docs/servers.md has all the ways.',
  ],
  example: 'icehouse watch add family.json --server ssl://electrum.example.org:50002',
  shape: 'that of icehouse watch sync, and { "added": false where the charter was watched already }',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { args, io } = context;
      const text = readDocumentText(io, args.positionals[0]!);
      const file = parseCharterFile(text);
      const { charter } = file;
      const stored = await folder.store.wallets.list();
      const known = stored.map(({ charterFile }) => parseCharterFile(charterFile).charter);
      refuseOverwrite(known, charter);
      const isKnown = known.some(({ id }) => id === charter.id);
      const connecting = prepareServers(context, folder, charter);
      let isKept = isKnown;
      return withServers(context, folder.path, connecting, charter, async (chain) => {
        if (isKept) await folder.store.wallets.replaceCharterFile(charter.id, text);
        else {
          const at = io.now().toISOString();
          await folder.store.wallets.add({
            ...{ charterId: charter.id, network: charter.wallet.network, charterFile: text, at },
          });
          isKept = true;
        }
        rememberServers(folder.path, charter.id, connecting.through);
        const report = await syncAndReport(context, folder, connecting, chain, charter);
        return {
          json: { ...report.json, added: !isKnown },
          lines: [`Watching ${charter.name} (${policyText(charter)}).`, ...report.lines],
        };
      });
    }),
};
