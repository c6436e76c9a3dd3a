/** `seal`: one document, signed by its sender and encrypted to the members, as one file that can travel anywhere. */
import { resolve } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import { visible } from '../../core/text/visible.ts';
import { type AgeAddressees, encryptAge } from '../../exchange/age/file.ts';
import { type AddressBook, type BookEntry, entryOf } from '../../exchange/pgp/address-book.ts';
import { unlockKey } from '../../exchange/pgp/private-key.ts';
import { sealDocument } from '../../exchange/pgp/seal.ts';
import type { Command, Context, Outcome } from '../command.ts';
import { BOOK_OPTION, personText, readBook } from '../documents/books.ts';
import { secondsNow } from '../documents/bsms.ts';
import { readCharterFile } from '../documents/charters.ts';
import { refuseSecretContent } from '../documents/secret-content.ts';
import { readFileBytes } from '../files/read.ts';
import { requireFreeName, writeNewFile } from '../files/write.ts';
import { askNewPassphrase, readPassphrase } from '../secret/passphrase.ts';

export const seal: Command = {
  name: 'seal',
  summary: 'sign and encrypt a document to the members',
  positionals: 'FILE',
  arity: [1, 1],
  options: {
    out: { kind: 'text', value: 'FILE', help: 'the file to write: .asc, .pgp or .age', required: true },
    book: BOOK_OPTION,
    to: { kind: 'list', value: 'NAME', help: 'who shall read it, from your book' },
    charter: { kind: 'text', value: 'FILE', help: 'to all members of this charter' },
    key: { kind: 'text', value: 'FILE', help: 'your own OpenPGP key, which signs' },
    binary: { kind: 'flag', help: 'bytes in place of text' },
    age: { kind: 'flag', help: 'encrypt by age in place of OpenPGP; nobody signs then' },
    'age-to': { kind: 'list', value: 'age1…', help: 'an age recipient who is not in the book' },
    'with-passphrase': { kind: 'flag', help: 'encrypt by age with a passphrase that you all know' },
    'passphrase-stdin': { kind: 'flag', help: 'read the passphrase (of your key, or of the file) from stdin' },
  },
  description: [
    'With OpenPGP the file is signed with your key and encrypted to the members and to you; stock gpg 2.2 opens it. ' +
      'Without --to and --charter it is signed only. With age it is encrypted and says nothing about its sender.',
    'A file that holds a seed phrase or a private key is refused: such a thing never travels.',
  ],
  example: 'icehouse seal payment.psbt --charter family.json --book book.json --key alice.secret.asc --out payment.asc',
  shape: '{ "file", "form": "pgp" | "age", "to": [names], "signed": fingerprint or null, "uncompared": [names] }',
  run: async (context) => {
    const { args, io } = context;
    const out = args.required('out');
    requireFreeName(resolve(io.folder, out));
    const content = readFileBytes(resolve(io.folder, args.positionals[0] ?? ''));
    refuseSecretContent(content, 'seal/secret');
    const book = await readBook(io, args.text('book'));
    const people = addressees(context, book);
    const isAge = args.flag('age') || args.flag('with-passphrase') || args.list('age-to').length > 0;
    return isAge ? sealByAge(context, { content, people, out }) : sealByPgp(context, { content, people, out });
  },
};

interface Sealing {
  readonly content: Uint8Array;
  readonly people: readonly BookEntry[];
  readonly out: string;
}

