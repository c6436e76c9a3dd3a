/** What comparing a wallet with the chain brought: scripts, transactions and sightings, written in one transaction. */
import { invariant } from '../../core/errors.ts';
import type { Transaction } from '../../core/tx/types.ts';
import { number, optionalNumber, optionalText, text, walletRow } from './rows.ts';
import type { Database, Row } from './sqlite.ts';
import type { KnownSighting, OwnScript, ScanStore, Sighting } from './store.ts';

export function sqliteScans(database: Database): ScanStore {
  return {
    async sightings(charterId) {
      const rows = database.all(
        `SELECT sighting.txid, seen, sighting.height, block_hash, sighting.position, wallet_tx.state = 'confirmed' AS confirmed
           FROM sighting JOIN wallet_tx ON wallet_tx.sighting_id = sighting.id WHERE sighting.wallet_id = ?`,
        walletRow(database, charterId),
      );
      return rows.map(knownSighting);
    },
    async record({ charterId, scripts, transactions, sightings, scan }) {
      const walletId = walletRow(database, charterId);
      database.transaction(() => {
        for (const script of scripts) insertScript(database, walletId, script);
        for (const { txid, bytes, transaction } of transactions) insertTransaction(database, txid, bytes, transaction);
        for (const sighting of sightings) upsertSighting(database, walletId, sighting, scan.at);
        database.run(
          'UPDATE wallet SET scanned_height = ?, scanned_at = ?, scanned_where = ? WHERE id = ?',
          scan.height,
          scan.at,
          scan.where,
          walletId,
        );
      });
    },
  };
}

function knownSighting(row: Row): KnownSighting {
  const seen = text(row, 'seen');
  invariant(seen === 'block' || seen === 'mempool' || seen === 'gone', 'the table allows no other word');
  const blockHash = optionalText(row, 'block_hash');
  return {
    txid: text(row, 'txid'),
    seen,
    height: optionalNumber(row, 'height'),
    proof: blockHash === undefined ? undefined : { blockHash, position: number(row, 'position') },
    confirmed: number(row, 'confirmed') === 1,
  };
}

function insertScript(database: Database, walletId: bigint, script: OwnScript): void {
  database.run(
    `INSERT INTO script (wallet_id, keychain, idx, script_pubkey, address) VALUES (?, ?, ?, ?, ?)
     ON CONFLICT (wallet_id, keychain, idx) DO NOTHING`,
    walletId,
    script.keychain,
    script.index,
    script.scriptPubKey,
    script.address,
  );
}

/** A transaction may be known already through another wallet of the same folder. */
function insertTransaction(database: Database, txid: string, bytes: Uint8Array, transaction: Transaction): void {
  const { inputs, outputs } = transaction;
  const [first] = inputs;
  const isCoinbase = inputs.length === 1 && first?.vout === 0xffff_ffff && /^0+$/.test(first.txid);
  const isNew = database.run(
    'INSERT INTO tx (txid, bytes, is_coinbase) VALUES (?, ?, ?) ON CONFLICT (txid) DO NOTHING',
    txid,
    bytes,
    isCoinbase ? 1 : 0,
  );
  if (isNew === 0) return;
  for (const [n, input] of inputs.entries()) {
    database.run(
      'INSERT INTO tx_input (txid, n, prev_txid, prev_vout) VALUES (?, ?, ?, ?)',
      txid,
      n,
      input.txid,
      input.vout,
    );
  }
  for (const [n, output] of outputs.entries()) {
    database.run(
      'INSERT INTO tx_output (txid, n, amount, script_pubkey) VALUES (?, ?, ?, ?)',
      txid,
      n,
      output.amount,
      output.scriptPubKey,
    );
  }
}

function upsertSighting(
  database: Database,
  walletId: bigint,
  { txid, seen, height, proof }: Sighting,
  at: string,
): void {
  database.run(
    `INSERT INTO sighting (wallet_id, txid, seen, height, block_hash, position, first_seen_at) VALUES (?, ?, ?, ?, ?, ?, ?)
     ON CONFLICT (wallet_id, txid) DO UPDATE SET
       seen = excluded.seen, height = excluded.height, block_hash = excluded.block_hash, position = excluded.position`,
    walletId,
    txid,
    seen,
    height ?? null,
    proof?.blockHash ?? null,
    proof?.position ?? null,
    at,
  );
}
