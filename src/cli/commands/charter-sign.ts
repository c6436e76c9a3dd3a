/** `charter sign`: after comparing the code with the others, the member's key signs the receipt. */
import { resolve } from 'node:path';
import { signReceipt } from '../../cold/charter/sign-receipt.ts';
import { wipeAccount } from '../../cold/key/account.ts';
import { findOwnAccount } from '../../cold/key/own-account.ts';
import { loadColdSecondOpinion } from '../../cold/second/wally.ts';
import { wipe } from '../../cold/seed.ts';
import { formatReceipt } from '../../core/charter/receipt.ts';
import { formatOrigin } from '../../core/key/origin.ts';
import { wrapped } from '../../core/text/columns.ts';
import { groups } from '../../core/text/groups.ts';
import { visible } from '../../core/text/visible.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { Command } from '../command.ts';
import { readCharterFile } from '../documents/charters.ts';
import { COMMITMENT_OPTIONS, checkCommitments } from '../documents/commitments.ts';
import { COMPARED_CODE, requireSameCode } from '../documents/compared.ts';
import { writeNewFile } from '../files/write.ts';
import { MNEMONIC_OPTIONS, readSecret } from '../secret/read-secret.ts';

export const charterSign: Command = {
  name: 'charter sign',
  summary: 'sign a receipt after comparing the code (offline)',
  positionals: 'CHARTER',
  arity: [1, 1],
  cold: 'asks-secret',
  options: {
    out: { kind: 'text', value: 'FILE', help: 'the receipt to write', required: true },
    ...COMPARED_CODE,
    ...COMMITMENT_OPTIONS,
    ...MNEMONIC_OPTIONS,
  },
  description: [
    'Asks for the 16 words as another member read them to you, in person or by voice, and signs only if they are the ' +
      'words of this very file. The receipt opens deposits for the group, and is your registration of the charter: without ' +
      'it nothing is reviewed or signed.',
  ],
  example: 'icehouse charter sign family.json --out alice.receipt.json',
  shape:
    '{ "receipt": file, "member", "charterId", "firstAddress", "origin": true origin that the charter lacks, or null, ' +
    '"committed": "verified" | "accepted" | "not needed", "notes": [sentences about it] }',
  run: async (context) => {
    const { args, io } = context;
    const charterFile = readCharterFile(io, args.positionals[0]!);
    const { charter } = charterFile;
    const { committed, notes } = checkCommitments(context, charterFile);
    for (const note of notes) for (const line of wrapped(note)) context.say(line);
    const second = await loadColdSecondOpinion();
    const { address } = verifiedOutput(charter.wallet, 'receive', 0, second);
    if (io.interactive) context.say(`First address: ${groups(address)}`);
    await requireSameCode(context, charter);
    const { seed } = await readSecret(context, { confirm: false });
    const { account } = findOwnAccount(charter.wallet, seed, second);
    wipe(seed);
    try {
      const receipt = signReceipt({ charter, account, second });
      const file = args.required('out');
      writeNewFile(resolve(io.folder, file), formatReceipt(receipt));
      const member = account.key.name;
      return {
        json: {
          ...{ receipt: file, member, charterId: charter.id, firstAddress: receipt.firstAddress, committed, notes },
          origin: receipt.origin === undefined ? null : formatOrigin(receipt.origin),
        },
        lines: [
          ...wrapped(`Receipt of ${visible(member)} for ${visible(charter.name)} written to ${file}.`),
          ...(receipt.origin === undefined
            ? []
            : wrapped(
                `It states the true origin of your key, ${formatOrigin(receipt.origin)}, which the charter does not have.`,
              )),
          'Give it to every member; each adds it with: icehouse charter add-receipt',
        ],
      };
    } finally {
      wipeAccount(account);
    }
  },
};
