/** The order in which transactions count, as a ledger needs it. `history.ts` adds up along it. */
import { invariant } from '../../core/errors.ts';
import type { StoredTransaction } from '../store/store.ts';

/**
 * Puts transactions into the order in which they count: by block and place in it, then those outside of blocks by first
 * sight, and each after the ones that it spends from.
 */
export function inOrder(transactions: readonly StoredTransaction[]): StoredTransaction[] {
  const place = ({ height, position }: StoredTransaction) => [height ?? Infinity, position ?? Infinity] as const;
  const sorted = transactions
    .map((transaction, firstSight) => ({ transaction, key: [...place(transaction), firstSight] }))
    .sort((left, right) => compareNumbers(left.key, right.key));
  const waiting = new Map(sorted.map(({ transaction }) => [transaction.txid, transaction]));
  const ordered: StoredTransaction[] = [];
  // Depth first without recursion: chains of unconfirmed transactions may be long.
  for (const { transaction } of sorted) {
    const path = waiting.has(transaction.txid) ? [transaction] : [];
    for (let next = path.at(-1); next !== undefined; next = path.at(-1)) {
      const parent = next.parents.find((txid) => waiting.has(txid) && txid !== next?.txid);
      const parentTransaction = parent === undefined ? undefined : waiting.get(parent);
      if (parentTransaction) {
        invariant(path.length <= transactions.length, 'a transaction cannot spend from its own descendants');
        path.push(parentTransaction);
      } else {
        waiting.delete(next.txid);
        ordered.push(next);
        path.pop();
      }
    }
  }
  return ordered;
}

function compareNumbers(left: readonly number[], right: readonly number[]): number {
  for (const [index, value] of left.entries()) {
    const other = right[index] ?? 0;
    if (value !== other) return value < other ? -1 : 1;
  }
  return 0;
}
