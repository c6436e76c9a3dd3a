/** `keystore remove`: overwrites a keystore and removes it, and says what that is worth. */
import { resolve } from 'node:path';
import { requireKeystoreFile } from '../../cold/keystore/keystore.ts';
import { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import type { Command } from '../command.ts';
import { ERASING_IS_LIMITED, eraseFile } from '../files/erase.ts';
import { readFileBytes } from '../files/read.ts';
import { ask } from '../terminal/ask.ts';

export const keystoreRemove: Command = {
  name: 'keystore remove',
  summary: 'overwrite and remove a keystore (offline)',
  positionals: 'FILE',
  arity: [1, 1],
  cold: 'makes-secret',
  options: {
    'words-on-paper': { kind: 'flag', help: 'say, for scripts, that words and extension are written down; else asked' },
  },
  description: [
    'Refuses any file that is no keystore. Afterwards the words and the extension on paper are the only way to the key: ' +
      'check them first with icehouse seed check.',
    'Overwriting reaches the file, not every trace of it: solid-state disks and memory sticks move blocks as they like, ' +
      'and a backup is a copy. What they keep is still encrypted under the passphrase.',
  ],
  example: 'icehouse keystore remove alice.keystore.age',
  shape: '{ "removed": file }',
  run: async ({ args, io, say }) => {
    const [file = ''] = args.positionals;
    const path = resolve(io.folder, file);
    requireKeystoreFile(readFileBytes(path));
    if (!args.flag('words-on-paper')) {
      if (io.interactive) say('Without the words and the extension on paper, the key is gone with this file.');
      const answer = io.interactive ? await ask(io, 'Type remove if you have them on paper:') : '';
      if (answer !== 'remove') {
        throw new IcehouseError({
          code: 'keystore/not-removed',
          kind: 'refused',
          message: 'nothing was removed: it was not said that words and extension are on paper',
          next: 'check them with icehouse seed check, then say so (--words-on-paper for scripts)',
        });
      }
    }
    eraseFile(path);
    return { json: { removed: file }, lines: [`${file} was overwritten and removed.`, ...wrapped(ERASING_IS_LIMITED)] };
  },
};
