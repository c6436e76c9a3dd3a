/** `watch balance`: what the wallet holds, as of the last sync. */
import type { Command } from '../command.ts';
import { balanceLines } from '../documents/balances.ts';
import { viewOf, WATCH_OPTIONS } from '../documents/watch-folder.ts';

export const watchBalance: Command = {
  name: 'watch balance',
  summary: 'show confirmed, waiting and unproven amounts',
  positionals: 'WALLET',
  arity: [1, 1],
  options: WATCH_OPTIONS,
  description: [
    'Shows what the last sync found; it asks no server. Amounts that are not proven are never added to those that are.',
  ],
  example: 'icehouse watch balance Family',
  shape: '{ "wallet", "confirmed", "unconfirmed", "unproven", "immature", "total" (satoshis), "height", "syncedAt" }',
  run: (context) =>
    viewOf(context, async ({ charter, view: { balance, lastScan } }) => ({
      json: { wallet: charter.name, ...balance, height: lastScan?.height ?? null, syncedAt: lastScan?.at ?? null },
      lines:
        lastScan === undefined
          ? ['Nothing is known yet, which is not zero: run icehouse watch sync.']
          : [...balanceLines(balance), `  as of block ${lastScan.height}, ${lastScan.at}`],
    })),
};
