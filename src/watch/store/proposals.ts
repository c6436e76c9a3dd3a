/** Proposals under way. A proposal keeps its coins reserved, so that no two are made of the same coins unknowingly. */
import type { Insertable } from 'kysely';
import { IcehouseError } from '../../core/errors.ts';
import type { OutPoint } from '../../core/tx/types.ts';
import { raiseHandedOut, requireCompared } from './addresses.ts';
import type { Database, Queries } from './database.ts';
import { changedMeanwhile, walletRow } from './rows.ts';
import type { Tables } from './schema.ts';
import { type ProposalState, type ProposalStore, RESERVING_STATES, type StoredProposal } from './store.ts';

export function proposalStore({ queries, transaction }: Database): ProposalStore {
  return {
    add({ id, charterId, psbtBytes, inputs, changeIndex, at, state = 'proposed', sharing = [] }) {
      return transaction(async (trx, changed) => {
        changed(charterId);
        const walletId = await walletRow(trx, charterId);
        await requireCompared(trx, walletId);
        if (state !== 'draft') for (const input of inputs) await checkFree(trx, input, sharing);
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('proposal')
          .values({ id, wallet_id: walletId, psbt: psbtBytes, state, created_at: at, updated_at: at })
          .onConflict((oc) => {
            const sameId = oc.column('id');
            if (state === 'draft') return sameId.doNothing();
            return sameId
              .doUpdateSet(({ eb }) => ({
                psbt: psbtBytes,
                state,
                version: eb('proposal.version', '+', 1n),
                updated_at: at,
              }))
              .where('proposal.state', '=', 'draft');
          })
          .executeTakeFirst();
        if (numInsertedOrUpdatedRows === 0n) throw proposalExists(id);
        const coins = inputs.map(({ txid, vout }) => ({ proposal_id: id, prev_txid: txid, prev_vout: vout }));
        if (coins.length > 0) await insertCoins(trx, coins);
        if (changeIndex !== undefined) await raiseHandedOut(trx, walletId, 'change', changeIndex);
      });
    },
    async list(charterId) {
      const rows = await proposals(queries)
        .where('charter_id', '=', charterId)
        .orderBy('created_at')
        .orderBy('proposal.id')
        .execute();
      return rows.map(storedProposal);
    },
    async get(id) {
      const row = await proposals(queries).where('proposal.id', '=', id).executeTakeFirst();
      if (!row) throw proposalUnknown(id);
      return storedProposal(row);
    },
    update({ id, version }, { psbtBytes, state, reason, at }) {
      return transaction(async (trx, changed) => {
        const before = await proposals(trx).where('proposal.id', '=', id).executeTakeFirst();
        if (!before) throw proposalUnknown(id);
        if (Number(before.version) !== version) throw changedMeanwhile('this proposal', id);
        if (state && reserves(state) && !reserves(before.state)) await checkAllFree(trx, id);
        changed(before.charter_id);
        await trx
          .updateTable('proposal')
          .set({
            ...(psbtBytes && { psbt: psbtBytes }),
            ...(state && { state }),
            ...(reason !== undefined && { reason }),
            version: before.version + 1n,
            updated_at: at,
          })
          .where('id', '=', id)
          .execute();
      });
    },
  };
}

function reserves(state: ProposalState): boolean {
  return RESERVING_STATES.some((each) => each === state);
}

/** For a proposal that reserves its coins again. */
async function checkAllFree(trx: Queries, id: string): Promise<void> {
  const coins = await trx
    .selectFrom('proposal_input')
    .select(['prev_txid', 'prev_vout'])
    .where('proposal_id', '=', id)
    .execute();
  for (const { prev_txid: txid, prev_vout: vout } of coins) await checkFree(trx, { txid, vout: Number(vout) }, [id]);
}

async function insertCoins(trx: Queries, coins: Insertable<Tables['proposal_input']>[]): Promise<void> {
  await trx
    .insertInto('proposal_input')
    .values(coins)
    .onConflict((oc) => oc.doNothing())
    .execute();
}

async function checkFree(trx: Queries, { txid, vout }: OutPoint, sharing: readonly string[]): Promise<void> {
  const others = await trx
    .selectFrom('proposal_input')
    .innerJoin('proposal', 'proposal.id', 'proposal_input.proposal_id')
    .select('proposal.id')
    .where('prev_txid', '=', txid)
    .where('prev_vout', '=', BigInt(vout))
    .where('proposal.state', 'in', RESERVING_STATES)
    .execute();
  const other = others.find(({ id }) => !sharing.includes(id));
  if (!other) return;
  throw new IcehouseError({
    code: 'store/coins-reserved',
    kind: 'refused',
    message: 'another proposal spends one of these coins',
    at: `${txid}:${vout}`,
    found: other.id,
    next: 'withdraw that proposal, or choose other coins',
  });
}

type ProposalRow = Awaited<ReturnType<ReturnType<typeof proposals>['execute']>>[number];

function proposals(queries: Queries) {
  return queries
    .selectFrom('proposal')
    .innerJoin('wallet', 'wallet.id', 'proposal.wallet_id')
    .select(['proposal.id', 'charter_id', 'psbt', 'state', 'reason', 'version', 'created_at', 'updated_at']);
}

function storedProposal(row: ProposalRow): StoredProposal {
  return {
    id: row.id,
    charterId: row.charter_id,
    psbtBytes: row.psbt,
    state: row.state,
    reason: row.reason ?? undefined,
    version: Number(row.version),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
  };
}

function proposalExists(id: string): IcehouseError {
  return new IcehouseError({ code: 'store/proposal-exists', message: 'this proposal is known already', found: id });
}

function proposalUnknown(id: string): IcehouseError {
  return new IcehouseError({ code: 'store/proposal-unknown', message: 'this proposal is not known here', found: id });
}
