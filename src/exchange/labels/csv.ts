/** Labels as CSV (RFC 4180) for spreadsheets, written so that no label is taken for a formula, and read back. */
import { IcehouseError } from '../../core/errors.ts';
import { csvTable, unmarked } from '../csv.ts';
import { badRef, splitLines } from './bip329.ts';
import { isRef, LABEL_TYPES, type Label, type LabelFile, MAX_LABEL_LENGTH, MAX_LABELS } from './label.ts';

const HEADER = ['type', 'ref', 'label', 'spendable', 'origin'];

/** Writes labels with a header line; further fields and other records have no place in a table and are left out. */
export function writeCsv({ labels }: Pick<LabelFile, 'labels'>): string {
  const rows = labels.map(({ type, ref, label, spendable, origin }) => [
    type,
    ref,
    label,
    spendable === undefined ? '' : String(spendable),
    origin ?? '',
  ]);
  return csvTable([HEADER, ...rows]);
}

/**
 * Reads what {@link writeCsv} gives, whatever a spreadsheet made of line ends and quotation marks.
 *
 * @throws IcehouseError `labels/csv`, `labels/too-many`, `labels/bad-ref`.
 */
export function readCsv(text: string): LabelFile {
  splitLines(text);
  const table = text.startsWith('\ufeff') ? text.slice(1) : text;
  if (!/^type,ref,label,spendable,origin(?:\r|\n|$)/.test(table)) throw badCsv('line 1', HEADER.join(','));
  const [, ...rows] = parseCsv(table);
  return { labels: rows.map((row, index) => readRow(row.map(unmarked), `record ${index + 1}`)), others: [] };
}

function readRow(row: readonly string[], at: string): Label {
  const [typeText, ref = '', label = '', spendable = '', origin = ''] = row;
  const type = LABEL_TYPES.find((each) => each === typeText);
  if (type === undefined || row.length !== HEADER.length) throw badCsv(at, `a type out of ${LABEL_TYPES.join(', ')}`);
  if (!isRef(type, ref)) throw badRef(type, at);
  if (label.length > MAX_LABEL_LENGTH) throw badCsv(at, `a label of at most ${MAX_LABEL_LENGTH} characters`);
  if (!/^(?:true|false)?$/i.test(spendable)) throw badCsv(at, 'true or false as spendable');
  return {
    type,
    ref,
    label,
    ...(origin === '' ? {} : { origin }),
    ...(spendable === '' ? {} : { spendable: spendable.toLowerCase() === 'true' }),
  };
}

/** One pass over the text: cells in quotation marks may hold commas and line ends. */
function parseCsv(text: string): readonly (readonly string[])[] {
  const rows: string[][] = [];
  let row: string[] = [];
  let start = 0;
  while (start < text.length) {
    const { value, end } = readCell(text, start, rows.length + 1);
    row.push(value);
    const next = text[end];
    if (next === ',') {
      start = end + 1;
      // A comma at the very end has an empty cell after it.
      if (start === text.length) row.push('');
      continue;
    }
    rows.push(row);
    row = [];
    if (rows.length > MAX_LABELS + 1) throw badCsv(`record ${rows.length}`, `at most ${MAX_LABELS} labels`);
    start = end + (next === '\r' && text[end + 1] === '\n' ? 2 : 1);
  }
  if (row.length > 0) rows.push(row);
  return rows;
}

function readCell(text: string, start: number, number: number): { readonly value: string; readonly end: number } {
  if (text[start] !== '"') {
    let end = start;
    while (end < text.length && !',\r\n'.includes(text.charAt(end))) end++;
    return { value: text.slice(start, end), end };
  }
  const parts: string[] = [];
  let from = start + 1;
  for (;;) {
    const quote = text.indexOf('"', from);
    if (quote < 0) throw badCsv(`line ${number}`, 'a quotation mark at the end of the cell');
    parts.push(text.slice(from, quote));
    if (text[quote + 1] !== '"') {
      const end = quote + 1;
      if (end < text.length && !',\r\n'.includes(text.charAt(end)))
        throw badCsv(`line ${number}`, 'a comma after a cell');
      return { value: parts.join('"'), end };
    }
    from = quote + 2;
  }
}

function badCsv(at: string, expected: string): IcehouseError {
  return new IcehouseError({ code: 'labels/csv', message: 'this is not a table of labels', at, expected });
}
