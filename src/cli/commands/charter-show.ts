/** `charter show`: what stands in a charter file, with its code words and who has signed. */
import { depositReadiness } from '../../core/charter/deposits.ts';
import { formatOrigin } from '../../core/key/origin.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { pairs, wrapped } from '../../core/text/columns.ts';
import { groups } from '../../core/text/groups.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { Command } from '../command.ts';
import { codeLines, policyText, readCharterFile } from '../documents/charters.ts';

export const charterShow: Command = {
  name: 'charter show',
  summary: 'show a charter with its code words and receipts',
  positionals: 'CHARTER',
  arity: [1, 1],
  description: ['Verifies the file and shows the charter. The first address is computed by two libraries.'],
  example: 'icehouse charter show family.json',
  shape:
    '{ "name", "id", "code", "network", "scriptType", "m", "n", "members": [{ name, fingerprint, path, xpub, receipt }], ' +
    '"firstAddress", "descriptor", "birthdayHeight", "gapLimit", "receiptsRequired", "ready", "alarms": [errors] }',
  run: async ({ args, io }) => {
    const file = readCharterFile(io, args.positionals[0]!);
    const { charter } = file;
    const { wallet } = charter;
    const first = verifiedOutput(wallet, 'receive', 0, await loadSecondOpinion());
    const { ready, signed, missing, alarms, rejected } = depositReadiness(file);
    const members = wallet.keys.map((key) => ({
      ...{ name: key.name, fingerprint: key.origin?.fingerprint ?? null },
      ...{ origin: key.origin === undefined ? null : formatOrigin(key.origin), xpub: key.xpub },
      receipt: signed.includes(key.name),
    }));
    const { name, id, code, birthdayHeight, gapLimit, receiptsRequired } = charter;
    return {
      json: {
        ...{ name, id, code, network: wallet.network, scriptType: wallet.scriptType, m: wallet.m },
        ...{ n: wallet.keys.length, members, firstAddress: first.address, descriptor: wallet.descriptor },
        ...{ birthdayHeight, gapLimit, receiptsRequired, ready, alarms: alarms.map((error) => error.toJSON()) },
      },
      lines: [
        `${name}: ${policyText(charter)}`,
        ...codeLines(charter),
        '',
        ...pairs([
          ['id', id],
          ['first address', groups(first.address)],
          ['birthday', `block ${birthdayHeight}`],
          ['descriptor', wallet.descriptor],
        ]),
        '',
        'Members',
        ...members.flatMap((member) => [
          `  ${member.name}: ${member.receipt ? 'receipt signed' : 'no receipt yet'}`,
          `    ${member.origin ?? 'no key origin'}`,
          ...pairs([['', member.xpub]], '  '),
        ]),
        '',
        ...[...alarms, ...rejected].flatMap((error) => wrapped(`Alarm: ${error.message} (${error.code}).`)),
        ready ? 'Deposits are open.' : `Deposits are locked: no receipt of ${missing.join(', ')}.`,
      ],
    };
  },
};
