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
import { dustLimit, scriptKind } from '../../core/review/script-kind.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import type { OutPoint, TxOutput } from '../../core/tx/types.ts';
import type { DerivedOutput } from '../../core/wallet/types.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { Store } from '../store/store.ts';
import { type Coin, viewCoins } from '../sync/view.ts';
import { type FeeRate, feeRate } from './fee-rate.ts';
import { lockTimeFor } from './lock-time.ts';
import { outputsOf, type Payment, payeesOf } from './payments.ts';
import { type RandomBelow, shuffled } from './random.ts';
import { type Selection, selectCoins } from './select.ts';
import { spendSizes } from './sizes.ts';
import { chosenCoins, leftOut, obstacle } from './spendable.ts';
import { type PlannedOutput, writePsbt } from './write-psbt.ts';

/** Bitcoin Core's `-consolidatefeerate`: what fees are thought to be in the long run, 10 sat/vB. */
const LONG_TERM_RATE = feeRate(10_000n);

export interface ProposalRequest {
  readonly store: Store;
  readonly charter: Charter;
  readonly second: SecondOpinion;
  readonly payments: readonly Payment[];
  readonly feeRate: FeeRate;
  /** Why the payment is to be made, in words for the other members. */
  readonly purpose: string;
  /** The proposing member's name as the charter has it. */
  readonly proposer: string;
  /** Day (UTC, `YYYY-MM-DD`) after which nobody should sign. */
  readonly expires?: string | undefined;
  /** Exactly these coins; chosen by `select.ts` when left out. */
  readonly coins?: readonly OutPoint[] | undefined;
  /** 0 unless said otherwise: every signer reads it. */
  readonly psbtVersion?: 0 | 2 | undefined;
  /** Whether the wallet's extended keys stand in the file; they show the whole wallet to whoever reads it. */
  readonly withXpubs?: boolean | undefined;
  readonly longTermRate?: FeeRate;
  readonly now: Date;
  readonly random: RandomBelow;
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
 * `spend/dust-payment`, `spend/no-payments`, `spend/too-large`, `spend/unknown-coin`, `spend/coin-not-spendable`,
 * `spend/coin-twice`, `address/…`, `proposal/…`, `name/…`, `second-opinion/differs`, `store/wallet-unknown`.
 */
export async function buildProposal(request: ProposalRequest): Promise<BuiltProposal> {
  const { store, charter, second, payments, random, purpose, proposer, expires } = request;
  const { wallet } = charter;
  const outputs = outputsOf(payments, wallet.network);
  const proposal: Proposal = {
    charterId: charter.id,
    proposer,
    purpose,
    payees: payeesOf(payments, wallet.network),
    expires,
    signature: undefined,
  };
  const { coins, lastScan, tipHeight } = await viewCoins(store, charter.id);
  if (lastScan === undefined || tipHeight === undefined) throw notSynced();
  const changePlace = verifiedOutput(wallet, 'change', await nextChangeIndex(store, charter), second);
  const selection = select(request, coins, outputs, changePlace);
  const change = selection.change && {
    ...{ amount: selection.change, scriptPubKey: changePlace.scriptPubKey, own: changePlace },
  };

  const inputs = shuffled(selection.coins, random);
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
      payments,
      change: change && { address: changePlace.address, index: changePlace.index, amount: change.amount },
      paid: addSats(outputs.map(({ amount }) => amount)),
      fee: selection.fee,
      virtualSize: selection.virtualSize,
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

function select(
  { charter, coins: chosen, feeRate: rate, longTermRate = LONG_TERM_RATE }: ProposalRequest,
  coins: readonly Coin[],
  outputs: readonly TxOutput[],
  { scriptPubKey: changeScript }: DerivedOutput,
): Selection<Coin> {
  const scripts = outputs.map(({ scriptPubKey }) => scriptPubKey);
  try {
    return selectCoins({
      coins: chosen ? chosenCoins(coins, chosen) : coins.filter((coin) => obstacle(coin) === undefined),
      use: chosen ? 'all' : 'any',
      target: addSats(outputs.map(({ amount }) => amount)),
      rate,
      longTermRate,
      sizes: spendSizes(charter.wallet, scripts, changeScript),
      changeDust: dustLimit(scriptKind(changeScript)),
    });
  } catch (error) {
    throw withLeftOut(error, coins);
  }
}

/** Adds to the want of funds what lies in the wallet and cannot be spent now. */
function withLeftOut(error: unknown, coins: readonly Coin[]): unknown {
  const clauses = leftOut(coins);
  if (!(error instanceof IcehouseError) || error.code !== 'spend/insufficient-funds' || clauses.length === 0)
    return error;
  const { code, kind, message, found, expected, next } = error;
  const more = `${found} (besides ${clauses.join(', ')})`;
  return new IcehouseError({
    code,
    kind,
    message,
    found: more,
    ...(expected === undefined ? {} : { expected }),
    ...(next === undefined ? {} : { next }),
  });
}

/**
 * The change address after the last one used or given out. Proposals that came to nothing would lead it beyond the gap
 * limit, where neither reviewers nor other wallets look, so there the last one within is taken again.
 */
export async function nextChangeIndex(store: Store, { id, gapLimit }: Charter): Promise<number> {
  const { handedOut, used } = (await store.addresses.keychains(id)).change;
  return Math.min(Math.max(handedOut, used) + 1, used + gapLimit);
}

function notSynced(): IcehouseError {
  return new IcehouseError({
    code: 'spend/not-synced',
    kind: 'usage',
    message: 'the coins of this wallet are not known yet',
    next: 'sync it with a server first',
  });
}
