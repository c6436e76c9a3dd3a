/**
 * From payments to a proposal: coins chosen, change added, everything that offline signers need put into one PSBT, and
 * the reason written into it. Reads the store and writes nothing; `recordProposal` then reserves the coins. What this
 * builds is believed by nobody: each signer's review rebuilds it from the charter.
 */
import { addSats, type Sats } from '../../core/amount.ts';
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { proposalRecord } from '../../core/proposal/codec.ts';
import type { Proposal } from '../../core/proposal/types.ts';
import { createPsbt, type NewPsbtInput, type NewPsbtOutput } from '../../core/psbt/create.ts';
import { serializePsbt } from '../../core/psbt/serialize.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import { parsePreviousTransaction } from '../../core/tx/parse.ts';
import { serializeWithoutWitness } from '../../core/tx/serialize.ts';
import type { DerivedOutput } from '../../core/wallet/types.ts';
import { verifiedOutput } from '../../core/wallet/verified.ts';
import type { Store } from '../store/store.ts';
import { type Coin, viewCoins } from '../sync/view.ts';
import { chooseFor, type Wishes } from './choose.ts';
import { derivationsAt, globalXpubs } from './key-origins.ts';
import { lockTimeFor } from './lock-time.ts';
import { type Payment, payeesOf } from './payments.ts';
import { shuffled } from './random.ts';

/** Replaceable by a higher fee (BIP-0125), and obeying the lock time. */
const SEQUENCE = 0xffff_fffd;

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
  readonly psbtVersion?: 0 | 2;
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

export interface BuiltProposal {
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
 * `spend/unknown-coin`, `spend/coin-not-spendable`, `spend/coin-twice`, `address/…`, `proposal/…`, `name/…`, `second-opinion/differs`, `store/wallet-unknown`.
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
    signature: undefined,
  };
  const record = proposalRecord(proposal);

  const { coins, lastScan, tipHeight } = await viewCoins(store, charter.id);
  if (lastScan === undefined || tipHeight === undefined) throw notSynced();
  const changePlace = verifiedOutput(wallet, 'change', await nextChangeIndex(store, charter), second);
  const choice = chooseFor({ ...request, wallet }, coins, changePlace.scriptPubKey);
  const { outputs } = choice;
  const change = choice.change && { amount: choice.change, scriptPubKey: changePlace.scriptPubKey };

  const inputs = shuffled(choice.coins, random);
  const placed = shuffled(change ? [...outputs, change] : outputs, random);
  const lockTime = await lockTimeFor({ store, network: wallet.network, tipHeight, now: request.now, random });
  const unsigned = { scriptSig: new Uint8Array(), sequence: SEQUENCE, witness: [] };
  const psbt = createPsbt({
    version: request.psbtVersion,
    transaction: {
      version: 2,
      inputs: inputs.map(({ txid, vout }) => ({ txid, vout, ...unsigned })),
      outputs: placed,
      lockTime,
    },
    inputs: await inputFields(request, inputs),
    outputs: placed.map((output) => (output === change ? placeFields(charter, changePlace) : {})),
    xpubs: globalXpubs(wallet),
    unknown: [record],
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

/**
 * Records a built proposal: its coins are reserved and its change address counts as given out from now on.
 *
 * @throws IcehouseError `store/coins-reserved`, `store/proposal-exists`, `store/already-handed-out`.
 */
export async function recordProposal(store: Store, built: BuiltProposal, now: Date): Promise<void> {
  const { id, charterId, psbtBytes, summary } = built;
  const { handedOut } = (await store.addresses.keychains(charterId)).change;
  const index = summary.change?.index;
  const changeIndex = index !== undefined && index > handedOut ? index : undefined;
  await store.proposals.add({ id, charterId, psbtBytes, inputs: summary.inputs, changeIndex, at: now.toISOString() });
}

/**
 * The change address after the last one used or given out. Proposals that came to nothing would lead it beyond the gap
 * limit, where neither reviewers nor other wallets look, so there the last one within is taken again.
 */
async function nextChangeIndex(store: Store, { id, gapLimit }: Charter): Promise<number> {
  const { handedOut, used } = (await store.addresses.keychains(id)).change;
  return Math.min(Math.max(handedOut, used) + 1, used + gapLimit);
}

/** Previous transactions whole but for their witnesses, which their ids do not cover; scripts and keys from the charter. */
async function inputFields(
  { store, charter, second }: ProposalRequest,
  inputs: readonly Coin[],
): Promise<readonly NewPsbtInput[]> {
  const previous = await store.ledger.transactionBytes(inputs.map(({ txid }) => txid));
  return inputs.map(({ txid, amount, keychain, index }) => {
    const bytes = previous.get(txid);
    invariant(bytes, 'a coin is an output of a stored transaction');
    const place = verifiedOutput(charter.wallet, keychain, index, second);
    const isSegwit = place.witnessScript !== undefined;
    return {
      nonWitnessUtxo: serializeWithoutWitness(parsePreviousTransaction(bytes).transaction),
      witnessUtxo: isSegwit ? { amount, scriptPubKey: place.scriptPubKey } : undefined,
      ...placeFields(charter, place),
    };
  });
}

function placeFields({ wallet }: Charter, place: DerivedOutput): NewPsbtOutput {
  const { redeemScript, witnessScript } = place;
  return { redeemScript, witnessScript, bip32Derivations: derivationsAt(wallet, place) };
}

function notSynced(): IcehouseError {
  return new IcehouseError({
    code: 'spend/not-synced',
    kind: 'usage',
    message: 'the coins of this wallet are not known yet',
    next: 'sync it with a server first',
  });
}
