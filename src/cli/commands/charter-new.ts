/** `charter new`: the members' cards become the wallet's one document. */
import { resolve } from 'node:path';
import { createCharter } from '../../core/charter/charter.ts';
import { createCharterFile, formatCharterFile } from '../../core/charter/charter-file.ts';
import { commitmentNotes } from '../../core/charter/commitment-words.ts';
import { originNotes } from '../../core/charter/origin-notes.ts';
import type { Charter, KeyCard, Opening } from '../../core/charter/types.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { Command, Context } from '../command.ts';
import { type ForeignKeys, readCards, readForeignKeys, walletKind } from '../documents/cards.ts';
import { codeLines, policyText, readReceipts } from '../documents/charters.ts';
import { COMMITMENT_OPTIONS, readCommitments, readOpenings } from '../documents/commitments.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { writeNewFile } from '../files/write.ts';

export const charterNew: Command = {
  name: 'charter new',
  summary: 'put the members’ cards together to one charter',
  options: {
    name: { kind: 'text', value: 'NAME', help: 'what the group calls the wallet', required: true },
    m: { kind: 'text', value: 'NUMBER', help: 'how many must sign', required: true },
    card: { kind: 'list', value: 'FILE', help: 'a member’s key card' },
    key: { kind: 'list', value: 'NAME=KEY', help: 'a key without a card, as [fingerprint/path]xpub…' },
    origin: { kind: 'list', value: 'NAME=ORIGIN', help: 'the true [fingerprint/path] of a key given by --key' },
    receipt: { kind: 'list', value: 'FILE', help: 'a receipt that states the true origin of such a key' },
    ...COMMITMENT_OPTIONS,
    opening: { kind: 'list', value: 'FILE', help: 'what opens a member’s commitment; comes with her card' },
    unproven: { kind: 'list', value: 'NAME', help: 'a member whose card you take although nothing is signed on it' },
    out: { kind: 'text', value: 'FILE', help: 'the charter to write', required: true },
    network: { kind: 'text', value: 'NETWORK', help: 'that of the cards by default, and main without cards' },
    'script-type': { kind: 'text', value: 'TYPE', help: 'that of the cards by default, and p2wsh without cards' },
    birthday: { kind: 'text', value: 'HEIGHT', help: 'block height before which it has no coins; 0 by default' },
    'gap-limit': { kind: 'text', value: 'NUMBER', help: 'unused addresses to look beyond; 20 by default' },
    receipts: { kind: 'text', value: 'NUMBER', help: 'receipts needed before deposits; all by default' },
    'allow-shared-fingerprint': { kind: 'flag', help: 'take two keys that name one master key, in an old wallet' },
  },
  description: [
    'Checks that the cards fit together (proofs, network, script type, no key twice), writes the charter and shows its ' +
      'code of 16 words. Members who put the same cards together get the same charter, in whatever order.',
    'A key given with --key comes without proof; its member’s receipt is the first proof that she holds it. Its origin is ' +
      'what hardware signers find their key by: where it is missing or 00000000, give the true one with --origin, or ' +
      'with --receipt, if the member has signed for an earlier charter with Icehouse.',
    'Wallets of type p2sh and p2sh-p2wsh want a commitment and an opening of every member (icehouse key commit), or ' +
      '--accept-uncommitted.',
  ],
  example: 'icehouse charter new --name Family --m 2 --card a.json --card b.json --card c.json --out family.json',
  shape:
    '{ "charter": file, "id", "code": [[4 words] × 4], "firstAddress", "m", "n", "conversions": [sentences], ' +
    '"unproven": [names], "notes": [sentences about key origins and commitments] }',
  run: async (context) => {
    const { args, io } = context;
    const { cards: given, foreign } = readMembers(context);
    const cards = [...given, ...foreign.cards];
    const taken = [...args.list('unproven'), ...foreign.cards.map(({ key }) => key.name)];
    const openings = readOpenings(io, args.list('opening'));
    const charter = found(context, { cards, openings, allowUnproven: taken });
    const { address } = verifiedOutput(charter.wallet, 'receive', 0, await loadSecondOpinion());
    const file = args.required('out');
    writeNewFile(resolve(io.folder, file), formatCharterFile(createCharterFile({ charter, cards, openings })));
    const { m, keys } = charter.wallet;
    const unproven = cards.filter(({ proof }) => proof === undefined).map(({ key }) => key.name);
    const notes = [...originNotes(charter.wallet), ...commitmentNotes({ charter, cards, openings })];
    return {
      json: {
        ...{ charter: file, id: charter.id, code: charter.code, firstAddress: address, m, n: keys.length },
        ...{ conversions: foreign.conversions, unproven, notes },
      },
      lines: [
        ...foreign.conversions.flatMap((sentence) => wrapped(sentence)),
        ...notes.flatMap((sentence) => wrapped(sentence)),
        ...unproven.flatMap((name) => wrapped(`${visible(name)}: not proven, as nobody has signed with the key yet.`)),
        ...wrapped(`Charter ${visible(charter.name)} (${policyText(charter)}) written to ${file}.`),
        'Read this code to each other, and compare the first address:',
        ...codeLines(charter),
        `    ${address}`,
        'Then each member signs a receipt: icehouse charter sign',
      ],
    };
  },
};

function readMembers({ args, io }: Context): { readonly cards: readonly KeyCard[]; readonly foreign: ForeignKeys } {
  const cards = readCards(io, args.list('card'));
  const foreign = readForeignKeys({
    ...walletKind(cards, { network: args.text('network'), scriptType: args.text('script-type') }),
    ...{ keys: args.list('key'), origins: args.list('origin') },
    receipts: readReceipts(io, args.list('receipt')),
  });
  return { cards, foreign };
}

interface Gathered {
  readonly cards: readonly KeyCard[];
  readonly openings: readonly Opening[];
  readonly allowUnproven: readonly string[];
}

function found({ args, io }: Context, { cards, openings, allowUnproven }: Gathered): Charter {
  const number = (name: string, range: readonly [number, number]): number | undefined => {
    const text = args.text(name);
    return text === undefined ? undefined : readWholeNumber(text, name, range);
  };
  const commitments = readCommitments(io, args.list('commitment'));
  const gapLimit = number('gap-limit', [1, 10_000]);
  const receiptsRequired = number('receipts', [1, 20]);
  return createCharter({
    name: args.required('name'),
    m: readWholeNumber(args.required('m'), 'm', [1, 20]),
    cards,
    birthdayHeight: number('birthday', [0, 499_999_999]) ?? 0,
    allowUnproven,
    allowSharedFingerprint: args.flag('allow-shared-fingerprint'),
    allowUncommitted: args.flag('accept-uncommitted'),
    ...(commitments.length === 0 ? {} : { committed: { commitments, openings } }),
    ...(gapLimit === undefined ? {} : { gapLimit }),
    ...(receiptsRequired === undefined ? {} : { receiptsRequired }),
  });
}
