/** What bumps, cancellations and children have in common: the wish, and how the result is written and compared. */
import type { Sats } from '../../core/amount.ts';
import { PROPOSAL_LIMITS } from '../../core/proposal/codec.ts';
import type { Proposal, ProposedPayee } from '../../core/proposal/types.ts';
import { serializePsbt } from '../../core/psbt/serialize.ts';
import type { OutPoint } from '../../core/tx/types.ts';
import type { DerivedOutput } from '../../core/wallet/types.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import { walletCoins } from '../coins/coins.ts';
import { nameOf } from '../proposals/sight.ts';
import { isOpen, reservingOr, type ViewRequest, viewProposals } from '../proposals/view.ts';
import { nextChangeIndex, type RecordableProposal } from '../spend/build.ts';
import { type FeeRate, formatFeeRate } from '../spend/fee-rate.ts';
import { chosenCoins, obstacle } from '../spend/spendable.ts';
import { type PlannedOutput, type SpentCoin, writePsbt } from '../spend/write-psbt.ts';

export interface ReplaceRequest extends ViewRequest {
  /** Id of the proposal or of the transaction. */
  readonly id: string;
  readonly feeRate: FeeRate;
  readonly maxFeeRate?: FeeRate | undefined;
  readonly maxFee?: Sats | undefined;
  /** The member who proposes it, as the charter names her. */
  readonly proposer: string;
  /** In place of the original's words. */
  readonly purpose?: string | undefined;
  readonly expires?: string | undefined;
  /** Confirmed coins to be spent besides. */
  readonly addCoins?: readonly OutPoint[] | undefined;
  readonly psbtVersion?: 0 | 2 | undefined;
  readonly withXpubs?: boolean | undefined;
}

/** One column of the table of before and after. */
export interface Column {
  readonly fee: Sats;
  readonly virtualSize: number;
  /** What leaves the wallet besides the fee. */
  readonly leaving: Sats;
  /** What returns to it. */
  readonly returning: Sats;
  readonly inputs: number;
}

export interface BuiltReplacement extends RecordableProposal {
  readonly kind: 'bump' | 'cancel' | 'child';
  readonly proposal: Proposal;
  /** The proposal that it takes the place of or helps along; undefined for a transaction made elsewhere. */
  readonly proposalId: string | undefined;
  /** The waiting transaction, where there is one. */
  readonly txid: string | undefined;
  readonly before: Column;
  readonly after: Column;
  /** Coins that were spent besides those of the original, asked for or needed. */
  readonly added: readonly OutPoint[];
  /** Waiting transactions that go with the original. */
  readonly alsoReplaced: readonly string[];
  /** Fee and size of the child together with all that it helps along. */
  readonly package: { readonly fee: Sats; readonly virtualSize: number } | undefined;
}

/** Coins that may be added: those that were asked for, and those that may be taken if need be. */
export async function addableCoins(
  { store, charter, addCoins = [] }: ReplaceRequest,
  without: readonly OutPoint[],
): Promise<{ readonly asked: readonly SpentCoin[]; readonly reserve: readonly SpentCoin[] }> {
  const { coins } = await walletCoins(store, charter);
  const asked = chosenCoins(coins, addCoins);
  const taken = new Set([...without, ...asked].map(nameOf));
  const reserve = coins.filter((coin) => obstacle(coin) === undefined && !taken.has(nameOf(coin)));
  return { asked: asked.filter((coin) => !without.some((each) => nameOf(each) === nameOf(coin))), reserve };
}

/** The next change place, checked by both engines. */
export async function freshChange({ store, charter, second }: ViewRequest): Promise<DerivedOutput> {
  return verifiedOutput(charter.wallet, 'change', await nextChangeIndex(store, charter), second);
}

export interface WriteRequest {
  readonly request: ReplaceRequest;
  readonly inputs: readonly SpentCoin[];
  readonly outputs: readonly PlannedOutput[];
  readonly lockTime: number;
  readonly purpose: string;
  readonly payees: readonly ProposedPayee[];
  /** What the proposal promises to the members who sign. */
  readonly maxFeeRate?: FeeRate | undefined;
}

/** Writes the PSBT and what the store keeps of it. */
export async function writeReplacement(
  plan: WriteRequest,
): Promise<RecordableProposal & { readonly proposal: Proposal }> {
  const { request, inputs, outputs, lockTime, purpose, payees, maxFeeRate } = plan;
  const { store, charter, second, proposer, expires, psbtVersion, withXpubs } = request;
  const proposal = {
    ...{ charterId: charter.id, proposer, purpose, payees, expires, signature: undefined },
    ...(maxFeeRate === undefined ? {} : { maxFeeRate: formatFeeRate(maxFeeRate) }),
  };
  const psbt = await writePsbt({
    ...{ store, charter, second, inputs, outputs, lockTime, proposal, psbtVersion, withXpubs },
  });
  const change = outputs.find(({ own }) => own !== undefined)?.own;
  return {
    ...{ id: psbt.txid, charterId: charter.id, psbtBytes: serializePsbt(psbt), proposal },
    summary: { inputs, change },
  };
}

/** The original's words with what is done to it, within the bound of a purpose. */
export function wordsOf(proposal: Proposal | undefined, deed: string, fallback: string): string {
  if (proposal === undefined) return fallback;
  if (proposal.purpose.endsWith(`(${deed})`)) return proposal.purpose;
  const room = PROPOSAL_LIMITS.purpose - deed.length - 4;
  const characters = [...proposal.purpose];
  const purpose = characters.length <= room ? proposal.purpose : `${characters.slice(0, room).join('')}…`;
  return `${purpose} (${deed})`;
}

/** Open proposals that spend one of these coins: those that a replacement may share coins with. */
export async function sharingWith(request: ViewRequest, coins: readonly OutPoint[]): Promise<readonly string[]> {
  const names = new Set(coins.map(nameOf));
  return (await viewProposals(request, reservingOr()))
    .filter((view) => isOpen(view) && view.psbt.inputs.some((input) => names.has(nameOf(input))))
    .map(({ id }) => id);
}
