/**
 * The eight shapes and eight colours of a charter's picture, in the order of their numbers. Each shape is drawn once in
 * characters and once as a path, each colour once for a terminal and once for paper; a cell is always named as well, so
 * neither colour nor drawing has to be told by the eye alone.
 */

export interface Shape {
  readonly name: string;
  /** Four lines of eight characters, `#` and space. */
  readonly lines: readonly [string, string, string, string];
  /** SVG path data in a square from 0 to 8. */
  readonly path: string;
}

export interface Colour {
  readonly name: string;
  /** Number among the 256 colours of a terminal (ANSI `38;5;n`). */
  readonly terminal: number;
  /** sRGB for pages and paper: the palette of Okabe and Ito, which people with any colour vision tell apart. */
  readonly paper: string;
}

export const SHAPES: readonly Shape[] = [
  { name: 'disc', lines: ['  ####  ', ' ###### ', ' ###### ', '  ####  '], path: 'M0 4a4 4 0 0 1 8 0a4 4 0 0 1-8 0z' },
  {
    name: 'ring',
    lines: ['  ####  ', ' ##  ## ', ' ##  ## ', '  ####  '],
    path: 'M0 4a4 4 0 0 1 8 0a4 4 0 0 1-8 0zM2 4a2 2 0 0 0 4 0a2 2 0 0 0-4 0z',
  },
  { name: 'square', lines: ['########', '########', '########', '########'], path: 'M0 0h8v8h-8z' },
  { name: 'triangle', lines: ['   ##   ', '  ####  ', ' ###### ', '########'], path: 'M4 0L8 8H0z' },
  {
    name: 'cross',
    lines: ['   ##   ', '########', '########', '   ##   '],
    path: 'M3 0h2v3h3v2h-3v3h-2v-3h-3v-2h3z',
  },
  {
    name: 'pillars',
    lines: ['## ## ##', '## ## ##', '## ## ##', '## ## ##'],
    path: 'M0 0h2v8h-2zM3 0h2v8h-2zM6 0h2v8h-2z',
  },
  {
    name: 'stairs',
    lines: ['##      ', '####    ', '######  ', '########'],
    path: 'M0 0h2v2h2v2h2v2h2v2h-8z',
  },
  {
    name: 'chequer',
    lines: ['####    ', '####    ', '    ####', '    ####'],
    path: 'M0 0h4v4h-4zM4 4h4v4h-4z',
  },
];

export const COLOURS: readonly Colour[] = [
  { name: 'grey', terminal: 245, paper: '#777777' },
  { name: 'orange', terminal: 214, paper: '#e69f00' },
  { name: 'sky', terminal: 117, paper: '#56b4e9' },
  { name: 'green', terminal: 36, paper: '#009e73' },
  { name: 'yellow', terminal: 227, paper: '#f0e442' },
  { name: 'blue', terminal: 33, paper: '#0072b2' },
  { name: 'red', terminal: 202, paper: '#d55e00' },
  { name: 'pink', terminal: 175, paper: '#cc79a7' },
];
