/** A history for people: one line for each transaction, or all that is known of each. */
import { formatBtc } from '../../core/amount.ts';
import { pairs } from '../../core/text/columns.ts';
import { counted } from '../../core/text/counted.ts';
import { visible } from '../../core/text/visible.ts';
import { remarkOn } from '../../watch/history/remark.ts';
import type { History, HistoryEntry, HistoryOutput } from '../../watch/history/types.ts';
import { table } from '../terminal/text.ts';

/** Characters of payee, purpose or label in a line, so that it stays within 80 columns. */
const WORDS = 14;

const signed = (amount: bigint): string => `${amount > 0n ? '+' : ''}${formatBtc(amount)}`;

export function historyTable({ entries }: History): string[] {
  return table(
    ['block', 'date', 'change, BTC', 'balance, BTC', 'transaction'],
    entries.map((entry) => [
      entry.state === 'confirmed' ? String(entry.height) : entry.state,
      entry.date?.slice(0, 10) ?? '',
      signed(entry.counted),
      formatBtc(entry.balance),
      `${entry.txid.slice(0, 8)}… ${shortWords(entry)}`.trimEnd(),
    ]),
    { right: [0, 2, 3] },
  );
}

/** Payee, purpose or label, whichever is known first. */
function shortWords({ outputs, purpose, label }: HistoryEntry): string {
  const payee = outputs.find(({ own, name }) => own === undefined && name !== undefined)?.name;
  const shown = Array.from(visible(label ?? payee ?? purpose ?? ''));
  return shown.length > WORDS ? `${shown.slice(0, WORDS - 1).join('')}…` : shown.join('');
}

export function historyDetails({ entries }: History): string[] {
  return entries.flatMap((entry, index) => [...(index === 0 ? [] : ['']), ...details(entry)]);
}

function details(entry: HistoryEntry): string[] {
  const { txid, kind, state, height, confirmations, date, firstSeenAt, fee, label, purpose } = entry;
  const remark = remarkOn(entry);
  const isOurs = kind === 'sent' || kind === 'moved';
  const place =
    state === 'confirmed'
      ? `block ${height}, ${counted(confirmations, 'confirmation')}, ${date}`
      : `${state}, first seen ${firstSeenAt}`;
  const rows: (readonly [string, string])[] = [
    ['state', place],
    [kind, `${signed(entry.counted)} BTC, balance ${formatBtc(entry.balance)} BTC`],
    ...entry.outputs.filter(({ own }) => own !== undefined || isOurs).map(outputRow),
    ...(fee === undefined ? [] : [[isOurs ? 'fee' : 'fee by others', `${formatBtc(fee)} BTC`] as const]),
    ...(purpose === undefined ? [] : [['purpose', visible(purpose)] as const]),
    ...(label === undefined ? [] : [['label', visible(label)] as const]),
    ...(remark === undefined ? [] : [['remark', remark] as const]),
  ];
  return [txid, ...pairs(rows)];
}

function outputRow({ amount, address, own, name, vout }: HistoryOutput): readonly [string, string] {
  const place = own === undefined ? '' : ` (${own.keychain} ${own.index})`;
  const called = name === undefined ? '' : `, ${visible(name)}`;
  return [`output ${vout}`, `${formatBtc(amount)} BTC to ${address ?? 'no address'}${place}${called}`];
}