async function sealByPgp(context: Context, { content, people, out }: Sealing): Promise<Outcome> {
  const { args, io } = context;
  const lacking = people.filter((entry) => entry.pgp === undefined).map((entry) => entry.name);
  if (lacking.length > 0) throw withoutKey('an OpenPGP key', lacking);
  const keyFile = readFileBytes(resolve(io.folder, args.required('key')));
  const passphrase = await readPassphrase(context, { flag: 'passphrase-stdin', question: 'Passphrase of your key:' });
  const sender = await unlockKey(keyFile, passphrase);
  const keys = people.flatMap((entry) => entry.pgp ?? []);
  const isAmongThem = keys.some(({ fingerprint }) => fingerprint === sender.publicKey.fingerprint);
  const recipients = keys.length === 0 || isAmongThem ? keys : [...keys, sender.publicKey];
  const armored = !args.flag('binary');
  const sealed = await sealDocument({ content, sender, recipients, armored, now: secondsNow(io) });
  writeNewFile(resolve(io.folder, out), sealed);
  const { fingerprint } = sender.publicKey;
  const form =
    people.length === 0 ? 'Signed with your key, readable by everybody' : 'Signed with your key and encrypted';
  return told(context, { out, form: 'pgp', people, signed: fingerprint, sentence: `${form}: ${out}.` });
}

async function sealByAge(context: Context, { content, people, out }: Sealing): Promise<Outcome> {
  const { args, io } = context;
  const to = await ageAddressees(context, people);
  const armored = !args.flag('binary');
  writeNewFile(resolve(io.folder, out), await encryptAge({ content, to, armored }));
  const sentence = `Encrypted by age: ${out}. Nothing in it shows that it is by you.`;
  return told(context, { out, form: 'age', people, signed: null, sentence });
}

async function ageAddressees(context: Context, people: readonly BookEntry[]): Promise<AgeAddressees> {
  const { args } = context;
  const others = args.list('age-to');
  if (!args.flag('with-passphrase')) {
    const lacking = people.filter((entry) => entry.age === undefined).map((entry) => entry.name);
    if (lacking.length > 0) throw withoutKey('an age recipient', lacking);
    return { recipients: [...people.flatMap((entry) => entry.age ?? []), ...others] };
  }
  if (people.length > 0 || others.length > 0) {
    throw new IcehouseError({
      code: 'usage/arguments',
      kind: 'usage',
      message: 'an age file has a passphrase or recipients, not both',
      at: '--with-passphrase',
    });
  }
  const passphrase = args.flag('passphrase-stdin')
    ? await readPassphrase(context, { flag: 'passphrase-stdin', question: '' })
    : await askNewPassphrase(context, 'Passphrase for the file:');
  return { passphrase };
}

/** The people named, or every member of the charter; a member without a key in the book is told before anything is sealed. */
function addressees({ args, io }: Context, book: AddressBook): readonly BookEntry[] {
  const charter = args.text('charter');
  const members = charter === undefined ? [] : readCharterFile(io, charter).charter.wallet.keys.map((key) => key.name);
  return [...new Set([...members, ...args.list('to')])].map((name) => entryOf(book, name));
}

interface Told {
  readonly out: string;
  readonly form: 'pgp' | 'age';
  readonly people: readonly BookEntry[];
  readonly signed: string | null;
  readonly sentence: string;
}

function told({ args, io }: Context, { out, form, people, signed, sentence }: Told): Outcome {
  const charter = args.text('charter');
  const charters = charter === undefined ? [] : [readCharterFile(io, charter).charter];
  const uncompared = people.filter((entry) => entry.compared === undefined);
  return {
    json: {
      file: out,
      form,
      to: people.map(({ name }) => name),
      signed,
      uncompared: uncompared.map(({ name }) => name),
    },
    lines: [
      ...wrapped(sentence),
      ...people.flatMap((entry) => wrapped(`  for ${personText(entry, charters)}`, { indent: '    ' })),
      ...(uncompared.length === 0
        ? []
        : wrapped('Keys that were never compared may be somebody else’s: icehouse book compare.')),
    ],
  };
}

function withoutKey(what: string, names: readonly string[]): IcehouseError {
  return new IcehouseError({
    code: 'seal/no-key',
    message: `your book has not ${what} of everybody`,
    found: names.map((name) => visible(name)).join(', '),
    next: 'add the missing keys: icehouse book add',
  });
}
