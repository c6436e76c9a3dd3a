/**
 * Text in columns of a terminal: how wide a text is there, and how it is broken at 80 columns. Reviews are written with
 * it, so that every surface shows the same lines; what is dangerous in a text is `text/visible.ts`'s concern and comes
 * first.
 */

/** Width of the narrowest terminal that is served, and of a comfortable line on a page. */
export const COLUMNS = 80;

/** East Asian characters and emoji take two columns. */
const WIDE =
  /[\p{Script=Han}\p{Script=Hangul}\p{Script=Hiragana}\p{Script=Katakana}\p{Emoji_Presentation}\u3000-\u303f\uff01-\uff60]/u;
const COMBINING = /\p{M}/u;

/** How many columns a text takes on one line. */
export function columnsOf(text: string): number {
  let columns = 0;
  for (const character of text) columns += widthOf(character);
  return columns;
}

function widthOf(character: string): number {
  if (COMBINING.test(character)) return 0;
  return WIDE.test(character) ? 2 : 1;
}

export interface LineBreak {
  /** What every line begins with. */
  readonly indent?: string;
  /** What the first line begins with in place of `indent`, of the same width. */
  readonly first?: string;
}

/**
 * Breaks a text at its spaces into lines of at most {@link COLUMNS}; a word that is longer than a line is broken too, so
 * that nothing foreign can push the rest out of sight.
 */
export function wrapped(text: string, { indent = '', first = indent }: LineBreak = {}): string[] {
  const room = COLUMNS - columnsOf(indent);
  const lines: string[] = [];
  let line = '';
  let width = 0;
  for (const piece of text.split(' ').flatMap((word) => broken(word, room))) {
    const pieceWidth = columnsOf(piece);
    if (line !== '' && width + 1 + pieceWidth > room) {
      lines.push(line);
      line = piece;
      width = pieceWidth;
    } else {
      line = line === '' ? piece : `${line} ${piece}`;
      width = columnsOf(line);
    }
  }
  return [...lines, line].map((each, number) => `${number === 0 ? first : indent}${each}`.trimEnd());
}

function broken(word: string, room: number): string[] {
  if (columnsOf(word) <= room) return [word];
  const pieces: string[] = [];
  let piece = '';
  let width = 0;
  for (const character of word) {
    const next = widthOf(character);
    if (width + next > room) {
      pieces.push(piece);
      piece = '';
      width = 0;
    }
    piece += character;
    width += next;
  }
  return [...pieces, piece];
}

/** Pads with spaces on the right. */
export function padded(text: string, columns: number): string {
  return text + ' '.repeat(Math.max(0, columns - columnsOf(text)));
}

/** Pads with spaces on the left: for numbers. */
export function rightAligned(text: string, columns: number): string {
  return ' '.repeat(Math.max(0, columns - columnsOf(text))) + text;
}

/**
 * Stands before what goes on from the line above where the text is foreign. No line of our own begins so: a name that is
 * padded until it breaks cannot put up an address, a heading or an advice of its own.
 */
export const GOES_ON = '| ';

/** Two aligned columns; the second is broken under itself, with {@link GOES_ON} where it is foreign. */
export function pairs(
  rows: readonly (readonly [label: string, text: string, origin?: 'foreign'])[],
  indent = '  ',
): string[] {
  const width = rows.reduce((widest, [label]) => Math.max(widest, columnsOf(label)), 0);
  return rows.flatMap(([label, text, origin]) => {
    const first = `${indent}${padded(label, width)}  `;
    const under = ' '.repeat(columnsOf(first));
    return wrapped(text, { first, indent: origin === undefined ? under : `${under.slice(0, -2)}${GOES_ON}` });
  });
}
