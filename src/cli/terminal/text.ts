/** Calm text for terminals: wrapping at 80 columns, aligned columns, headings. Styling is left to `style.ts`. */

export const COLUMNS = 80;

/** Breaks words at `columns`; later lines start with `indent` spaces. A word longer than a line stays whole. */
export function wrap(text: string, { columns = COLUMNS, indent = 0 } = {}): string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ')) {
    const joined = line === '' ? word : `${line} ${word}`;
    if (line !== '' && joined.length > columns) {
      lines.push(line);
      line = ' '.repeat(indent) + word;
    } else line = joined;
  }
  return [...lines, line];
}

/** Two aligned columns, `label  text`, the text wrapped under itself. */
export function pairs(rows: readonly (readonly [string, string])[], { indent = 2 } = {}): string[] {
  const width = Math.max(0, ...rows.map(([label]) => label.length));
  return rows.flatMap(([label, text]) => {
    const head = `${' '.repeat(indent)}${label.padEnd(width)}  `;
    const [first = '', ...rest] = wrap(text, { columns: COLUMNS - head.length });
    return [head + first, ...rest.map((line) => ' '.repeat(head.length) + line)];
  });
}

/** A table with a header line; columns in `right` are aligned to the right. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [] as readonly number[], indent = 2 } = {},
): string[] {
  const widths = header.map((title, column) => Math.max(title.length, ...rows.map((row) => (row[column] ?? '').length)));
  const line = (cells: readonly string[]) =>
    (
      ' '.repeat(indent) +
      cells
        .map((cell, column) => (right.includes(column) ? cell.padStart(widths[column]!) : cell.padEnd(widths[column]!)))
        .join('  ')
    ).trimEnd();
  return [line(header), ...rows.map(line)];
}
