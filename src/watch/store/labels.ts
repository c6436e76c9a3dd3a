/** Labels as BIP-0329 has them; an output's `spendable: false` freezes the coin. */
import { invariant } from '../../core/errors.ts';
import { optionalNumber, text, walletRow } from './rows.ts';
import type { Database, Row } from './sqlite.ts';
import type { Label, LabelStore, LabelType } from './store.ts';

const TYPES: readonly LabelType[] = ['tx', 'addr', 'pubkey', 'input', 'output', 'xpub'];

export function sqliteLabels(database: Database): LabelStore {
  return {
    async list(charterId) {
      const rows = database.all(
        'SELECT type, ref, label, spendable FROM label WHERE wallet_id = ? ORDER BY type, ref',
        walletRow(database, charterId),
      );
      return rows.map(storedLabel);
    },
    async set(charterId, { type, ref, label, spendable }) {
      database.run(
        `INSERT INTO label (wallet_id, type, ref, label, spendable) VALUES (?, ?, ?, ?, ?)
         ON CONFLICT (wallet_id, type, ref) DO UPDATE SET label = excluded.label, spendable = excluded.spendable`,
        walletRow(database, charterId),
        type,
        ref,
        label,
        spendable === undefined ? null : Number(spendable),
      );
    },
  };
}

function storedLabel(row: Row): Label {
  const type = TYPES.find((each) => each === row.type);
  invariant(type !== undefined, 'the table allows no other type');
  const spendable = optionalNumber(row, 'spendable');
  return {
    type,
    ref: text(row, 'ref'),
    label: text(row, 'label'),
    spendable: spendable === undefined ? undefined : spendable === 1,
  };
}
