/** The few conversions and look-ups that all queries share. */
import type { Selectable } from 'kysely';
import { IcehouseError } from '../../core/errors.ts';
import type { Queries } from './database.ts';
import type { Tables } from './schema.ts';
import type { LastScan } from './store.ts';

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

export function lastScanOf(row: Selectable<Tables['wallet']>): LastScan | undefined {
  const { scanned_height: height, scanned_at: at, scanned_where: where } = row;
  return height === null || at === null || where === null ? undefined : { height: Number(height), at, where };
}

/** Somebody else was quicker, and to go on would undo what she did. */
export function changedMeanwhile(what: string, found: string | undefined): IcehouseError {
  return new IcehouseError({
    code: 'store/changed-meanwhile',
    kind: 'refused',
    message: `another has changed ${what} meanwhile`,
    ...(found !== undefined && { found }),
    next: 'nothing was changed: look at it again, then decide anew',
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
