/**
 * The journal's document: its text, its signature and its growth. A copy that was changed is refused; an old copy put back
 * or a file deleted cannot be told from the truth by one machine alone, which is why a member looks whether the number of
 * entries is what she expects. Made and renewed by `cold/journal/sign-journal.ts`.
 */
import { toHex, utf8ToBytes } from '../bytes.ts';
import type { RegisteredCharter } from '../charter/types.ts';
import { IcehouseError } from '../errors.ts';
import { taggedHash } from '../hash.ts';
import { canonicalJson, prettyJson } from '../json/canonical.ts';
import {
  arrayField,
  asObject,
  integerField,
  objectField,
  place,
  refuseUnknownFields,
  requireFormat,
  stringField,
} from '../json/fields.ts';
import { type JsonObject, type JsonValue, parseStrictJson } from '../json/strict.ts';
import { decodeMessageSignature, verifyMessage } from '../message/bip137.ts';
import { domainText } from '../message/domain.ts';
import { factsFromJson, factsToJson } from '../seen/facts.ts';
import { acknowledgedFromJson } from '../seen/statement.ts';
import type { EarlierTransaction, Journal, JournalEntry } from './types.ts';

const FORMAT = 'icehouse-journal';
const VERSION = 1;
const FIELDS = ['format', 'version', 'charter', 'xpub', 'entries', 'signature'];

/** An ordinary entry takes some 1,200 bytes; one of 400 inputs 100 kilobytes. */
export const MAX_JOURNAL_BYTES: number = 16 * 1024 * 1024;
export const MAX_JOURNAL_ENTRIES = 10_000;
const MAX_DEPTH = 7;
const MAX_FIELD = 1_000;
/** The last second of the year 9999. */
const MAX_TIME = 253_402_300_799;
/** 65 bytes in Base64. */
const SIGNATURE_TEXT_LENGTH = 88;
const ID = /^[0-9a-f]{64}$/;

/** The text that a journal's signature is over. */
export function journalMessage({ charterId, xpub, entries }: UnsignedJournal): string {
  const digest = toHex(taggedHash('icehouse/journal', utf8ToBytes(canonicalJson(entries.map(entryToJson)))));
  return domainText('journal', [
    `Charter: ${charterId}`,
    `Key: ${xpub}`,
    `Entries: ${entries.length}`,
    `Digest: ${digest}`,
  ]);
}

/**
 * Holds a journal against the member who opens it.
 *
 * @throws IcehouseError (refused) `journal/other-charter`, `journal/other-key`, `journal/bad-signature`.
 */
export function verifyJournal(journal: Journal, { charter, me }: RegisteredCharter): void {
  const { extendedKey, xpub } = charter.wallet.keys[me]!;
  if (journal.charterId !== charter.id) {
    const message = 'this journal is kept for another charter';
    throw refused('journal/other-charter', message, 'name the journal of this wallet, or begin a new one');
  }
  if (journal.xpub !== xpub) {
    const message = 'this journal is kept by another member';
    throw refused('journal/other-key', message, 'name your own journal, or begin a new one');
  }
  const { publicKey } = extendedKey;
  if (!verifyMessage({ publicKey, text: journalMessage(journal), signature: journal.signature })) {
    const message = 'this journal was changed by somebody else: its signature does not hold';
    throw refused(
      'journal/bad-signature',
      message,
      'find out who changed it; go on without it or with a copy of your own',
    );
  }
}

/** A journal whose owner has not signed it yet. */
export type UnsignedJournal = Omit<Journal, 'signature'>;

/**
 * The journal with one more entry. A payment that stands there already is not written twice: its first signing counts.
 *
 * @throws IcehouseError `journal/full` (refused) beyond {@link MAX_JOURNAL_ENTRIES} or {@link MAX_JOURNAL_BYTES}.
 */
export function withEntry(journal: UnsignedJournal, entry: JournalEntry): UnsignedJournal {
  if (journal.entries.some(({ facts }) => facts.txid === entry.facts.txid)) return journal;
  const longer = { ...journal, entries: [...journal.entries, entry] };
  const size = utf8ToBytes(formatJournal({ ...longer, signature: '' })).length + SIGNATURE_TEXT_LENGTH;
  if (longer.entries.length <= MAX_JOURNAL_ENTRIES && size <= MAX_JOURNAL_BYTES) return longer;
  throw refused('journal/full', 'this journal has no room for another payment', 'keep it and begin a new one');
}

/** The journal's entries as a review takes them. */
export function earlierOf({ entries }: Pick<Journal, 'entries'>): readonly EarlierTransaction[] {
  return entries.map(({ facts, signedAt }) => ({ facts, signedAt, source: 'your journal' }));
}

/** The file's text: pretty JSON with a line feed at its end. */
export function formatJournal({ charterId, xpub, entries, signature }: Journal): string {
  const list = entries.map(entryToJson);
  return prettyJson({ format: FORMAT, version: VERSION, charter: charterId, xpub, entries: list, signature });
}

/**
 * Reads a journal's file. Whose it is and whether it was changed is {@link verifyJournal}'s question.
 *
 * @throws IcehouseError `json/…`, `seen/malformed`, `journal/malformed`, `message/not-a-signature`.
 */
export function parseJournal(text: string): Journal {
  const object = asObject(parseStrictJson(text, { maxBytes: MAX_JOURNAL_BYTES, maxDepth: MAX_DEPTH }), '');
  requireFormat(object, FORMAT, VERSION);
  refuseUnknownFields(object, FIELDS, '');
  const charterId = stringField(object, 'charter', '', MAX_FIELD);
  if (!ID.test(charterId)) {
    throw new IcehouseError({ code: 'journal/malformed', message: 'the journal names no charter', at: 'charter' });
  }
  const signature = stringField(object, 'signature', '', MAX_FIELD);
  decodeMessageSignature(signature, 'signature');
  return {
    charterId,
    xpub: stringField(object, 'xpub', '', MAX_FIELD),
    entries: arrayField(object, 'entries', '', MAX_JOURNAL_ENTRIES).map((entry, index) =>
      entryFromJson(entry, `entries[${index}]`),
    ),
    signature,
  };
}

function entryToJson({ signedAt, facts, acknowledged }: JournalEntry): JsonObject {
  return { signedAt, facts: factsToJson(facts), acknowledged };
}

function entryFromJson(value: JsonValue, at: string): JournalEntry {
  const object = asObject(value, at);
  refuseUnknownFields(object, ['signedAt', 'facts', 'acknowledged'], at);
  return {
    signedAt: integerField(object, 'signedAt', at, { min: 0, max: MAX_TIME }),
    facts: factsFromJson(objectField(object, 'facts', at), place(at, 'facts')),
    acknowledged: acknowledgedFromJson(object, at),
  };
}

function refused(code: `journal/${string}`, message: string, next: string): IcehouseError {
  return new IcehouseError({ code, kind: 'refused', message, next });
}
