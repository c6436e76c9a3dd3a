/** The few conversions and look-ups that all queries share. */
import { IcehouseError } from '../../core/errors.ts';
import type { Queries } from './database.ts';

/** A count, height or index: always far below 2^53. */
export function optionalNumber(value: bigint | null): number | undefined {
  return value === null ? undefined : Number(value);
}

/** The row number behind a charter's id. @throws IcehouseError `store/wallet-unknown`. */
export async function walletRow(queries: Queries, charterId: string): Promise<bigint> {
  const row = await queries.selectFrom('wallet').select('id').where('charter_id', '=', charterId).executeTakeFirst();
  if (row) return row.id;
  throw new IcehouseError({
    code: 'store/wallet-unknown',
    message: 'this folder does not watch a wallet of that charter',
    found: charterId,
    next: 'add the charter first',
  });
}

/** Runs the work on lists short enough for one query: databases limit how many values a query may hold. */
export async function inParts<Item>(
  items: readonly Item[],
  size: number,
  work: (part: readonly Item[]) => Promise<unknown>,
): Promise<void> {
  for (let from = 0; from < items.length; from += size) await work(items.slice(from, from + size));
}
