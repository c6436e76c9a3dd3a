/** `keystore change`: another passphrase for a keystore. */
import { resolve } from 'node:path';
import { openKeystore, requireKeystoreFile, sealKeystore } from '../../cold/keystore/keystore.ts';
import { wrapped } from '../../core/text/columns.ts';
import type { Command, Context } from '../command.ts';
import { ERASING_IS_LIMITED, replaceErasing } from '../files/erase.ts';
import { readFileBytes } from '../files/read.ts';
import { askHiddenLine } from '../secret/hidden-line.ts';
import { webRandom } from '../secret/keystore.ts';
import { askNewPassphrase } from '../secret/passphrase.ts';
import { readSecretLines } from '../secret/stdin.ts';

export const keystoreChange: Command = {
  name: 'keystore change',
  summary: 'give a keystore another passphrase (offline)',
  positionals: 'FILE',
  arity: [1, 1],
  cold: 'asks-secret',
  options: {
    'secret-stdin': { kind: 'flag', help: 'read line 1 the old passphrase, line 2 the new one from stdin' },
    'accept-weak-passphrase': { kind: 'flag', help: 'go on with a passphrase of less than 160 bits' },
  },
  description: [
    'Opens the keystore, encrypts it anew under the new passphrase, puts it in the place of the old file and overwrites ' +
      'what was there. A copy of the old file still opens with the old passphrase.',
  ],
  example: 'icehouse keystore change alice.keystore.age',
  shape: '{ "keystore": file }',
  run: async (context) => {
    const { args, io } = context;
    const [file = ''] = args.positionals;
    const path = resolve(io.folder, file);
    const bytes = readFileBytes(path);
    requireKeystoreFile(bytes);
    const { old, fresh } = await readPassphrases(context);
    const content = await openKeystore(bytes, old);
    const passphrase = fresh ?? (await askNewPassphrase(context, 'New passphrase:'));
    const acknowledgeWeak = args.flag('accept-weak-passphrase');
    replaceErasing(path, await sealKeystore({ content, passphrase, acknowledgeWeak, source: webRandom }));
    return {
      json: { keystore: file },
      lines: [`${file} has the new passphrase.`, ...wrapped(ERASING_IS_LIMITED)],
    };
  },
};

/** On a terminal the new one is asked for after the old one has opened the file. */
async function readPassphrases({ args, io }: Context): Promise<{ old: string; fresh: string | undefined }> {
  if (!args.flag('secret-stdin'))
    return { old: await askHiddenLine(io, 'Passphrase of the keystore:'), fresh: undefined };
  const expected = 'line 1 the old passphrase, line 2 the new one';
  const [old = '', fresh = ''] = await readSecretLines(io, { most: 2, expected });
  return { old, fresh };
}
