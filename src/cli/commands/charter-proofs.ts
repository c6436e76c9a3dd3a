/** `charter proofs`: what the members' keys have signed, for verifying by another program. */
import { type SignedKind, signedTexts } from '../../core/charter/signed-texts.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import type { Command } from '../command.ts';
import { readCharterFile } from '../documents/charters.ts';

const TITLES: { readonly [kind in SignedKind]: string } = {
  'key-card': 'key card',
  'bsms-record': 'BSMS key record',
  receipt: 'receipt',
  confirmation: 'confirmation of another member',
};

export const charterProofs: Command = {
  name: 'charter proofs',
  summary: 'show what was signed, for checking by other programs',
  positionals: 'CHARTER',
  arity: [1, 1],
  description: [
    'Every proof in the file as address, message and signature in the form of BIP-0137, which "verifymessage" of Bitcoin Core ' +
      'and of Electrum checks. The address stands for the member’s account key itself; never pay to it. Messages have ' +
      'several lines and no line feed at the end: with --json they are exact.',
  ],
  example: 'icehouse charter proofs family.json',
  shape:
    '{ "form": "bip137", "proofs": [{ "name", "kind": "key-card" | "bsms-record" | "receipt" | "confirmation", "address", ' +
    '"message", "signature" }], "unproven": [names] }',
  run: async ({ args, io }) => {
    const file = readCharterFile(io, args.positionals[0]!);
    const proofs = signedTexts(file);
    const unproven = file.charter.wallet.keys
      .map(({ name }) => name)
      .filter((name) => !proofs.some((proof) => proof.name === name));
    return {
      json: { form: 'bip137', proofs, unproven },
      lines: [
        ...proofs.flatMap(({ name, kind, address, message, signature }) => [
          `${visible(name)}: ${TITLES[kind]} (BIP-0137)`,
          `  address    ${address}`,
          `  signature  ${signature}`,
          '  message',
          ...message.split('\n').map((line) => `    ${visible(line)}`),
          '',
        ]),
        ...unproven.flatMap((name) => wrapped(`${visible(name)}: nobody has signed with this key yet.`)),
      ],
    };
  },
};
