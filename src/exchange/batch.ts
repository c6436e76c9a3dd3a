/**
 * Many payments from one file: a table with the columns `address`, `amount`, `label` and `source`, as a spreadsheet saves
 * it or as it is pasted from one. One line that is not right refuses the file with that line: a batch is paid as it was
 * meant or not at all.
 */
import type { Sats } from '../core/amount.ts';
import { type ErrorCode, IcehouseError } from '../core/errors.ts';
import type { NetworkName } from '../core/network.ts';
import { isPaymentLink, type PaymentLink, readPaymentLink } from '../core/pay/payment-uri.ts';
import { readTypedAmount } from '../core/pay/typed-amount.ts';
import { visible } from '../core/text/visible.ts';
import { decodeAddress } from '../core/wallet/address.ts';
import { type CsvRow, parseCsv } from './csv.ts';

export interface BatchPayment {
  /** Line of the file, from 1. */
  readonly line: number;
  readonly address: string;
  readonly amount: Sats | 'all';
  /** Who is paid. */
  readonly label: string | undefined;
  /** Where the address is from. */
  readonly source: string | undefined;
}

const COLUMNS = ['address', 'amount', 'label', 'source'] as const;
type Column = (typeof COLUMNS)[number];

/** As many payees as a proposal can name. */
const MAX_PAYMENTS = 500;

/**
 * Reads a batch. Without a line of column names the columns are address, amount, label, source; the separator is a tab, a
 * semicolon or a comma, whichever the first line has. A `bitcoin:` link may stand in place of an address.
 *
 * @throws IcehouseError `batch/not-a-table`, `batch/unknown-column`, `batch/missing-column`, `batch/too-many`,
 * `batch/empty`, `batch/wrong-columns`, `batch/amounts-differ`, `address/…`, `amount/…`, `uri/…`, each with its line.
 */
export function readBatch(text: string, network: NetworkName): readonly BatchPayment[] {
  const [top = ''] = text
    .replace(/^\ufeff/, '')
    .trimStart()
    .split('\n', 1);
  const separator = ['\t', ';', ','].find((each) => top.includes(each)) ?? ',';
  const rows = parseCsv(text, {
    separator,
    maxRows: MAX_PAYMENTS * 4,
    problem: ({ line, expected }) => problem('batch/not-a-table', 'this is not a table', line, { expected }),
  }).filter(({ cells }) => cells.some((cell) => cell.trim() !== ''));
  const [first, ...rest] = rows;
  if (first === undefined) throw new IcehouseError({ code: 'batch/empty', message: 'the file has no payment' });
  const hasNames = first.cells.some((cell) => /^(?:address|amount)$/i.test(cell.trim()));
  const columns = hasNames ? columnNames(first) : COLUMNS.slice(0, Math.max(2, first.cells.length));
  const lines = hasNames ? rest : rows;
  if (lines.length === 0) throw new IcehouseError({ code: 'batch/empty', message: 'the file has no payment' });
  if (lines.length > MAX_PAYMENTS) {
    throw problem('batch/too-many', 'one transaction pays no more people', lines[MAX_PAYMENTS]!.line, {
      found: `${lines.length} payments`,
      expected: `at most ${MAX_PAYMENTS}`,
      next: 'pay in several batches',
    });
  }
  if (separator === ',') for (const row of lines) refuseTornAmount(row, columns);
  return lines.map((row) => atLine(row.line, () => readLine(row, columns, network)));
}

function columnNames({ line, cells }: CsvRow): readonly Column[] {
  const names = cells.map((cell) => cell.trim().toLowerCase());
  const columns = names.map((name) => {
    const column = COLUMNS.find((each) => each === name);
    if (column !== undefined) return column;
    throw problem('batch/unknown-column', 'a column means nothing here', line, {
      found: name === '' ? 'a column without a name' : visible(name, { max: 40 }),
      expected: `${COLUMNS.join(', ')}`,
      next: 'take the column out, so that nobody believes it was read',
    });
  });
  for (const column of ['address', 'amount'] as const) {
    if (columns.filter((each) => each === column).length === 1 && new Set(columns).size === columns.length) continue;
    throw problem(
      'batch/missing-column',
      'every column is needed once: address, amount, and others if you like',
      line,
      {
        found: columns.join(', '),
      },
    );
  }
  return columns;
}

/** A decimal comma without quotation marks ends the cell: 1,4 would pay 1, to somebody called 4. */
function refuseTornAmount({ line, cells }: CsvRow, columns: readonly Column[]): void {
  const amount = columns.indexOf('amount');
  const [whole = '', decimals = ''] = cells.slice(amount, amount + 2).map((cell) => cell.trim());
  if (!/^\d{1,20}$/.test(whole) || !/^\d{1,20}$/.test(decimals)) return;
  throw problem('batch/wrong-columns', 'the amount may go on in the next cell, after a decimal comma', line, {
    found: `${whole},${decimals}`,
    next:
      `for one amount write ${whole}.${decimals}, or put quotation marks around "${whole},${decimals}"; for ${whole} ` +
      `beside a ${decimals} of its own write ${whole} BTC`,
  });
}

function readLine({ line, cells }: CsvRow, columns: readonly Column[], network: NetworkName): BatchPayment {
  if (cells.length > columns.length && cells.slice(columns.length).some((cell) => cell.trim() !== '')) {
    throw problem('batch/wrong-columns', 'the line has more columns than the first', line, {
      found: `${cells.length} columns`,
      expected: `${columns.length}: ${columns.join(', ')}`,
      next: 'put quotation marks around a cell that holds the separator, such as "0,4"',
    });
  }
  const cell = (column: Column) => cells[columns.indexOf(column)]?.trim() || undefined;
  const [place, amountText] = [cell('address') ?? '', cell('amount')];
  const link = isPaymentLink(place) ? readPaymentLink(place, network, 'address') : undefined;
  const address = link?.address ?? place;
  decodeAddress(address, network, 'address');
  return {
    line,
    address,
    amount: amountOf(line, amountText, link),
    label: cell('label') ?? link?.label,
    source: cell('source'),
  };
}

function amountOf(line: number, text: string | undefined, link: PaymentLink | undefined): Sats | 'all' {
  const asked = link?.amount;
  if (text === undefined && asked !== undefined) return asked;
  const amount = readTypedAmount(text ?? '', 'amount');
  if (asked === undefined || asked === amount) return amount;
  throw problem('batch/amounts-differ', 'the link asks for another amount than the line says', line, {});
}

/** Names the line of whatever is wrong in it. */
function atLine<T>(line: number, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof IcehouseError) || error.at?.startsWith('line ') === true) throw error;
    const { at, kind, code, message } = error;
    const more = { found: error.found, expected: error.expected, next: error.next };
    throw new IcehouseError({
      ...{ code, kind, message, at: at === undefined ? `line ${line}` : `line ${line}, ${at}` },
      ...Object.fromEntries(Object.entries(more).filter(([, value]) => value !== undefined)),
    });
  }
}

function problem(
  code: ErrorCode,
  message: string,
  line: number,
  more: { readonly found?: string; readonly expected?: string; readonly next?: string },
): IcehouseError {
  return new IcehouseError({ code, message, at: `line ${line}`, ...more });
}
