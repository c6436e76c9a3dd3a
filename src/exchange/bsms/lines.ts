/**
 * What both kinds of BSMS records share: a version line and a few more, as text. Tells the rounds apart, so that a record
 * of one is never read as one of the other.
 */
import { IcehouseError } from '../../core/errors.ts';
import { MESSAGE_DOMAINS } from '../../core/message/domain.ts';
import { MAX_RECORD } from './encryption.ts';

export const BSMS_VERSION = MESSAGE_DOMAINS.bsmsKey;

export type RecordKind = 'key' | 'descriptor';

const LINES: { readonly [kind in RecordKind]: number } = { key: 5, descriptor: 4 };

const NAMES: { readonly [kind in RecordKind]: string } = {
  key: 'a key record (round 1): version, token, key, description, signature',
  descriptor: 'a descriptor record (round 2): version, descriptor, path restrictions, first address',
};

/** The second line of a key record is its token; that of a descriptor record is a descriptor. */
const TOKEN_LINE = /^(?:0x)?[0-9a-f]{2,}$/i;

/** Whether a text is a BSMS record in clear, as a reader of unknown files asks. */
export function looksLikeRecord(text: string): boolean {
  return /^\uFEFF?BSMS [0-9]/.test(text);
}

/** Which round a record is of; nothing else of it is checked. @throws IcehouseError `bsms/not-a-record`, `bsms/version`. */
export function recordKind(text: string): RecordKind {
  return TOKEN_LINE.test(linesOf(text)[1] ?? '') ? 'key' : 'descriptor';
}

/**
 * Splits a record into its lines after the version. A byte order mark, CRLF and line ends at the end are tolerated.
 *
 * @throws IcehouseError `bsms/not-a-record`, `bsms/version`, `bsms/other-round` (refused), `bsms/line-missing`.
 */
export function recordLines(text: string, kind: RecordKind): readonly string[] {
  const lines = linesOf(text);
  const found = TOKEN_LINE.test(lines[1] ?? '') ? 'key' : 'descriptor';
  if (found !== kind) {
    throw new IcehouseError({
      code: 'bsms/other-round',
      kind: 'refused',
      message: 'this record belongs to the other round',
      found: NAMES[found],
      expected: NAMES[kind],
    });
  }
  if (lines.length !== LINES[kind] || lines.some((line, index) => line === '' && !isDescription(kind, index))) {
    throw new IcehouseError({
      code: 'bsms/line-missing',
      message: 'the record has a line too few, too many or empty',
      found: `${lines.length} lines`,
      expected: NAMES[kind],
      next: 'export the record again',
    });
  }
  return lines.slice(1);
}

/** The description alone may be empty. */
function isDescription(kind: RecordKind, index: number): boolean {
  return kind === 'key' && index === 3;
}

function linesOf(text: string): readonly string[] {
  if (text.length > MAX_RECORD) {
    throw new IcehouseError({ code: 'bsms/too-long', message: 'this text is too long for a BSMS record' });
  }
  const lines = text.replace(/^\uFEFF/, '').split(/\r?\n/);
  while (lines.length > 1 && lines.at(-1) === '') lines.pop();
  if (lines[0] === BSMS_VERSION) return lines;
  throw /^BSMS/.test(lines[0] ?? '')
    ? new IcehouseError({
        code: 'bsms/version',
        message: 'this version of BSMS records is not known',
        expected: BSMS_VERSION,
        next: 'ask for a record in this version',
      })
    : new IcehouseError({ code: 'bsms/not-a-record', message: 'this is no BSMS record', expected: BSMS_VERSION });
}
