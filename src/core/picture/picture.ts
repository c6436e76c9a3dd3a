/**
 * A charter's picture: twelve coloured shapes made from its id, for recognising at a glance that a screen, a print and
 * a friend's telephone show the same charter. It never takes the place of the 16 code words (`charter/code.ts`): it shows
 * 72 bits, and whoever gives the last key finds two charters with one picture after some 2^36 trials, the work of hours;
 * the words show 176. Drawn in `picture/text.ts` and `picture/svg.ts`.
 */
import { fromHex } from '../bytes.ts';
import { invariant } from '../errors.ts';
import { taggedHash } from '../hash.ts';
import { COLOURS, type Colour, SHAPES, type Shape } from './shapes.ts';

export const PICTURE_ROWS = 3;
export const PICTURE_COLUMNS = 4;

/** Three bits for the shape and three for the colour of each cell. */
const BITS_PER_CELL = 6;
export const PICTURE_BITS = PICTURE_ROWS * PICTURE_COLUMNS * BITS_PER_CELL;

/** What stands beside every picture, in two short lines. */
export const PICTURE_CAUTION = [
  `The picture shows ${PICTURE_BITS} bits of the charter: for a quick look only.`,
  'The 16 code words decide whether two charters are the same.',
] as const;

export interface PictureCell {
  readonly shape: Shape;
  readonly colour: Colour;
}

/** Rows from the top, cells from the left. */
export type Picture = readonly (readonly PictureCell[])[];

/**
 * The picture of a charter's id (64 hex digits). Its bits are the first 72 of the tagged hash (BIP-0340) of the id's 32
 * bytes with the tag `icehouse/picture`, six for each cell from the most significant on: the shape's number, then the
 * colour's. A hash of its own, so that its bits are none of those that the words show.
 */
export function charterPicture(id: string): Picture {
  const bytes = fromHex(id);
  invariant(bytes.length === 32, 'a charter’s id is a SHA-256');
  const bits = Array.from(taggedHash('icehouse/picture', bytes), (byte) => byte.toString(2).padStart(8, '0')).join('');
  const threeBits = (start: number): number => Number.parseInt(bits.slice(start, start + 3), 2);
  const cell = (number: number): PictureCell => {
    const start = number * BITS_PER_CELL;
    return { shape: SHAPES[threeBits(start)]!, colour: COLOURS[threeBits(start + 3)]! };
  };
  return Array.from({ length: PICTURE_ROWS }, (_, row) =>
    Array.from({ length: PICTURE_COLUMNS }, (__, column) => cell(row * PICTURE_COLUMNS + column)),
  );
}

/** A cell as it is read aloud: `red ring`. */
export function cellName({ shape, colour }: PictureCell): string {
  return `${colour.name} ${shape.name}`;
}

/** The names of all cells, row by row: what a program compares and a screen reader says. */
export function pictureNames(picture: Picture): readonly (readonly string[])[] {
  return picture.map((row) => row.map(cellName));
}
