/** `bsms collect`: the coordinator between the rounds of BIP-0129: all key records in, a charter and the wallet's records out. */
import { join, resolve } from 'node:path';
import { createCharter } from '../../core/charter/charter.ts';
import { createCharterFile, formatCharterFile } from '../../core/charter/charter-file.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import { deliverWallet, gatherSigners, type SignerDelivery } from '../../exchange/bsms/gather.ts';
import { closeSession, formatSession, parseSession } from '../../exchange/bsms/session.ts';
import type { Command } from '../command.ts';
import { readNamedFile, secondsNow } from '../documents/bsms.ts';
import { codeLines, policyText } from '../documents/charters.ts';
import { ACCEPT_UNCOMMITTED } from '../documents/commitments.ts';
import { readWholeNumber } from '../documents/numbers.ts';
import { readFileText } from '../files/read.ts';
import { replaceFile, requireFreeName, writeNewFile } from '../files/write.ts';

export const bsmsCollect: Command = {
  name: 'bsms collect',
  summary: 'verify all key records and make the wallet of them',
  positionals: 'SESSION NAME=RECORD…',
  arity: [2, 21],
  options: {
    name: { kind: 'text', value: 'NAME', help: 'what the group calls the wallet', required: true },
    out: { kind: 'text', value: 'FILE', help: 'the charter to write', required: true },
    records: {
      kind: 'text',
      value: 'FOLDER',
      help: 'where to write the records for the signers (round 2)',
      required: true,
    },
    birthday: { kind: 'text', value: 'HEIGHT', help: 'block height before which it has no coins; 0 by default' },
    ...ACCEPT_UNCOMMITTED,
    'binary-dat': { kind: 'flag', help: 'write encrypted records as bytes, for Coldcard signers' },
  },
  description: [
    'Decrypts each signer’s key record with the session’s token and verifies MAC, signature, network and script type; two ' +
      'records with one token or one key, and records of another session, are refused. Writes a charter whose cards carry ' +
      'the signers’ signatures, and one descriptor record for each signer. The session is used up then.',
  ],
  example:
    'icehouse bsms collect family.session.json Alice=alice.dat Bob=bob.dat Carol=carol.dat --name Family --out family.json ' +
    '--records .',
  shape:
    '{ "charter": file, "id", "code": [[4 words] × 4], "firstAddress", "m", "n", "conversions": [sentences], ' +
    '"records": [{ "name", "file" }] }',
  run: async ({ args, io }) => {
    const [sessionFile = '', ...named] = args.positionals;
    const sessionPath = resolve(io.folder, sessionFile);
    const session = parseSession(readFileText(sessionPath));
    const signers = gatherSigners(
      session,
      named.map((text) => readNamedFile(io, text)),
      secondsNow(io),
    );
    const charter = createCharter({
      name: args.required('name'),
      m: session.m,
      cards: signers.map(({ card }) => card),
      allowUncommitted: args.flag('accept-uncommitted'),
      birthdayHeight: readWholeNumber(args.text('birthday') ?? '0', 'birthday', [0, 499_999_999]),
    });
    const { address } = verifiedOutput(charter.wallet, 'receive', 0, await loadSecondOpinion());
    const encrypted = args.flag('binary-dat') ? 'bytes' : 'hex';
    const deliveries = deliverWallet(charter.wallet, signers, { encrypted }).map((delivery, index) => ({
      ...delivery,
      file: join(args.required('records'), recordName(index + 1, delivery)),
    }));
    const file = args.required('out');
    for (const each of [file, ...deliveries.map((delivery) => delivery.file)])
      requireFreeName(resolve(io.folder, each));
    for (const delivery of deliveries) writeNewFile(resolve(io.folder, delivery.file), delivery.content);
    const cards = signers.map(({ card }) => card);
    writeNewFile(resolve(io.folder, file), formatCharterFile(createCharterFile({ charter, cards })));
    replaceFile(sessionPath, formatSession(closeSession(session, charter.id)));
    const conversions = signers.flatMap(({ conversion, card }) =>
      conversion === undefined ? [] : [`${visible(card.key.name)}: ${conversion}`],
    );
    const { m, keys } = charter.wallet;
    return {
      json: {
        ...{ charter: file, id: charter.id, code: charter.code, firstAddress: address, m, n: keys.length, conversions },
        records: deliveries.map((delivery) => ({ name: delivery.name, file: delivery.file })),
      },
      lines: [
        ...conversions.flatMap((sentence) => wrapped(sentence)),
        ...wrapped(`Charter ${visible(charter.name)} (${policyText(charter)}) written to ${file}.`),
        'Records for the signers (round 2):',
        ...deliveries.map((delivery) => `  ${visible(delivery.name)}: ${delivery.file}`),
        ...wrapped('Every signer’s device shows this first address, and the same m of n. Compare all of them:'),
        `    ${address}`,
        'Members with Icehouse compare the charter’s code as well, and sign receipts:',
        ...codeLines(charter),
      ],
    };
  },
};

/** A member's name is no file name: what is not a plain letter or digit becomes a dash, and a number keeps two apart. */
function recordName(number: number, { name, extension }: SignerDelivery): string {
  return `bsms-${number}-${name.replace(/[^0-9A-Za-z]+/g, '-')}.${extension}`;
}
