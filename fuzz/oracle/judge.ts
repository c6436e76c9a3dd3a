/**
 * The judge of a signature that came out. It was made for a review, so it must be a signature over exactly what that
 * review said: this transaction, whole (SIGHASH_ALL), with this member's key at the wallet's own places, and every coin
 * that was called change must be the wallet's. All of it is computed here by other libraries.
 */
import { Transaction } from 'bitcoinjs-lib';
import type { SignedPsbt } from '../../src/cold/sign/sign.ts';
import type { Review } from '../../src/core/review/types.ts';
import { readLoose, recordValue } from '../edits/loose-psbt.ts';
import { holds } from '../engine/target.ts';
import { type AddedRecord, addedRecords } from './added-records.ts';
import { describedTransaction, requireDescribed } from './described.ts';
import type { OtherWallet } from './place.ts';
import { requireSignature } from './signature.ts';
import { requireToldInFull } from './words.ts';

const PARTIAL_SIG = 0x02;
const NON_WITNESS_UTXO = 0x00;
const MAX_MONEY = 2_100_000_000_000_000n;

/** @throws BrokenProperty when a signature is anything else than what the person agreed to. */
export function judgeSigned(
  review: Review,
  { psbtBytes, added }: SignedPsbt,
  place: OtherWallet,
): readonly AddedRecord[] {
  const file = readLoose(review.psbtBytes);
  holds(file !== undefined, 'what was reviewed is a PSBT');
  const described = describedTransaction(review);
  requireDescribed(file, described, review);
  requireSums(review, place);
  requireToldInFull(review);
  const records = addedRecords(review.psbtBytes, psbtBytes, review.inputs.length);
  holds(records.length === added, 'the signer counts what it signed');
  holds(new Set(records.map(({ inputIndex }) => inputIndex)).size === records.length, 'one signature for each input');
  for (const record of records) requireOwnSignature(review, described, record, place);
  return records;
}

/** Every output is told once, as ours only where it is, and the sums add up. */
function requireSums({ inputs, outputs, totals }: Review, place: OtherWallet): void {
  for (const { owned, scriptPubKey, role } of outputs) {
    holds(
      (owned !== undefined) === (role === 'change' || role === 'self-transfer'),
      'ours and not ours are told apart',
    );
    if (owned === undefined) continue;
    const ours = place(owned.keychain, owned.index).scriptPubKey;
    holds(Buffer.compare(ours, scriptPubKey) === 0, 'what is called change is the wallet’s');
    holds((role === 'change') === (owned.keychain === 'change'), 'change and receive addresses are told apart');
  }
  holds(totals !== undefined, 'what is signed adds up');
  const sum = (amounts: readonly bigint[]) => amounts.reduce((total, amount) => total + amount, 0n);
  const leaving = sum(outputs.flatMap(({ owned, amount }) => (owned ? [] : [amount])));
  const returning = sum(outputs.flatMap(({ owned, amount }) => (owned ? [amount] : [])));
  const spent = sum(inputs.map(({ amount }) => amount ?? -MAX_MONEY));
  holds(totals.leaving === leaving && totals.returning === returning, 'the sums are those of the outputs');
  holds(totals.inputs === spent && totals.fee === spent - leaving - returning, 'the fee is what is left');
  holds(totals.fee >= 0n && spent <= MAX_MONEY, 'the amounts can exist');
}

function requireOwnSignature(review: Review, described: Transaction, record: AddedRecord, place: OtherWallet): void {
  const { inputIndex, key, value } = record;
  const input = review.inputs[inputIndex];
  holds(input?.owned !== undefined && input.amount !== undefined, 'only coins of the wallet are signed');
  const { publicKeys, multisigScript, scriptPubKey } = place(input.owned.keychain, input.owned.index);
  const previous = provenOutput(review, inputIndex);
  holds(Buffer.compare(previous.script, scriptPubKey) === 0, 'the coin stands at the wallet’s place');
  holds(previous.amount === input.amount, 'the amount is that of the coin');
  const publicKey = publicKeys[review.registered.me]!;
  const isOwn = key[0] === PARTIAL_SIG && Buffer.compare(key.subarray(1), publicKey) === 0;
  holds(isOwn, 'the only record added is the own signature');
  const { scriptType } = review.registered.charter.wallet;
  requireSignature(described, { inputIndex, scriptType, multisigScript, amount: previous.amount }, publicKey, value);
}

/** The coin out of the previous transaction in the reviewed bytes, whose id is computed anew. */
function provenOutput(review: Review, inputIndex: number): { readonly script: Uint8Array; readonly amount: bigint } {
  const { txid, vout } = review.inputs[inputIndex]!;
  const bytes = recordValue(readLoose(review.psbtBytes)?.maps[1 + inputIndex], NON_WITNESS_UTXO);
  holds(bytes !== undefined, 'the previous transaction is in the file');
  const previous = Transaction.fromBuffer(bytes);
  holds(previous.getId() === txid, 'the previous transaction is the one that the input names');
  const output = previous.outs[vout];
  holds(output !== undefined, 'the previous transaction has the output');
  return { script: output.script, amount: output.value };
}
