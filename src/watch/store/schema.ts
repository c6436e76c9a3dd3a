/**
 * The tables of the watch side, in words and in SQL: one list of migrations, applied in order and never changed once
 * released. Everything here is public or private, nothing is secret: no table has room for a mnemonic or a private key.
 *
 * What is stored:
 *
 * - **wallet**: a charter's file, word for word with its cards and receipts, under the charter's id; and when it was last
 *   compared with the chain. **keychain** remembers the highest address index ever given to anybody, which only grows.
 * - **script**: the output scripts that were asked about, each derived from the charter. They belong to us, whatever a
 *   server says.
 * - **header**: block headers whose work was checked, without gaps from a checkpoint to the tip of the best chain.
 * - **tx**, **tx_input**, **tx_output**: transactions by their id, whole, with all inputs and outputs; their witnesses
 *   are as a server gave them, since the id does not cover those. A coin is not stored anywhere: it is an output to one of our scripts that no transaction in sight spends.
 * - **sighting**: what a server last said about a transaction of a wallet. `seen = 'block'` with the hash of a block whose
 *   merkle proof was verified; the view **wallet_tx** calls it confirmed as long as that very block is in `header`, so a
 *   reorganisation takes the proof away by itself. `seen = 'gone'` is a transaction that was there and is no longer: it
 *   stays in sight of the person, and counts for nothing.
 * - **label**: BIP-0329 labels; `spendable = 0` freezes an output. `origin` and `more` are kept for whoever reads an export.
 * - **proposal**, **proposal_input**: PSBTs under way and the coins that they reserve.
 * - **broadcast**: transactions about to be sent, written before the first byte leaves, so that none is forgotten.
 *
 * Amounts are satoshis, times are ISO 8601 in UTC except a header's `time` (seconds since 1970), ids and hashes are hex as
 * people read them.
 */

export interface Migration {
  readonly version: number;
  readonly name: string;
  readonly sql: string;
}

/** `ICEH` in ASCII, in SQLite's field for the kind of file. */
export const APPLICATION_ID = 0x49434548;

export const MIGRATIONS: readonly Migration[] = [
  {
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
  },
  {
    version: 2,
    name: 'what else a file of labels says',
    sql: `
      ALTER TABLE label ADD COLUMN origin TEXT;
      ALTER TABLE label ADD COLUMN more TEXT;
    `,
  },
];
