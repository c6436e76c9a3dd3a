/** `watch backup`: everything that the watching side knows, in one file. */
import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { visible } from '../../core/text/visible.ts';
import type { Command } from '../command.ts';
import { WATCH_OPTIONS, watchedWallets, withWatchFolder } from '../documents/watch-folder.ts';
import { requireFreeName, writeNewFileBy } from '../files/write.ts';

export const watchBackup: Command = {
  name: 'watch backup',
  summary: 'write everything that is watched into one file',
  positionals: 'FILE',
  arity: [1, 1],
  options: WATCH_OPTIONS,
  description: [
    'The file holds charters, transactions, labels and proposals, and no secret; whoever reads it sees the payments. It is ' +
      'whole and of one moment, also when other desks write to the same PostgreSQL database meanwhile.',
    'It is never written over another file. icehouse watch restore puts it back.',
  ],
  example: 'icehouse watch backup icehouse-2026-05-01.backup',
  shape: '{ "path", "bytes", "wallets": [names] }',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const path = resolve(context.io.folder, context.args.positionals[0]!);
      requireFreeName(path);
      const wallets = (await watchedWallets(folder)).map(({ charter }) => charter.name);
      if (wallets.length === 0) throw nothing(folder.store.path);
      await writeNewFileBy(path, (temporary) => folder.store.backUp(temporary));
      const bytes = statSync(path).size;
      return {
        json: { path, bytes, wallets },
        lines: [
          `Written: ${visible(path)} (${Math.ceil(bytes / 1024)} kB)`,
          `Wallets: ${wallets.map((name) => visible(name)).join(', ')}`,
          'It holds no secret, and all payments: keep it where only you read it.',
        ],
      };
    }),
};

function nothing(place: string): IcehouseError {
  return new IcehouseError({
    code: 'watch/nothing-to-back-up',
    kind: 'refused',
    message: 'nothing is watched there',
    at: place,
    next: 'name the folder with --data',
  });
}
