/** `book add`: a member's key for what travels goes into the own address book. */
import { resolve } from 'node:path';
import { IcehouseError } from '../../core/errors.ts';
import { wrapped } from '../../core/text/columns.ts';
import { entryOf, withAgeRecipient, withPgpKey } from '../../exchange/pgp/address-book.ts';
import { readPublicKey } from '../../exchange/pgp/public-key.ts';
import type { Command } from '../command.ts';
import { BOOK_OPTION, entryJson, entryLines, readBook, writeBook } from '../documents/books.ts';
import { secondsNow } from '../documents/bsms.ts';
import { readFileBytes } from '../files/read.ts';

export const bookAdd: Command = {
  name: 'book add',
  summary: 'put a member’s OpenPGP or age key into your book',
  positionals: 'NAME',
  arity: [1, 1],
  options: {
    book: { ...BOOK_OPTION, help: 'your address book; written if there is none', required: true },
    pgp: { kind: 'text', value: 'FILE', help: 'her public OpenPGP key, as gpg --export writes it' },
    age: { kind: 'text', value: 'age1…', help: 'her age recipient' },
  },
  description: [
    'Call the member as the charter does: then open and inbox can say that she belongs to the wallet. The same key may ' +
      'come again (with a new expiry date); another key under her name is refused until she is removed.',
    'Afterwards read the words to each other: icehouse book compare.',
  ],
  example: 'icehouse book add Bob --pgp bob.asc --book book.json',
  shape:
    '{ "book": file, "name", "fingerprint" or null, "words": [[5 words] × 3] or null, "age" or null, "compared" or null }',
  run: async ({ args, io }) => {
    const [name = ''] = args.positionals;
    const [file, pgp, age] = [args.required('book'), args.text('pgp'), args.text('age')];
    if (pgp === undefined && age === undefined) {
      throw new IcehouseError({
        code: 'usage/missing-option',
        kind: 'usage',
        message: 'there is no key to add',
        expected: '--pgp FILE or --age age1…',
      });
    }
    let book = await readBook(io, file);
    if (pgp !== undefined) {
      book = withPgpKey(book, name, await readPublicKey(readFileBytes(resolve(io.folder, pgp)), secondsNow(io)));
    }
    if (age !== undefined) book = withAgeRecipient(book, name, age);
    writeBook(io, file, book);
    const entry = entryOf(book, name);
    return {
      json: { book: file, ...entryJson(entry) },
      lines: [
        ...entryLines(entry),
        ...(entry.compared === undefined
          ? wrapped('Compare the words (or the digits) with her, in person or by voice: icehouse book compare')
          : []),
      ],
    };
  },
};
