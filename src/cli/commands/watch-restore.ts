/** `watch restore`: a backup back into an empty place. */
import { mkdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import { restoreStore } from '../../watch/store/restore.ts';
import type { Command } from '../command.ts';
import {
  STORE_FILE,
  WATCH_OPTIONS,
  watchedWallets,
  watchFolderPath,
  withWatchFolder,
} from '../documents/watch-folder.ts';

export const watchRestore: Command = {
  name: 'watch restore',
  summary: 'put a backup back where nothing is watched yet',
  positionals: 'FILE',
  arity: [1, 1],
  options: WATCH_OPTIONS,
  description: [
    'Takes a file of icehouse watch backup, or an old icehouse.sqlite, into a folder without a store, or into an empty ' +
      'PostgreSQL database (ICEHOUSE_DATABASE): so a desk also moves from one to the other.',
    'A backup does not know what happened since. Each wallet must be synced before it hands out an address or proposes a ' +
      'payment; what the chain shows as used is not handed out again.',
  ],
  example: 'icehouse watch restore icehouse-2026-05-01.backup --data ~/.icehouse',
  shape: '{ "place", "wallets": [names], "rescanDue": true }',
  async run(context) {
    const { io, args } = context;
    const folder = watchFolderPath(context);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    await restoreStore(resolve(io.folder, args.positionals[0]!), io.database ?? join(folder, STORE_FILE));
    return withWatchFolder(context, async (restored) => {
      const wallets = (await watchedWallets(restored)).map(({ charter }) => charter.name);
      const place = restored.store.path;
      return {
        json: { place, wallets, rescanDue: true },
        lines: [
          `Restored: ${visible(place)}`,
          `Wallets:  ${wallets.map((name) => visible(name)).join(', ')}`,
          '',
          ...wrapped('A rescan is due: sync each wallet (icehouse watch sync WALLET --server URL) before it is used.'),
          ...wrapped(
            'Addresses that were given out after the backup was made and are not paid yet are not known here: take as many new ' +
              'ones first (icehouse watch receive WALLET), so that nobody gets one of them again.',
          ),
        ],
      };
    });
  },
};
