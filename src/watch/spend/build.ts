/**
 * From payments to a proposal: coins chosen, change added, everything that offline signers need put into one PSBT, and
 * the reason written into it. Reads the store and writes nothing; `recordProposal` then reserves the coins. What this
 * builds is believed by nobody: each signer's review rebuilds it from the charter.
 */
import { addSats, type Sats } from '../../core/amount.ts';
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { Proposal } from '../../core/proposal/types.ts';
import { serializePsbt } from '../../core/psbt/serialize.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import type { OutPoint } from '../../core/tx/types.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import { walletCoins } from '../coins/coins.ts';
import type { Store } from '../store/store.ts';
import type { Coin } from '../sync/view.ts';
import { chooseFor, type Wishes } from './choose.ts';
import { refuseFeeOverCap } from './fee-cap.ts';
import { formatFeeRate } from './fee-rate.ts';
import { lockTimeFor } from './lock-time.ts';
import { type Payment, payeesOf } from './payments.ts';
import { shuffled } from './random.ts';
import { type PlannedOutput, writePsbt } from './write-psbt.ts';

export interface ProposalRequest extends Omit<Wishes, 'wallet'> {
  readonly store: Store;
  readonly charter: Charter;
  readonly second: SecondOpinion;
  /** Why the payment is to be made, in words for the other members. */
  readonly purpose: string;
  /** The proposing member's name as the charter has it. */
  readonly proposer: string;
  /** Day (UTC, `YYYY-MM-DD`) after which nobody should sign. */
  readonly expires?: string | undefined;
  /** 0 unless said otherwise: every signer reads it. */
  readonly psbtVersion?: 0 | 2 | undefined;
  /** Whether the wallet's extended keys stand in the file; they show the whole wallet to whoever reads it. */
  readonly withXpubs?: boolean | undefined;
  /** The whole fee may not come to more; 0.1 bitcoin unless said otherwise. */
  readonly maxFee?: Sats | undefined;
  readonly now: Date;
}

export interface ProposalSummary {
  readonly inputs: readonly Coin[];
  readonly payments: readonly Payment[];
  /** Where the rest returns to; undefined when there is no change. */
  readonly change: { readonly address: string; readonly index: number; readonly amount: Sats } | undefined;
  /** Sum of the payments. */
  readonly paid: Sats;
  readonly fee: Sats;
  /** vbytes after signing, at most. */
  readonly virtualSize: number;
  readonly lockTime: number;
}

/** What the store keeps of a built proposal, whatever it was built for. */
export interface RecordableProposal {
  readonly id: string;
  readonly charterId: string;
  readonly psbtBytes: Uint8Array;
  readonly summary: {
    readonly inputs: readonly OutPoint[];
    readonly change: { readonly index: number } | undefined;
  };
}

export interface BuiltProposal extends RecordableProposal {
  /** Id of the unsigned transaction, by which the store knows the proposal. */
  readonly id: string;
  readonly charterId: string;
  readonly psbtBytes: Uint8Array;
  readonly proposal: Proposal;
  readonly summary: ProposalSummary;
}

/**
 * Builds a proposal from what the last sync found.
 *
 * @throws IcehouseError `spend/not-synced`, `spend/insufficient-funds` with what would have been payable,
 * `spend/fee-over-cap`, `spend/dust-payment`, `spend/no-payments`, `spend/all-twice`, `spend/too-large`,
 * `spend/unknown-coin`, `spend/coin-not-spendable`, `spend/coin-twice`, `address/…`, `proposal/…`, `name/…`,
 * `second-opinion/differs`, `store/wallet-unknown`.
 */
export async function buildProposal(request: ProposalRequest): Promise<BuiltProposal> {
  const { store, charter, second, payments, random, purpose, proposer, expires } = request;
  const { wallet } = charter;
  const proposal: Proposal = {
    charterId: charter.id,
    proposer,
    purpose,
    payees: payeesOf(payments, wallet.network),
    expires,
    ...(request.maxFeeRate === undefined ? {} : { maxFeeRate: formatFeeRate(request.maxFeeRate) }),
    signature: undefined,
  };
  const { coins, lastScan, tipHeight } = await walletCoins(store, charter);
  if (lastScan === undefined || tipHeight === undefined) throw notSynced();
  const changePlace = verifiedOutput(wallet, 'change', await nextChangeIndex(store, charter), second);
  const choice = chooseFor({ ...request, wallet }, coins, changePlace.scriptPubKey);
  refuseFeeOverCap(choice.fee, request.maxFee);
  const { outputs } = choice;
  const change = choice.change && { amount: choice.change, scriptPubKey: changePlace.scriptPubKey, own: changePlace };

  const inputs = shuffled(choice.coins, random);
  const placed = shuffled<PlannedOutput>(change ? [...outputs, change] : outputs, random);
  const lockTime = await lockTimeFor({ store, network: wallet.network, tipHeight, now: request.now, random });
  const psbt = await writePsbt({
    ...{ store, charter, second, inputs, outputs: placed, lockTime, proposal },
    ...{ psbtVersion: request.psbtVersion, withXpubs: request.withXpubs },
  });
  return {
    id: psbt.txid,
    charterId: charter.id,
    psbtBytes: serializePsbt(psbt),
    proposal,
    summary: {
      inputs,
      payments: choice.payments,
      change: change && { address: changePlace.address, index: changePlace.index, amount: change.amount },
      paid: addSats(outputs.map(({ amount }) => amount)),
      fee: choice.fee,
      virtualSize: choice.virtualSize,
      lockTime,
    },
  };
}

export interface RecordOptions {
  /** A draft reserves nothing and gives out no change address until it is added as a proposal. */
  readonly isDraft?: boolean;
  /** Proposals that it takes the place of, or that a person knows to spend the same coins. */
  readonly sharing?: readonly string[];
}

/**
 * Records a built proposal: its coins are reserved and its change address counts as given out from now on.
 *
 * @throws IcehouseError `store/coins-reserved`, `store/proposal-exists`, `store/already-handed-out`.
 */
export async function recordProposal(
  store: Store,
  { id, charterId, psbtBytes, summary }: RecordableProposal,
  now: Date,
  { isDraft = false, sharing = [] }: RecordOptions = {},
): Promise<void> {
  const { handedOut } = (await store.addresses.keychains(charterId)).change;
  const index = summary.change?.index;
  const changeIndex = !isDraft && index !== undefined && index > handedOut ? index : undefined;
  const state = isDraft ? 'draft' : 'proposed';
  const { inputs } = summary;
  await store.proposals.add({ id, charterId, psbtBytes, inputs, changeIndex, at: now.toISOString(), state, sharing });
}

/**
 * The change address after the last one used or given out. Proposals that came to nothing would lead it beyond the gap
 * limit, where neither reviewers nor other wallets look, so there the last one within is taken again.
 */
export async function nextChangeIndex(store: Store, { id, gapLimit }: Charter): Promise<number> {
  const { handedOut, used } = (await store.addresses.keychains(id)).change;
  return Math.min(Math.max(handedOut, used) + 1, used + gapLimit);
}

export function notSynced(): IcehouseError {
  return new IcehouseError({
    code: 'spend/not-synced',
    kind: 'usage',
    message: 'the coins of this wallet are not known yet',
    next: 'sync it with a server first',
  });
}
