/**
 * What the stored proposal says, by the charter, in the terms in which members state what they saw. It is read by the
 * review's own parts, though nobody is asked to sign here: whoever combines may be no member at all.
 */
import type { Charter } from '../charter/types.ts';
import type { Psbt } from '../psbt/types.ts';
import { readClaim } from '../review/claims.ts';
import type { ReviewContext } from '../review/context.ts';
import { reviewInputs } from '../review/inputs.ts';
import { reviewOutputs } from '../review/outputs.ts';
import { createRebuild } from '../review/places.ts';
import { reviewPolicy } from '../review/policy.ts';
import { reviewProposal } from '../review/proposal.ts';
import { reviewTotals } from '../review/totals.ts';
import type { SecondOpinion } from '../second/types.ts';
import { factsOf } from '../seen/facts.ts';
import type { ReviewFacts } from '../seen/types.ts';
import { createSighasher } from '../tx/sighash.ts';

/** A position that no key has: the parts used here ask for none. */
const NOBODY = -1;

/**
 * Gives the facts of a proposal. Its findings are not told: each member's own review did that.
 *
 * @throws IcehouseError `seen/amounts-not-proven`, and what the second engine throws when it fails.
 */
export function proposedFacts(psbt: Psbt, charter: Charter, second: SecondOpinion): ReviewFacts {
  const { wallet } = charter;
  const claimed = [...psbt.inputs, ...psbt.outputs].flatMap(
    ({ bip32Derivations }) => readClaim(wallet, bip32Derivations).place ?? [],
  );
  const context: ReviewContext = {
    charter,
    wallet,
    me: NOBODY,
    psbt,
    policy: reviewPolicy(),
    rebuild: createRebuild(wallet, second, claimed),
    second,
    sighasher: createSighasher(psbt.transaction),
    now: undefined,
    tipHeight: undefined,
    knownAddresses: new Set(),
    highestUsed: undefined,
    earlier: [],
  };
  const { proposal, proposedBy, payees } = reviewProposal(context).value;
  const inputs = reviewInputs(context).value;
  const outputs = reviewOutputs(context, inputs, payees).value;
  const totals = reviewTotals(context, inputs, outputs).value;
  return factsOf({ charterId: charter.id, psbt, inputs, outputs, totals, proposal, proposedBy });
}
