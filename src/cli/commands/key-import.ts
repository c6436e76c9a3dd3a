/** `key import`: the key that a device or another program exported becomes a card for the charter. */
import { resolve } from 'node:path';
import { formatKeyCard } from '../../core/charter/key-card.ts';
import type { KeyCard } from '../../core/charter/types.ts';
import { formatOrigin } from '../../core/key/origin.ts';
import { parsePath } from '../../core/key/path.ts';
import { network } from '../../core/network.ts';
import { pairs, wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import { KEY_FORMATS } from '../../exchange/keys/formats.ts';
import { importKey } from '../../exchange/keys/import-key.ts';
import type { Command } from '../command.ts';
import { readScriptType } from '../documents/cards.ts';
import { originAnswer, PASSWORD_OPTIONS, readFilePassword } from '../documents/imports.ts';
import { readFileText } from '../files/read.ts';
import { writeNewFile } from '../files/write.ts';

export const keyImport: Command = {
  name: 'key import',
  summary: 'make a card of a key that a device exported',
  positionals: 'FILE',
  arity: [1, 1],
  options: {
    name: { kind: 'text', value: 'NAME', help: 'what the group calls the holder', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the card to write', required: true },
    network: { kind: 'text', value: 'NETWORK', help: 'main (default), testnet3, testnet4, signet or regtest' },
    'script-type': { kind: 'text', value: 'TYPE', help: 'p2wsh (default), p2sh-p2wsh or p2sh' },
    path: { kind: 'text', value: 'PATH', help: 'which key, where the file has several for this type' },
    origin: { kind: 'text', value: 'ORIGIN', help: 'the true [fingerprint/path] of the key, or none' },
    ...PASSWORD_OPTIONS,
  },
  description: [
    'Finds the multisig key in what a device or program wrote, and writes a card without a proof: nobody has shown to ' +
      'hold the key until its member signs the charter’s receipt. charter new takes such a card with --unproven NAME. ' +
      'A key record of BIP-0129 is signed, and gives a proven card.',
    `Files: ${KEY_FORMATS.map(({ program }) => program).join(', ')}, BIP-0129 key record.`,
  ],
  example: 'icehouse key import ccxp-0F056943.json --name Bob --out bob.card.json',
  shape: '{ "card": file, "format", "name", "origin", "xpub", "scriptType", "network", "notes": [{ code, text }] }',
  run: async (context) => {
    const { args, io } = context;
    const text = readFileText(resolve(io.folder, args.positionals[0] ?? ''));
    const path = args.text('path');
    const origin = args.text('origin');
    const { card, format, notes } = importKey(text, {
      name: args.required('name'),
      network: network(args.text('network') ?? 'main').name,
      scriptType: readScriptType(args.text('script-type') ?? 'p2wsh'),
      password: await readFilePassword(context, text),
      ...(path === undefined ? {} : { path: parsePath(path, '--path') }),
      ...(origin === undefined ? {} : { answers: { origins: new Map([[1, originAnswer(origin)]]) } }),
    });
    const file = args.required('out');
    writeNewFile(resolve(io.folder, file), formatKeyCard(card));
    const { key, scriptType } = card;
    const originText = key.origin === undefined ? null : formatOrigin(key.origin);
    return {
      json: {
        ...{ card: file, format, name: key.name, origin: originText, xpub: key.xpub },
        ...{ scriptType, network: key.network, notes },
      },
      lines: [
        ...notes.flatMap((note) => wrapped(`Note: ${note.text}.`)),
        ...wrapped(`Card of ${visible(key.name)} written to ${file}; ${proofText(card)}.`),
        ...pairs([
          ['origin', originText ?? 'none'],
          ['key', key.xpub],
        ]),
      ],
    };
  },
};

function proofText({ proof }: KeyCard): string {
  return proof === undefined ? 'the key is not proven yet' : 'its key is proven';
}
