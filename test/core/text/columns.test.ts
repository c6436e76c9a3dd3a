import { describe, expect, it } from 'vitest';
import { COLUMNS, columnsOf, padded, pairs, rightAligned, wrapped } from '../../../src/core/text/columns.ts';

describe('how wide a text is on a terminal', () => {
  it.each([
    ['', 0],
    ['bitcoin', 7],
    ['é as two code points: e\u0301', 23],
    ['家賃', 4],
    ['한국', 4],
    ['🧊', 2],
  ])('%s takes %i columns', (text, columns) => {
    expect(columnsOf(text)).toBe(columns);
  });
});

describe('breaking lines', () => {
  it('breaks at spaces, and never beyond 80 columns', () => {
    const text = 'word '.repeat(40).trim();
    const lines = wrapped(text);
    expect(lines.every((line) => columnsOf(line) <= COLUMNS)).toBe(true);
    expect(lines.join(' ')).toBe(text);
    expect(lines.length).toBe(3);
  });

  it('breaks what has no space, so that nothing foreign pushes the rest away', () => {
    for (const text of ['x'.repeat(300), '家'.repeat(100), `to ${'y'.repeat(200)} end`]) {
      const lines = wrapped(text, { indent: '    ' });
      expect(lines.every((line) => columnsOf(line) <= COLUMNS)).toBe(true);
      expect(
        lines
          .map((line) => line.trim())
          .join('')
          .replaceAll(' ', ''),
      ).toBe(text.replaceAll(' ', ''));
    }
  });

  it('gives the first line a beginning of its own', () => {
    const lines = wrapped(`STOP ${'word '.repeat(30)}`.trim(), { first: '  - ', indent: '    ' });
    expect(lines[0]).toMatch(/^ {2}- STOP word/);
    expect(lines[1]).toMatch(/^ {4}word/);
  });

  it('keeps an empty text as one empty line', () => {
    expect(wrapped('')).toEqual(['']);
  });
});

describe('columns', () => {
  it('pads by width, not by length', () => {
    expect(padded('家', 4)).toBe('家  ');
    expect(rightAligned('1.5', 6)).toBe('   1.5');
    expect(padded('longer than that', 3)).toBe('longer than that');
  });

  it('aligns pairs and breaks the second under itself', () => {
    expect(
      pairs([
        ['fee', '1'],
        ['recipient', 'word '.repeat(20).trim()],
      ]),
    ).toEqual([
      '  fee        1',
      '  recipient  word word word word word word word word word word word word word',
      '             word word word word word word word',
    ]);
  });
});
