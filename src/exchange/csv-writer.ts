/**
 * Writes tables as CSV (RFC 4180) for spreadsheets. A cell that a spreadsheet would take for a formula gets an apostrophe before
 * it, which shows as plain text there and is taken off when the file is read again: a label that a stranger sent cannot
 * run anything on the machine of whoever keeps the books.
 */

/** What begins a formula in some spreadsheet, in full width as well; and our own mark, so that it can be taken off again. */
const FORMULA = /^['=+\-@\t\r\n|%＝＋－＠]/u;
const MARK = "'";

/** Writes rows of cells, each line ended by CR and LF. */
export function csvTable(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(written).join(',')}\r\n`).join('');
}

/** Text, or a number in our own digits that a spreadsheet is to reckon with: its minus sign begins no formula. */
export type CsvCell = string | { readonly number: string };

function written(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell.number;
  const safe = FORMULA.test(cell) ? MARK + cell : cell;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Takes the mark off a cell that was read. */
export function unmarked(text: string): string {
  return text.startsWith(MARK) ? text.slice(MARK.length) : text;
}
