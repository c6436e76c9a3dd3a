/** `key card`: from the member's secret to the public card that she gives to the others. */
import { resolve } from 'node:path';
import { signKeyCard } from '../../cold/charter/sign-card.ts';
import { wipeAccount } from '../../cold/key/account.ts';
import { formatKeyCard } from '../../core/charter/key-card.ts';
import { formatPath } from '../../core/key/path.ts';
import { pairs } from '../../core/text/columns.ts';
import { VERSION } from '../../core/version.ts';
import type { Command } from '../command.ts';
import { writeNewFile } from '../files/write.ts';
import { ACCOUNT_OPTIONS, readNewAccount } from '../secret/account.ts';
import { describeMnemonic } from '../secret/describe-mnemonic.ts';

export const keyCard: Command = {
  name: 'key card',
  summary: 'write the public card that you give to the others',
  cold: 'asks-secret',
  options: {
    out: { kind: 'text', value: 'FILE', help: 'the card to write', required: true },
    ...ACCOUNT_OPTIONS,
  },
  description: [
    'Derives your account key, signs the card with it (proof that you hold the key) and writes the card. The card is ' +
      'public: it cannot spend, but it reveals the wallet’s addresses to whoever has all cards.',
  ],
  example: 'icehouse key card --name Alice --out alice.card.json',
  shape: '{ "card": file, "name", "fingerprint", "path", "scheme", "scriptType", "network", "xpub", "mnemonic" kind }',
  run: async (context) => {
    const { args, io } = context;
    const { account: own, mnemonic, second } = await readNewAccount(context);
    try {
      const card = signKeyCard({ account: own, software: `icehouse ${VERSION}`, second });
      const file = args.required('out');
      writeNewFile(resolve(io.folder, file), formatKeyCard(card));
      const { origin, xpub, name } = own.key;
      const path = formatPath(origin?.path ?? []);
      const fingerprint = origin?.fingerprint ?? '';
      return {
        json: {
          ...{ card: file, name, fingerprint, path, scheme: own.scheme, scriptType: own.scriptType },
          ...{ network: own.key.network, xpub, mnemonic: mnemonic.kind },
        },
        lines: [
          `Key card of ${name} written to ${file}.`,
          ...pairs([
            ['words read as', describeMnemonic(mnemonic)],
            ['fingerprint', fingerprint],
            ['path', path === '' ? 'm' : path],
            ['key', xpub],
          ]),
          'Write the fingerprint next to your words: it tells a wrong extension at once.',
        ],
      };
    } finally {
      wipeAccount(own);
    }
  },
};
