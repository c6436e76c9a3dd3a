/** A balance in lines, each part with how sure it is; parts that are zero are left out. */
import { formatBtc } from '../../core/amount.ts';
import type { Balance } from '../../watch/sync/view.ts';

export function balanceLines({ confirmed, unconfirmed, unproven, immature }: Balance): string[] {
  const parts: readonly (readonly [string, bigint])[] = [
    ['unconfirmed, as the server says', unconfirmed],
    ['in a block, but not proven', unproven],
    ['mined, not yet mature', immature],
  ];
  const shown = [
    ['confirmed, proven by block headers', confirmed] as const,
    ...parts.filter(([, amount]) => amount > 0n),
  ];
  const width = Math.max(...shown.map(([, amount]) => formatBtc(amount).length));
  return shown.map(([label, amount]) => `  ${formatBtc(amount).padStart(width)} BTC  ${label}`);
}
