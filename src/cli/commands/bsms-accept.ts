/** `bsms accept`: a signer's second round of BIP-0129: is what the coordinator sent the wallet, and is my key in it? */
import { resolve } from 'node:path';
import { createCharter } from '../../core/charter/charter.ts';
import { createCharterFile, formatCharterFile } from '../../core/charter/charter-file.ts';
import { commitmentNotes } from '../../core/charter/commitment-words.ts';
import { createKeyCard, parseKeyCard } from '../../core/charter/key-card.ts';
import { originNotes } from '../../core/charter/origin-notes.ts';
import type { KeyCard } from '../../core/charter/types.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { pairs, wrapped } from '../../core/text/columns.ts';
import { groups } from '../../core/text/groups.ts';
import { visible } from '../../core/text/visible.ts';
import { type AcceptedDelivery, acceptDelivery } from '../../exchange/bsms/signer.ts';
import type { Command } from '../command.ts';
import { readToken, TOKEN_OPTIONS } from '../documents/bsms.ts';
import { codeLines, policyText } from '../documents/charters.ts';
import { ACCEPT_UNCOMMITTED } from '../documents/commitments.ts';
import { memberNames } from '../documents/imports.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { readDocumentText } from '../documents/travelled.ts';
import { readFileBytes } from '../files/read.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';

export const bsmsAccept: Command = {
  name: 'bsms accept',
  summary: 'check the coordinator’s BSMS record, round 2',
  positionals: 'RECORD',
  arity: [1, 1],
  options: {
    card: { kind: 'text', value: 'FILE', help: 'your own key card: its key must be in the wallet', required: true },
    ...TOKEN_OPTIONS,
    name: { kind: 'text', value: 'NAME', help: 'what the group calls the wallet', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the charter to write', required: true },
    ...ACCEPT_UNCOMMITTED,
    member: { kind: 'list', value: 'N=NAME', help: 'who holds key N of the record' },
    birthday: { kind: 'text', value: 'HEIGHT', help: 'block height before which it has no coins; 0 by default' },
  },
  description: [
    'Decrypts the descriptor record with your session’s token, verifies its MAC, finds your key in it by an exact match, ' +
      'and derives the first address by two libraries. Writes a charter; the other members’ keys are not proven in it, as ' +
      'the record has no signatures of theirs. Compare address, m of n and paths with every other signer.',
  ],
  example:
    'icehouse bsms accept wallet.dat --token family.token --card alice.card.json --name Family --out family.json',
  shape:
    '{ "charter": file, "id", "code": [[4 words] × 4], "firstAddress", "m", "n", "position": of your key, from 1, ' +
    '"paths": [text] or null, "notes": [sentences] }',
  run: async (context) => {
    const { args, io } = context;
    const file = args.required('out');
    requireFreeName(resolve(io.folder, file));
    const mine = parseKeyCard(readDocumentText(io, args.required('card')));
    const content = readFileBytes(resolve(io.folder, args.positionals[0] ?? ''));
    const token = await readToken(context);
    const second = await loadSecondOpinion();
    const accepted = acceptDelivery({ content, token, network: mine.key.network, mine: mine.key, second });
    const cards = cardsOf(accepted, mine, args.list('member'));
    const { wallet, record, position } = accepted;
    const charter = createCharter({
      name: args.required('name'),
      m: wallet.m,
      cards,
      keyOrder: wallet.keyOrder,
      branches: wallet.branches,
      birthdayHeight: readWholeNumber(args.text('birthday') ?? '0', 'birthday', [0, 499_999_999]),
      allowUnproven: cards.map(({ key }) => key.name),
      allowUncommitted: args.flag('accept-uncommitted'),
    });
    writeNewFile(resolve(io.folder, file), formatCharterFile(createCharterFile({ charter, cards })));
    const paths = record.paths ?? null;
    const notes = [
      ...(record.assumedPaths ? ['The record names no paths; /0/* and /1/* were taken, as wallets do.'] : []),
      ...originNotes(wallet),
      ...commitmentNotes({ charter, cards }),
    ];
    return {
      json: {
        ...{ charter: file, id: charter.id, code: charter.code, firstAddress: record.firstAddress },
        ...{ m: wallet.m, n: wallet.keys.length, position: position + 1, paths, notes },
      },
      lines: [
        ...wrapped(
          `The record is the coordinator’s, and your key is in it. Charter ${visible(charter.name)} written to ${file}.`,
        ),
        ...pairs([
          ['wallet', policyText(charter)],
          ['your key', `number ${position + 1} of ${wallet.keys.length}`],
          ['paths', paths?.join(', ') ?? 'as the descriptor says'],
          ['first address', groups(record.firstAddress)],
        ]),
        ...notes.flatMap((note) => wrapped(note)),
        ...wrapped('Compare them with every other signer; members with Icehouse compare the code, and sign receipts:'),
        ...codeLines(charter),
      ],
    };
  },
};

/** Her own card, which is proven, and cards without proof for the others. */
function cardsOf(accepted: AcceptedDelivery, mine: KeyCard, members: readonly string[]): readonly KeyCard[] {
  const { wallet, position } = accepted;
  const own = members.some((text) => text.startsWith(`${position + 1}=`));
  const names = memberNames(accepted, own ? members : [...members, `${position + 1}=${mine.key.name}`]);
  return wallet.keys.map((key, index) =>
    index === position && names[index] === mine.key.name && mine.scriptType === wallet.scriptType
      ? mine
      : createKeyCard({
          key: { ...key, name: names[index] ?? '' },
          scriptType: wallet.scriptType,
          software: 'BSMS 1.0 descriptor record',
          proof: undefined,
        }),
  );
}
