import { parseCharterFile } from '../../core/charter/charter-file.ts';
import { refuseOverwrite } from '../../core/charter/register.ts';
import type { Command } from '../command.ts';
import { policyText } from '../documents/charters.ts';
import { rememberServer } from '../documents/servers.ts';
import { syncAndReport } from '../documents/syncing.ts';
import { readDocumentText } from '../documents/travelled.ts';
import { WATCH_OPTIONS, withChain, withWatchFolder } from '../documents/watch-folder.ts';

export const watchAdd: Command = {
  name: 'watch add',
  summary: 'watch a charter through a server',
  positionals: 'CHARTER',
  arity: [1, 1],
  options: {
    server: { kind: 'text', value: 'URL', help: 'tcp://host:port or ssl://host:port', required: true },
    ...WATCH_OPTIONS,
  },
  description: [
    'Checks that the server serves the charter’s network, keeps the charter in the folder and looks for coins. The server ' +
      'learns the wallet’s addresses: your own is best. A charter that is watched already is brought up to date, so ' +
      'that receipts which have arrived since count.',
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
      return withChain(context, folder, charter, async (chain) => {
        if (isKnown) await folder.store.wallets.replaceCharterFile(charter.id, text);
        else {
          const at = io.now().toISOString();
          await folder.store.wallets.add({
            ...{ charterId: charter.id, network: charter.wallet.network, charterFile: text, at },
          });
        }
        rememberServer(folder.path, charter.id, args.required('server'));
        const report = await syncAndReport(context, folder, chain, charter);
        return {
          json: { ...report.json, added: !isKnown },
          lines: [`Watching ${charter.name} (${policyText(charter)}).`, ...report.lines],
        };
      });
    }),
};
