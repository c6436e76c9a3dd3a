/**
 * From a checked input map to the typed input. Only form is judged here, and that a previous transaction hashes to the id
 * that the input names; whether scripts, amounts and derivations are the wallet's is the review's question.
 */
import { parsePreviousTransaction } from '../tx/parse.ts';
import type { OutPoint } from '../tx/types.ts';
import { type CheckedMap, contextOf, type MapPlace, recordFailure } from './check-fields.ts';
import { readDerivations } from './derivations.ts';
import { type Field, INPUT_FIELDS } from './fields.ts';
import { findValue, keyData, recordsOf } from './maps.ts';
import type { KeyValueMap, PsbtInput } from './types.ts';
import { decodeOutput, decodeUint32, decodeWitness } from './values.ts';

const IN = INPUT_FIELDS.named;

/** What an input takes from the unsigned transaction or, in version 2, from its own fields. */
export interface SpentOutPoint extends OutPoint {
  readonly sequence: number;
}

/**
 * Reads an input. Where `spent` is the input as it was before an edit, its previous transaction is not hashed again if
 * its record is the same.
 *
 * @throws IcehouseError `psbt/previous-transaction-mismatch`, `psbt/previous-output-missing`, and what parsing a
 *   transaction throws (`tx/…`).
 */
export function readInput(
  map: KeyValueMap,
  checked: CheckedMap,
  spent: SpentOutPoint | PsbtInput,
  place: MapPlace,
): PsbtInput {
  const value = (field: Field) => findValue(map, field);
  const witnessUtxo = value(IN.PSBT_IN_WITNESS_UTXO);
  const sighashType = value(IN.PSBT_IN_SIGHASH_TYPE);
  const finalWitness = value(IN.PSBT_IN_FINAL_SCRIPTWITNESS);
  return {
    txid: spent.txid,
    vout: spent.vout,
    sequence: spent.sequence,
    nonWitnessUtxo: readPreviousTransaction(map, spent, place),
    witnessUtxo: witnessUtxo && decodeOutput(witnessUtxo, contextOf(witnessUtxo, IN.PSBT_IN_WITNESS_UTXO, place)),
    partialSignatures: recordsOf(map, IN.PSBT_IN_PARTIAL_SIG.type).map((entry) => ({
      publicKey: keyData(entry),
      signature: entry.value,
    })),
    sighashType: sighashType && decodeUint32(sighashType),
    redeemScript: value(IN.PSBT_IN_REDEEM_SCRIPT),
    witnessScript: value(IN.PSBT_IN_WITNESS_SCRIPT),
    bip32Derivations: readDerivations(map, IN.PSBT_IN_BIP32_DERIVATION),
    finalScriptSig: value(IN.PSBT_IN_FINAL_SCRIPTSIG),
    finalScriptWitness:
      finalWitness && decodeWitness(finalWitness, contextOf(finalWitness, IN.PSBT_IN_FINAL_SCRIPTWITNESS, place)),
    hasTaprootFields: checked.hasTaprootFields,
    unknown: checked.unknown,
    map,
  };
}

function readPreviousTransaction(
  map: KeyValueMap,
  spent: SpentOutPoint | PsbtInput,
  place: MapPlace,
): PsbtInput['nonWitnessUtxo'] {
  const field = IN.PSBT_IN_NON_WITNESS_UTXO;
  const entry = map.find(({ key }) => key[0] === field.type);
  if (entry === undefined) return undefined;
  if ('map' in spent && spent.map.includes(entry)) return spent.nonWitnessUtxo;
  const { txid, vout } = spent;
  const previous = parsePreviousTransaction(entry.value, contextOf(entry.value, field, place));
  if (previous.txid !== txid) {
    throw recordFailure('previous-transaction-mismatch', entry, field, place, {
      message: 'this is not the transaction that the input spends from',
      found: previous.txid,
      expected: txid,
    });
  }
  if (vout >= previous.transaction.outputs.length) {
    throw recordFailure('previous-output-missing', entry, field, place, {
      message: 'the transaction spent from has no output of that number',
      found: `output ${vout}`,
      expected: `below ${previous.transaction.outputs.length}`,
    });
  }
  return previous;
}
