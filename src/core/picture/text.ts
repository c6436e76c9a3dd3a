/**
 * A charter's picture in characters, for terminals and plain prints: shapes of `#`, each with its name below, so that it
 * can be compared without colour and read to somebody on the telephone. With `styled`, the shapes are coloured as well.
 */
import { cellName, type Picture, type PictureCell } from './picture.ts';

/** Width of a cell with the space to the next one; the longest name, `orange triangle`, has 15 characters. */
const CELL_WIDTH = 17;
const SHAPE_LINES = 4;
const COLOUR_OFF = '\x1b[39m';

export interface PictureTextOptions {
  /** Colours by ANSI escape sequences; plain characters when left out. */
  readonly styled?: boolean;
}

/** Seventeen lines of at most 72 columns (escape sequences not counted), without space at their ends. */
export function pictureText(picture: Picture, { styled = false }: PictureTextOptions = {}): readonly string[] {
  return picture.flatMap((row, number) => [
    ...(number === 0 ? [] : ['']),
    ...Array.from({ length: SHAPE_LINES }, (_, line) => joined(row, (cell) => shapeLine(cell, line, styled))),
    joined(row, (cell) => ({ text: cellName(cell), shown: cellName(cell) })),
  ]);
}

interface Piece {
  /** What takes up room. */
  readonly text: string;
  /** The same with its colour. */
  readonly shown: string;
}

function shapeLine({ shape, colour }: PictureCell, line: number, styled: boolean): Piece {
  const text = shape.lines[line]!.trimEnd();
  return { text, shown: styled ? `\x1b[38;5;${colour.terminal}m${text}${COLOUR_OFF}` : text };
}

function joined(row: readonly PictureCell[], piece: (cell: PictureCell) => Piece): string {
  const last = row.length - 1;
  const pieces = row
    .map(piece)
    .map(({ text, shown }, column) => (column === last ? shown : shown + ' '.repeat(CELL_WIDTH - text.length)));
  return `    ${pieces.join('')}`;
}
