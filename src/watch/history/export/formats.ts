/** The forms that a history is exported in, for the command and its help. */
import type { History } from '../types.ts';
import { historyCsv } from './csv.ts';
import { type ExportedWallet, historyJson } from './json.ts';
import { historyLedger } from './ledger.ts';

export interface HistoryFormat {
  readonly name: string;
  readonly purpose: string;
  readonly write: (history: History, wallet: ExportedWallet) => string;
}

export const HISTORY_FORMATS: readonly HistoryFormat[] = [
  { name: 'csv', purpose: 'a table for spreadsheets, in which no text becomes a formula', write: historyCsv },
  { name: 'json', purpose: 'all that is known, for programs; amounts in satoshis as text', write: historyJson },
  { name: 'ledger', purpose: 'a journal for ledger-cli and hledger that asserts its balance', write: historyLedger },
];
