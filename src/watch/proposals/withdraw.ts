/** A proposal taken back by a member: its coins are free again. What others have signed already cannot be taken back. */
import { IcehouseError } from '../../core/errors.ts';
import type { Store } from '../store/store.ts';
import { isOpen, type ProposalView } from './view.ts';

/** Room for a sentence or two. */
const MAX_REASON = 300;

export interface WithdrawRequest {
  readonly store: Store;
  readonly view: ProposalView;
  readonly reason: string;
  readonly now: Date;
}

/**
 * Withdraws a proposal with a reason.
 *
 * @throws IcehouseError `proposal/is-out` when it was broadcast, `proposal/is-over` when it has ended,
 * `proposal/reason-length`, `store/…`.
 */
export async function withdrawProposal({ store, view, reason, now }: WithdrawRequest): Promise<void> {
  const { id, state } = view;
  const length = [...reason.trim()].length;
  if (length === 0 || length > MAX_REASON) {
    throw new IcehouseError({
      code: 'proposal/reason-length',
      kind: 'usage',
      message: 'a proposal is withdrawn with a reason for the others',
      found: `${length} characters`,
      expected: `1 to ${MAX_REASON}`,
    });
  }
  if (state === 'broadcast') {
    throw new IcehouseError({
      code: 'proposal/is-out',
      kind: 'refused',
      message: 'this payment is out and can be confirmed at any time, so that withdrawing it would change nothing',
      found: id,
      next: 'replace it with: icehouse cancel',
    });
  }
  if (!isOpen(view) && state !== 'draft') {
    throw new IcehouseError({
      code: 'proposal/is-over',
      kind: 'refused',
      message: `this proposal has ended already: ${state}`,
      found: id,
    });
  }
  await store.proposals.update(view.stored, { state: 'withdrawn', reason: reason.trim(), at: now.toISOString() });
}
