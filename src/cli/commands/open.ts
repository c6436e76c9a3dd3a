/** `open`: what another member has sealed: decrypted, with the truth about who signed it. */
import { resolve } from 'node:path';
import { looksLikeAge, readAgeHeader } from '../../core/age/header.ts';
import { IcehouseError } from '../../core/errors.ts';
import { loadSecondOpinion } from '../../core/second/wally.ts';
import { wrapped } from '../../core/text/columns.ts';
import { binaryAge, decryptAge, parseIdentities } from '../../exchange/age/file.ts';
import { judge } from '../../exchange/inbox/judge.ts';
import { recognise } from '../../exchange/inbox/recognise.ts';
import { isMember } from '../../exchange/pgp/address-book.ts';
import { type DocumentSignature, type OpenedDocument, openDocument, recipientsOf } from '../../exchange/pgp/open.ts';
import { unlockKey } from '../../exchange/pgp/private-key.ts';
import type { Command, Context } from '../command.ts';
import { BOOK_OPTION, personText, readBook } from '../documents/books.ts';
import { secondsNow } from '../documents/bsms.ts';
import { readCharterFile } from '../documents/charters.ts';
import { readFileBytes, readFileText } from '../files/read.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';
import { readPassphrase } from '../secret/passphrase.ts';

export const open: Command = {
  name: 'open',
  summary: 'open a sealed document and learn who signed it',
  positionals: 'FILE',
  arity: [1, 1],
  options: {
    out: { kind: 'text', value: 'FILE', help: 'where to write the document', required: true },
    book: BOOK_OPTION,
    charter: { kind: 'list', value: 'FILE', help: 'a charter: does the signer belong to it?' },
    key: { kind: 'text', value: 'FILE', help: 'your own OpenPGP key, for encrypted messages' },
    identity: { kind: 'text', value: 'FILE', help: 'your age key file, for age files with recipients' },
    'accept-unsigned': { kind: 'flag', help: 'write it although nobody in your book has signed it' },
    'passphrase-stdin': { kind: 'flag', help: 'read the passphrase (of your key, or of the file) from stdin' },
  },
  description: [
    'Opens OpenPGP messages (encrypted, signed, or signed in clear) and age files. Who signed is told by your address book ' +
      'and by nothing in the file. A document that was changed after it was signed is not written at all; one that ' +
      'nobody in your book has signed needs --accept-unsigned, as every age file does.',
  ],
  example: 'icehouse open payment.asc --book book.json --key bob.secret.asc --charter family.json --out payment.psbt',
  shape:
    '{ "file", "form": "pgp" | "age", "encrypted", "content": kind of document, "signers": [{ name, fingerprint, signed, ' +
    'compared, charters: [names] }], "strangers": [key ids], "what", "wallet": name or null, "alarm": code or null }',
  run: async (context) => {
    const { args, io } = context;
    const out = args.required('out');
    requireFreeName(resolve(io.folder, out));
    const file = readFileBytes(resolve(io.folder, args.positionals[0] ?? ''));
    const form = looksLikeAge(file) ? 'age' : 'pgp';
    const { content, encrypted, signatures } =
      form === 'age' ? await openAge(context, file) : await openPgp(context, file);
    requireSigned(context, signatures);
    const charterFiles = args.list('charter').map((name) => readCharterFile(io, name));
    const charters = charterFiles.map(({ charter }) => charter);
    const found = recognise(content);
    const judgement = judge(found, { charters: charterFiles, second: await loadSecondOpinion() });
    writeNewFile(resolve(io.folder, out), content);
    const members = signatures.flatMap((signature) => (signature.by === 'member' ? [signature] : []));
    const strangers = signatures.flatMap((signature) => (signature.by === 'stranger' ? [signature.keyId] : []));
    const { alarm, charter, what } = judgement;
    return {
      json: {
        ...{ file: out, form, encrypted, content: found.kind },
        signers: members.map(({ entry, signed }) => ({
          ...{ name: entry.name, fingerprint: entry.pgp?.fingerprint ?? null, signed: signed ?? null },
          ...{ compared: entry.compared?.day ?? null },
          charters: charters.filter((each) => isMember(entry, each)).map((each) => each.name),
        })),
        ...{ strangers, what, wallet: charter?.name ?? null, alarm: alarm?.code ?? null },
      },
      lines: [
        ...members.flatMap(({ entry, signed }) =>
          wrapped(
            `Signed by ${personText(entry, charters)}${signed === undefined ? '' : `, ${dayOf(signed)}`}. Unchanged since.`,
          ),
        ),
        ...strangers.map((keyId) => `Signed by a key that is not in your book: ${keyId}.`),
        ...(signatures.length === 0 ? ['Nobody has signed it.'] : []),
        ...(encrypted ? [] : ['It was not encrypted: everybody on its way could read it.']),
        ...wrapped(`It is ${what}. Written to ${out}.`),
        ...(alarm === undefined ? [] : wrapped(`ALARM: ${alarm.message}.`)),
      ],
    };
  },
};

async function openPgp(context: Context, file: Uint8Array): Promise<OpenedDocument> {
  const { args, io } = context;
  const book = await readBook(io, args.text('book'));
  const { encrypted } = await recipientsOf(file, book);
  const keyFile = args.text('key');
  const keys = [];
  if (encrypted && keyFile !== undefined) {
    const bytes = readFileBytes(resolve(io.folder, keyFile));
    const passphrase = await readPassphrase(context, { flag: 'passphrase-stdin', question: 'Passphrase of your key:' });
    keys.push(await unlockKey(bytes, passphrase));
  }
  return openDocument({ file, keys, book, now: secondsNow(io) });
}

async function openAge(context: Context, file: Uint8Array): Promise<OpenedDocument> {
  const { args, io } = context;
  if (readAgeHeader(binaryAge(file)).workFactor !== undefined) {
    const passphrase = await readPassphrase(context, { flag: 'passphrase-stdin', question: 'Passphrase of the file:' });
    return { content: await decryptAge(file, { passphrase }), encrypted: true, signatures: [] };
  }
  const identities = parseIdentities(readFileText(resolve(io.folder, args.required('identity'))));
  return { content: await decryptAge(file, { identities }), encrypted: true, signatures: [] };
}

function requireSigned({ args }: Context, signatures: readonly DocumentSignature[]): void {
  if (args.flag('accept-unsigned') || signatures.some(({ by }) => by === 'member')) return;
  const strangers = signatures.flatMap((signature) => (signature.by === 'stranger' ? [signature.keyId] : []));
  throw new IcehouseError({
    code: 'open/unsigned',
    kind: 'refused',
    message:
      strangers.length === 0 ? 'nobody has signed this document' : 'nobody in your book has signed this document',
    ...(strangers.length === 0 ? {} : { found: `a signature by key ${strangers.join(', ')}` }),
    next: 'ask its sender; to look at it all the same, add --accept-unsigned',
  });
}

function dayOf(seconds: number): string {
  return `on ${new Date(seconds * 1000).toISOString().slice(0, 10)}`;
}
