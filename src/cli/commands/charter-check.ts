/** `charter check`: a charter in plain words, and whether your own key is in it. */

import { explainCharter } from '../../core/charter/explain.ts';
import { parseKeyCard } from '../../core/charter/key-card.ts';
import { myPosition } from '../../core/charter/register.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { pairs, wrapped } from '../../core/text/columns.ts';
import { groups } from '../../core/text/groups.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { Command } from '../command.ts';
import { readCharterFile } from '../documents/charters.ts';
import { checkCommitments } from '../documents/commitments.ts';
import { PICTURE_OPTIONS, showPicture } from '../documents/pictures.ts';
import { readDocumentText } from '../documents/travelled.ts';

const SHOWN_ADDRESSES = 3;

/** Without commitments at hand the explanation says what there is to say. */
const UNASKED = { committed: undefined, notes: [] };

/** Breaks a line and lets the rest stand under its first word. */
function wrappedUnderItself(line: string): string[] {
  const indent = /^ */.exec(line)?.[0] ?? '';
  return wrapped(line.trimStart(), { first: indent, indent });
}

export const charterCheck: Command = {
  name: 'charter check',
  summary: 'explain a charter: who, which key is yours, what if',
  positionals: 'CHARTER',
  arity: [1, 1],
  options: {
    card: { kind: 'text', value: 'FILE', help: 'your own key card, to find your key by' },
    commitment: { kind: 'list', value: 'FILE', help: 'a commitment that you kept (P2SH), to hold the keys against' },
    ...PICTURE_OPTIONS,
  },
  description: [
    'Says what the wallet is, who holds which key, which one is yours, what m of n means for loss and for theft, and ' +
      'shows the first addresses, each computed by two libraries. They are for comparing, not for deposits.',
  ],
  example: 'icehouse charter check family.json --card alice.card.json',
  shape:
    '{ "id", "code", "picture": [[names of 4 cells] × 3], "me": name or null, "explanation": [sentences], ' +
    '"committed": "verified" with --commitment, or null, ' +
    '"addresses": [first receive addresses] }',
  run: async (context) => {
    const { args, io } = context;
    const file = readCharterFile(io, args.positionals[0]!);
    const { charter } = file;
    const { committed, notes } = args.list('commitment').length > 0 ? checkCommitments(context, file) : UNASKED;
    const card = args.text('card');
    const me = card === undefined ? undefined : myPosition(charter, parseKeyCard(readDocumentText(io, card)).key);
    const second = await loadSecondOpinion();
    const addresses = Array.from(
      { length: SHOWN_ADDRESSES },
      (_, index) => verifiedOutput(charter.wallet, 'receive', index, second).address,
    );
    const picture = showPicture(context, charter);
    const explanation = explainCharter(file, me === undefined ? {} : { me });
    return {
      json: {
        ...{ id: charter.id, code: charter.code, picture: picture.names, explanation, addresses },
        committed: committed ?? null,
        me: me === undefined ? null : charter.wallet.keys[me]!.name,
      },
      lines: [
        ...explanation.flatMap(wrappedUnderItself),
        ...notes.flatMap((sentence) => wrapped(sentence)),
        '',
        ...picture.lines,
        '',
        'First receive addresses, on which two libraries agree; for comparing only',
        ...pairs(addresses.map((address, index) => [String(index), groups(address)])),
      ],
    };
  },
};
