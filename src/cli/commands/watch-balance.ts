/** `watch balance`: what the wallet holds, as of the last sync. */
import type { Command } from '../command.ts';
import { balanceLines } from '../documents/balances.ts';
import { lookJson, lookLines } from '../documents/second-look.ts';
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
  shape:
    '{ "wallet", "confirmed", "unconfirmed", "unproven", "immature", "total" (satoshis), "height", "syncedAt", "secondLook": ' +
    '{ "at", "first", "second", "byBoth", "byOne", "notCompared" (satoshis) } or null }',
  run: (context) =>
    viewOf(context, async ({ charter, view: { balance, coins, lastScan }, look }) => ({
      json: {
        ...{ wallet: charter.name, ...balance, height: lastScan?.height ?? null, syncedAt: lastScan?.at ?? null },
        secondLook: lookJson(look, coins),
      },
      lines:
        lastScan === undefined
          ? ['Nothing is known yet, which is not zero: run icehouse watch sync.']
          : [...balanceLines(balance), ...lookLines(look, coins), `  as of block ${lastScan.height}, ${lastScan.at}`],
    })),
};
