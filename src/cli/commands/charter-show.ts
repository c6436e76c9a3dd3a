/** `charter show`: what stands in a charter file, with its code words, its picture and who has signed. */
import {
  type ConfirmedMember,
  type DepositReadiness,
  depositReadiness,
  whatIsMissing,
} from '../../core/charter/deposits.ts';
import { confirmedText } from '../../core/charter/explain.ts';
import { keyProof, PROOF_WORDS } from '../../core/charter/proof.ts';
import type { CharterFile } from '../../core/charter/types.ts';
import { formatOrigin } from '../../core/key/origin.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { pairs, wrapped } from '../../core/text/columns.ts';
import { groups } from '../../core/text/groups.ts';
import { visible } from '../../core/text/visible.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { Command } from '../command.ts';
import { codeLines, policyText, readCharterFile } from '../documents/charters.ts';
import { PICTURE_OPTIONS, showPicture } from '../documents/pictures.ts';

export const charterShow: Command = {
  name: 'charter show',
  summary: 'show a charter with its code words and receipts',
  positionals: 'CHARTER',
  arity: [1, 1],
  options: PICTURE_OPTIONS,
  description: [
    'Verifies the file and shows the charter. The first address is computed by two libraries. The picture is for a quick ' +
      'look; only the code words are to be relied on.',
  ],
  example: 'icehouse charter show family.json --picture family.svg',
  shape:
    '{ "name", "id", "code", "picture": [[names of 4 cells] × 3], "network", "scriptType", "m", "n", "members": [{ name, ' +
    'fingerprint, origin, xpub, proof, receipt, confirmed: [{ by, how, date }] }], "firstAddress", "descriptor", ' +
    '"birthdayHeight", "gapLimit", "receiptsRequired", "ready", "alarms": [errors] }',
  run: async (context) => {
    const file = readCharterFile(context.io, context.args.positionals[0]!);
    const { charter } = file;
    const { wallet } = charter;
    const first = verifiedOutput(wallet, 'receive', 0, await loadSecondOpinion());
    const readiness = depositReadiness(file);
    const members = membersOf(file, readiness);
    const picture = showPicture(context, charter);
    const { name, id, code, birthdayHeight, gapLimit, receiptsRequired } = charter;
    const { ready, alarms } = readiness;
    return {
      json: {
        ...{ name, id, code, picture: picture.names, network: wallet.network, scriptType: wallet.scriptType },
        ...{ m: wallet.m, n: wallet.keys.length, members, firstAddress: first.address, descriptor: wallet.descriptor },
        ...{ birthdayHeight, gapLimit, receiptsRequired, ready, alarms: alarms.map((error) => error.toJSON()) },
      },
      lines: [
        ...wrapped(`${visible(name)}: ${policyText(charter)}`),
        ...codeLines(charter),
        '',
        ...picture.lines,
        '',
        ...pairs([
          ['id', id],
          ['address 0', groups(first.address)],
          ['birthday', `block ${birthdayHeight}`],
          ['descriptor', wallet.descriptor],
        ]),
        '',
        'Members',
        ...members.flatMap(memberLines),
        '',
        ...statusLines(readiness),
      ],
    };
  },
};

function membersOf(file: CharterFile, { signed, confirmed }: DepositReadiness) {
  return file.charter.wallet.keys.map((key, position) => ({
    name: key.name,
    fingerprint: key.origin?.fingerprint ?? null,
    origin: key.origin === undefined ? null : formatOrigin(key.origin),
    xpub: key.xpub,
    proof: keyProof(file, position),
    receipt: signed.includes(key.name),
    confirmed: confirmed.filter(({ name }) => name === key.name).map(({ by, how, date }) => ({ by, how, date })),
  }));
}

type ShownMember = ReturnType<typeof membersOf>[number];

function memberLines(member: ShownMember): string[] {
  return [
    ...wrapped(`${visible(member.name)}: ${receiptWords(member)}`, { indent: '    ', first: '  ' }),
    ...wrapped(`${member.origin ?? 'no key origin'}, ${PROOF_WORDS[member.proof]}`, { indent: '    ' }),
    ...pairs([['', member.xpub]], '  '),
  ];
}

function receiptWords({ receipt, confirmed }: ShownMember): string {
  if (receipt) return 'receipt signed';
  return confirmed.length > 0 ? 'no receipt; confirmed without one, see below' : 'no receipt yet';
}

function statusLines(readiness: DepositReadiness): string[] {
  const { ready, confirmed, alarms, rejected } = readiness;
  return [
    ...alarms.flatMap((error) => wrapped(`${error.message} (${error.code}).`)),
    ...rejected.flatMap((error) => wrapped(`Not counted: ${error.message} (${error.code}).`)),
    ...confirmed.flatMap((each: ConfirmedMember) => wrapped(confirmedText(each))),
    ...(ready ? ['Deposits are open.'] : wrapped(`Deposits are locked: ${whatIsMissing(readiness)}.`)),
  ];
}
