/**
 * The history as a journal of ledger-cli (hledger reads it too): balanced postings in BTC with eight decimals, fees told
 * apart, and at the end an assertion of the balance, so that the program itself checks the sum. Proven transactions are
 * cleared (`*`), others pending (`!`), vanished ones are comments.
 */
import { formatBtc } from '../../../core/amount.ts';
import { visible } from '../../../core/text/visible.ts';
import { remarkOn } from '../remark.ts';
import type { History, HistoryEntry } from '../types.ts';
import type { ExportedWallet } from './json.ts';

interface Posting {
  readonly account: string;
  readonly amount: bigint;
  readonly note?: string;
}

export function historyLedger({ entries, balance, lastScan }: History, wallet: ExportedWallet): string {
  const account = `Assets:Bitcoin:${accountName(wallet.name)}`;
  const head = [
    `; Wallet ${plain(wallet.name)}, charter ${wallet.charterId}`,
    lastScan
      ? `; as of block ${lastScan.height}, ${lastScan.at}`
      : '; never compared with the chain: nothing is known yet',
    'commodity BTC',
    '    format 1000.00000000 BTC',
  ];
  const end = lastScan
    ? [`${lastScan.at.slice(0, 10)} * Balance`, line(account, `${formatBtc(0n)} BTC = ${formatBtc(balance.total)} BTC`)]
    : [];
  const blocks = [head, ...entries.map((entry) => transaction(entry, account)), end].filter(({ length }) => length > 0);
  return `${blocks.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function transaction(entry: HistoryEntry, account: string): string[] {
  const { state, txid, purpose, label, kind } = entry;
  const day = (entry.date ?? entry.firstSeenAt).slice(0, 10);
  const title = purpose ?? label ?? kind;
  const notes = [
    ...Object.entries({ txid, purpose, label, remark: remarkOn(entry), block: entry.height }).flatMap(([key, value]) =>
      value === undefined ? [] : [`    ; ${key}: ${plain(String(value))}`],
    ),
  ];
  if (state === 'vanished') return [`; ${day} ${plain(title)}`, ...notes.map((line) => `;${line}`)];
  const mark = state === 'confirmed' ? '*' : '!';
  const postings = postingsOf(entry, account);
  return [
    `${day} ${mark} (${txid.slice(0, 16)}) ${plain(title)}`,
    ...notes,
    ...postings.map(({ account, amount, note }) =>
      line(account, `${formatBtc(amount)} BTC${note === undefined ? '' : `  ; ${plain(note)}`}`),
    ),
  ];
}

/** What the wallet has more or less, and where it comes from or goes: the sum is zero. */
function postingsOf({ kind, counted, fee, outputs, doubt }: HistoryEntry, account: string): Posting[] {
  const ours: Posting = { account, amount: counted };
  const isOurs = kind === 'sent' || kind === 'moved';
  if (!isOurs || fee === undefined || doubt !== undefined) {
    const other = kind === 'received' ? 'Income:Bitcoin:Deposits' : 'Equity:Bitcoin:Joint';
    return [ours, { account: other, amount: -counted }];
  }
  const payments = outputs
    .filter(({ own }) => own === undefined)
    .map(({ amount, name, address }): Posting => {
      const note = [name, address ?? 'no address'].filter((each) => each !== undefined).join(', ');
      return { account: 'Expenses:Bitcoin:Payments', amount, note };
    });
  return [ours, ...payments, { account: 'Expenses:Bitcoin:Fees', amount: fee }];
}

/** Accounts and amounts are told apart by two spaces. */
function line(account: string, amount: string): string {
  return `    ${account.padEnd(40)}  ${amount.padStart(21)}`;
}

/**
 * Foreign text in a journal: on one line, without what the programs read as notes, dates, codes or virtual postings, which
 * could change a date or an amount.
 */
function plain(text: string): string {
  return visible(text)
    .replaceAll(/[[{(<]/g, '‹')
    .replaceAll(/[\])}>]/g, '›')
    .replaceAll(/[;|=@"*!]/g, '·')
    .replaceAll(/ {2,}/g, ' ')
    .trim();
}

/** A part of an account's name: one without `:`, which would make a tree. Never empty. */
function accountName(text: string): string {
  return plain(text).replaceAll(':', '·') || 'without name';
}
