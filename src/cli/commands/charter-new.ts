/** `charter new`: the members' cards become the wallet's one document. */
import { resolve } from 'node:path';
import { createCharter } from '../../core/charter/charter.ts';
import { createCharterFile, formatCharterFile } from '../../core/charter/charter-file.ts';
import { IcehouseError } from '../../core/errors.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { Command } from '../command.ts';
import { readCards, readForeignKeys } from '../documents/cards.ts';
import { codeLines, policyText } from '../documents/charters.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { writeNewFile } from '../files/write.ts';

export const charterNew: Command = {
  name: 'charter new',
  summary: 'put the members’ cards together to one charter',
  options: {
    name: { kind: 'text', value: 'NAME', help: 'what the group calls the wallet', required: true },
    m: { kind: 'text', value: 'NUMBER', help: 'how many must sign', required: true },
    card: { kind: 'list', value: 'FILE', help: 'a member’s key card', required: true },
    key: { kind: 'list', value: 'NAME=KEY', help: 'a key without a card, as [fingerprint/path]xpub…' },
    out: { kind: 'text', value: 'FILE', help: 'the charter to write', required: true },
    birthday: { kind: 'text', value: 'HEIGHT', help: 'block height before which it has no coins; 0 by default' },
    'gap-limit': { kind: 'text', value: 'NUMBER', help: 'unused addresses to look beyond; 20 by default' },
    receipts: { kind: 'text', value: 'NUMBER', help: 'receipts needed before deposits; all by default' },
  },
  description: [
    'Checks that the cards fit together (proofs, network, script type, no key twice), writes the charter and shows its ' +
      'code of 16 words. Members who put the same cards together get the same charter, in whatever order.',
    'A key given with --key comes without proof; its member’s receipt is the first proof that she holds it.',
  ],
  example: 'icehouse charter new --name Family --m 2 --card a.json --card b.json --card c.json --out family.json',
  shape: '{ "charter": file, "id", "code": [[4 words] × 4], "firstAddress", "m", "n", "conversions": [sentences] }',
  run: async ({ args, io }) => {
    const cards = readCards(io, args.list('card'));
    const [first] = cards;
    if (first === undefined)
      throw new IcehouseError({ code: 'usage/missing-option', kind: 'usage', message: 'no card' });
    const foreign = readForeignKeys(args.list('key'), { network: first.key.network, scriptType: first.scriptType });
    const all = [...cards, ...foreign.cards];
    const gapLimit = args.text('gap-limit');
    const receipts = args.text('receipts');
    const charter = createCharter({
      name: args.required('name'),
      m: readWholeNumber(args.required('m'), 'm', [1, 20]),
      cards: all,
      birthdayHeight: readWholeNumber(args.text('birthday') ?? '0', 'birthday', [0, 499_999_999]),
      allowUnproven: foreign.cards.map((card) => card.key.name),
      ...(gapLimit === undefined ? {} : { gapLimit: readWholeNumber(gapLimit, 'gap-limit', [1, 10_000]) }),
      ...(receipts === undefined ? {} : { receiptsRequired: readWholeNumber(receipts, 'receipts', [1, 20]) }),
    });
    const { address } = verifiedOutput(charter.wallet, 'receive', 0, await loadSecondOpinion());
    const file = args.required('out');
    writeNewFile(resolve(io.folder, file), formatCharterFile(createCharterFile({ charter, cards: all })));
    const { m, keys } = charter.wallet;
    return {
      json: {
        ...{ charter: file, id: charter.id, code: charter.code, firstAddress: address, m, n: keys.length },
        conversions: foreign.conversions,
      },
      lines: [
        ...foreign.conversions,
        `Charter ${charter.name} (${policyText(charter)}) written to ${file}.`,
        'Read this code to each other, and compare the first address:',
        ...codeLines(charter),
        `    ${address}`,
        'Then each member signs a receipt: icehouse charter sign',
      ],
    };
  },
};
