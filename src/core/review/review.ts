/**
 * The review: everything a member must know about a proposal before signing, rebuilt from her registered charter. The
 * PSBT is a file from an untrusted world and gives hints only; what it says about amounts, scripts, change or wallets is
 * compared and never used. Read from top to bottom this is the whole of it; each step has its file.
 */
import type { RegisteredCharter } from '../charter/types.ts';
import { parsePsbt } from '../psbt/parse.ts';
import type { Psbt } from '../psbt/types.ts';
import type { SecondOpinion } from '../second/types.ts';
import { createSighasher } from '../tx/sighash.ts';
import type { Wallet } from '../wallet/types.ts';
import { readClaim } from './claims.ts';
import type { ReviewContext, ReviewKnowledge } from './context.ts';
import { reviewEarlier } from './earlier.ts';
import { settled } from './finding.ts';
import { reviewInputs } from './inputs.ts';
import { reviewOutputs } from './outputs.ts';
import { createRebuild, type Place } from './places.ts';
import { type ReviewPolicy, reviewPolicy } from './policy.ts';
import { reviewProgress } from './progress.ts';
import { reviewPayees, reviewPromisedFee, reviewProposal } from './proposal.ts';
import { reviewTotals } from './totals.ts';
import { reviewTransaction } from './transaction.ts';
import type { Review } from './types.ts';
import { reviewUnknownFields } from './unknown-fields.ts';

export interface ReviewRequest extends ReviewKnowledge {
  /** The file, binary (BIP-0174). Copied; later changes to the array do not reach the review. */
  readonly psbtBytes: Uint8Array;
  readonly registered: RegisteredCharter;
  readonly second: SecondOpinion;
  /** Caps that a person raised for this one signing; the rest are the defaults. */
  readonly policy?: Partial<ReviewPolicy>;
}

/**
 * Reviews a proposal against the charter. Doubts are no errors: all of them come back at once as `findings`, the gravest
 * first. Not judged here: whether the coins still exist (the watching side knows), and payments signed before that the
 * caller does not tell (`earlier`).
 *
 * @throws IcehouseError of `parsePsbt` for a file that is no PSBT, `review/too-many-places` (refused) for one that would have
 * thousands of places derived, `review/bad-policy` for caps that are none, and what the second engine throws when it fails.
 */
export function reviewPsbt(request: ReviewRequest): Review {
  const psbtBytes = Uint8Array.from(request.psbtBytes);
  const context = prepare(request, parsePsbt(psbtBytes));

  const proposal = reviewProposal(context);
  const inputs = reviewInputs(context);
  const outputs = reviewOutputs(context, inputs.value, proposal.value.payees);
  const totals = reviewTotals(context, inputs.value, outputs.value);
  const progress = reviewProgress(context, inputs.value);

  const findings = [
    ...inputs.findings,
    ...outputs.findings,
    ...totals.findings,
    ...reviewTransaction(context, inputs.value),
    ...proposal.findings,
    ...reviewPayees(proposal.value.proposal, outputs.value),
    ...reviewPromisedFee(proposal.value.proposal, totals.value),
    ...reviewEarlier(context, {
      ...{ inputs: inputs.value, outputs: outputs.value, totals: totals.value },
      ...{ proposal: proposal.value.proposal, proposedBy: proposal.value.proposedBy },
    }),
    ...reviewUnknownFields(context),
    ...progress.findings,
  ];
  return {
    registered: request.registered,
    psbtBytes,
    psbt: context.psbt,
    proposal: proposal.value.proposal,
    proposedBy: proposal.value.proposedBy,
    inputs: inputs.value,
    outputs: outputs.value,
    totals: totals.value,
    findings: settled(findings, context.policy.lowered),
    signedBy: progress.value,
    policy: context.policy,
  };
}

function prepare({ registered, second, policy, ...knowledge }: ReviewRequest, psbt: Psbt): ReviewContext {
  const { charter, me } = registered;
  const { wallet } = charter;
  return {
    charter,
    wallet,
    me,
    psbt,
    policy: reviewPolicy(policy),
    rebuild: createRebuild(wallet, second, claimedPlaces(wallet, psbt)),
    second,
    sighasher: createSighasher(psbt.transaction),
    now: knowledge.now,
    tipHeight: knowledge.tipHeight,
    knownAddresses: new Set(knowledge.knownAddresses ?? []),
    highestUsed: knowledge.highestUsed,
    earlier: knowledge.earlier ?? [],
  };
}

function claimedPlaces(wallet: Wallet, { inputs, outputs }: Psbt): Place[] {
  return [...inputs, ...outputs].flatMap(({ bip32Derivations }) => readClaim(wallet, bip32Derivations).place ?? []);
}
