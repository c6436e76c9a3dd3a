/**
 * All proposals of a wallet as a person sees them: where each stands, what it pays, who has signed, and which others are
 * made of the same coins. Reads only.
 */
import { addSats, type Sats } from '../../core/amount.ts';
import type { Charter } from '../../core/charter/types.ts';
import { proposedFacts } from '../../core/completion/proposed-facts.ts';
import { IcehouseError } from '../../core/errors.ts';
import { parsePsbt } from '../../core/psbt/parse.ts';
import type { Psbt } from '../../core/psbt/types.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import type { ReviewFacts } from '../../core/seen/types.ts';
import { RESERVING_STATES, type Store, type StoredProposal } from '../store/store.ts';
import { nameOf, readSight, type Sight } from './sight.ts';
import { offerOf, type Signing, signingOf } from './signers.ts';
import { OPEN_STANDINGS, type ProposalStatus, statusOf } from './state.ts';

export interface ProposalView extends ProposalStatus, Signing {
  /** Id of the unsigned transaction. */
  readonly id: string;
  readonly stored: StoredProposal;
  readonly psbt: Psbt;
  /** Amounts and words as the charter proves them. */
  readonly facts: ReviewFacts;
  /** What leaves the wallet besides the fee. */
  readonly leaving: Sats;
  /** Id under which it was handed to a server, whether or not one has shown it. */
  readonly sentAs: string | undefined;
  /** Other open proposals that spend one of its coins; only one of them can be confirmed. */
  readonly conflicts: readonly string[];
}

export interface ViewRequest {
  readonly store: Store;
  readonly charter: Charter;
  readonly second: SecondOpinion;
  readonly now: Date;
}

/** Which of the stored proposals to look at: those that are over may be many. */
export type Among = (stored: StoredProposal) => boolean;

/** Those that keep coins from others, as of the last settling; besides the one of an id. */
export function reservingOr(id?: string): Among {
  return (stored) => stored.id === id || RESERVING_STATES.some((state) => state === stored.state);
}

/**
 * In the order in which they were stored. Conflicts are told with those among which it looks.
 *
 * @throws IcehouseError `store/…`, and what the second engine throws when it fails.
 */
export async function viewProposals(request: ViewRequest, among: Among = () => true): Promise<readonly ProposalView[]> {
  const { store, charter } = request;
  const stored = await store.proposals.list(charter.id);
  if (stored.length === 0) return [];
  const sight = await readSight(store, charter.id);
  const known = new Set(stored.map(({ id }) => id));
  const alone = stored.filter(among).map((each) => viewOne(each, sight, known, request));
  return alone.map((view) => ({ ...view, conflicts: conflictsOf(view, alone) }));
}

type Alone = Omit<ProposalView, 'conflicts'>;

function viewOne(
  stored: StoredProposal,
  sight: Sight,
  known: ReadonlySet<string>,
  { charter, second, now }: ViewRequest,
): Alone {
  const psbt = parsePsbt(stored.psbtBytes);
  const facts = proposedFacts(psbt, charter, second);
  const signing = signingOf(psbt, charter, second);
  const status = statusOf({
    ...{ stored, sight, known, inputs: psbt.inputs, expires: facts.proposal?.expires },
    ...{ signing: () => signing, offer: () => offerOf(psbt, charter), today: dayOf(now) },
  });
  const leaving = addSats(facts.outputs.filter(isLeaving).map(({ amount }) => amount));
  return { id: stored.id, stored, psbt, facts, leaving, sentAs: sight.sent(stored.id)?.txid, ...signing, ...status };
}

/** `YYYY-MM-DD` in UTC. */
export function dayOf(time: Date): string {
  return time.toISOString().slice(0, 10);
}

/** Whether an output pays somebody outside the wallet. */
export function isLeaving({ role }: ReviewFacts['outputs'][number]): boolean {
  return role === 'payment' || role === 'data';
}

function conflictsOf(view: Alone, all: readonly Alone[]): string[] {
  if (!isOpen(view)) return [];
  const coins = new Set(view.psbt.inputs.map(nameOf));
  const others = all.filter((each) => each.id !== view.id && isOpen(each));
  return others.filter(({ psbt }) => psbt.inputs.some((input) => coins.has(nameOf(input)))).map(({ id }) => id);
}

/**
 * One proposal of the wallet, with its conflicts.
 *
 * @throws IcehouseError `store/proposal-unknown`, and those of {@link viewProposals}.
 */
export async function viewProposal(request: ViewRequest, id: string): Promise<ProposalView> {
  const view = (await viewProposals(request, reservingOr(id))).find((each) => each.id === id);
  if (view !== undefined) return view;
  throw new IcehouseError({ code: 'store/proposal-unknown', message: 'this proposal is not known here', found: id });
}

/** Whether a proposal may still be confirmed. */
export function isOpen({ state }: Pick<ProposalView, 'state'>): boolean {
  return OPEN_STANDINGS.includes(state);
}
