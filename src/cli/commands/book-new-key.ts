/** `book new-key`: a key of one's own for what travels, for members who have none in gpg. */
import { resolve } from 'node:path';
import { drawHealthy } from '../../cold/entropy/health.ts';
import { wrapped } from '../../core/text/columns.ts';
import { createPgpKey } from '../../exchange/pgp/private-key.ts';
import { fingerprintText, fingerprintWords } from '../../exchange/pgp/words.ts';
import type { Command } from '../command.ts';
import { secondsNow } from '../documents/bsms.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';
import { webRandom } from '../secret/keystore.ts';
import { askNewPassphrase } from '../secret/passphrase.ts';
import { readSecretLines } from '../secret/stdin.ts';

export const bookNewKey: Command = {
  name: 'book new-key',
  summary: 'make an OpenPGP key of your own for what travels',
  options: {
    name: { kind: 'text', value: 'NAME', help: 'what the key calls you', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the private key to write, locked by a passphrase', required: true },
    public: { kind: 'text', value: 'FILE', help: 'the public key to write, for the others', required: true },
    'passphrase-stdin': { kind: 'flag', help: 'read the passphrase from stdin' },
  },
  description: [
    'A key that signs and opens messages between the members. It has nothing to do with any seed and can spend nothing; it ' +
      'lives on the online machine. gpg 2.2 imports it. Who has a key in gpg exports that one instead: ' +
      'gpg --armor --export-secret-keys.',
  ],
  example: 'icehouse book new-key --name Alice --out alice.secret.asc --public alice.asc',
  shape: '{ "key": file, "public": file, "fingerprint", "words": [[5 words] × 3] }',
  run: async (context) => {
    const { args, io } = context;
    const [file, publicFile] = [args.required('out'), args.required('public')];
    for (const each of [file, publicFile]) requireFreeName(resolve(io.folder, each));
    const passphrase = args.flag('passphrase-stdin')
      ? ((await readSecretLines(io, { most: 1 }))[0] ?? '')
      : await askNewPassphrase(context, 'Passphrase for the key:');
    drawHealthy(webRandom, 32);
    const made = await createPgpKey({ name: args.required('name'), passphrase, now: secondsNow(io) });
    const { fingerprint, armored } = made.publicKey;
    writeNewFile(resolve(io.folder, file), made.lockedArmored);
    writeNewFile(resolve(io.folder, publicFile), armored);
    const words = fingerprintWords(fingerprint);
    return {
      json: { key: file, public: publicFile, fingerprint, words },
      lines: [
        `Private key written to ${file}, public key to ${publicFile}.`,
        `    ${fingerprintText(fingerprint)}`,
        ...words.map((group) => `    ${group.join(' ')}`),
        ...wrapped('Give the public key to the others, and read these words to them.'),
      ],
    };
  },
};
