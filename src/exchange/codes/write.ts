/** A file as codes: animated where it takes several. What is in a file is told by its content, never by its name. */
import { fromUtf8 } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { decodePsbt, readReturnedFile } from '../../core/psbt/text.ts';
import { serializeTransaction } from '../../core/tx/serialize.ts';
import type { BbqrType } from '../bbqr/part.ts';
import { splitBbqr } from '../bbqr/split.ts';
import { openDocument } from '../document.ts';
import { encodeCbor } from '../ur/cbor-write.ts';
import { MOST_SEQUENCE, splitUr } from '../ur/multipart.ts';
import { decodeUr, formatUr, isUr, type UniformResource } from '../ur/ur.ts';

export interface Codes {
  readonly form: 'ur' | 'bbqr';
  /** Such as `crypto-psbt` or `P`. */
  readonly type: string;
  /** How many parts suffice when none is missed. */
  readonly total: number;
  /** How many different parts there are: those of an animated UR beyond `total` tell something new as well. */
  readonly most: number;
  /** The text of one code, counted from 1, in letters that make the smallest codes. */
  readonly part: (number: number) => string;
}

export interface BbqrWriting {
  /** Most letters in one code. */
  readonly maxLetters: number;
  /** As `splitBbqr` takes it. */
  readonly deflate?: (bytes: Uint8Array) => Uint8Array;
}

/**
 * A file as BBQr: PSBTs and transactions in their bytes, everything else as it is.
 *
 * @throws IcehouseError those of `splitBbqr`.
 */
export function bbqrOfFile(file: Uint8Array, writing: BbqrWriting): Codes {
  const { type, bytes } = contentOf(file);
  const parts = splitBbqr(bytes, { type, ...writing });
  return { form: 'bbqr', type, total: parts.length, most: parts.length, part: (number) => parts[number - 1] ?? '' };
}

/**
 * A file as UR: PSBTs as `crypto-psbt`, which more programs read than its successor; the text of a resource as that
 * resource; everything else as `bytes`.
 *
 * @throws IcehouseError those of `splitUr` and `decodeUr`.
 */
export function urOfFile(file: Uint8Array, maxLetters: number): Codes {
  const { type, bytes } = contentOf(file);
  const text = type === 'U' ? fromUtf8(bytes) : '';
  if (isUr(text)) return urCodes(decodeUr(text), maxLetters);
  return urCodes({ type: type === 'P' ? 'crypto-psbt' : 'bytes', cbor: encodeCbor(bytes) }, maxLetters);
}

/** A resource as one code where it fits, and animated where not. @throws IcehouseError those of `splitUr`. */
export function urCodes(resource: UniformResource, maxLetters: number): Codes {
  const { type } = resource;
  const whole = formatUr(resource);
  if (whole.length <= maxLetters) return { form: 'ur', type, total: 1, most: 1, part: () => whole };
  return { form: 'ur', type, most: MOST_SEQUENCE, ...splitUr(resource, maxLetters) };
}

function contentOf(file: Uint8Array): { readonly type: BbqrType; readonly bytes: Uint8Array } {
  const transaction = attempt(() => readReturnedFile(file));
  if (transaction !== undefined) {
    return 'map' in transaction
      ? { type: 'P', bytes: decodePsbt(file) }
      : { type: 'T', bytes: serializeTransaction(transaction) };
  }
  const document = attempt(() => openDocument(fromUtf8(file)));
  if (document === undefined) return { type: 'B', bytes: file };
  return { type: document.json.kind === 'value' ? 'J' : 'U', bytes: file };
}

function attempt<T>(step: () => T): T | undefined {
  try {
    return step();
  } catch (error) {
    if (error instanceof IcehouseError) return undefined;
    throw error;
  }
}
