/**
 * The text of a descriptor as people deliver it: with a byte order mark, Windows line ends, wrapped by a mail program.
 * This file joins it to one line, keeps the place of each character for error messages, and turns away private keys
 * before anything else looks at the text. Next in line is `checksum.ts`.
 */
import { IcehouseError } from '../errors.ts';
import type { PlaceNamer } from './checksum.ts';
import { MAX_DESCRIPTOR_LENGTH } from './limits.ts';
import { refusePrivateKeys } from './private-scan.ts';

export interface DescriptorSource {
  /** One line without white space around it. */
  readonly text: string;
  /** `column 17`, or `line 2, column 5` where the original had several lines. */
  readonly place: PlaceNamer;
}

/**
 * Joins wrapped lines together with the white space around each break, which no descriptor needs; a space inside a line
 * stays and is refused later, since nobody can tell what it replaced.
 *
 * @throws IcehouseError `descriptor/too-long`, `descriptor/empty`, `descriptor/private-key-refused`.
 */
export function readSource(original: string): DescriptorSource {
  if (original.length > MAX_DESCRIPTOR_LENGTH) {
    throw new IcehouseError({
      code: 'descriptor/too-long',
      message: 'this text is too long for a descriptor',
      found: `${original.length} characters`,
      expected: `at most ${MAX_DESCRIPTOR_LENGTH} characters`,
    });
  }
  const lines = trimmedLines(original);
  if (lines.length === 0) {
    throw new IcehouseError({
      code: 'descriptor/empty',
      message: 'there is no descriptor in this text',
      expected: 'a descriptor such as wsh(sortedmulti(2,…))',
    });
  }
  const text = lines.map((line) => line.text).join('');
  const place = placeNamer(lines);
  refusePrivateKeys(text, original, place);
  return { text, place };
}

interface Line {
  readonly text: string;
  /** Counted from 1. */
  readonly number: number;
  /** Characters before `text` in its line. */
  readonly indent: number;
}

function trimmedLines(original: string): Line[] {
  const withoutMark = original.startsWith('\uFEFF') ? original.slice(1) : original;
  return withoutMark
    .split('\n')
    .map((line, index) => trimmed(line, index + 1))
    .filter((line) => line.text !== '');
}

/** Takes off spaces, tabs and carriage returns only: `trim` would also hide odd Unicode blanks that deserve an error. */
function trimmed(line: string, number: number): Line {
  let from = 0;
  let to = line.length;
  while (from < to && isBlank(line.charAt(from))) from++;
  while (to > from && isBlank(line.charAt(to - 1))) to--;
  return { text: line.slice(from, to), number, indent: from };
}

function isBlank(character: string): boolean {
  return character === ' ' || character === '\t' || character === '\r';
}

function placeNamer(lines: readonly Line[]): PlaceNamer {
  const wrapped = lines.length > 1;
  return (index) => {
    let column = index;
    let current = lines[0];
    for (const line of lines) {
      current = line;
      if (column < line.text.length) break;
      if (line !== lines.at(-1)) column -= line.text.length;
    }
    const shown = column + (current?.indent ?? 0) + 1;
    return wrapped ? `line ${current?.number}, column ${shown}` : `column ${shown}`;
  };
}
