/**
 * Writes tables as CSV (RFC 4180) for spreadsheets. A cell that a spreadsheet would take for a formula gets an apostrophe before
 * it, and so does what follows a separator inside a cell; it shows as plain text there and is taken off when the file is read again: a label that a stranger sent cannot
 * run anything on the machine of whoever keeps the books.
 */

/** What begins a formula in some spreadsheet, in full width as well; and our own mark, so that it can be taken off again. */
const FORMULA = /^['=+\-@\t\r\n|%＝＋－＠]/u;
const MARK = "'";
/**
 * Where lists are separated by semicolons, or a table is pasted, a spreadsheet splits cells there whatever quotation marks
 * say. A mark goes behind the separator too; one more where marks stand already, so that they can be told from the text's.
 */
const SPLIT_FORMULA = /([;\t][ "]*)(?='*[=+\-@|%＝＋－＠])/gu;
const SPLIT_MARK = /([;\t][ "]*)'(?='*[=+\-@|%＝＋－＠])/gu;

/** Writes rows of cells, each line ended by CR and LF. */
export function csvTable(rows: readonly (readonly CsvCell[])[]): string {
  return rows.map((row) => `${row.map(written).join(',')}\r\n`).join('');
}

/** Text, or a number in our own digits that a spreadsheet is to reckon with: its minus sign begins no formula. */
export type CsvCell = string | { readonly number: string };

function written(cell: CsvCell): string {
  if (typeof cell !== 'string') return cell.number;
  const inside = cell.replace(SPLIT_FORMULA, `$1${MARK}`);
  const safe = FORMULA.test(inside) ? MARK + inside : inside;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** Takes the marks off a cell that was read, so that a text comes back whole. */
export function unmarked(text: string): string {
  return (text.startsWith(MARK) ? text.slice(MARK.length) : text).replace(SPLIT_MARK, '$1');
}
