/** `watch confirm`: this machine says which address it derives, for the member who gave it out. */
import { resolve } from 'node:path';
import { HARDENED } from '../../core/key/types.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { groups } from '../../core/text/groups.ts';
import { visible } from '../../core/text/visible.ts';
import { confirmAddress, formatConfirmation } from '../../watch/receive/confirmation.ts';
import type { Command } from '../command.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { findWallet, WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';

export const watchConfirm: Command = {
  name: 'watch confirm',
  summary: 'confirm an address that another member gave out',
  positionals: 'WALLET',
  arity: [1, 1],
  options: {
    index: { kind: 'text', value: 'N', help: 'index of the receive address', required: true },
    member: { kind: 'text', value: 'NAME', help: 'whose machine this is', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the confirmation, for the other member', required: true },
    ...WATCH_OPTIONS,
  },
  description: [
    'Derives the address from this machine’s own copy of the charter, by the same rules as an address of its own, and writes ' +
      'it down for the other member’s icehouse watch receive --index N --confirmation FILE. The address counts as given out ' +
      'here too.',
    'The file is not signed: it shows that a second machine came to the same address, not who wrote it. Seal it (icehouse ' +
      'seal), or compare the address by voice.',
  ],
  example: 'icehouse watch confirm Family --index 5 --member Bob --out bob.address.json',
  shape: '{ "wallet", "index", "address", "member", "file" }',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { args, io } = context;
      const out = args.required('out');
      requireFreeName(resolve(io.folder, out));
      const file = await findWallet(folder, args.positionals[0]!);
      const confirmation = await confirmAddress({
        ...{ store: folder.store, file, second: await loadSecondOpinion(), member: args.required('member') },
        index: readWholeNumber(args.required('index'), 'index', [0, HARDENED - 1]),
      });
      writeNewFile(resolve(io.folder, out), formatConfirmation(confirmation));
      const { index, address, member } = confirmation;
      return {
        json: { wallet: file.charter.name, index, address, member, file: out },
        lines: [
          `This machine derives receive address ${index} of ${visible(file.charter.name)} as`,
          ...['', `    ${address}`, '', ...wrapped(groups(address), { indent: '    ' }), ''],
          ...wrapped(
            `Written to ${out}: give it to the member who asked, and compare by voice where much is at stake.`,
          ),
        ],
      };
    }),
};
