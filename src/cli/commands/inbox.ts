/** `inbox`: what lies in the group's drop folder: what it is, from whom, for which wallet, and what is new. */
import { IcehouseError } from '../../core/errors.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { pairs, wrapped } from '../../core/text/columns.ts';
import { counted } from '../../core/text/counted.ts';
import { visible } from '../../core/text/visible.ts';
import { type Judgement, judge, type Shelf } from '../../exchange/inbox/judge.ts';
import { type RecognisedKind, recognise } from '../../exchange/inbox/recognise.ts';
import type { AddressBook } from '../../exchange/pgp/address-book.ts';
import { openDocument, recipientsOf } from '../../exchange/pgp/open.ts';
import type { Command } from '../command.ts';
import { BOOK_OPTION, personText, readBook } from '../documents/books.ts';
import { secondsNow } from '../documents/bsms.ts';
import { readCharterFile } from '../documents/charters.ts';
import { type DroppedFile, readDropFolder, readSeen, writeSeen } from '../documents/drop-folder.ts';

export const inbox: Command = {
  name: 'inbox',
  summary: 'list what lies in the drop folder, and from whom',
  positionals: 'FOLDER',
  arity: [1, 1],
  options: {
    charter: { kind: 'list', value: 'FILE', help: 'a charter of yours: finds its members and what belongs to it' },
    book: BOOK_OPTION,
    seen: { kind: 'text', value: 'FILE', help: 'remembers what was listed, so that the next list says what is new' },
    all: { kind: 'flag', help: 'list what is known already as well' },
  },
  description: [
    'A drop folder is any folder that the members’ machines keep in step; put files there with --out. Files are told by ' +
      'their content: names and endings mean nothing, links are not followed, and a sender is named only for a signature ' +
      'by a key of your charters or your book.',
    'Encrypted files are listed as such: icehouse open tells what is in them. Exit code 1 when something must be looked at ' +
      'at once: a receipt for another charter, an altered file, a secret in the folder.',
  ],
  example: 'icehouse inbox ~/Family --charter family.json --book book.json --seen inbox.json',
  shape:
    '{ "files": [{ "file", "size", "sha256", "kind", "new", "what", "from": name or null, "proof": "signed" | "claimed" | ' +
    '"unknown", "wallet": { name, id } or null, "alarm": { code, message } or null }], "skipped": [{ file, reason }] }',
  run: async ({ args, io }) => {
    const [folder = ''] = args.positionals;
    const seenFile = args.text('seen');
    const charters = args.list('charter').map((file) => readCharterFile(io, file));
    const shelf: Shelf = { charters, second: await loadSecondOpinion() };
    const book = await readBook(io, args.text('book'));
    const dropped = readDropFolder(io, folder);
    const seen = readSeen(io, seenFile);
    const listed: Listed[] = [];
    for (const file of dropped.files) {
      const { kind, judgement } = await look(file, { shelf, book, now: secondsNow(io) });
      const isNew = !seen.has(file.hash) && !judgement.known;
      listed.push({ file, kind, judgement, isNew });
    }
    if (seenFile !== undefined) writeSeen(io, seenFile, dropped);
    const shown = listed.filter(({ isNew, judgement }) => isNew || args.flag('all') || judgement.alarm !== undefined);
    const skipped = dropped.skipped.map(({ name, reason }) => ({ file: visible(name), reason }));
    return {
      json: { files: (args.flag('all') ? listed : shown).map(listedJson), skipped },
      lines: [
        ...(shown.length === 0 ? ['Nothing new.'] : shown.flatMap(listedLines)),
        ...skipped.map(({ file, reason }) => `Not read: ${file} (${reason})`),
        ...(listed.length > shown.length
          ? [`${counted(listed.length - shown.length, 'file')} known already; --all lists all.`]
          : []),
      ],
      exitCode: shown.some(({ judgement }) => judgement.alarm !== undefined) ? 1 : 0,
    };
  },
};

interface Listed {
  readonly file: DroppedFile;
  readonly kind: RecognisedKind;
  readonly judgement: Judgement;
  readonly isNew: boolean;
}

interface Desk {
  readonly shelf: Shelf;
  readonly book: AddressBook;
  readonly now: number;
}

async function look({ content }: DroppedFile, desk: Desk): Promise<Pick<Listed, 'kind' | 'judgement'>> {
  const found = recognise(content);
  const judgement = judge(found, desk.shelf);
  if (found.kind !== 'pgp') return { kind: found.kind, judgement };
  try {
    return { kind: 'pgp', judgement: await lookInside(content, judgement, desk) };
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    const alarm = { code: error.code, message: error.message };
    return { kind: 'pgp', judgement: { ...judgement, what: 'an OpenPGP message that cannot be opened', alarm } };
  }
}

/** A message that is only signed needs no key: its signer is verified, and its content told. */
async function lookInside(file: Uint8Array, judgement: Judgement, { shelf, book, now }: Desk): Promise<Judgement> {
  const { encrypted, members, others } = await recipientsOf(file, book);
  const charters = shelf.charters.map(({ charter }) => charter);
  if (encrypted) {
    const named = members.map((entry) => visible(entry.name));
    const rest = others === 0 ? [] : [`${others} not in your book`];
    return {
      ...judgement,
      what: `an OpenPGP message, encrypted for ${[...named, ...rest].join(', ') || 'a passphrase'}`,
    };
  }
  const { content, signatures } = await openDocument({ file, keys: [], book, now });
  const inner = judge(recognise(content), shelf);
  const signer = signatures.find((signature) => signature.by === 'member');
  const what = `${inner.what}, in a signed OpenPGP message`;
  if (signer === undefined) return { ...inner, what, from: undefined, proof: 'unknown' };
  return { ...inner, what, from: personText(signer.entry, charters), proof: 'signed' };
}

function listedJson({ file, kind, judgement, isNew }: Listed): Record<string, unknown> {
  const { what, from, proof, charter, alarm } = judgement;
  return {
    ...{ file: visible(file.name), size: file.size, sha256: file.hash, kind, new: isNew, what },
    ...{ from: from ?? null, proof, alarm: alarm ?? null },
    wallet: charter === undefined ? null : { name: charter.name, id: charter.id },
  };
}

function listedLines({ file, judgement, isNew }: Listed): string[] {
  const { what, from, proof, charter, alarm } = judgement;
  const sender =
    from === undefined ? 'unknown' : proof === 'signed' ? `${from}, by signature` : `${from}, by its own word`;
  return [
    ...wrapped(`${visible(file.name)}${isNew ? '' : ' (known)'}`),
    ...pairs(
      [
        ['is', what],
        ['from', sender],
        ...(charter === undefined ? [] : [['wallet', visible(charter.name)] as const]),
        ...(alarm === undefined ? [] : [['ALARM', `${alarm.message} (${alarm.code})`] as const]),
      ],
      '    ',
    ),
  ];
}
