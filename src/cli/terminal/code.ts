/**
 * A QR code in the letters of a terminal: two squares above one another are one half block. The colours are those numbers
 * of the 256 that no theme changes, black on white, since many cameras do not read a code in reverse; so they are used
 * under NO_COLOR too.
 */
import { codeMatrix, sideOfVersion } from '../../exchange/codes/matrix.ts';

const BLACK_ON_WHITE = '\x1b[38;5;16;48;5;231m';
const PLAIN = '\x1b[0m';
/** Upper square first. */
const BLOCKS = { dark: { dark: '█', light: '▀' }, light: { dark: '▄', light: ' ' } } as const;

/** Columns and lines that a code of a version takes. */
export function codeSize(version: number): { readonly columns: number; readonly lines: number } {
  const side = sideOfVersion(version);
  return { columns: side, lines: Math.ceil(side / 2) };
}

export function codeLines(text: string, version: number): string[] {
  const matrix = codeMatrix(text, version);
  const { columns, lines } = codeSize(version);
  const shade = (x: number, y: number): 'dark' | 'light' => (matrix[y]?.[x] === true ? 'dark' : 'light');
  return Array.from({ length: lines }, (_, line) => {
    const blocks = Array.from({ length: columns }, (_, x) => BLOCKS[shade(x, 2 * line)][shade(x, 2 * line + 1)]);
    return `${BLACK_ON_WHITE}${blocks.join('')}${PLAIN}`;
  });
}
