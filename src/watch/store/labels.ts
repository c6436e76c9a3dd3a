/** Labels as BIP-0329 has them; an output's `spendable: false` freezes the coin. */
import { invariant } from '../../core/errors.ts';
import { optionalNumber, optionalText, text, walletRow } from './rows.ts';
import type { Database, Row } from './sqlite.ts';
import type { Label, LabelStore, LabelType } from './store.ts';

const TYPES: readonly LabelType[] = ['tx', 'addr', 'pubkey', 'input', 'output', 'xpub'];

export function sqliteLabels(database: Database): LabelStore {
  return {
    async list(charterId) {
      const rows = database.all(
        'SELECT type, ref, label, spendable, origin, more FROM label WHERE wallet_id = ? ORDER BY type, ref',
        walletRow(database, charterId),
      );
      return rows.map(storedLabel);
    },
    async set(charterId, ...labels) {
      database.transaction(() => {
        const wallet = walletRow(database, charterId);
        for (const label of labels) setLabel(database, wallet, label);
      });
    },
  };
}

function setLabel(database: Database, wallet: bigint, { type, ref, label, spendable, origin, more }: Label): void {
  database.run(
    `INSERT INTO label (wallet_id, type, ref, label, spendable, origin, more) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (wallet_id, type, ref) DO UPDATE SET label = excluded.label, spendable = excluded.spendable,
       origin = coalesce(excluded.origin, origin), more = coalesce(excluded.more, more)`,
    ...[wallet, type, ref, label],
    spendable === undefined ? null : Number(spendable),
    ...[origin ?? null, more ?? null],
  );
}

function storedLabel(row: Row): Label {
  const type = TYPES.find((each) => each === row.type);
  invariant(type !== undefined, 'the table allows no other type');
  const spendable = optionalNumber(row, 'spendable');
  const origin = optionalText(row, 'origin');
  const more = optionalText(row, 'more');
  return {
    type,
    ref: text(row, 'ref'),
    label: text(row, 'label'),
    spendable: spendable === undefined ? undefined : spendable === 1,
    ...(origin === undefined ? {} : { origin }),
    ...(more === undefined ? {} : { more }),
  };
}
