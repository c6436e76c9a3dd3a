/** `bsms key`: a signer's first round of BIP-0129: her key with a signature by it, encrypted with the session's token. */
import { resolve } from 'node:path';
import { wipeAccount } from '../../cold/key/account.ts';
import { signMessage } from '../../cold/key/sign-message.ts';
import { toHex } from '../../core/bytes.ts';
import { bsmsKeyMessage } from '../../core/message/bsms-key.ts';
import { pairs } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import { sealRecord } from '../../exchange/bsms/encryption.ts';
import { formatKeyRecord, keyClaim } from '../../exchange/bsms/key-record.ts';
import type { Command } from '../command.ts';
import { readToken, TOKEN_OPTIONS } from '../documents/bsms.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';
import { ACCOUNT_OPTIONS, readNewAccount } from '../secret/account.ts';

export const bsmsKey: Command = {
  name: 'bsms key',
  summary: 'make your BSMS key record, round 1 (offline)',
  cold: 'asks-secret',
  options: {
    out: {
      kind: 'text',
      value: 'FILE',
      help: 'the record to write: .dat, or .bsms without encryption',
      required: true,
    },
    ...TOKEN_OPTIONS,
    description: { kind: 'text', value: 'TEXT', help: 'what the record says of the key; your name by default' },
    'binary-dat': { kind: 'flag', help: 'write the encrypted record as bytes, for a Coldcard as coordinator' },
    ...ACCOUNT_OPTIONS,
  },
  description: [
    'Derives your account key and signs a key record with it, which a coordinator of any program takes: Nunchuk, Sparrow, ' +
      'Coldcard, or icehouse bsms collect. Keep the token until you have checked what comes back (icehouse bsms accept).',
  ],
  example: 'icehouse bsms key --name Alice --token family.token --out alice.dat',
  shape: '{ "record": file, "encrypted", "fingerprint", "xpub", "key": as written in the record }',
  run: async (context) => {
    const { args, io } = context;
    const file = args.required('out');
    requireFreeName(resolve(io.folder, file));
    const token = await readToken(context);
    const { account, second } = await readNewAccount(context);
    try {
      const { key } = account;
      const claim = keyClaim(key, { token, description: args.text('description') ?? key.name });
      const record = formatKeyRecord(claim, signMessage({ account, text: bsmsKeyMessage(claim), second }));
      const encrypted = token.mode !== 'none';
      const sealed = encrypted ? sealRecord(record, token) : undefined;
      // No line feed at the end: Coldcard counts the lines.
      const content = sealed === undefined ? record : args.flag('binary-dat') ? sealed : toHex(sealed);
      writeNewFile(resolve(io.folder, file), content);
      const fingerprint = key.origin?.fingerprint ?? '';
      return {
        json: { record: file, encrypted, fingerprint, xpub: key.xpub, key: claim.key },
        lines: [
          `Key record of ${visible(key.name)} written to ${file}${encrypted ? ', encrypted' : ', readable by everybody'}.`,
          ...pairs([
            ['fingerprint', fingerprint],
            ['key', claim.key],
          ]),
        ],
      };
    } finally {
      wipeAccount(account);
    }
  },
};
