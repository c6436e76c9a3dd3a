import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { txidOf } from '../../../src/core/tx/txid.ts';
import { historyCsv } from '../../../src/watch/history/export/csv.ts';
import { historyJson } from '../../../src/watch/history/export/json.ts';
import { historyLedger } from '../../../src/watch/history/export/ledger.ts';
import { readHistory } from '../../../src/watch/history/history.ts';
import type { History } from '../../../src/watch/history/types.ts';
import { type Books, charter, fillBooks, openBooks } from './books.ts';

let books: Books;
let history: History;
let replaced: string;
beforeAll(async () => {
  books = await openBooks();
  replaced = txidOf((await fillBooks(books)).replaced);
  history = await readHistory(books.desk.store, charter.id);
});
afterAll(() => books.close());

const wallet = { name: charter.name, charterId: charter.id };

/** Rows of cells; the table of these tests has no line end inside a cell. */
const cells = (line: string): string[] =>
  [...line.matchAll(/("(?:[^"]|"")*"|[^,]*)(?:,|$)/g)].map(([, cell]) => cell!).slice(0, -1);

describe('the history as CSV', () => {
  it('has a column whose sum is the balance, exactly', () => {
    const [header, ...rows] = historyCsv(history).trimEnd().split('\r\n').map(cells);
    const column = header!.indexOf('change');
    const total = rows.reduce((sum, row) => sum + BigInt(row[column]!.replace('.', '')), 0n);
    expect(total).toBe(history.balance.total);
    expect(rows).toHaveLength(history.entries.length);
    for (const row of rows) expect(row).toHaveLength(header!.length);
  });

  it('lets no foreign text become a formula or turn the line', () => {
    const table = historyCsv(history);
    expect(table).toContain(`'=cmd`);
    expect(table).not.toMatch(/(^|,)"?[=@+]/m);
    expect(table).not.toContain('\u202e');
    expect(table).toContain('-0.00301000');
  });

  it('names vanished transactions, which count for nothing', () => {
    const line = historyCsv(history)
      .split('\r\n')
      .find((each) => each.endsWith(replaced))!;
    expect(line).toMatch(/,vanished,/);
    expect(line).toContain('0.00000000,0.06198000');
    expect(line).toContain('count for nothing');
  });
});

describe('the history as JSON', () => {
  it('holds every amount exactly and every text whole', () => {
    const text = historyJson(history, wallet);
    expect(text).not.toContain('\u202e');
    const read = JSON.parse(text);
    expect(read).toMatchObject({ format: 'icehouse-history', version: 1, wallet: 'Family', charter: charter.id });
    expect(read.balance.total).toBe(history.balance.total.toString());
    expect(read.entries.map((each: { counted: string }) => BigInt(each.counted))).toEqual(
      history.entries.map(({ counted }) => counted),
    );
    expect(read.entries[0].label).toBe(history.entries[0]!.label);
    expect(read.entries[0].label).toContain('\u202e');
    expect(read.entries[0].fee).toBeNull();
  });
});

describe('the history as a journal', () => {
  it('balances every transaction to zero and ends in the balance', () => {
    const blocks = historyLedger(history, wallet).split('\n\n').slice(1, -1);
    const amounts = blocks
      .filter((block) => !block.startsWith(';'))
      .map((block) => [...block.matchAll(/ (-?\d+)\.(\d{8}) BTC/g)].map(([, whole, rest]) => BigInt(whole! + rest!)));
    expect(amounts).toHaveLength(history.entries.length - 1);
    for (const postings of amounts) expect(postings.reduce((sum, each) => sum + each, 0n)).toBe(0n);
    expect(historyLedger(history, wallet).trimEnd()).toMatch(/0\.00000000 BTC = 0\.06089000 BTC$/);
  });

  it('keeps vanished transactions as comments and unconfirmed ones pending', () => {
    const journal = historyLedger(history, wallet);
    const block = journal.split('\n\n').find((each) => each.includes(replaced))!;
    expect(block.split('\n').every((line) => line.startsWith(';'))).toBe(true);
    expect(journal).toMatch(/^2025-03-01 ! \(/m);
  });
});
