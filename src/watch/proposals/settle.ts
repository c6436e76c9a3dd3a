/**
 * Brings the store's word for each proposal up to what the chain and the calendar say, so that the coins of one that is
 * over are free for the next. Done after every sync and before every new proposal; tells what has changed.
 */
import { IcehouseError } from '../../core/errors.ts';
import { findProposal } from '../../core/proposal/codec.ts';
import { parsePsbt } from '../../core/psbt/parse.ts';
import type { Psbt } from '../../core/psbt/types.ts';
import type { ProposalState, Store } from '../store/store.ts';
import { readSight } from './sight.ts';
import { offerOf, signingOf, takeSignatures } from './signers.ts';
import { type ProposalStatus, statusOf, storedWord } from './state.ts';
import { dayOf, type ViewRequest } from './view.ts';

export interface Settled extends ProposalStatus {
  readonly id: string;
  readonly before: ProposalState;
}

/**
 * Settles all proposals of a wallet. Signatures that a transaction in sight bears are taken onto its proposal, so that
 * their names stay known even where the signed files never came here.
 *
 * @throws IcehouseError `store/…`.
 */
export async function settleProposals(request: ViewRequest): Promise<readonly Settled[]> {
  const { store, charter, second, now } = request;
  const stored = await store.proposals.list(charter.id);
  if (stored.length === 0) return [];
  const sight = await readSight(store, charter.id);
  const known = new Set(stored.map(({ id }) => id));
  const changes: Settled[] = [];
  for (const each of stored) {
    const psbt = parsePsbt(each.psbtBytes);
    const status = statusOf({
      ...{ stored: each, sight, known, inputs: psbt.inputs, expires: expiryOf(psbt), today: dayOf(now) },
      signing: () => signingOf(psbt, charter, second),
      offer: () => offerOf(psbt, charter),
    });
    const word = storedWord(status, each.state);
    if (word === each.state) continue;
    const spend = sight.spendOf(each.id);
    if (spend) await takeSignatures({ store, charter, second, content: spend.transaction, now });
    const reason = status.reason === undefined ? {} : { reason: status.reason };
    const seen = spend ? await store.proposals.get(each.id) : each;
    if (!(await isSettled(store, seen, { state: word, ...reason, at: now.toISOString() }))) continue;
    changes.push({ ...status, id: each.id, before: each.state });
  }
  return changes;
}

const NOT_NOW: readonly string[] = ['store/changed-meanwhile', 'store/coins-reserved'];

/**
 * False when another desk has changed it meanwhile, or has taken the coins of one that came to life again; the next look
 * settles it.
 */
async function isSettled(store: Store, ...change: Parameters<Store['proposals']['update']>): Promise<boolean> {
  try {
    await store.proposals.update(...change);
    return true;
  } catch (error) {
    if (error instanceof IcehouseError && NOT_NOW.includes(error.code)) return false;
    throw error;
  }
}

/** A record that cannot be read says nothing about an end; the review refuses such a file by itself. */
function expiryOf(psbt: Psbt): string | undefined {
  try {
    return findProposal(psbt.unknown)?.expires;
  } catch (error) {
    if (error instanceof IcehouseError) return undefined;
    throw error;
  }
}
