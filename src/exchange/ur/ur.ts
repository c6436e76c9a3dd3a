/**
 * Uniform Resources (BCR-2020-005) in one part: `ur:crypto-output/taadme…`. Reads the present kind and, for `ur:bytes`, the
 * old one (BC32); writes upper case, which makes the smallest codes. Animated ones are `multipart.ts`.
 */
import { IcehouseError } from '../../core/errors.ts';
import { decodeBc32 } from './bc32.ts';
import { decodeBytewords, encodeBytewords } from './bytewords.ts';
import { type CborValue, decodeCbor } from './cbor.ts';
import { encodeCbor } from './cbor-write.ts';

export interface UniformResource {
  /** Such as `crypto-output`. */
  readonly type: string;
  /** Untagged: the type says what the outermost value is. */
  readonly cbor: Uint8Array;
}

const SINGLE = /^ur:([a-z0-9-]{1,40})\/([a-z0-9]+)$/;
const MULTIPART = /^ur:[a-z0-9-]{1,40}\/\d{1,10}(?:-|of)\d{1,10}\//;
const MAX_LETTERS = 1 << 22;

/** Whether a text is a Uniform Resource of any kind, by its beginning. */
export function isUr(text: string): boolean {
  return /^\s*ur:/i.test(text);
}

/**
 * Reads one part.
 *
 * @throws IcehouseError `ur/multipart` for a part of an animated code, `ur/malformed`, `bytewords/…`, `ur/bad-bc32`.
 */
export function decodeUr(text: string): UniformResource {
  const letters = text.length > MAX_LETTERS ? '' : text.trim().toLowerCase();
  if (MULTIPART.test(letters)) {
    throw new IcehouseError({
      code: 'ur/multipart',
      message: 'this is one part of an animated code, not the whole',
      next: 'scan all its parts',
    });
  }
  const [, type, body] = SINGLE.exec(letters) ?? [];
  if (type === undefined || body === undefined) {
    throw new IcehouseError({
      code: 'ur/malformed',
      message: 'this is not a Uniform Resource',
      expected: 'such as ur:crypto-output/taadme…',
    });
  }
  // BC32 has digits among its letters, bytewords have none.
  return { type, cbor: type === 'bytes' && /\d/.test(body) ? decodeBc32(body) : decodeBytewords(body, 'minimal') };
}

/** Writes one part in upper case, for codes; readers take either. */
export function encodeUr(type: string, value: CborValue): string {
  return formatUr({ type, cbor: encodeCbor(value) });
}

/** The text of a resource as it is, in upper case. */
export function formatUr({ type, cbor }: UniformResource): string {
  return `ur:${type}/${encodeBytewords(cbor, 'minimal')}`.toUpperCase();
}

/** The value of a resource. @throws IcehouseError `cbor/…`. */
export function cborOf({ cbor }: UniformResource): CborValue {
  return decodeCbor(cbor);
}
