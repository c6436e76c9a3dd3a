/** `watch export`: the wallet's history for spreadsheets, programs and bookkeeping. */
import { resolve } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import { counted } from '../../core/text/counted.ts';
import { HISTORY_FORMATS } from '../../watch/history/export/formats.ts';
import { readHistory } from '../../watch/history/history.ts';
import type { Command } from '../command.ts';
import { formatNamed } from '../documents/formats.ts';
import { findWallet, WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';

export const watchExport: Command = {
  name: 'watch export',
  summary: 'write the history as CSV, JSON or ledger journal',
  positionals: 'WALLET',
  arity: [1, 1],
  options: {
    format: { kind: 'text', value: 'NAME', help: HISTORY_FORMATS.map(({ name }) => name).join(', '), required: true },
    out: { kind: 'text', value: 'FILE', help: 'the file to write', required: true },
    ...WATCH_OPTIONS,
  },
  description: [
    'What the last sync found; it asks no server. Amounts are in bitcoin and exact, times in UTC, never anything in another ' +
      'currency. Vanished and unproven transactions are in it and marked so.',
    ...HISTORY_FORMATS.map(({ name, purpose }) => `${name}: ${purpose}.`),
  ],
  example: 'icehouse watch export Family --format ledger --out family.journal',
  shape: '{ "file", "format", "transactions", "height" }',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { args, io } = context;
      const format = formatNamed(HISTORY_FORMATS, args.required('format'));
      const file = args.required('out');
      requireFreeName(resolve(io.folder, file));
      const { charter } = await findWallet(folder, args.positionals[0]!);
      const history = await readHistory(folder.store, charter.id);
      if (history.lastScan === undefined) {
        throw new IcehouseError({
          code: 'watch/never-synced',
          kind: 'refused',
          message: 'nothing is known of this wallet yet, which is not an empty history',
          next: 'run icehouse watch sync first',
        });
      }
      writeNewFile(resolve(io.folder, file), format.write(history, { name: charter.name, charterId: charter.id }));
      const { height } = history.lastScan;
      const transactions = history.entries.length;
      return {
        json: { file, format: format.name, transactions, height },
        lines: wrapped(
          `${counted(transactions, 'transaction')} as of block ${height} written to ${file}: ${format.purpose}.`,
        ),
      };
    }),
};
