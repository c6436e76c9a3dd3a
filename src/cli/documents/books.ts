/** Reads and writes a member's address book, and says what every command says of the people in it. */
import { resolve } from 'node:path';
import type { Charter } from '../../core/charter/types.ts';
import { visible } from '../../core/text/visible.ts';
import {
  type AddressBook,
  type BookEntry,
  EMPTY_BOOK,
  formatAddressBook,
  isMember,
  parseAddressBook,
} from '../../exchange/pgp/address-book.ts';
import { fingerprintText, fingerprintWords } from '../../exchange/pgp/words.ts';
import type { OptionSpec } from '../command.ts';
import { isThere, readFileText } from '../files/read.ts';
import { replaceFile, writeNewFile } from '../files/write.ts';
import type { Io } from '../io.ts';
import { secondsNow } from './bsms.ts';

export const BOOK_OPTION: OptionSpec = { kind: 'text', value: 'FILE', help: 'your address book' };

/** The book of a file, or an empty one where there is none yet. */
export async function readBook(io: Io, file: string | undefined): Promise<AddressBook> {
  if (file === undefined || !isThere(resolve(io.folder, file))) return EMPTY_BOOK;
  return parseAddressBook(readFileText(resolve(io.folder, file)), secondsNow(io));
}

/** Writes a book that was read from the same file. */
export function writeBook(io: Io, file: string, book: AddressBook): void {
  const path = resolve(io.folder, file);
  if (isThere(path)) replaceFile(path, formatAddressBook(book));
  else writeNewFile(path, formatAddressBook(book));
}

/** `Bob (compared on 2026-12-24), a member of Family`. */
export function personText(entry: BookEntry, charters: readonly Charter[]): string {
  const compared = entry.compared === undefined ? 'key never compared' : `key compared on ${entry.compared.day}`;
  const wallets = charters.filter((charter) => isMember(entry, charter)).map((charter) => visible(charter.name));
  const member = wallets.length === 0 ? '' : `, a member of ${wallets.join(' and ')}`;
  return `${visible(entry.name)}${member} (${compared})`;
}

export function entryJson(entry: BookEntry): Record<string, unknown> {
  const { name, pgp, age, compared } = entry;
  return {
    ...{ name, fingerprint: pgp?.fingerprint ?? null, words: pgp ? fingerprintWords(pgp.fingerprint) : null },
    ...{ age: age ?? null, compared: compared ?? null },
  };
}

export function entryLines({ name, pgp, age, compared }: BookEntry): string[] {
  return [
    `${visible(name)}: ${compared === undefined ? 'not compared yet' : `compared on ${compared.day}, ${visible(compared.how)}`}`,
    ...(pgp === undefined
      ? []
      : [
          `    OpenPGP  ${fingerprintText(pgp.fingerprint)}`,
          ...fingerprintWords(pgp.fingerprint).map((group) => `             ${group.join(' ')}`),
        ]),
    ...(age === undefined ? [] : [`    age      ${age}`]),
  ];
}
