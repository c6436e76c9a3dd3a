/** The exported journal read by the real ledger-cli: it balances, asserts and sums what we sum, hostile labels included. */
import { execFileSync } from 'node:child_process';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { formatBtc } from '../../src/core/amount.ts';
import { historyLedger } from '../../src/watch/history/export/ledger.ts';
import { readHistory } from '../../src/watch/history/history.ts';
import type { History } from '../../src/watch/history/types.ts';
import { type Books, charter, fillBooks, openBooks } from '../watch/history/books.ts';
import { peer } from './peer.ts';

const ledger = peer('ledger');

ledger.describe('the real ledger-cli', () => {
  let books: Books;
  let history: History;
  let journal: string;
  beforeAll(async () => {
    books = await openBooks();
    await fillBooks(books);
    history = await readHistory(books.desk.store, charter.id);
    journal = historyLedger(history, { name: charter.name, charterId: charter.id });
  });
  afterAll(() => books.close());

  const run = (words: readonly string[], input: string): string =>
    execFileSync(ledger.path!, ['--args-only', '-f', '-', ...words], { input, encoding: 'utf8', stdio: 'pipe' }).trim();

  const totalOf = (account: string, ...words: readonly string[]): string =>
    run(['balance', account, '--flat', '--no-total', '--balance-format', '%(amount)', ...words], journal);

  it('sums the wallet to our balance, fees and payments to ours', () => {
    expect(totalOf('Assets:Bitcoin:Family')).toBe(`${formatBtc(history.balance.total)} BTC`);
    expect(totalOf('Assets:Bitcoin:Family', '--cleared')).toBe(
      `${formatBtc(history.balance.confirmed + 699_000n)} BTC`,
    );
    expect(totalOf('Expenses:Bitcoin:Fees')).toBe('0.00011000 BTC');
    expect(totalOf('Expenses:Bitcoin:Payments')).toBe('0.00400000 BTC');
    expect(totalOf('Income:Bitcoin:Deposits')).toBe('-0.07000000 BTC');
  });

  it('dates every transaction as we do, whatever a label says', () => {
    const days = run(['register', 'Assets', '--register-format', '%(format_date(date, "%Y-%m-%d"))\n'], journal);
    const ours = history.entries.filter(({ state }) => state !== 'vanished');
    expect(days.split('\n').slice(0, ours.length).toSorted()).toEqual(
      ours.map(({ date, firstSeenAt }) => (date ?? firstSeenAt).slice(0, 10)).toSorted(),
    );
  });

  it('refuses the journal when its sum is off by one satoshi', () => {
    const wrong = journal.replace(/= 0\.06089000 BTC$/m, '= 0.06089001 BTC');
    expect(wrong).not.toBe(journal);
    expect(() => run(['balance'], wrong)).toThrow(/Balance assertion off/);
  });
});
