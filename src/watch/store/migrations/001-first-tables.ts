import type { Migration } from './migration.ts';

export const firstTables: Migration = {
  version: 1,
  name: 'the first tables',
  sql: `
    CREATE TABLE wallet (
      id INTEGER PRIMARY KEY,
      charter_id TEXT NOT NULL UNIQUE CHECK (length(charter_id) = 64),
      network TEXT NOT NULL,
      charter_file TEXT NOT NULL,
      added_at TEXT NOT NULL,
      scanned_height INTEGER,
      scanned_at TEXT,
      scanned_where TEXT
    ) STRICT;

    CREATE TABLE keychain (
      wallet_id INTEGER NOT NULL REFERENCES wallet (id),
      name TEXT NOT NULL CHECK (name IN ('receive', 'change')),
      handed_out INTEGER NOT NULL DEFAULT -1,
      PRIMARY KEY (wallet_id, name)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE script (
      wallet_id INTEGER NOT NULL REFERENCES wallet (id),
      keychain TEXT NOT NULL CHECK (keychain IN ('receive', 'change')),
      idx INTEGER NOT NULL CHECK (idx BETWEEN 0 AND 2147483647),
      script_pubkey BLOB NOT NULL,
      address TEXT NOT NULL,
      PRIMARY KEY (wallet_id, keychain, idx)
    ) STRICT, WITHOUT ROWID;
    CREATE UNIQUE INDEX script_by_bytes ON script (script_pubkey, wallet_id);

    CREATE TABLE header (
      network TEXT NOT NULL,
      height INTEGER NOT NULL CHECK (height >= 0),
      hash TEXT NOT NULL,
      time INTEGER NOT NULL,
      bytes BLOB NOT NULL CHECK (length(bytes) = 80),
      PRIMARY KEY (network, height)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE tx (
      txid TEXT PRIMARY KEY CHECK (length(txid) = 64),
      bytes BLOB NOT NULL,
      is_coinbase INTEGER NOT NULL CHECK (is_coinbase IN (0, 1))
    ) STRICT;

    CREATE TABLE tx_input (
      txid TEXT NOT NULL REFERENCES tx (txid),
      n INTEGER NOT NULL,
      prev_txid TEXT NOT NULL,
      prev_vout INTEGER NOT NULL,
      PRIMARY KEY (txid, n)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tx_input_by_coin ON tx_input (prev_txid, prev_vout);

    CREATE TABLE tx_output (
      txid TEXT NOT NULL REFERENCES tx (txid),
      n INTEGER NOT NULL,
      amount INTEGER NOT NULL CHECK (amount BETWEEN 0 AND 2100000000000000),
      script_pubkey BLOB NOT NULL,
      PRIMARY KEY (txid, n)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX tx_output_by_script ON tx_output (script_pubkey);

    CREATE TABLE sighting (
      id INTEGER PRIMARY KEY,
      wallet_id INTEGER NOT NULL REFERENCES wallet (id),
      txid TEXT NOT NULL REFERENCES tx (txid),
      seen TEXT NOT NULL CHECK (seen IN ('block', 'mempool', 'gone')),
      height INTEGER,
      block_hash TEXT,
      position INTEGER,
      first_seen_at TEXT NOT NULL,
      UNIQUE (wallet_id, txid),
      CHECK ((seen = 'block') = (height IS NOT NULL)),
      CHECK ((block_hash IS NULL) = (position IS NULL)),
      CHECK (block_hash IS NULL OR seen = 'block')
    ) STRICT;

    CREATE VIEW wallet_tx AS
      SELECT sighting.wallet_id, sighting.txid, sighting.id AS sighting_id, sighting.height, sighting.position,
             sighting.first_seen_at, header.time AS block_time,
             CASE
               WHEN sighting.seen = 'gone' THEN 'vanished'
               WHEN sighting.seen = 'mempool' THEN 'unconfirmed'
               WHEN header.hash IS NULL THEN 'unproven'
               ELSE 'confirmed'
             END AS state
        FROM sighting
        JOIN wallet ON wallet.id = sighting.wallet_id
        LEFT JOIN header ON header.network = wallet.network AND header.height = sighting.height
                        AND header.hash = sighting.block_hash;

    CREATE TABLE label (
      wallet_id INTEGER NOT NULL REFERENCES wallet (id),
      type TEXT NOT NULL CHECK (type IN ('tx', 'addr', 'pubkey', 'input', 'output', 'xpub')),
      ref TEXT NOT NULL,
      label TEXT NOT NULL DEFAULT '',
      spendable INTEGER CHECK (spendable IN (0, 1)),
      PRIMARY KEY (wallet_id, type, ref)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE proposal (
      id TEXT PRIMARY KEY CHECK (length(id) = 64),
      wallet_id INTEGER NOT NULL REFERENCES wallet (id),
      psbt BLOB NOT NULL,
      state TEXT NOT NULL CHECK (state IN ('draft', 'proposed', 'complete', 'broadcast', 'confirmed',
                                           'dead', 'expired', 'replaced', 'withdrawn')),
      reason TEXT,
      created_at TEXT NOT NULL,
      updated_at TEXT NOT NULL
    ) STRICT;

    CREATE TABLE proposal_input (
      proposal_id TEXT NOT NULL REFERENCES proposal (id),
      prev_txid TEXT NOT NULL,
      prev_vout INTEGER NOT NULL,
      PRIMARY KEY (proposal_id, prev_txid, prev_vout)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX proposal_input_by_coin ON proposal_input (prev_txid, prev_vout);

    CREATE TABLE broadcast (
      txid TEXT PRIMARY KEY CHECK (length(txid) = 64),
      bytes BLOB NOT NULL,
      first_tried_at TEXT NOT NULL,
      last_tried_at TEXT NOT NULL,
      tries INTEGER NOT NULL,
      last_where TEXT NOT NULL,
      seen_at TEXT
    ) STRICT;
  `,
};
