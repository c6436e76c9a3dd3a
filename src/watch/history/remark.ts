/** What a person has to know of a transaction that is not simply there, in a few words. */
import { formatBtc } from '../../core/amount.ts';
import type { HistoryEntry } from './types.ts';

const signed = (amount: bigint): string => `${amount > 0n ? '+' : ''}${formatBtc(amount)}`;

/** Undefined when there is nothing to remark. */
export function remarkOn({ state, delta, replacedBy, doubt }: HistoryEntry): string | undefined {
  if (state === 'vanished') {
    const why = replacedBy === undefined ? '' : `, replaced by ${replacedBy}`;
    return `vanished${why}: its ${signed(delta)} BTC count for nothing`;
  }
  if (doubt === 'spent-twice') return 'spends a coin that another transaction spends: ask another server';
  if (doubt === 'parent-vanished') return 'spends a coin of a transaction that vanished: ask another server';
  return state === 'unproven' ? 'in a block, as the server says without proof' : undefined;
}
