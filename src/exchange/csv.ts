/**
 * Tables as spreadsheets write and paste them (RFC 4180 with any separator): cells in quotation marks may hold separators,
 * line ends and doubled quotation marks. Each row knows the line that it begins on, for whoever has to find it.
 */

export interface CsvRow {
  /** From 1, as an editor counts them. */
  readonly line: number;
  readonly cells: readonly string[];
}

export interface CsvProblem {
  readonly line: number;
  /** What stands not where it should. */
  readonly expected: string;
}

export interface CsvOptions {
  readonly separator: string;
  /** More rows than this are a problem. */
  readonly maxRows: number;
  /** Makes the error that is thrown. */
  readonly problem: (problem: CsvProblem) => Error;
}

/** Reads a table in one pass; a byte order mark is dropped, an empty line is a row with one empty cell. */
export function parseCsv(text: string, { separator, maxRows, problem }: CsvOptions): readonly CsvRow[] {
  const table = text.startsWith('\ufeff') ? text.slice(1) : text;
  const ends = `${separator}\r\n`;
  const rows: CsvRow[] = [];
  let cells: string[] = [];
  let [start, line, firstLine] = [0, 1, 1];
  while (start < table.length) {
    const { value, end } = readCell(table, start, ends, (expected) => problem({ line, expected }));
    cells.push(value);
    line += value.split('\n').length - 1;
    const next = table[end];
    start = end + 1;
    if (next === separator) {
      // A separator at the very end has an empty cell after it.
      if (start === table.length) cells.push('');
      continue;
    }
    rows.push({ line: firstLine, cells });
    cells = [];
    if (rows.length > maxRows) throw problem({ line: firstLine, expected: `at most ${maxRows} lines` });
    if (next === '\r' && table[start] === '\n') start += 1;
    line += 1;
    firstLine = line;
  }
  if (cells.length > 0) rows.push({ line: firstLine, cells });
  return rows;
}

function readCell(
  text: string,
  start: number,
  ends: string,
  problem: (expected: string) => Error,
): { readonly value: string; readonly end: number } {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && !ends.includes(text.charAt(end))) end++;
    return { value: text.slice(start, end), end };
  }
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw problem('a quotation mark at the end of the cell');
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') {
      const end = quote + 1;
      if (end < text.length && !ends.includes(text.charAt(end))) throw problem('a separator after the cell');
      return { value: parts.join('"'), end };
    }
    from = quote + 2;
  }
}
