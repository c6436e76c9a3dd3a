/** `labels export`: a watched wallet's labels for another program. */
import { resolve } from 'node:path';
import { wrapped } from '../../core/text/columns.ts';
import { counted } from '../../core/text/counted.ts';
import { LABEL_FORMATS } from '../../exchange/labels/formats.ts';
import { fileLabel } from '../../watch/labels/stored.ts';
import type { Command } from '../command.ts';
import { LABEL_FORMAT_NAMES, labelFormatNamed } from '../documents/label-files.ts';
import { findWallet, WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';
import { writeNewFile } from '../files/write.ts';

export const labelsExport: Command = {
  name: 'labels export',
  summary: 'write the labels for another program',
  positionals: 'WALLET',
  arity: [1, 1],
  options: {
    format: { kind: 'text', value: 'NAME', help: LABEL_FORMAT_NAMES, required: true },
    out: { kind: 'text', value: 'FILE', help: 'the file to write', required: true },
    ...WATCH_OPTIONS,
  },
  description: [
    ...LABEL_FORMATS.map(({ name, purpose }) => `${name}: ${purpose}.`),
    'Labels are as private as payments. To send the file to the members, seal it with icehouse seal; to keep it, add ' +
      '--with-passphrase there.',
  ],
  example: 'icehouse labels export Family --format bip329 --out family.jsonl',
  shape: '{ "wallet", "file", "format", "written", "inPart": labels that lose fields, "leftOut" }',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { args, io } = context;
      const format = labelFormatNamed(args.required('format'));
      const file = args.required('out');
      const { charter } = await findWallet(folder, args.positionals[0]!);
      const labels = (await folder.store.labels.list(charter.id)).map(fileLabel);
      writeNewFile(resolve(io.folder, file), format.write({ labels, others: [] }));
      const kept = labels.map(format.keeps);
      const leftOut = kept.filter((each) => each === 'not at all').length;
      const inPart = kept.filter((each) => each === 'in part').length;
      const written = labels.length - leftOut;
      return {
        json: { wallet: charter.name, file, format: format.name, written, inPart, leftOut },
        lines: [
          ...wrapped(`${counted(written, 'label')} written to ${file}: ${format.purpose}.`),
          ...(leftOut === 0
            ? []
            : wrapped(`${counted(leftOut, 'label')} left out: ${format.name} has no place for such.`)),
          ...(inPart === 0
            ? []
            : wrapped(`${counted(inPart, 'label')} lost what ${format.name} has no place for, such as freezing.`)),
        ],
      };
    }),
};
