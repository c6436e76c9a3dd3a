/** `charter import`: a wallet of another program becomes a charter. */
import { resolve } from 'node:path';
import { createCharter } from '../../core/charter/charter.ts';
import { createCharterFile, formatCharterFile } from '../../core/charter/charter-file.ts';
import { commitmentNotes } from '../../core/charter/commitment-words.ts';
import { createKeyCard } from '../../core/charter/key-card.ts';
import type { Charter, KeyCard } from '../../core/charter/types.ts';
import { formatOrigin } from '../../core/key/origin.ts';
import type { CosignerKey } from '../../core/key/types.ts';
import { network } from '../../core/network.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { groups } from '../../core/text/groups.ts';
import { visible } from '../../core/text/visible.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import { parseAnswers } from '../../exchange/answers.ts';
import { IMPORT_FORMATS } from '../../exchange/formats.ts';
import { type ImportedWallet, importWallet } from '../../exchange/import-wallet.ts';
import type { Arguments, Command, Context } from '../command.ts';
import { codeLines, policyText } from '../documents/charters.ts';
import {
  memberNames,
  PASSWORD_OPTIONS,
  readFilePassword,
  readOrigins,
  withAnswerOption,
} from '../documents/imports.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { readFileText } from '../files/read.ts';
import { writeNewFile } from '../files/write.ts';

const FORMAT_NAMES = IMPORT_FORMATS.map(({ name }) => name).join(', ');

export const charterImport: Command = {
  name: 'charter import',
  summary: 'make a charter of a wallet from another program',
  positionals: 'FILE',
  arity: [1, 1],
  options: {
    name: { kind: 'text', value: 'NAME', help: 'what the group calls the wallet', required: true },
    network: { kind: 'text', value: 'NETWORK', help: 'main, testnet3, testnet4, signet or regtest', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the charter to write', required: true },
    format: { kind: 'text', value: 'NAME', help: 'where it is not recognised by itself' },
    member: { kind: 'list', value: 'N=NAME', help: 'who holds key N of the file' },
    assume: { kind: 'list', value: 'ANSWER', help: 'what the file does not say, such as script-type=p2wsh' },
    origin: { kind: 'list', value: 'N=ORIGIN', help: 'the true [fingerprint/path] of key N, or none' },
    birthday: { kind: 'text', value: 'HEIGHT', help: 'block height before which it has no coins; 0 by default' },
    'gap-limit': { kind: 'text', value: 'NUMBER', help: 'unused addresses to look beyond; 20 by default' },
    'allow-shared-fingerprint': { kind: 'flag', help: 'take two keys that name one master key' },
    ...PASSWORD_OPTIONS,
  },
  description: [
    'Reads the file by its content, asks what it leaves open (each question names its answer), tells what was converted ' +
      'or is missing, and writes a charter whose keys are not proven yet. Compare the first address with the other ' +
      'program; then the members compare the code and sign receipts as for a new wallet.',
    `Formats: ${FORMAT_NAMES}.`,
  ],
  example: 'icehouse charter import wallet.json --name Family --network main --member 1=Alice --out family.json',
  shape:
    '{ "charter": file, "format", "id", "code": [[4 words] × 4], "firstAddress", "m", "n", ' +
    '"members": [{ name, origin, xpub }], "notes": [{ code, text }] }',
  run: async (context) => {
    const { args, io } = context;
    const imported = await readImport(context);
    const { charter, cards } = foundCharter(imported, args);
    const { address } = verifiedOutput(charter.wallet, 'receive', 0, await loadSecondOpinion());
    const file = args.required('out');
    writeNewFile(resolve(io.folder, file), formatCharterFile(createCharterFile({ charter, cards })));
    const { m, keys } = charter.wallet;
    const uncommitted = commitmentNotes({ charter, cards });
    const notes = [
      ...imported.notes,
      ...uncommitted.map((text) => ({ code: 'import/uncommitted-keys', text: text.replace(/\.$/, '') })),
    ];
    return {
      json: {
        ...{ charter: file, format: imported.format, id: charter.id, code: charter.code },
        ...{ firstAddress: address, m, n: keys.length, members: keys.map(memberJson), notes },
      },
      lines: [
        `Read as ${imported.program}.`,
        ...notes.flatMap(({ text }) => wrapped(`Note: ${text}.`, { first: '  ', indent: '  ' })),
        `Charter ${visible(charter.name)} (${policyText(charter)}) written to ${file}.`,
        ...wrapped('Compare the first address with the one that the other program shows:'),
        `    ${groups(address)}`,
        'Then read this code to each other:',
        ...codeLines(charter),
        ...wrapped('Nobody has shown yet to hold a key: each member signs a receipt with icehouse charter sign.'),
      ],
    };
  },
};

async function readImport(context: Context): Promise<ImportedWallet> {
  const { args, io } = context;
  const text = readFileText(resolve(io.folder, args.positionals[0] ?? ''));
  const options = {
    network: network(args.required('network')).name,
    format: args.text('format'),
    answers: { ...parseAnswers(args.list('assume')), origins: readOrigins(args.list('origin')) },
    password: await readFilePassword(context, text),
  };
  return withAnswerOption(() => importWallet(text, options));
}

/** Cards without proof: whoever signs a receipt for her key gives the first one. */
function foundCharter(imported: ImportedWallet, args: Arguments): { charter: Charter; cards: readonly KeyCard[] } {
  const { wallet } = imported;
  const names = memberNames(imported, args.list('member'));
  const cards = wallet.keys.map((key, index) =>
    createKeyCard({
      key: { ...key, name: names[index] ?? '' },
      scriptType: wallet.scriptType,
      software: imported.program,
      proof: undefined,
    }),
  );
  const gapLimit = args.text('gap-limit');
  const charter = createCharter({
    name: args.required('name'),
    m: wallet.m,
    cards,
    keyOrder: wallet.keyOrder,
    branches: wallet.branches,
    birthdayHeight: readWholeNumber(args.text('birthday') ?? '0', 'birthday', [0, 499_999_999]),
    allowUnproven: names,
    // The wallet exists: its keys are what they are.
    allowUncommitted: true,
    allowSharedFingerprint: args.flag('allow-shared-fingerprint'),
    ...(gapLimit === undefined ? {} : { gapLimit: readWholeNumber(gapLimit, 'gap-limit', [1, 10_000]) }),
  });
  return { charter, cards };
}

function memberJson({ name, origin, xpub }: CosignerKey) {
  return { name, origin: origin === undefined ? null : formatOrigin(origin), xpub };
}
