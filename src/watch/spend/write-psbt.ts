/**
 * Writes a payment of the wallet as a PSBT with everything that offline signers need: whole previous transactions,
 * scripts and all derivations, and the words of the proposal. Used for every kind of payment, so that a new one, a bump, a
 * cancellation and a sweep carry the same things.
 */
import type { Sats } from '../../core/amount.ts';
import type { Charter } from '../../core/charter/types.ts';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { proposalRecord } from '../../core/proposal/codec.ts';
import type { Proposal } from '../../core/proposal/types.ts';
import { createPsbt, type NewPsbtInput, type NewPsbtOutput } from '../../core/psbt/create.ts';
import type { Psbt } from '../../core/psbt/types.ts';
import { createRebuild, type Place, placeText } from '../../core/review/places.ts';
import type { SecondOpinion } from '../../core/second/types.ts';
import { parsePreviousTransaction } from '../../core/tx/parse.ts';
import { serializeWithoutWitness } from '../../core/tx/serialize.ts';
import type { OutPoint, TxOutput } from '../../core/tx/types.ts';
import type { DerivedOutput } from '../../core/wallet/types.ts';
import type { Store } from '../store/store.ts';
import { derivationsAt, globalXpubs } from './key-origins.ts';

/** Replaceable by a higher fee (BIP-0125), and obeying the lock time. */
export const REPLACEABLE_SEQUENCE = 0xffff_fffd;

/** A coin to be spent, with its place in the wallet. */
export interface SpentCoin extends OutPoint, Place {
  readonly amount: Sats;
}

export interface PlannedOutput extends TxOutput {
  /** Set where it returns to the wallet as change: signers are told the place. */
  readonly own?: Place | undefined;
}

export interface PsbtPlan {
  readonly store: Store;
  readonly charter: Charter;
  readonly second: SecondOpinion;
  /** In the order of the transaction; likewise the outputs. */
  readonly inputs: readonly SpentCoin[];
  readonly outputs: readonly PlannedOutput[];
  readonly lockTime: number;
  readonly proposal: Proposal;
  readonly psbtVersion?: 0 | 2 | undefined;
  /** Whether the wallet's extended keys stand in the file, for devices that know no charter. */
  readonly withXpubs?: boolean | undefined;
}

/** @throws IcehouseError `second-opinion/differs`, `proposal/…`, `name/…`. */
export async function writePsbt(plan: PsbtPlan): Promise<Psbt> {
  const { store, charter, second, inputs, outputs, lockTime, proposal, psbtVersion, withXpubs = false } = plan;
  const { wallet } = charter;
  const places = [...inputs, ...outputs.flatMap(({ own }) => own ?? [])];
  const rebuild = createRebuild(wallet, second, places);
  const placeOf = (place: Place): DerivedOutput => {
    const { output, isConfirmed } = rebuild(place);
    if (isConfirmed()) return output;
    throw new IcehouseError({
      code: 'second-opinion/differs',
      kind: 'refused',
      message: `two independent libraries do not agree on the script at ${placeText(place)}`,
    });
  };
  const fieldsOf = (place: DerivedOutput): NewPsbtOutput => ({
    redeemScript: place.redeemScript,
    witnessScript: place.witnessScript,
    bip32Derivations: derivationsAt(wallet, place),
  });
  const previous = await previousTransactions(store, inputs);
  const inputFields = inputs.map((coin): NewPsbtInput => {
    const place = placeOf(coin);
    const isSegwit = place.witnessScript !== undefined;
    const { scriptPubKey } = place;
    const nonWitnessUtxo = previous.get(coin.txid);
    invariant(nonWitnessUtxo, 'a coin is an output of a stored transaction');
    const witnessUtxo = { amount: coin.amount, scriptPubKey };
    return { nonWitnessUtxo, witnessUtxo: isSegwit ? witnessUtxo : undefined, ...fieldsOf(place) };
  });
  const unsigned = { scriptSig: new Uint8Array(), sequence: REPLACEABLE_SEQUENCE, witness: [] };
  return createPsbt({
    version: psbtVersion,
    transaction: {
      version: 2,
      inputs: inputs.map(({ txid, vout }) => ({ txid, vout, ...unsigned })),
      outputs: outputs.map(({ amount, scriptPubKey }) => ({ amount, scriptPubKey })),
      lockTime,
    },
    inputs: inputFields,
    outputs: outputs.map(({ own }) => (own === undefined ? {} : fieldsOf(placeOf(own)))),
    xpubs: withXpubs ? globalXpubs(wallet) : [],
    unknown: [proposalRecord(proposal)],
  });
}

/** Whole but for their witnesses, which their ids do not cover; each once, however many of its coins are spent. */
async function previousTransactions(
  store: Store,
  coins: readonly OutPoint[],
): Promise<ReadonlyMap<string, Uint8Array>> {
  const bytes = await store.ledger.transactionBytes([...new Set(coins.map(({ txid }) => txid))]);
  return new Map(
    [...bytes].map(([txid, whole]) => [txid, serializeWithoutWitness(parsePreviousTransaction(whole).transaction)]),
  );
}
