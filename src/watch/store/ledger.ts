/**
 * Coins and transactions of a wallet, both read out of what was stored and never kept as such: so they cannot disagree
 * with the transactions. Adding up and ordering is `sync/view.ts`.
 */
import { type ExpressionBuilder, sql } from 'kysely';
import { sats } from '../../core/amount.ts';
import { invariant } from '../../core/errors.ts';
import type { Database, Queries } from './database.ts';
import { inParts, optionalNumber, walletRow } from './rows.ts';
import type { Tables } from './schema.ts';
import { type LedgerStore, RESERVING_STATES, type StoredCoin, type StoredTransaction } from './store.ts';

/** Ids in one query. */
const IDS_AT_ONCE = 500;

export function ledgerStore({ queries }: Database): LedgerStore {
  return {
    async coins(charterId) {
      return (await coinRows(queries, await walletRow(queries, charterId))).map(storedCoin);
    },
    async transactions(charterId) {
      return (await transactionRows(queries, await walletRow(queries, charterId))).map(storedTransaction);
    },
    async transactionBytes(txids) {
      const found = new Map<string, Uint8Array>();
      await inParts(txids, IDS_AT_ONCE, async (part) => {
        const rows = await queries.selectFrom('tx').select(['txid', 'bytes']).where('txid', 'in', part).execute();
        for (const { txid, bytes } of rows) found.set(txid, bytes);
      });
      return found;
    },
  };
}

/** Outputs to the wallet's scripts in transactions in sight, not spent by any transaction in sight. */
function coinRows(queries: Queries, walletId: bigint) {
  return queries
    .selectFrom('script')
    .innerJoin('tx_output as coin', 'coin.script_pubkey', 'script.script_pubkey')
    .innerJoin('tx', 'tx.txid', 'coin.txid')
    .innerJoin('wallet_tx', (join) =>
      join.onRef('wallet_tx.wallet_id', '=', 'script.wallet_id').onRef('wallet_tx.txid', '=', 'coin.txid'),
    )
    .leftJoin('label', (join) =>
      join
        .onRef('label.wallet_id', '=', 'script.wallet_id')
        .on('label.type', '=', 'output')
        .on('label.ref', '=', sql<string>`coin.txid || ':' || coin.n`),
    )
    .where('script.wallet_id', '=', walletId)
    .where('wallet_tx.state', '<>', 'vanished')
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('tx_input')
            .innerJoin('sighting', 'sighting.txid', 'tx_input.txid')
            .select('tx_input.txid')
            .whereRef('tx_input.prev_txid', '=', 'coin.txid')
            .whereRef('tx_input.prev_vout', '=', 'coin.n')
            .whereRef('sighting.wallet_id', '=', 'script.wallet_id')
            .where('sighting.seen', '<>', 'gone'),
        ),
      ),
    )
    .select(['coin.txid', 'coin.n', 'coin.amount', 'script.keychain', 'script.idx', 'script.script_pubkey'])
    .select(['script.address', 'wallet_tx.state', 'wallet_tx.height', 'tx.is_coinbase'])
    .select(['label.label', 'label.spendable'])
    .select(({ selectFrom }) =>
      selectFrom('proposal_input')
        .innerJoin('proposal', 'proposal.id', 'proposal_input.proposal_id')
        .select('proposal.id')
        .whereRef('proposal_input.prev_txid', '=', 'coin.txid')
        .whereRef('proposal_input.prev_vout', '=', 'coin.n')
        .where('proposal.state', 'in', RESERVING_STATES)
        .limit(1)
        .as('reserved_by'),
    )
    .orderBy('wallet_tx.sighting_id')
    .orderBy('coin.n')
    .execute();
}

/** PostgreSQL adds amounts up to a decimal number; every sum here is far below 2^63. */
const total = sql<bigint>`CAST(sum(coin.amount) AS bigint)`;

