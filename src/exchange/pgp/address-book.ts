/**
 * The group's address book: who has which key for what travels between the members. OpenPGP keys by their fingerprint, age
 * recipients beside them, and for each whether two people have compared it. A book is a member's own file: nobody else's
 * word gets a key into it. No wallet depends on it; the worst that a wrong entry does is to show a document to a stranger.
 */
import { utf8ToBytes } from '../../core/bytes.ts';
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import { prettyJson } from '../../core/json/canonical.ts';
import {
  arrayField,
  asObject,
  objectField,
  optionalString,
  place,
  refuseUnknownFields,
  requireFormat,
  stringField,
} from '../../core/json/fields.ts';
import { type JsonObject, type JsonValue, parseStrictJson } from '../../core/json/strict.ts';
import { checkedName, requireDistinctNames } from '../../core/text/name.ts';
import { visible } from '../../core/text/visible.ts';
import { parseRecipient } from '../age/file.ts';
import { type PgpPublicKey, readPublicKey } from './public-key.ts';
import { MAX_KEY } from './settings.ts';

const FORMAT = 'icehouse-address-book';
const VERSION = 1;
const MAX_MEMBERS = 100;
const MAX_BYTES = 16 * MAX_KEY;
const MAX_FIELD = 200;
const DAY = /^\d{4}-\d{2}-\d{2}$/;

/** How and when two people have made sure of a key. */
export interface Comparison {
  /** `2026-12-24`. */
  readonly day: string;
  /** What was done, in a few words of the book's owner: `words read to each other in person`. */
  readonly how: string;
}

export interface BookEntry {
  /** As the charters call the member. */
  readonly name: string;
  readonly pgp: { readonly fingerprint: string; readonly armored: string } | undefined;
  /** `age1…` */
  readonly age: string | undefined;
  /** Of the keys above; a changed key loses it. */
  readonly compared: Comparison | undefined;
}

export interface AddressBook {
  readonly entries: readonly BookEntry[];
}

export const EMPTY_BOOK: AddressBook = { entries: [] };

/**
 * Enters a member's OpenPGP key. The same key again (with a new expiry date, say) takes the place of the old text and stays
 * compared; another key under the same name is refused, as that is what a stranger would try.
 *
 * @throws IcehouseError `book/other-key`, `book/key-taken` (both refused), and those of `checkedName`.
 */
export function withPgpKey(book: AddressBook, name: string, key: PgpPublicKey): AddressBook {
  checkedName(name, 'name');
  const known = book.entries.find((entry) => entry.name === name);
  if (known?.pgp !== undefined && known.pgp.fingerprint !== key.fingerprint) throw otherKey(name);
  const holder = book.entries.find((entry) => entry.pgp?.fingerprint === key.fingerprint && entry.name !== name);
  if (holder !== undefined) throw keyTaken(holder.name);
  const { fingerprint, armored } = key;
  // What was compared before were the age recipient's letters alone, if anything.
  const compared = known?.pgp === undefined ? undefined : known.compared;
  return replaced(book, { ...blank(name), ...known, pgp: { fingerprint, armored }, compared });
}

/**
 * Enters a member's age recipient.
 *
 * @throws IcehouseError `book/other-key`, `book/key-taken` (both refused), and those of `checkedName` and `parseRecipient`.
 */
export function withAgeRecipient(book: AddressBook, name: string, text: string): AddressBook {
  checkedName(name, 'name');
  const age = parseRecipient(text);
  const known = book.entries.find((entry) => entry.name === name);
  if (known?.age === age) return book;
  if (known?.age !== undefined) throw otherKey(name);
  const holder = book.entries.find((entry) => entry.age === age);
  if (holder !== undefined) throw keyTaken(holder.name);
  return replaced(book, { ...blank(name), ...known, age, compared: undefined });
}

/** Notes that a member's keys were compared. @throws IcehouseError `book/unknown-member`, `book/bad-comparison`. */
export function withComparison(book: AddressBook, name: string, compared: Comparison): AddressBook {
  if (!DAY.test(compared.day) || compared.how.trim() === '' || compared.how.length > MAX_FIELD) {
    throw new IcehouseError({
      code: 'book/bad-comparison',
      message: 'a comparison has a day and a few words on how it was done',
      expected: `a day such as 2026-12-24 and at most ${MAX_FIELD} characters`,
    });
  }
  return replaced(book, { ...entryOf(book, name), compared });
}

/** Takes a member out: the only way to another key under her name. @throws IcehouseError `book/unknown-member`. */
export function withoutMember(book: AddressBook, name: string): AddressBook {
  const gone = entryOf(book, name);
  return { entries: book.entries.filter((entry) => entry !== gone) };
}

/** Finds a member by name. @throws IcehouseError `book/unknown-member`. */
export function entryOf(book: AddressBook, name: string): BookEntry {
  const entry = book.entries.find((each) => each.name === name);
  if (entry !== undefined) return entry;
  throw new IcehouseError({
    code: 'book/unknown-member',
    message: `${visible(name)} is not in the address book`,
    expected: book.entries.map((each) => visible(each.name)).join(', ') || 'members who were added first',
    next: 'add the key of each member, your own as well: icehouse book add',
  });
}

