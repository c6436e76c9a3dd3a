/** `charter export`: the wallet in a form that another program reads. */
import { resolve } from 'node:path';
import { EXPORT_FORMATS } from '../../exchange/formats.ts';
import type { Command } from '../command.ts';
import { readCharterFile } from '../documents/charters.ts';
import { formatNamed } from '../documents/formats.ts';
import { writeNewFile } from '../files/write.ts';

export const charterExport: Command = {
  name: 'charter export',
  summary: 'write the wallet for another program',
  positionals: 'CHARTER',
  arity: [1, 1],
  options: {
    format: { kind: 'text', value: 'NAME', help: EXPORT_FORMATS.map(({ name }) => name).join(', '), required: true },
    out: { kind: 'text', value: 'FILE', help: 'the file to write', required: true },
  },
  description: [
    'Public keys only: the file lets its reader watch the wallet, and spend nothing.',
    ...EXPORT_FORMATS.map(({ name, purpose }) => `${name}: ${purpose}.`),
  ],
  example: 'icehouse charter export family.json --format electrum --out family.electrum',
  shape: '{ "file", "format" }',
  run: async ({ args, io }) => {
    const format = formatNamed(EXPORT_FORMATS, args.required('format'));
    const file = args.required('out');
    writeNewFile(resolve(io.folder, file), format.write(readCharterFile(io, args.positionals[0]!).charter));
    return { json: { file, format: format.name }, lines: [`Written to ${file}: ${format.purpose}.`] };
  },
};
