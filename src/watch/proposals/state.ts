/**
 * Where a proposal stands, from draft to confirmed, as one word and its reason. It is worked out from what is known and
 * nowhere written down: the chain has the last word, then what members decided, then their signatures and the calendar.
 *
 *     draft → proposed → signed → complete → broadcast → confirmed
 *                 └──────────┴─────────┴──────────┴→ dead, replaced
 *                 └──────────┴→ expired          withdrawn: at any time before it is broadcast
 *
 * A later sync may lead out of every state: what a reorganisation undoes is undone here too.
 */
import { isExpired } from '../../core/proposal/day.ts';
import { visible } from '../../core/text/visible.ts';
import { signalsReplacement } from '../../core/tx/locktime.ts';
import { virtualSizeOf } from '../../core/tx/size.ts';
import type { OutPoint } from '../../core/tx/types.ts';
import { leastFee, type Offer } from '../replace/rules.ts';
import type { ProposalState, StoredProposal } from '../store/store.ts';
import { nameOf, type SeenSpend, type Sight } from './sight.ts';
import type { Signing } from './signers.ts';

export type Standing =
  | 'draft'
  | 'proposed'
  | 'signed'
  | 'complete'
  | 'broadcast'
  | 'confirmed'
  | 'dead'
  | 'expired'
  | 'replaced'
  | 'withdrawn';

/** States in which a proposal can still be confirmed and keeps its coins from others. */
export const OPEN_STANDINGS: readonly Standing[] = ['proposed', 'signed', 'complete', 'broadcast'];

export interface ProposalStatus {
  readonly state: Standing;
  /** One sentence where the word alone does not say why; safe to show. */
  readonly reason: string | undefined;
  /** Id of the final transaction, once one was sent or seen. */
  readonly txid: string | undefined;
  /** Blocks that bury it; 0 before it is confirmed. */
  readonly confirmations: number;
  /** Id of the proposal or transaction that took its place or its coins. */
  readonly overtakenBy: string | undefined;
}

export interface StatusRequest {
  readonly stored: Pick<StoredProposal, 'id' | 'state' | 'reason'>;
  readonly inputs: readonly OutPoint[];
  readonly expires: string | undefined;
  /** What it pays for which size; asked only where it matters. */
  readonly offer: () => Offer;
  /** Who has signed; asked only where it matters. */
  readonly signing: () => Signing;
  readonly sight: Sight;
  /** Ids of all proposals of the wallet. */
  readonly known: ReadonlySet<string>;
  /** `YYYY-MM-DD` in UTC. */
  readonly today: string;
}

export function statusOf(request: StatusRequest): ProposalStatus {
  return inSight(request) ?? decided(request) ?? overtaken(request) ?? sent(request) ?? underWay(request);
}

const NOTHING = { reason: undefined, txid: undefined, confirmations: 0, overtakenBy: undefined } as const;

/** Its own transaction is on the chain or waits for it. */
function inSight({ stored: { id }, sight }: StatusRequest): ProposalStatus | undefined {
  const own = sight.spendOf(id)?.stored;
  if (own === undefined) return undefined;
  const { txid, state, height } = own;
  if (state === 'confirmed' && height !== undefined && sight.tipHeight !== undefined) {
    return { ...NOTHING, state: 'confirmed', txid, confirmations: sight.tipHeight - height + 1 };
  }
  const reason = state === 'unproven' ? 'in a block, as the server says, without proof' : undefined;
  return { ...NOTHING, state: 'broadcast', txid, reason };
}

/**
 * One of its coins is gone: spent by another transaction, or its own transaction is no longer there. What spends it and
 * only waits is in the way of nothing that may replace it, as a bump may.
 */
function overtaken({ inputs, sight, known, offer }: StatusRequest): ProposalStatus | undefined {
  for (const input of inputs) {
    const spender = sight.spenderOf(input);
    if (spender !== undefined) {
      if (canReplace(spender, offer)) continue;
      const isOurs = known.has(spender.unsignedId);
      const by = isOurs ? spender.unsignedId : spender.stored.txid;
      const reason = `coin ${shortCoin(input)} was spent by ${isOurs ? 'proposal' : 'transaction'} ${by.slice(0, 16)}…`;
      return { ...NOTHING, state: isOurs ? 'replaced' : 'dead', reason, overtakenBy: by };
    }
    if (!sight.isKnown(input)) {
      return { ...NOTHING, state: 'dead', reason: `coin ${shortCoin(input)} is not there any more` };
    }
  }
  return undefined;
}

/** Whether nodes would take it in place of a transaction that waits (BIP-0125). */
function canReplace({ stored, transaction }: SeenSpend, offer: () => Offer): boolean {
  const { state, fee } = stored;
  if (state !== 'unconfirmed' || fee === undefined || !signalsReplacement(transaction)) return false;
  const { fee: offered, virtualSize } = offer();
  return offered >= leastFee({ fee, virtualSize: virtualSizeOf(transaction), descendants: [] }, virtualSize);
}

/** Withdrawn or replaced by a member. */
function decided(request: StatusRequest): ProposalStatus | undefined {
  const { state, reason } = request.stored;
  if (state !== 'withdrawn' && state !== 'replaced') return undefined;
  const overtakenBy = overtaken(request)?.overtakenBy;
  return { ...NOTHING, state, reason: reason === undefined ? undefined : visible(reason), overtakenBy };
}

/** A server has shown it once, and it is not in sight: it was dropped, or the last sync was before. */
function sent({ stored: { id }, sight }: StatusRequest): ProposalStatus | undefined {
  const tried = sight.sent(id);
  if (tried === undefined || !tried.wasSeen) return undefined;
  return { ...NOTHING, state: 'broadcast', txid: tried.txid, reason: 'sent; the last sync did not see it' };
}

function underWay({ stored, expires, today, signing, sight }: StatusRequest): ProposalStatus {
  const { signedBy, isComplete } = signing();
  if (isComplete) {
    const reason = sight.sent(stored.id) && 'sent, and no server has shown it: broadcast it again';
    return { ...NOTHING, state: 'complete', reason };
  }
  if (isExpired(expires, today)) return { ...NOTHING, state: 'expired', reason: `nobody should sign after ${expires}` };
  if (signedBy.length > 0) return { ...NOTHING, state: 'signed' };
  return { ...NOTHING, state: stored.state === 'draft' ? 'draft' : 'proposed' };
}

/**
 * The word that the store keeps for it, by which it decides in one transaction whose coins are reserved. `replaced` and
 * `withdrawn` stand there only where a member decided so: what the chain did, the chain can undo.
 */
export function storedWord({ state }: ProposalStatus, before: ProposalState): ProposalState {
  if (state === before) return before;
  if (state === 'signed') return 'proposed';
  return state === 'replaced' ? 'dead' : state;
}

function shortCoin(coin: OutPoint): string {
  const name = nameOf(coin);
  return `${name.slice(0, 8)}…${name.slice(61)}`;
}