/** Whether a person of the book belongs to a charter: by the name under which its members know her. */
export function isMember(entry: Pick<BookEntry, 'name'>, charter: Charter): boolean {
  return charter.wallet.keys.some((key) => key.name === entry.name);
}

/** Pretty JSON with a line feed at its end. */
export function formatAddressBook({ entries }: AddressBook): string {
  return prettyJson({ format: FORMAT, version: VERSION, members: entries.map(entryToJson) });
}

/**
 * Reads a book; each key is read again and must have the fingerprint that stands beside it. A key that has expired since is
 * kept: its owner will send it anew.
 *
 * @param now seconds since 1970-01-01 UTC.
 * @throws IcehouseError `json/…`, `book/fingerprint-differs`, `book/key-taken` (both refused), `name/…`, and those of
 * `readPublicKey` but `pgp/key-unusable`.
 */
export async function parseAddressBook(text: string, now: number): Promise<AddressBook> {
  const object = asObject(parseStrictJson(text, { maxBytes: MAX_BYTES, maxDepth: 5 }), '');
  requireFormat(object, FORMAT, VERSION);
  refuseUnknownFields(object, ['format', 'version', 'members'], '');
  const entries = arrayField(object, 'members', '', MAX_MEMBERS).map((member, index) =>
    entryFromJson(member, `members[${index}]`),
  );
  requireDistinctNames(
    entries.map(({ name }) => name),
    'members',
  );
  for (const { pgp, name } of entries) {
    if (pgp === undefined) continue;
    await requireFingerprint(pgp, now);
    const other = entries.find((entry) => entry.name !== name && entry.pgp?.fingerprint === pgp.fingerprint);
    if (other !== undefined) throw keyTaken(other.name);
  }
  return { entries };
}

async function requireFingerprint(pgp: NonNullable<BookEntry['pgp']>, now: number): Promise<void> {
  try {
    const { fingerprint } = await readPublicKey(utf8ToBytes(pgp.armored), now);
    if (fingerprint === pgp.fingerprint) return;
  } catch (error) {
    if (error instanceof IcehouseError && error.code === 'pgp/key-unusable') return;
    throw error;
  }
  throw new IcehouseError({
    code: 'book/fingerprint-differs',
    kind: 'refused',
    message: 'a key in this address book is not the one that its fingerprint names',
    next: 'the file was changed: use a copy of it, or enter the members again',
  });
}

function entryToJson({ name, pgp, age, compared }: BookEntry): JsonObject {
  return {
    name,
    ...(pgp === undefined ? {} : { pgp: { fingerprint: pgp.fingerprint, key: pgp.armored } }),
    ...(age === undefined ? {} : { age }),
    ...(compared === undefined ? {} : { compared: { day: compared.day, how: compared.how } }),
  };
}

function entryFromJson(value: JsonValue, at: string): BookEntry {
  const object = asObject(value, at);
  refuseUnknownFields(object, ['name', 'pgp', 'age', 'compared'], at);
  const age = optionalString(object, 'age', at, MAX_KEY);
  return {
    name: checkedName(stringField(object, 'name', at, MAX_FIELD), place(at, 'name')),
    pgp: object.pgp === undefined ? undefined : pgpFromJson(objectField(object, 'pgp', at), place(at, 'pgp')),
    age: age === undefined ? undefined : parseRecipient(age),
    compared:
      object.compared === undefined
        ? undefined
        : comparisonFromJson(objectField(object, 'compared', at), place(at, 'compared')),
  };
}

function pgpFromJson(object: JsonObject, at: string): BookEntry['pgp'] {
  refuseUnknownFields(object, ['fingerprint', 'key'], at);
  return { fingerprint: stringField(object, 'fingerprint', at, 64), armored: stringField(object, 'key', at, MAX_KEY) };
}

function comparisonFromJson(object: JsonObject, at: string): Comparison {
  refuseUnknownFields(object, ['day', 'how'], at);
  return { day: stringField(object, 'day', at, 10), how: stringField(object, 'how', at, MAX_FIELD) };
}

function blank(name: string): BookEntry {
  return { name, pgp: undefined, age: undefined, compared: undefined };
}

function replaced(book: AddressBook, entry: BookEntry): AddressBook {
  const entries = [...book.entries.filter(({ name }) => name !== entry.name), entry];
  requireDistinctNames(
    entries.map(({ name }) => name),
    'members',
  );
  return { entries };
}

function otherKey(name: string): IcehouseError {
  return new IcehouseError({
    code: 'book/other-key',
    kind: 'refused',
    message: `the address book has another key for ${visible(name)}`,
    next: 'ask her in person; if her key is really new, remove her first: icehouse book remove',
  });
}

function keyTaken(name: string): IcehouseError {
  return new IcehouseError({
    code: 'book/key-taken',
    kind: 'refused',
    message: `the address book has this very key as the one of ${visible(name)}`,
    next: 'one of the two is not hers: ask both',
  });
}
