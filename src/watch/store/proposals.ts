/** Proposals under way. A proposal keeps its coins reserved, so that no two are made of the same coins unknowingly. */
import { IcehouseError, invariant } from '../../core/errors.ts';
import type { OutPoint } from '../../core/tx/types.ts';
import { raiseHandedOut } from './addresses.ts';
import { bytes, optionalText, text, walletRow } from './rows.ts';
import type { Database, Row } from './sqlite.ts';
import { type ProposalState, type ProposalStore, RESERVING_STATES, type StoredProposal } from './store.ts';

const STATES: readonly ProposalState[] = [
  'draft',
  ...RESERVING_STATES,
  'confirmed',
  'dead',
  'expired',
  'replaced',
  'withdrawn',
];

const RESERVING = RESERVING_STATES.map((state) => `'${state}'`).join(', ');

const SELECT = `SELECT proposal.id, charter_id, psbt, state, reason, created_at, updated_at
                  FROM proposal JOIN wallet ON wallet.id = proposal.wallet_id`;

export function sqliteProposals(database: Database): ProposalStore {
  return {
    async add({ id, charterId, psbtBytes, inputs, changeIndex, at, state = 'proposed', sharing = [] }) {
      const walletId = walletRow(database, charterId);
      database.transaction(() => {
        if (state !== 'draft') for (const input of inputs) checkFree(database, input, sharing);
        const isNew = database.run(
          `INSERT INTO proposal (id, wallet_id, psbt, state, created_at, updated_at) VALUES (?1, ?2, ?3, ?4, ?5, ?5)
           ON CONFLICT (id) DO UPDATE SET psbt = excluded.psbt, state = excluded.state, updated_at = excluded.updated_at
             WHERE proposal.state = 'draft' AND excluded.state <> 'draft'`,
          id,
          walletId,
          psbtBytes,
          state,
          at,
        );
        if (isNew === 0) throw proposalExists(id);
        for (const { txid, vout } of inputs) {
          database.run(
            'INSERT INTO proposal_input (proposal_id, prev_txid, prev_vout) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
            id,
            txid,
            vout,
          );
        }
        if (changeIndex !== undefined) raiseHandedOut(database, walletId, 'change', changeIndex);
      });
    },
    async list(charterId) {
      const rows = database.all(`${SELECT} WHERE charter_id = ? ORDER BY created_at, proposal.id`, charterId);
      return rows.map(storedProposal);
    },
    async get(id) {
      const row = database.get(`${SELECT} WHERE proposal.id = ?`, id);
      if (!row) throw proposalUnknown(id);
      return storedProposal(row);
    },
    async update(id, { psbtBytes, state, reason, at }) {
      const changed = database.run(
        `UPDATE proposal SET psbt = coalesce(?, psbt), state = coalesce(?, state), reason = coalesce(?, reason),
                updated_at = ? WHERE id = ?`,
        psbtBytes ?? null,
        state ?? null,
        reason ?? null,
        at,
        id,
      );
      if (changed === 0) throw proposalUnknown(id);
    },
  };
}

function checkFree(database: Database, { txid, vout }: OutPoint, sharing: readonly string[]): void {
  const others = database.all(
    `SELECT proposal.id FROM proposal_input JOIN proposal ON proposal.id = proposal_input.proposal_id
      WHERE prev_txid = ? AND prev_vout = ? AND proposal.state IN (${RESERVING})`,
    txid,
    vout,
  );
  const other = others.find((each) => !sharing.includes(text(each, 'id')));
  if (!other) return;
  throw new IcehouseError({
    code: 'store/coins-reserved',
    kind: 'refused',
    message: 'another proposal spends one of these coins',
    at: `${txid}:${vout}`,
    found: text(other, 'id'),
    next: 'withdraw that proposal, or choose other coins',
  });
}

function storedProposal(row: Row): StoredProposal {
  const state = STATES.find((each) => each === row.state);
  invariant(state !== undefined, 'the table allows no other state');
  return {
    id: text(row, 'id'),
    charterId: text(row, 'charter_id'),
    psbtBytes: bytes(row, 'psbt'),
    state,
    reason: optionalText(row, 'reason'),
    createdAt: text(row, 'created_at'),
    updatedAt: text(row, 'updated_at'),
  };
}

function proposalExists(id: string): IcehouseError {
  return new IcehouseError({ code: 'store/proposal-exists', message: 'this proposal is known already', found: id });
}

function proposalUnknown(id: string): IcehouseError {
  return new IcehouseError({ code: 'store/proposal-unknown', message: 'this proposal is not known here', found: id });
}
