/** `watch history`: the wallet's transactions with a running balance. */
import { toHex } from '../../core/bytes.ts';
import { readHistory } from '../../watch/history/history.ts';
import type { HistoryEntry } from '../../watch/history/types.ts';
import type { Command } from '../command.ts';
import { historyDetails, historyTable } from '../documents/histories.ts';
import { findWallet, WATCH_OPTIONS, withWatchFolder } from '../documents/watch-folder.ts';

export const watchHistory: Command = {
  name: 'watch history',
  summary: 'list transactions with a running balance',
  positionals: 'WALLET',
  arity: [1, 1],
  options: {
    details: { kind: 'flag', help: 'all that is known of each: outputs, fee, purpose, remarks' },
    ...WATCH_OPTIONS,
  },
  description: [
    'Oldest first, by place in the chain; those that are not in a block last. A transaction that vanished (replaced, or lost ' +
      'in a reorganisation) stays in the list, marked so, and counts for nothing. Payees and purposes are those of ' +
      'proposals that this folder keeps.',
  ],
  example: 'icehouse watch history Family --details',
  shape:
    '{ "wallet", "history": [{ "txid", "state": "confirmed" | "unproven" | "unconfirmed" | "vanished", "kind": "received" | ' +
    '"sent" | "moved" | "joint", "height", "confirmations", "date", "firstSeenAt", "received", "spent", "delta", "counted", ' +
    '"fee", "balance", "outputs": [{ "vout", "amount", "address", "script", "own": { "keychain", "index" }, "name" }], ' +
    '"replacedBy", "doubt": "spent-twice" | "parent-vanished", "label", "purpose" }] }, null for what is not known',
  run: (context) =>
    withWatchFolder(context, async (folder) => {
      const { charter } = await findWallet(folder, context.args.positionals[0]!);
      const history = await readHistory(folder.store, charter.id);
      return {
        json: { wallet: charter.name, history: history.entries.map(entryJson) },
        lines: linesOf(history, context.args.flag('details')),
      };
    }),
};

function linesOf(history: Awaited<ReturnType<typeof readHistory>>, hasDetails: boolean): string[] {
  if (history.lastScan === undefined) return ['Nothing is known yet, which is not zero: run icehouse watch sync.'];
  if (history.entries.length === 0) return ['No transaction is known.'];
  return hasDetails ? historyDetails(history) : historyTable(history);
}

function entryJson({ height, date, fee, replacedBy, doubt, label, purpose, outputs, ...entry }: HistoryEntry) {
  return {
    ...entry,
    ...{ height: height ?? null, date: date ?? null, fee: fee ?? null, replacedBy: replacedBy ?? null },
    ...{ doubt: doubt ?? null, label: label ?? null, purpose: purpose ?? null },
    outputs: outputs.map(({ vout, amount, address, scriptPubKey, own, name }) => ({
      ...{ vout, amount, address: address ?? null, script: toHex(scriptPubKey), own: own ?? null, name: name ?? null },
    })),
  };
}
