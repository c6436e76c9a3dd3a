/** `keystore new`: a member's mnemonic and extension in one encrypted file, for those who sign often. */
import { resolve } from 'node:path';
import type { KeystoreContent } from '../../cold/keystore/content.ts';
import { KEYSTORE_WORK_FACTOR, sealKeystore } from '../../cold/keystore/keystore.ts';
import { loadColdSecondOpinion } from '../../cold/second/wally.ts';
import { seedOf, wipe } from '../../cold/seed.ts';
import { pairs, wrapped } from '../../core/text/columns.ts';
import type { Command, Context } from '../command.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';
import { webRandom } from '../secret/keystore.ts';
import { askNewPassphrase } from '../secret/passphrase.ts';
import { askSecret, secretFromLines, WORD_OPTIONS } from '../secret/read-secret.ts';
import { readSecretLines } from '../secret/stdin.ts';

export const keystoreNew: Command = {
  name: 'keystore new',
  summary: 'keep your words in an encrypted file (offline)',
  cold: 'asks-secret',
  options: {
    out: { kind: 'text', value: 'FILE', help: 'the keystore to write', required: true },
    'secret-stdin': { kind: 'flag', help: 'read line 1 passphrase, 2 mnemonic, 3 extension from stdin' },
    'accept-weak-passphrase': { kind: 'flag', help: 'go on with a passphrase of less than 160 bits' },
    ...WORD_OPTIONS,
  },
  description: [
    'For members who sign often: writes mnemonic and extension into an age file with a passphrase, which every command ' +
      'that asks for them takes with --keystore FILE. It belongs on the offline machine and nowhere else. It is no backup: ' +
      'the words stay on paper, the extension apart from them.',
    'Whoever gets the file can guess passphrases without end, so the passphrase is judged like an extension. Stock age ' +
      'opens the file, too.',
  ],
  example: 'icehouse keystore new --out alice.keystore.age',
  shape: '{ "keystore": file, "fingerprint", "workFactor": base-2 logarithm of scrypt’s cost }',
  run: async (context) => {
    const { args, io } = context;
    const file = args.required('out');
    requireFreeName(resolve(io.folder, file));
    const { content, passphrase } = await readParts(context);
    const acknowledgeWeak = args.flag('accept-weak-passphrase');
    const sealed = await sealKeystore({ content, passphrase, acknowledgeWeak, source: webRandom });
    writeNewFile(resolve(io.folder, file), sealed);
    const fingerprint = await fingerprintOf(content);
    return {
      json: { keystore: file, fingerprint, workFactor: KEYSTORE_WORK_FACTOR },
      lines: [
        `Keystore written to ${file} and opened once more: it gives back the same words.`,
        ...pairs([
          ['fingerprint', fingerprint],
          ['extension', content.extension === '' ? 'none' : 'in it'],
        ]),
        ...wrapped('Compare the fingerprint with the one on your paper. Keep the file on the offline machine.'),
      ],
    };
  },
};

interface Parts {
  readonly content: KeystoreContent;
  readonly passphrase: string;
}

async function readParts(context: Context): Promise<Parts> {
  const { args, io } = context;
  if (args.flag('secret-stdin')) {
    const expected = 'line 1 the passphrase, line 2 the mnemonic, line 3 the extension';
    const [passphrase = '', ...words] = await readSecretLines(io, { most: 3, expected });
    return { passphrase, content: secretFromLines(context, words) };
  }
  const content = await askSecret(context, { confirm: true });
  return { content, passphrase: await askNewPassphrase(context, 'Passphrase for the keystore:') };
}

async function fingerprintOf({ mnemonic, extension }: KeystoreContent): Promise<string> {
  const second = await loadColdSecondOpinion();
  const seed = seedOf(mnemonic, extension);
  const { masterFingerprint } = second.account({ seed, chain: 'main', path: [] });
  wipe(seed);
  return masterFingerprint;
}
