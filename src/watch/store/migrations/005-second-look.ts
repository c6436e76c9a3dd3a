import type { Migration } from './migration.ts';

export const secondLook: Migration = {
  version: 5,
  name: 'what a second server said of each coin',
  sql: `
    CREATE TABLE second_look (
      wallet_id INTEGER PRIMARY KEY REFERENCES wallet (id),
      at TEXT NOT NULL,
      first_where TEXT NOT NULL,
      second_where TEXT NOT NULL
    ) STRICT;

    CREATE TABLE seen_coin (
      wallet_id INTEGER NOT NULL REFERENCES wallet (id),
      txid TEXT NOT NULL,
      vout INTEGER NOT NULL,
      seen_by INTEGER NOT NULL CHECK (seen_by BETWEEN 0 AND 2),
      PRIMARY KEY (wallet_id, txid, vout)
    ) STRICT, WITHOUT ROWID;
  `,
};
