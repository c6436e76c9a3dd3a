/**
 * BIP-0174's finalizer for multisig: m verified signatures in the order of the keys become script signature and witness.
 * Fields that served signing are dropped then, as Bitcoin Core drops them; what is spent and what is unknown stays.
 */
import { equalBytes, toHex } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import { SIGHASH_ALL } from '../tx/sighash.ts';
import { withInputMaps } from './edit.ts';
import { INPUT_FIELDS, PROPRIETARY_TYPE } from './fields.ts';
import { type FinalScripts, finalScripts, signaturesOf } from './final-scripts.ts';
import { record, recordType } from './maps.ts';
import { createMultisigInputs, type MultisigInput } from './multisig-spend.ts';
import { withRecord } from './record-order.ts';
import { matchSignatures, signatureProblem, type VerifyEcdsa, verifyWithNoble } from './signatures.ts';
import type { KeyValue, KeyValueMap, Psbt, PsbtInput } from './types.ts';
import { encodeWitness } from './values.ts';

const IN = INPUT_FIELDS.named;

export interface FinalizeOptions {
  /** Faster verification where there is one; @noble/curves otherwise. */
  readonly verify?: VerifyEcdsa;
}

/**
 * Finalizes every input. Each signature used is verified again; those beyond m, and bad ones beside m good ones, are
 * left out. Inputs that are final already must be so by the same rules, byte for byte. Amounts may come from
 * PSBT_IN_WITNESS_UTXO where the previous transaction is missing: a wrong one only makes the signatures fail.
 *
 * @throws IcehouseError `psbt/not-enough-signatures`, `psbt/sighash-type-not-supported-yet`,
 *   `psbt/final-script-invalid`, and about what is spent: `psbt/no-previous-transaction`, `psbt/utxo-conflict`,
 *   `psbt/script-missing`, `psbt/script-mismatch`, `psbt/not-a-multisig`, `psbt/output-type-not-supported-yet`.
 */
export function finalizePsbt(psbt: Psbt, { verify = verifyWithNoble }: FinalizeOptions = {}): Psbt {
  const inputAt = createMultisigInputs(psbt, 'any-utxo');
  const maps = new Map<number, KeyValueMap>();
  for (const [index, input] of psbt.inputs.entries()) {
    const spend = inputAt(index);
    if (isFinal(input)) checkFinalScripts(input, spend, index, verify);
    else maps.set(index, finalMap(input.map, satisfy(input, spend, index, verify)));
  }
  return withInputMaps(psbt, maps);
}

/** Whether an input carries a final script signature or witness, valid or not. */
export function isFinal(input: PsbtInput): boolean {
  return input.finalScriptSig !== undefined || input.finalScriptWitness !== undefined;
}

/**
 * Refuses final fields that are not exactly what {@link finalizePsbt} would make of m valid signatures: a preset witness
 * must not slip through because it is there.
 *
 * @throws IcehouseError `psbt/final-script-invalid`.
 */
export function checkFinalScripts(
  input: PsbtInput,
  spend: MultisigInput,
  inputIndex: number,
  verify: VerifyEcdsa,
): void {
  const given = { scriptSig: input.finalScriptSig, witness: input.finalScriptWitness };
  const signatures = signaturesOf(given);
  const isSigned = signatures.length === spend.m && matchSignatures(signatures, spend, verify) !== undefined;
  if (isSigned && sameScripts(given, finalScripts(spend.scriptType, spend.multisigScript, signatures))) return;
  throw new IcehouseError({
    code: 'psbt/final-script-invalid',
    kind: 'refused',
    message: 'this input is marked as final, but its scripts do not spend the output',
    at: `inputs[${inputIndex}]`,
    expected: `${spend.m} valid signatures in the order of the keys and nothing else`,
  });
}

function sameScripts(left: FinalScripts, right: FinalScripts): boolean {
  const [one, other] = [left, right].map(({ scriptSig = NOTHING, witness = [] }) => [scriptSig, ...witness]);
  return one!.length === other!.length && one!.every((bytes, index) => equalBytes(bytes, other![index]!));
}

const NOTHING = new Uint8Array();

function satisfy(input: PsbtInput, spend: MultisigInput, inputIndex: number, verify: VerifyEcdsa): FinalScripts {
  if (input.sighashType !== undefined && input.sighashType !== SIGHASH_ALL) {
    throw new IcehouseError({
      code: 'psbt/sighash-type-not-supported-yet',
      message: 'this input asks for signatures that do not cover the whole transaction',
      at: `inputs[${inputIndex}].${IN.PSBT_IN_SIGHASH_TYPE.name}`,
      found: `${input.sighashType}`,
      expected: `${SIGHASH_ALL} (ALL)`,
    });
  }
  const good: Uint8Array[] = [];
  const bad: string[] = [];
  for (const publicKey of spend.publicKeys) {
    if (good.length === spend.m) break;
    const signature = input.partialSignatures.find((each) => equalBytes(each.publicKey, publicKey));
    if (signature === undefined) continue;
    const problem = signatureProblem(signature, spend, verify);
    if (problem === undefined) good.push(signature.signature);
    else bad.push(`${toHex(publicKey)}: ${problem}`);
  }
  if (good.length === spend.m) return finalScripts(spend.scriptType, spend.multisigScript, good);
  throw new IcehouseError({
    code: 'psbt/not-enough-signatures',
    message: 'this input has not enough valid signatures yet',
    at: `inputs[${inputIndex}]`,
    found: `${good.length}${bad.length === 0 ? '' : `, and bad ones (${bad.join('; ')})`}`,
    expected: `${spend.m}`,
    next: 'collect the signatures that are missing and combine them first',
  });
}

/**
 * BIP-0174: everything but the outputs spent and unknown fields is cleared. In version 2 the fields that make the
 * transaction stay as well, since it could not be told otherwise.
 */
function finalMap(map: KeyValueMap, { scriptSig, witness }: FinalScripts): KeyValueMap {
  const final = [
    ...(scriptSig === undefined ? [] : [record(IN.PSBT_IN_FINAL_SCRIPTSIG.type, scriptSig)]),
    ...(witness === undefined ? [] : [record(IN.PSBT_IN_FINAL_SCRIPTWITNESS.type, encodeWitness(witness))]),
  ];
  return final.reduce(withRecord, map.filter(staysWhenFinal));
}

const SPENT_OUTPUT: readonly number[] = [IN.PSBT_IN_NON_WITNESS_UTXO.type, IN.PSBT_IN_WITNESS_UTXO.type];

function staysWhenFinal(entry: KeyValue): boolean {
  const type = recordType(entry);
  const field = INPUT_FIELDS.byType[type];
  if (field === undefined || type === PROPRIETARY_TYPE || SPENT_OUTPUT.includes(type)) return true;
  return !field.versions.includes(0);
}
