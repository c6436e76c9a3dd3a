/**
 * The BIP-0380 checksum: eight characters that betray up to three mistyped ones in a descriptor of any length we read.
 * It guards against accidents alone. Anybody can compute it and, at 40 bits, find two descriptors that share it.
 */
import { IcehouseError } from '../errors.ts';
import { likelyTypo } from './checksum-typo.ts';
import { CHECKSUM_CHARSET, CHECKSUM_LENGTH, checksumResidue, INPUT_CHARSET, residueText } from './polymod.ts';

/** Words the place of a character, counted from 0, for a person. */
export type PlaceNamer = (index: number) => string;

/** `column 17` for index 16. */
export const columnOf: PlaceNamer = (index) => `column ${index + 1}`;

/**
 * Computes the checksum of a descriptor without one, annotations included.
 *
 * @throws IcehouseError `descriptor/character` where a character has no place in BIP-0380's set; it is named by its code
 *   point, never shown.
 * @example descriptorChecksum('raw(deadbeef)') // '89f8spxm'
 */
export function descriptorChecksum(body: string, place: PlaceNamer = columnOf): string {
  const places = Array.from({ length: body.length }, (_, index) => {
    const position = INPUT_CHARSET.indexOf(body.charAt(index));
    if (position === -1) throw strangeCharacter(body, index, place);
    return position;
  });
  return residueText(checksumResidue(places));
}

/** Word processors turn the apostrophe of a hardened step into one of these. */
const CURLY_APOSTROPHES = [0x2018, 0x2019, 0x2032];

function strangeCharacter(text: string, index: number, place: PlaceNamer): IcehouseError {
  const codePoint = text.codePointAt(index) ?? 0;
  return new IcehouseError({
    code: 'descriptor/character',
    message: 'a descriptor holds plain ASCII characters only',
    at: place(index),
    found: `U+${codePoint.toString(16).toUpperCase().padStart(4, '0')}`,
    expected: 'a character of the BIP-0380 set',
    next: CURLY_APOSTROPHES.includes(codePoint)
      ? 'a word processor changed the mark of a hardened step: write h instead'
      : 'copy the descriptor again from where it was made',
  });
}

/** Appends `#` and the checksum. @throws IcehouseError `descriptor/character`. */
export function addChecksum(body: string): string {
  return `${body}#${descriptorChecksum(body)}`;
}

export interface ChecksumOptions {
  /** Whether a text without checksum is accepted; `optional` unless said. A checksum that is there must always be right. */
  readonly checksum?: 'optional' | 'required';
  /** `column 17` unless the caller knows better, as where a text had several lines. */
  readonly place?: PlaceNamer;
}

/**
 * Checks the checksum of a descriptor on one line and gives what stands before it.
 *
 * @throws IcehouseError `descriptor/checksum-missing`, `descriptor/checksum` (with both checksums and, where a single
 *   wrong character would explain the difference, its place), `descriptor/character`.
 */
export function verifyChecksum(text: string, options: ChecksumOptions = {}): string {
  const place = options.place ?? columnOf;
  const mark = text.indexOf('#');
  if (mark === -1) return withoutChecksum(text, place, options.checksum ?? 'optional');
  const body = text.slice(0, mark);
  const found = text.slice(mark + 1);
  requireShape(found, mark, place);
  const expected = descriptorChecksum(body, place);
  if (found !== expected) throw mismatch(body, { found, expected }, place);
  return body;
}

function withoutChecksum(text: string, place: PlaceNamer, policy: 'optional' | 'required'): string {
  if (policy === 'required') {
    throw new IcehouseError({
      code: 'descriptor/checksum-missing',
      message: 'this descriptor must come with its checksum',
      at: place(text.length),
      expected: `# and ${CHECKSUM_LENGTH} characters at the end`,
      next: 'copy the descriptor together with its checksum',
    });
  }
  descriptorChecksum(text, place);
  return text;
}

function requireShape(found: string, mark: number, place: PlaceNamer): void {
  const shaped = found.length === CHECKSUM_LENGTH && [...found].every((each) => CHECKSUM_CHARSET.includes(each));
  if (shaped) return;
  const second = found.indexOf('#');
  const several = second !== -1;
  throw new IcehouseError({
    code: 'descriptor/checksum',
    message: several ? 'a descriptor has one # only, before its checksum' : 'what follows the # is not a checksum',
    at: place(several ? mark + 1 + second : mark + 1),
    found: `${found.length} characters after the #`,
    expected: `${CHECKSUM_LENGTH} characters out of ${CHECKSUM_CHARSET}`,
    next: several
      ? 'if these are two descriptors, one for receiving and one for change, give them one by one'
      : 'copy the whole descriptor again from where it was made',
  });
}

function mismatch(body: string, sums: { found: string; expected: string }, place: PlaceNamer): IcehouseError {
  const typo = likelyTypo(body, sums.found);
  const where = typo === undefined ? body.length + 1 : typo.index;
  return new IcehouseError({
    code: 'descriptor/checksum',
    message: 'the descriptor does not match its checksum',
    at: place(where),
    ...sums,
    next:
      typo === undefined
        ? 'copy the whole descriptor again from where it was made'
        : `compare ${place(where)} with the original: ${typo.found} in place of ${typo.expected} would explain the difference`,
  });
}
