/**
 * Another member's proposal into the own store: held against the charter, its coins reserved, its change address counted as
 * given out. A proposal that is known already brings its new signatures and the proposer's word.
 */
import { equalBytes } from '../../core/bytes.ts';
import type { Charter } from '../../core/charter/types.ts';
import { combineForWallet } from '../../core/completion/combine-for-wallet.ts';
import { proposedFacts } from '../../core/completion/proposed-facts.ts';
import { IcehouseError } from '../../core/errors.ts';
import { findProposal, proposalRecord } from '../../core/proposal/codec.ts';
import type { Proposal } from '../../core/proposal/types.ts';
import { verifyProposal } from '../../core/proposal/verify.ts';
import { withGlobalRecord } from '../../core/psbt/edit.ts';
import { parsePsbt } from '../../core/psbt/parse.ts';
import { serializePsbt } from '../../core/psbt/serialize.ts';
import type { Psbt } from '../../core/psbt/types.ts';
import { readClaim } from '../../core/review/claims.ts';
import type { ReviewFacts } from '../../core/seen/types.ts';
import type { StoredProposal } from '../store/store.ts';
import { nameOf, readSight } from './sight.ts';
import { takeSignatures } from './signers.ts';
import { isOpen, type ProposalView, reservingOr, type ViewRequest, viewProposal, viewProposals } from './view.ts';

export interface AddRequest extends ViewRequest {
  readonly psbt: Psbt;
}

export interface Added {
  /** `updated` where the store knew it already. */
  readonly outcome: 'added' | 'updated';
  /** With the other open proposals on the same coins. */
  readonly view: ProposalView;
}

/**
 * Adds a proposal. One that is made of the same coins as another is added all the same, since hiding it would help nobody:
 * both are shown with the other from then on.
 *
 * @throws IcehouseError `proposal/other-charter`, `proposal/coins-gone` when it could never be confirmed,
 * `completion/not-our-input`, `seen/amounts-not-proven`, `proposal/…` for a record that cannot be read, `store/…`.
 */
export async function addProposal(request: AddRequest): Promise<Added> {
  const { store, charter, second, psbt } = request;
  checkCharter(psbt, charter);
  const verified = combineForWallet({ base: psbt, returned: [], wallet: charter.wallet, second }).psbt;
  const { outputs } = proposedFacts(psbt, charter, second);
  const known = (await store.proposals.list(charter.id)).find(({ id }) => id === psbt.txid);
  if (known === undefined || known.state === 'draft') await addNew({ ...request, psbt: verified }, outputs);
  else await takeWord(known, request);
  await takeSignatures({ ...request, content: psbt });
  return { outcome: known === undefined ? 'added' : 'updated', view: await viewProposal(request, psbt.txid) };
}

function checkCharter(psbt: Psbt, charter: Charter): void {
  const claimed = findProposal(psbt.unknown)?.charterId;
  if (claimed === undefined || claimed === charter.id) return;
  throw new IcehouseError({
    code: 'proposal/other-charter',
    kind: 'refused',
    message: 'the proposal is made for another charter',
    at: 'proposal.charter',
    found: claimed,
    expected: charter.id,
  });
}

async function addNew(request: AddRequest, outputs: ReviewFacts['outputs']): Promise<void> {
  const { store, charter, psbt, now } = request;
  const views = await viewProposals(request, reservingOr());
  await requireCoins(request);
  const coins = new Set(psbt.inputs.map(nameOf));
  const sharing = views
    .filter((view) => isOpen(view) && view.psbt.inputs.some((input) => coins.has(nameOf(input))))
    .map(({ id }) => id);
  await store.proposals.add({
    ...{ id: psbt.txid, charterId: charter.id, at: now.toISOString(), sharing },
    psbtBytes: serializePsbt(psbt),
    inputs: psbt.inputs.map(({ txid, vout }) => ({ txid, vout })),
    changeIndex: await freshChangeIndex(request, outputs),
  });
}

/** Coins that another transaction has spent, or that no sync has seen: nobody should sign for them. */
async function requireCoins({ store, charter, psbt }: AddRequest): Promise<void> {
  const sight = await readSight(store, charter.id);
  if (sight.spendOf(psbt.txid) !== undefined) return;
  for (const [index, input] of psbt.inputs.entries()) {
    const spender = sight.spenderOf(input);
    // What still waits in the mempool may be replaced: that is what a bump is.
    const isGone = spender === undefined ? !sight.isKnown(input) : spender.stored.state !== 'unconfirmed';
    if (!isGone) continue;
    throw new IcehouseError({
      code: 'proposal/coins-gone',
      kind: 'refused',
      message:
        spender === undefined
          ? 'a coin that this proposal spends is not known here'
          : 'a coin that this proposal spends is spent already, so it can never be confirmed',
      at: `inputs[${index}]`,
      found: spender === undefined ? nameOf(input) : `spent by transaction ${spender.stored.txid}`,
      next: spender === undefined ? 'sync first, then add it again' : 'ask the proposer to make it anew',
    });
  }
}

/** The highest change place that it pays to, unless that was given out before. */
async function freshChangeIndex(
  { store, charter, psbt }: AddRequest,
  outputs: ReviewFacts['outputs'],
): Promise<number | undefined> {
  const places = psbt.outputs.flatMap(({ bip32Derivations }, index) =>
    outputs[index]?.role === 'change' ? (readClaim(charter.wallet, bip32Derivations).place ?? []) : [],
  );
  const highest = Math.max(-1, ...places.map(({ index }) => index));
  const { handedOut } = (await store.addresses.keychains(charter.id)).change;
  return highest > handedOut ? highest : undefined;
}

/** Takes the record that the proposer has signed in place of the same words unsigned. */
async function takeWord(stored: StoredProposal, { store, charter, psbt, now }: AddRequest): Promise<void> {
  const base = parsePsbt(stored.psbtBytes);
  const [before, after] = [findProposal(base.unknown), findProposal(psbt.unknown)];
  if (before === undefined || after === undefined || before.signature !== undefined) return;
  if (after.signature === undefined || !sameWords(before, after)) return;
  verifyProposal({ proposal: after, charter, transaction: psbt });
  const signed = withGlobalRecord(base, proposalRecord(after));
  await store.proposals.update(stored, { psbtBytes: serializePsbt(signed), at: now.toISOString() });
}

function sameWords(left: Proposal, right: Proposal): boolean {
  const unsigned = (proposal: Proposal) => proposalRecord({ ...proposal, signature: undefined }).value;
  return equalBytes(unsigned(left), unsigned(right));
}