function transactionRows(queries: Queries, walletId: bigint) {
  return queries
    .with('received', (db) =>
      db
        .selectFrom('script')
        .innerJoin('tx_output as coin', 'coin.script_pubkey', 'script.script_pubkey')
        .where('script.wallet_id', '=', walletId)
        .groupBy('coin.txid')
        .select(['coin.txid', total.as('total')]),
    )
    .with('spent', (db) =>
      db
        .selectFrom('script')
        .innerJoin('tx_output as coin', 'coin.script_pubkey', 'script.script_pubkey')
        .innerJoin('tx_input', (join) =>
          join.onRef('tx_input.prev_txid', '=', 'coin.txid').onRef('tx_input.prev_vout', '=', 'coin.n'),
        )
        .where('script.wallet_id', '=', walletId)
        .groupBy('tx_input.txid')
        .select(['tx_input.txid', total.as('total')]),
    )
    .selectFrom('wallet_tx')
    .leftJoin('received', 'received.txid', 'wallet_tx.txid')
    .leftJoin('spent', 'spent.txid', 'wallet_tx.txid')
    .leftJoin('label', (join) =>
      join
        .onRef('label.wallet_id', '=', 'wallet_tx.wallet_id')
        .on('label.type', '=', 'tx')
        .onRef('label.ref', '=', 'wallet_tx.txid'),
    )
    .where('wallet_tx.wallet_id', '=', walletId)
    .select(['wallet_tx.txid', 'wallet_tx.state', 'wallet_tx.height', 'wallet_tx.position', 'wallet_tx.block_time'])
    .select(['wallet_tx.first_seen_at', 'received.total as received', 'spent.total as spent', 'label.label'])
    .select((eb) => [parentsOf(eb).as('parents'), paidIn(eb).as('paid_in'), paidOut(eb).as('paid_out')])
    .orderBy('wallet_tx.sighting_id')
    .execute();
}

type OfTransaction = ExpressionBuilder<Tables, 'wallet_tx'>;

/** The ids that it spends from, with commas; one that gives two coins is there twice. */
function parentsOf({ selectFrom }: OfTransaction) {
  return selectFrom('tx_input')
    .whereRef('tx_input.txid', '=', 'wallet_tx.txid')
    .select(sql<string>`string_agg(tx_input.prev_txid, ',')`.as('parents'));
}

/** Known when all of its inputs are the outputs of known transactions. */
function paidIn({ selectFrom }: OfTransaction) {
  return selectFrom('tx_input')
    .leftJoin('tx_output as coin', (join) =>
      join.onRef('coin.txid', '=', 'tx_input.prev_txid').onRef('coin.n', '=', 'tx_input.prev_vout'),
    )
    .whereRef('tx_input.txid', '=', 'wallet_tx.txid')
    .select(sql<bigint | null>`CASE WHEN count(coin.amount) = count(*) THEN ${total} END`.as('paid_in'));
}

function paidOut({ selectFrom }: OfTransaction) {
  return selectFrom('tx_output as coin').whereRef('coin.txid', '=', 'wallet_tx.txid').select(total.as('paid_out'));
}

type CoinRow = Awaited<ReturnType<typeof coinRows>>[number];

function storedCoin(row: CoinRow): StoredCoin {
  invariant(row.state !== 'vanished', 'vanished coins are left out');
  return {
    txid: row.txid,
    vout: Number(row.n),
    amount: sats(row.amount),
    keychain: row.keychain,
    index: Number(row.idx),
    scriptPubKey: row.script_pubkey,
    address: row.address,
    state: row.state,
    height: optionalNumber(row.height),
    isCoinbase: row.is_coinbase === 1n,
    isFrozen: row.spendable === 0n,
    reservedBy: row.reserved_by ?? undefined,
    label: row.label || undefined,
  };
}

type TransactionRow = Awaited<ReturnType<typeof transactionRows>>[number];

function storedTransaction(row: TransactionRow): StoredTransaction {
  invariant(row.parents !== null && row.paid_out !== null, 'every transaction has inputs and outputs');
  return {
    txid: row.txid,
    state: row.state,
    height: optionalNumber(row.height),
    position: optionalNumber(row.position),
    blockTime: optionalNumber(row.block_time),
    firstSeenAt: row.first_seen_at,
    received: sats(row.received ?? 0n),
    spent: sats(row.spent ?? 0n),
    fee: row.paid_in === null ? undefined : sats(row.paid_in - row.paid_out),
    parents: [...new Set(row.parents.split(','))],
    label: row.label || undefined,
  };
}
