/** Labels as CSV (RFC 4180) for spreadsheets, written so that no label is taken for a formula, and read back. */
import { IcehouseError } from '../../core/errors.ts';
import { parseCsv } from '../csv.ts';
import { csvTable, unmarked } from '../csv-writer.ts';
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
  const [, ...rows] = parseCsv(table, {
    separator: ',',
    maxRows: MAX_LABELS + 1,
    problem: ({ line, expected }) => badCsv(`line ${line}`, expected),
  });
  return { labels: rows.map(({ cells }, index) => readRow(cells.map(unmarked), `record ${index + 1}`)), others: [] };
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

function badCsv(at: string, expected: string): IcehouseError {
  return new IcehouseError({ code: 'labels/csv', message: 'this is not a table of labels', at, expected });
}
