/**
 * Coins and transactions of a wallet, both read out of what was stored and never kept as such: so they cannot disagree
 * with the transactions. Adding up and ordering is `sync/view.ts`.
 */
import { invariant } from '../../core/errors.ts';
import { amount, bytes, keychain, number, optionalNumber, optionalText, text, walletRow } from './rows.ts';
import type { Database, Row } from './sqlite.ts';
import { type LedgerStore, RESERVING_STATES, type StoredCoin, type StoredTransaction } from './store.ts';

const RESERVING = RESERVING_STATES.map((state) => `'${state}'`).join(', ');

/** Outputs to the wallet's scripts in transactions in sight, not spent by any transaction in sight. */
const COINS = `
  SELECT coin.txid, coin.n, coin.amount, script.keychain, script.idx, script.script_pubkey, script.address,
         wallet_tx.state, wallet_tx.height, tx.is_coinbase, label.label, label.spendable IS 0 AS is_frozen,
         (SELECT proposal.id FROM proposal_input JOIN proposal ON proposal.id = proposal_input.proposal_id
           WHERE proposal_input.prev_txid = coin.txid AND proposal_input.prev_vout = coin.n
             AND proposal.state IN (${RESERVING}) LIMIT 1) AS reserved_by
    FROM script
    JOIN tx_output AS coin ON coin.script_pubkey = script.script_pubkey
    JOIN tx ON tx.txid = coin.txid
    JOIN wallet_tx ON wallet_tx.wallet_id = script.wallet_id AND wallet_tx.txid = coin.txid
    LEFT JOIN label ON label.wallet_id = script.wallet_id AND label.type = 'output' AND label.ref = coin.txid || ':' || coin.n
   WHERE script.wallet_id = ? AND wallet_tx.state <> 'vanished'
     AND NOT EXISTS (
       SELECT 1 FROM tx_input JOIN sighting ON sighting.txid = tx_input.txid AND sighting.wallet_id = script.wallet_id
        WHERE tx_input.prev_txid = coin.txid AND tx_input.prev_vout = coin.n AND sighting.seen <> 'gone')
   ORDER BY wallet_tx.sighting_id, coin.n`;

const TRANSACTIONS = `
  WITH received AS (
         SELECT coin.txid, sum(coin.amount) AS total FROM script
           JOIN tx_output AS coin ON coin.script_pubkey = script.script_pubkey
          WHERE script.wallet_id = ?1 GROUP BY coin.txid),
       spent AS (
         SELECT tx_input.txid, sum(coin.amount) AS total FROM script
           JOIN tx_output AS coin ON coin.script_pubkey = script.script_pubkey
           JOIN tx_input ON tx_input.prev_txid = coin.txid AND tx_input.prev_vout = coin.n
          WHERE script.wallet_id = ?1 GROUP BY tx_input.txid)
  SELECT wallet_tx.txid, wallet_tx.state, wallet_tx.height, wallet_tx.position, wallet_tx.block_time,
         wallet_tx.first_seen_at, coalesce(received.total, 0) AS received, coalesce(spent.total, 0) AS spent, label.label,
         (SELECT group_concat(DISTINCT prev_txid) FROM tx_input WHERE tx_input.txid = wallet_tx.txid) AS parents,
         (SELECT CASE WHEN count(coin.amount) = count(*) THEN sum(coin.amount) END
            FROM tx_input LEFT JOIN tx_output AS coin ON coin.txid = prev_txid AND coin.n = prev_vout
           WHERE tx_input.txid = wallet_tx.txid)
         - (SELECT sum(amount) FROM tx_output WHERE tx_output.txid = wallet_tx.txid) AS fee
    FROM wallet_tx
    LEFT JOIN received ON received.txid = wallet_tx.txid
    LEFT JOIN spent ON spent.txid = wallet_tx.txid
    LEFT JOIN label ON label.wallet_id = wallet_tx.wallet_id AND label.type = 'tx' AND label.ref = wallet_tx.txid
   WHERE wallet_tx.wallet_id = ?1
   ORDER BY wallet_tx.sighting_id`;

export function sqliteLedger(database: Database): LedgerStore {
  return {
    async coins(charterId) {
      return database.all(COINS, walletRow(database, charterId)).map(storedCoin);
    },
    async transactions(charterId) {
      return database.all(TRANSACTIONS, walletRow(database, charterId)).map(storedTransaction);
    },
    async transactionBytes(txids) {
      const found = new Map<string, Uint8Array>();
      for (const txid of txids) {
        const row = database.get('SELECT bytes FROM tx WHERE txid = ?', txid);
        if (row) found.set(txid, bytes(row, 'bytes'));
      }
      return found;
    },
  };
}

function storedCoin(row: Row): StoredCoin {
  const state = text(row, 'state');
  invariant(state === 'confirmed' || state === 'unproven' || state === 'unconfirmed', 'vanished coins are left out');
  return {
    txid: text(row, 'txid'),
    vout: number(row, 'n'),
    amount: amount(row, 'amount'),
    keychain: keychain(row, 'keychain'),
    index: number(row, 'idx'),
    scriptPubKey: bytes(row, 'script_pubkey'),
    address: text(row, 'address'),
    state,
    height: optionalNumber(row, 'height'),
    isCoinbase: number(row, 'is_coinbase') === 1,
    isFrozen: number(row, 'is_frozen') === 1,
    reservedBy: optionalText(row, 'reserved_by'),
    label: optionalText(row, 'label') || undefined,
  };
}

function storedTransaction(row: Row): StoredTransaction {
  const state = text(row, 'state');
  invariant(
    state === 'confirmed' || state === 'unproven' || state === 'unconfirmed' || state === 'vanished',
    'the view knows no other word',
  );
  return {
    txid: text(row, 'txid'),
    state,
    height: optionalNumber(row, 'height'),
    position: optionalNumber(row, 'position'),
    blockTime: optionalNumber(row, 'block_time'),
    firstSeenAt: text(row, 'first_seen_at'),
    received: amount(row, 'received'),
    spent: amount(row, 'spent'),
    fee: row.fee === null ? undefined : amount(row, 'fee'),
    parents: text(row, 'parents').split(','),
    label: optionalText(row, 'label') || undefined,
  };
}
