/** `book remove`: takes a member out of the own address book, the only way to another key under her name. */
import { visible } from '../../core/text/visible.ts';
import { withoutMember } from '../../exchange/pgp/address-book.ts';
import type { Command } from '../command.ts';
import { BOOK_OPTION, readBook, writeBook } from '../documents/books.ts';

export const bookRemove: Command = {
  name: 'book remove',
  summary: 'take a member and her key out of your book',
  positionals: 'NAME',
  arity: [1, 1],
  options: { book: { ...BOOK_OPTION, required: true } },
  description: ['Do it when she told you in person that she has a new key; then add that one and compare it.'],
  example: 'icehouse book remove Bob --book book.json',
  shape: '{ "removed": name, "members": number of those left }',
  run: async ({ args, io }) => {
    const [name = ''] = args.positionals;
    const file = args.required('book');
    const book = withoutMember(await readBook(io, file), name);
    writeBook(io, file, book);
    return {
      json: { removed: name, members: book.entries.length },
      lines: [`${visible(name)} is no longer in ${file}.`],
    };
  },
};
