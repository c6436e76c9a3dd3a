/** Tables for terminals; breaking lines and pairs of columns are `core/text/columns.ts`, shared with the reviews. */
import { columnsOf, padded, rightAligned } from '../../core/text/columns.ts';

export interface TableOptions {
  /** Columns that are aligned to the right: numbers. */
  readonly right?: readonly number[];
}

/** A table with a header line, indented by two. */
export function table(
  header: readonly string[],
  rows: readonly (readonly string[])[],
  { right = [] }: TableOptions = {},
): string[] {
  const widths = header.map((title, column) =>
    [title, ...rows.map((row) => row[column] ?? '')].reduce((widest, cell) => Math.max(widest, columnsOf(cell)), 0),
  );
  const align = (cell: string, column: number): string =>
    right.includes(column) ? rightAligned(cell, widths[column]!) : padded(cell, widths[column]!);
  return [header, ...rows].map((cells) => `  ${cells.map(align).join('  ')}`.trimEnd());
}
