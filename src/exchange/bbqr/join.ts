/**
 * Joins the parts of a BBQr: in any order, with repeats, as a camera sees them. A BBQr has no checksum of the whole, so
 * whatever can tell that parts of two files were mixed is held against them.
 */
import { concatBytes, equalBytes } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { inflateRaw } from '../compression/inflate.ts';
import { type BbqrPart, type BbqrType, bbqrHead, parseBbqrPart } from './part.ts';

/** Bytes of the file, after decompression: more than any PSBT that people show in codes. */
export const MAX_BBQR_BYTES = 1 << 22;

export interface BbqrFile {
  readonly type: BbqrType;
  readonly bytes: Uint8Array;
}

/** A BBQr of which some parts are here. Parts are put in with {@link addBbqrPart}. */
export interface BbqrTransfer {
  /** The same in all parts: encoding, type and total. */
  readonly head: string;
  readonly first: BbqrPart;
  /** By index. */
  readonly parts: Map<number, BbqrPart>;
}

export function startBbqr(first: BbqrPart): BbqrTransfer {
  return { head: bbqrHead(first), first, parts: new Map() };
}

/**
 * Puts a part into its transfer, and says whether it was new.
 *
 * @throws IcehouseError `bbqr/inconsistent` for a part with another head, `bbqr/conflicting-part` for one that was seen
 * with other content; the transfer stays as it was.
 */
export function addBbqrPart(transfer: BbqrTransfer, part: BbqrPart): boolean {
  if (bbqrHead(part) !== transfer.head) {
    throw new IcehouseError({
      code: 'bbqr/inconsistent',
      kind: 'refused',
      message: 'these parts are of different files',
      found: `parts of ${transfer.first.total} and of ${part.total}`,
      next: 'scan one animated code at a time',
    });
  }
  const known = transfer.parts.get(part.index);
  if (known !== undefined && !equalBytes(known.data, part.data)) {
    throw new IcehouseError({
      code: 'bbqr/conflicting-part',
      kind: 'refused',
      message: 'this part was seen before with other content, so these parts are of different files',
      at: `part ${part.index + 1} of ${part.total}`,
      next: 'begin again, with one animated code',
    });
  }
  transfer.parts.set(part.index, part);
  return known === undefined;
}

/** Numbers of the parts that are not here, counted from 1. */
export function missingBbqrParts({ first, parts }: BbqrTransfer): readonly number[] {
  return Array.from({ length: first.total }, (_, index) => index)
    .filter((index) => !parts.has(index))
    .map((index) => index + 1);
}

/**
 * The file, once all parts are here.
 *
 * @throws IcehouseError `bbqr/missing-parts`, `bbqr/uneven-parts`, `compression/damaged`, `compression/too-large`.
 */
export function finishBbqr(transfer: BbqrTransfer): BbqrFile {
  const missing = missingBbqrParts(transfer);
  const { encoding, type, total } = transfer.first;
  if (missing.length > 0) {
    throw new IcehouseError({
      code: 'bbqr/missing-parts',
      message: 'parts of this BBQr are missing',
      found: `${total - missing.length} of ${total} parts`,
      expected: `part ${listed(missing)} as well`,
      next: 'scan on until every part was seen',
    });
  }
  const pieces = Array.from({ length: total }, (_, index) => transfer.parts.get(index)!.data);
  requireEven(pieces);
  const data = concatBytes(...pieces);
  const bytes = encoding === 'Z' ? inflateRaw(data, { maxBytes: MAX_BBQR_BYTES }) : data;
  return { type, bytes };
}

/**
 * Joins parts that are all of one file.
 *
 * @throws IcehouseError `bbqr/no-parts`, and those of {@link parseBbqrPart}, {@link addBbqrPart} and {@link finishBbqr}.
 */
export function joinBbqr(texts: readonly string[]): BbqrFile {
  const parts = texts.map(parseBbqrPart);
  const [first] = parts;
  if (first === undefined) throw new IcehouseError({ code: 'bbqr/no-parts', message: 'there are no parts to join' });
  const transfer = startBbqr(first);
  for (const part of parts) addBbqrPart(transfer, part);
  return finishBbqr(transfer);
}

/** All parts are of one length, but for a last one that may be shorter. */
function requireEven(pieces: readonly Uint8Array[]): void {
  const length = pieces[0]?.length ?? 0;
  const isEven = pieces.every((each, index) =>
    index === pieces.length - 1 ? each.length <= length : each.length === length,
  );
  if (isEven) return;
  throw new IcehouseError({
    code: 'bbqr/uneven-parts',
    kind: 'refused',
    message: 'the parts of this BBQr have different lengths, so they are of different files',
    next: 'begin again, with one animated code',
  });
}

const LISTED = 20;

function listed(numbers: readonly number[]): string {
  const rest = numbers.length - LISTED;
  return `${numbers.slice(0, LISTED).join(', ')}${rest > 0 ? ` and ${rest} more` : ''}`;
}
