/** `book compare`: notes that two people have compared a key, after they have. */
import { compareCode } from '../../core/charter/code.ts';
import { IcehouseError } from '../../core/errors.ts';
import { entryOf, withComparison } from '../../exchange/pgp/address-book.ts';
import { fingerprintWords } from '../../exchange/pgp/words.ts';
import type { Command, Context } from '../command.ts';
import { BOOK_OPTION, entryLines, readBook, writeBook } from '../documents/books.ts';
import { ask } from '../terminal/ask.ts';

export const bookCompare: Command = {
  name: 'book compare',
  summary: 'note that you have compared a member’s key with her',
  positionals: 'NAME',
  arity: [1, 1],
  options: {
    book: { ...BOOK_OPTION, required: true },
    heard: {
      kind: 'text',
      value: 'TEXT',
      help: 'the 15 words or 40 digits that she told you, for scripts; else asked',
    },
    'heard-age': { kind: 'text', value: 'TEXT', help: 'the age recipient that she told you, where there is one' },
    how: { kind: 'text', value: 'TEXT', help: 'how you met: in person, by phone; asked on a terminal' },
  },
  description: [
    'She reads the words of her own key to you (icehouse book show --mine, or gpg --fingerprint for the digits); you type ' +
      'what you hear, and the program compares. What is on your own screen is no comparison.',
  ],
  example: 'icehouse book compare Bob --book book.json',
  shape: '{ "name", "compared": { "day", "how" } }',
  run: async (context) => {
    const { args, io } = context;
    const [name = ''] = args.positionals;
    const file = args.required('book');
    const book = await readBook(io, file);
    const { pgp, age } = entryOf(book, name);
    if (pgp !== undefined) {
      const question = 'What she reads to you (15 words or 40 digits):';
      requireSameKey(args.text('heard') ?? (await askFor(context, question)), pgp.fingerprint);
    }
    if (age !== undefined) {
      requireSameRecipient(args.text('heard-age') ?? (await askFor(context, 'Her age recipient (age1…):')), age);
    }
    const how = args.text('how') ?? (await askFor(context, 'How have you compared (in person, by phone):'));
    const compared = { day: io.now().toISOString().slice(0, 10), how };
    const noted = withComparison(book, name, compared);
    writeBook(io, file, noted);
    return {
      json: { name, compared },
      lines: ['They are the same.', ...entryLines(entryOf(noted, name))],
    };
  },
};

async function askFor({ io }: Context, question: string): Promise<string> {
  if (io.interactive) return ask(io, question);
  throw new IcehouseError({
    code: 'usage/missing-option',
    kind: 'usage',
    message: 'there is no terminal to ask at',
    expected: '--heard TEXT (--heard-age TEXT for an age recipient) and --how TEXT',
  });
}

function requireSameKey(heard: string, fingerprint: string): void {
  const digits = heard.replace(/\s/g, '').toUpperCase();
  if (digits === fingerprint) return;
  const isDigits = /^[0-9A-F]+$/.test(digits);
  const { same, differing } = compareCode(fingerprintWords(fingerprint), heard);
  if (!isDigits && same) return;
  throw differs(
    isDigits ? 'the digits are not those of this key' : `not the words of this key: ${differing.join(', ')} differ`,
  );
}

function requireSameRecipient(heard: string, age: string): void {
  if (heard.replace(/\s/g, '').toLowerCase() !== age) throw differs('this is not the age recipient in your book');
}

function differs(message: string): IcehouseError {
  return new IcehouseError({
    code: 'book/differs',
    kind: 'refused',
    message,
    next: 'ask her once more; if it stays different, the key in your book is not hers',
  });
}
