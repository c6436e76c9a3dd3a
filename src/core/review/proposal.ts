/**
 * The words that travel with the payment: they must speak of this charter and of this transaction. Whoever carries the
 * file can change them, so a name counts as proven only under the signature of a key of the charter, and each named
 * recipient must really be paid.
 */
import { toHex } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import { findProposal } from '../proposal/codec.ts';
import { isExpired } from '../proposal/day.ts';
import type { Proposal, ProposedPayee } from '../proposal/types.ts';
import { verifyProposal } from '../proposal/verify.ts';
import type { PsbtOutput } from '../psbt/types.ts';
import { visible } from '../text/visible.ts';
import { decodeAddress } from '../wallet/address.ts';
import type { FindingCode } from './catalogue.ts';
import type { ReviewContext } from './context.ts';
import { finding, type WithFindings } from './finding.ts';
import { formatRate } from './totals.ts';
import type { Finding, ReviewedOutput, ReviewTotals } from './types.ts';

export interface ReviewedProposal {
  readonly proposal: Proposal | undefined;
  /** Position in `wallet.keys` of the member whose key signed it. */
  readonly proposedBy: number | undefined;
  /** What the proposal says about each output, in the order of the transaction. */
  readonly payees: readonly (ProposedPayee | undefined)[];
}

export function reviewProposal(context: ReviewContext): WithFindings<ReviewedProposal> {
  const { psbt, wallet } = context;
  const read = readRecord(context);
  const proposal = read.value;
  if (!proposal) return { value: { proposal, proposedBy: undefined, payees: [] }, findings: read.findings };
  const proposer = verifiedProposer(context, proposal);
  const matched = matchPayees(proposal.payees, psbt.outputs, (address) => scriptOf(address, wallet.network));
  const missing = matched.missing.map(({ name, address }) =>
    finding('proposal-payee-missing', 'proposal.payees', `nothing is paid to ${visible(name)} at ${visible(address)}`),
  );
  return {
    value: { proposal, proposedBy: proposer.value, payees: matched.byOutput },
    findings: [...proposer.findings, ...missing, ...expiry(context, proposal)],
  };
}

/** Doubts that need to know which outputs leave the wallet. */
export function reviewPayees(proposal: Proposal | undefined, outputs: readonly ReviewedOutput[]): Finding[] {
  if (!proposal) return [];
  return outputs.flatMap((output, index) => {
    const at = `outputs[${index}]`;
    const isNamed = output.payee !== undefined;
    if (isNamed && output.owned) {
      const told = `it is named as a payment to ${visible(output.payee ?? '')} and returns to the wallet`;
      return [finding('proposal-payee-is-ours', at, told)];
    }
    const isSilent = output.role === 'payment' && !isNamed;
    return isSilent ? [finding('proposal-payee-unnamed', at, 'the proposal does not name this recipient')] : [];
  });
}

/** Holds the fee against what the proposer promised. */
export function reviewPromisedFee(proposal: Proposal | undefined, totals: ReviewTotals | undefined): Finding[] {
  if (proposal?.maxFeeRate === undefined || totals === undefined) return [];
  const [whole = '', fraction = ''] = proposal.maxFeeRate.split('.');
  const promised = BigInt(whole + fraction.padEnd(3, '0'));
  // A fee is a whole number of satoshis and rounded up: one satoshi above the rate is none too many.
  const most = (BigInt(totals.virtualSize) * promised + 999n) / 1000n;
  if (totals.fee <= most) return [];
  const told = `the fee is ${formatRate(totals.feeRateMilli)} sat/vB; not more than ${proposal.maxFeeRate} was promised`;
  return [finding('proposal-fee-rate', 'proposal.maxFeeRate', told)];
}

function readRecord({ psbt }: ReviewContext): WithFindings<Proposal | undefined> {
  try {
    const value = findProposal(psbt.unknown);
    const absent = finding('proposal-missing', '', 'the file carries no proposal');
    return { value, findings: value ? [] : [absent] };
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    const doubt = finding('proposal-unreadable', 'proposal', `${error.message} (${error.code})`);
    return { value: undefined, findings: [doubt] };
  }
}

/** What a refusal of `verifyProposal` means here; any other one is a signature that does not hold. */
const REFUSALS: { readonly [code: string]: FindingCode } = {
  'proposal/other-charter': 'proposal-other-charter',
  'proposal/not-signed': 'proposal-unsigned',
};

function verifiedProposer({ charter, psbt }: ReviewContext, proposal: Proposal): WithFindings<number | undefined> {
  try {
    return { value: verifyProposal({ proposal, charter, transaction: psbt }), findings: [] };
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    const code = REFUSALS[error.code] ?? 'proposal-signature-invalid';
    return { value: undefined, findings: [finding(code, error.at ?? 'proposal', error.message)] };
  }
}

function expiry({ now }: ReviewContext, { expires }: Proposal): Finding[] {
  if (expires === undefined) return [];
  const at = 'proposal.expires';
  if (now === undefined) return [finding('proposal-expiry-unjudged', at, `the last day is ${expires}`)];
  const today = new Date(now * 1000).toISOString().slice(0, 10);
  return isExpired(expires, today)
    ? [finding('proposal-expired', at, `it expired on ${expires}; today is ${today}`)]
    : [];
}

interface MatchedPayees {
  readonly byOutput: readonly (ProposedPayee | undefined)[];
  readonly missing: readonly ProposedPayee[];
}

/**
 * Gives each output the payee that names its script, one for one: a name that stands for no output of its own is
 * missing, so that two names cannot share one payment.
 */
function matchPayees(
  payees: readonly ProposedPayee[],
  outputs: readonly PsbtOutput[],
  scriptOfAddress: (address: string) => string | undefined,
): MatchedPayees {
  const open = new Map<string, ProposedPayee[]>();
  const missing: ProposedPayee[] = [];
  for (const payee of payees) {
    const script = scriptOfAddress(payee.address);
    if (script === undefined) missing.push(payee);
    else open.set(script, [...(open.get(script) ?? []), payee]);
  }
  const byOutput = outputs.map(({ scriptPubKey }) => open.get(toHex(scriptPubKey))?.shift());
  return { byOutput, missing: [...missing, ...[...open.values()].flat()] };
}

/** The script of an address in hex; undefined when it is none of this network, so that nothing can match it. */
function scriptOf(address: string, network: Parameters<typeof decodeAddress>[1]): string | undefined {
  try {
    return toHex(decodeAddress(address, network));
  } catch (error) {
    if (error instanceof IcehouseError) return undefined;
    throw error;
  }
}
