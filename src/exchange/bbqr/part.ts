/**
 * One part of a BBQr, as one code holds it: `B$`, then the encoding, the type of the file, how many parts there are and
 * which one this is, then its letters. Numbers are two digits of base 36. Parts carry no checksum of the whole.
 */
import { IcehouseError } from '../../core/errors.ts';
import { BBQR_ENCODINGS, type BbqrEncoding, fromLetters, toLetters } from './letters.ts';

/** What the types stand for, as a person reads it. */
export const BBQR_TYPES = {
  P: 'a PSBT',
  T: 'a transaction',
  J: 'JSON',
  C: 'CBOR',
  U: 'text',
  B: 'binary data',
  X: 'a program',
} as const;
export type BbqrType = keyof typeof BBQR_TYPES;

export interface BbqrPart {
  readonly encoding: BbqrEncoding;
  readonly type: BbqrType;
  /** From 1 to {@link MOST_BBQR_PARTS}. */
  readonly total: number;
  /** Counted from 0. */
  readonly index: number;
  readonly data: Uint8Array;
}

/** `ZZ` in base 36. */
export const MOST_BBQR_PARTS = 1_295;
export const BBQR_HEADER_LETTERS = 8;

/** The largest code holds 4,296 letters. */
const MOST_LETTERS = 4_296;
const PART = /^B\$(.)(.)([0-9A-Z]{2})([0-9A-Z]{2})(.*)$/;

/** Whether a text is a BBQr part of any kind, by its beginning. */
export function isBbqr(text: string): boolean {
  return /^\s*b\$/i.test(text);
}

/**
 * Reads a part.
 *
 * @throws IcehouseError `bbqr/malformed`, `bbqr/unknown-encoding`, `bbqr/unknown-type`, `bbqr/bad-number`,
 * `bbqr/empty-part`, `bbqr/bad-letters`.
 */
export function parseBbqrPart(text: string): BbqrPart {
  const trimmed = text.length > MOST_LETTERS * 2 ? '' : text.trim().toUpperCase();
  const [, encodingLetter = '', typeLetter = '', totalDigits = '', indexDigits = '', letters = ''] =
    (trimmed.length > MOST_LETTERS ? undefined : PART.exec(trimmed)) ?? [];
  if (totalDigits === '') throw problem('malformed', 'this is not a part of a BBQr', 'such as B$2P0200…');
  const encoding = BBQR_ENCODINGS.find((each) => each === encodingLetter);
  if (encoding === undefined) throw problem('unknown-encoding', 'the encoding of this BBQr is not known', 'H, 2 or Z');
  if (!isType(typeLetter)) {
    throw problem('unknown-type', 'the type of the file in this BBQr is not known', Object.keys(BBQR_TYPES).join(', '));
  }
  const total = Number.parseInt(totalDigits, 36);
  const index = Number.parseInt(indexDigits, 36);
  if (total === 0 || index >= total) {
    throw problem('bad-number', 'the number of this part is beyond the number of parts', `below ${total}`);
  }
  if (letters === '')
    throw problem('empty-part', 'this part of a BBQr holds nothing', 'letters behind its first eight');
  return { encoding, type: typeLetter, total, index, data: fromLetters(letters, encoding) };
}

/** What stands at the head of every part of one BBQr alike. */
export function bbqrHead({ encoding, type, total }: Pick<BbqrPart, 'encoding' | 'type' | 'total'>): string {
  return `B$${encoding}${type}${base36(total)}`;
}

export function formatBbqrPart(part: BbqrPart): string {
  return `${bbqrHead(part)}${base36(part.index)}${toLetters(part.data, part.encoding)}`;
}

function base36(number: number): string {
  return number.toString(36).toUpperCase().padStart(2, '0');
}

function isType(letter: string): letter is BbqrType {
  return Object.hasOwn(BBQR_TYPES, letter);
}

function problem(what: string, message: string, expected: string): IcehouseError {
  return new IcehouseError({ code: `bbqr/${what}`, message, expected, next: 'scan the code again' });
}
