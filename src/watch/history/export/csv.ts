/**
 * The history as CSV for spreadsheets: a row for each transaction, amounts in bitcoin with all eight decimals, times in
 * UTC. The column `change` holds what counts, so that its sum is the balance; foreign text cannot become a formula.
 */
import { formatBtc } from '../../../core/amount.ts';
import { visible } from '../../../core/text/visible.ts';
import { type CsvCell, csvTable } from '../../../exchange/csv-writer.ts';
import { remarkOn } from '../remark.ts';
import type { History, HistoryEntry } from '../types.ts';

const HEADER = [
  ...['time', 'state', 'block', 'confirmations', 'kind', 'received', 'spent', 'fee', 'change', 'balance'],
  ...['to', 'purpose', 'label', 'remark', 'txid'],
];

export function historyCsv({ entries }: History): string {
  return csvTable([HEADER, ...entries.map(row)]);
}

function row(entry: HistoryEntry): CsvCell[] {
  const { state, height, confirmations, kind, received, spent, fee, counted, balance, txid } = entry;
  return [
    entry.date ?? entry.firstSeenAt,
    state,
    { number: height === undefined ? '' : String(height) },
    { number: String(confirmations) },
    kind,
    ...[received, spent, fee, counted, balance].map(bitcoin),
    payeesOf(entry),
    visible(entry.purpose ?? '', { max: 1_000 }),
    visible(entry.label ?? '', { max: 10_000 }),
    remarkOn(entry) ?? '',
    txid,
  ];
}

function bitcoin(amount: bigint | undefined): CsvCell {
  return { number: amount === undefined ? '' : formatBtc(amount) };
}

/** Outputs to others, of payments; whom a stranger pays beside us is not told. */
function payeesOf({ kind, outputs }: HistoryEntry): string {
  if (kind === 'received') return '';
  const others = outputs.filter(({ own }) => own === undefined);
  return others
    .map(({ amount, address, name }) =>
      [formatBtc(amount), address ?? 'no address', ...(name === undefined ? [] : [visible(name)])].join(' '),
    )
    .join('; ');
}
