/** What comparing a wallet with the chain brought: scripts, transactions and sightings, written in one transaction. */
import type { Transaction } from '../../core/tx/types.ts';
import { catchUp } from './addresses.ts';
import type { Database, Queries } from './database.ts';
import { insertAll } from './insert.ts';
import { changedMeanwhile, inParts, lastScanOf, optionalNumber, walletRow } from './rows.ts';
import type { LastScan, OwnScript, ScanRecord, ScanStore, Sighting, TransactionState } from './store.ts';

const TRANSACTIONS_AT_ONCE = 250;

/** What a server last said, by what the view makes of it. */
const SEEN = { confirmed: 'block', unproven: 'block', unconfirmed: 'mempool', vanished: 'gone' } as const satisfies {
  readonly [state in TransactionState]: Sighting['seen'];
};

export function scanStore({ queries, transaction }: Database): ScanStore {
  return {
    async sightings(charterId) {
      const rows = await queries
        .selectFrom('wallet_tx')
        .select(['txid', 'height', 'state'])
        .where('wallet_id', '=', await walletRow(queries, charterId))
        .orderBy('sighting_id')
        .execute();
      return rows.map(({ txid, height, state }) => ({
        txid,
        seen: SEEN[state],
        height: optionalNumber(height),
        confirmed: state === 'confirmed',
      }));
    },
    record({ charterId, scripts, transactions, sightings, scan, since }) {
      return transaction(async (trx, changed) => {
        changed(charterId);
        const walletId = await walletRow(trx, charterId);
        const isCopy = await checkLastScan(trx, walletId, since);
        await insertScripts(trx, walletId, scripts);
        // Part by part, so that the rows of a long history are never all in memory beside it.
        await inParts(transactions, TRANSACTIONS_AT_ONCE, (part) => insertTransactions(trx, part));
        await upsertSightings(trx, walletId, sightings, scan.at);
        if (isCopy) await catchUp(trx, walletId);
        await trx
          .updateTable('wallet')
          .set({ rescan_due: 0, scanned_height: scan.height, scanned_at: scan.at, scanned_where: scan.where })
          .where('id', '=', walletId)
          .execute();
      });
    },
  };
}

/** Tells whether this is a copy that waits for being compared. */
async function checkLastScan(trx: Queries, walletId: bigint, since: LastScan | undefined): Promise<boolean> {
  const row = await trx.selectFrom('wallet').selectAll().where('id', '=', walletId).executeTakeFirstOrThrow();
  const last = lastScanOf(row);
  if (last?.at === since?.at && last?.height === since?.height && last?.where === since?.where)
    return row.rescan_due === 1n;
  throw changedMeanwhile('the comparison with the chain', last && `one of ${last.at}`);
}

async function insertScripts(trx: Queries, walletId: bigint, scripts: readonly OwnScript[]): Promise<void> {
  const rows = scripts.map(({ keychain, index, scriptPubKey, address }) => ({
    wallet_id: walletId,
    keychain,
    idx: index,
    script_pubkey: scriptPubKey,
    address,
  }));
  await insertAll(rows, (part) =>
    trx
      .insertInto('script')
      .values(part)
      .onConflict((oc) => oc.columns(['wallet_id', 'keychain', 'idx']).doNothing()),
  );
}

/** A transaction may be known already through another wallet of the same store; its parts are then as well. */
async function insertTransactions(trx: Queries, transactions: ScanRecord['transactions']): Promise<void> {
  const rows = transactions.map(({ txid, bytes, transaction }) => ({
    txid,
    bytes,
    is_coinbase: Number(isCoinbase(transaction)),
  }));
  const inputs = transactions.flatMap(({ txid, transaction }) =>
    transaction.inputs.map((input, n) => ({ txid, n, prev_txid: input.txid, prev_vout: input.vout })),
  );
  const outputs = transactions.flatMap(({ txid, transaction }) =>
    transaction.outputs.map(({ amount, scriptPubKey }, n) => ({ txid, n, amount, script_pubkey: scriptPubKey })),
  );
  await insertAll(rows, (part) =>
    trx
      .insertInto('tx')
      .values(part)
      .onConflict((oc) => oc.column('txid').doNothing()),
  );
  await insertAll(inputs, (part) =>
    trx
      .insertInto('tx_input')
      .values(part)
      .onConflict((oc) => oc.columns(['txid', 'n']).doNothing()),
  );
  await insertAll(outputs, (part) =>
    trx
      .insertInto('tx_output')
      .values(part)
      .onConflict((oc) => oc.columns(['txid', 'n']).doNothing()),
  );
}

function isCoinbase({ inputs }: Transaction): boolean {
  const [first] = inputs;
  return inputs.length === 1 && first?.vout === 0xffff_ffff && /^0+$/.test(first.txid);
}

async function upsertSightings(
  trx: Queries,
  walletId: bigint,
  sightings: readonly Sighting[],
  at: string,
): Promise<void> {
  const rows = sightings.map(({ txid, seen, height, proof }) => ({
    wallet_id: walletId,
    txid,
    seen,
    height: height ?? null,
    block_hash: proof?.blockHash ?? null,
    position: proof?.position ?? null,
    first_seen_at: at,
  }));
  await insertAll(rows, (part) =>
    trx
      .insertInto('sighting')
      .values(part)
      .onConflict((oc) =>
        oc.columns(['wallet_id', 'txid']).doUpdateSet((eb) => ({
          seen: eb.ref('excluded.seen'),
          height: eb.ref('excluded.height'),
          block_hash: eb.ref('excluded.block_hash'),
          position: eb.ref('excluded.position'),
        })),
      ),
  );
}
