/** `book show`: the people of an address book with the words of their keys. */
import { resolve } from 'node:path';
import { describeKey, readOneKey } from '../../exchange/pgp/public-key.ts';
import { fingerprintText, fingerprintWords } from '../../exchange/pgp/words.ts';
import type { Command } from '../command.ts';
import { BOOK_OPTION, entryJson, entryLines, readBook } from '../documents/books.ts';
import { readFileBytes } from '../files/read.ts';

export const bookShow: Command = {
  name: 'book show',
  summary: 'show the people of your book and the words of their keys',
  options: {
    book: { ...BOOK_OPTION, required: true },
    mine: { kind: 'text', value: 'FILE', help: 'your own key file: its words, for the others to compare' },
  },
  description: [
    'The words are the fingerprint of the OpenPGP key in another form (docs/travel.md); gpg shows ' +
      'the digits. Only keys that two people have compared tell you who signed.',
  ],
  example: 'icehouse book show --book book.json',
  shape: '{ "members": [{ name, fingerprint, words, age, compared }], "mine": { fingerprint, words } or null }',
  run: async ({ args, io }) => {
    const { entries } = await readBook(io, args.required('book'));
    const file = args.text('mine');
    const mine =
      file === undefined ? undefined : await describeKey(await readOneKey(readFileBytes(resolve(io.folder, file))));
    const words = mine && fingerprintWords(mine.fingerprint);
    return {
      json: {
        members: entries.map(entryJson),
        mine: mine === undefined ? null : { fingerprint: mine.fingerprint, words },
      },
      lines: [
        ...(entries.length === 0 ? ['Nobody is in this book yet.'] : entries.flatMap(entryLines)),
        ...(mine === undefined
          ? []
          : [
              'Your own key:',
              `    OpenPGP  ${fingerprintText(mine.fingerprint)}`,
              ...words!.map((group) => `             ${group.join(' ')}`),
            ]),
      ],
    };
  },
};
