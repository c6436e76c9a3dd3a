/**
 * Single changes to a PSBT as values: each function gives a new PSBT in which one thing differs and every other byte is
 * the same. Whether a signature verifies or ought to be made is decided before (`psbt/combine.ts`, `cold/sign/`).
 */
import { equalBytes } from '../bytes.ts';
import { IcehouseError, invariant } from '../errors.ts';
import { uint32Bytes } from '../tx/writer.ts';
import { checkGlobal, reassembleInput } from './assemble.ts';
import { readGlobalXpubs } from './derivations.ts';
import { GLOBAL_FIELDS, INPUT_FIELDS } from './fields.ts';
import { findValue, keyData, record } from './maps.ts';
import { modifiableAfterSigning } from './modifiable.ts';
import { withPartialSignatureRecord, withRecord } from './record-order.ts';
import type { KeyValue, KeyValueMap, PartialSignature, Psbt } from './types.ts';

const IN = INPUT_FIELDS.named;
const GLOBAL = GLOBAL_FIELDS.named;

/** A signature and the input it is for. */
export interface InputSignature extends PartialSignature {
  readonly inputIndex: number;
}

/**
 * Adds one partial signature. In version 2 the flags of PSBT_GLOBAL_TX_MODIFIABLE, where they stand, are cleared as
 * BIP-0370 asks of a signer. A signature that stands already, byte for byte, changes nothing.
 *
 * @throws IcehouseError `psbt/no-such-input`, `psbt/signature-exists`, `psbt/invalid-key`, `psbt/invalid-value`.
 */
export function withPartialSignature(psbt: Psbt, inputIndex: number, signature: PartialSignature): Psbt {
  return withPartialSignatures(psbt, [{ inputIndex, ...signature }]);
}

/** Adds many partial signatures at once. @throws IcehouseError as {@link withPartialSignature} does. */
export function withPartialSignatures(psbt: Psbt, signatures: readonly InputSignature[]): Psbt {
  const maps = new Map<number, KeyValueMap>();
  for (const { inputIndex, publicKey, signature } of signatures) {
    const map = maps.get(inputIndex) ?? inputAt(psbt, inputIndex).map;
    const entry = record(IN.PSBT_IN_PARTIAL_SIG.type, signature, publicKey);
    const standing = map.find(({ key }) => equalBytes(key, entry.key));
    if (standing !== undefined && equalBytes(standing.value, signature)) continue;
    if (standing !== undefined) throw signatureExists(inputIndex);
    maps.set(inputIndex, withPartialSignatureRecord(map, entry));
  }
  const added = signatures.filter(({ inputIndex }) => maps.has(inputIndex));
  return withGlobalMap(withInputMaps(psbt, maps), withFlagsAfterSigning(psbt.map, added));
}

/**
 * Takes the partial signature of a key out of an input, such as one that does not verify. The flags of version 2 stay.
 *
 * @throws IcehouseError `psbt/no-such-input`.
 */
export function withoutPartialSignature(psbt: Psbt, inputIndex: number, publicKey: Uint8Array): Psbt {
  const { map } = inputAt(psbt, inputIndex);
  const isTheirs = (entry: KeyValue) =>
    entry.key[0] === IN.PSBT_IN_PARTIAL_SIG.type && equalBytes(keyData(entry), publicKey);
  return withInputMaps(psbt, new Map([[inputIndex, map.filter((entry) => !isTheirs(entry))]]));
}

/** Sets PSBT_IN_SIGHASH_TYPE of an input. @throws IcehouseError `psbt/no-such-input`. */
export function withSighashType(psbt: Psbt, inputIndex: number, sighashType: number): Psbt {
  return withInputRecord(psbt, inputIndex, record(IN.PSBT_IN_SIGHASH_TYPE.type, uint32Bytes(sighashType)));
}

/**
 * Sets one record of an input that does not touch the transaction: in place where its key stands, otherwise where its
 * type belongs.
 *
 * @throws IcehouseError `psbt/no-such-input`, `psbt/record-not-editable` for what an input spends, and what the parser
 *   would throw for such an input.
 */
export function withInputRecord(psbt: Psbt, inputIndex: number, entry: KeyValue): Psbt {
  const field = INPUT_FIELDS.byType[entry.key[0] ?? 0];
  if (field !== undefined && !field.versions.includes(0)) throw notEditable(`inputs[${inputIndex}].${field.name}`);
  return withInputMaps(psbt, new Map([[inputIndex, withRecord(inputAt(psbt, inputIndex).map, entry)]]));
}

/**
 * Sets one record of the global map that does not touch the transaction: an extended key, a proprietary or an unknown
 * record.
 *
 * @throws IcehouseError `psbt/record-not-editable` for the fields that make the transaction or the version, and what the
 *   parser would throw for such a global map.
 */
export function withGlobalRecord(psbt: Psbt, entry: KeyValue): Psbt {
  const field = GLOBAL_FIELDS.byType[entry.key[0] ?? 0];
  const editable = [GLOBAL.PSBT_GLOBAL_XPUB, GLOBAL.PSBT_GLOBAL_TX_MODIFIABLE, GLOBAL.PSBT_GLOBAL_PROPRIETARY];
  if (field !== undefined && !editable.some(({ type }) => type === field.type)) {
    throw notEditable(`global.${field.name}`);
  }
  return withGlobalMap(psbt, withRecord(psbt.map, entry));
}

/** Replaces whole input maps; each is checked as the parser would. */
export function withInputMaps(psbt: Psbt, maps: ReadonlyMap<number, KeyValueMap>): Psbt {
  if (maps.size === 0) return psbt;
  const inputs = psbt.inputs.map((input, index) => {
    const map = maps.get(index);
    return map === undefined ? input : reassembleInput(map, input, psbt.version, index);
  });
  return { ...psbt, inputs };
}

function withGlobalMap(psbt: Psbt, map: KeyValueMap): Psbt {
  if (map === psbt.map) return psbt;
  const place = { name: 'global' };
  const { unknown } = checkGlobal(map, place);
  const modifiable = findValue(map, GLOBAL.PSBT_GLOBAL_TX_MODIFIABLE)?.[0];
  return { ...psbt, map, unknown, modifiable, xpubs: readGlobalXpubs(map, place) };
}

function withFlagsAfterSigning(global: KeyValueMap, signatures: readonly PartialSignature[]): KeyValueMap {
  const flags = findValue(global, GLOBAL.PSBT_GLOBAL_TX_MODIFIABLE)?.[0];
  if (flags === undefined) return global;
  const after = signatures.reduce((left, { signature }) => {
    const sighashType = signature.at(-1);
    invariant(sighashType !== undefined, 'a signature without bytes is refused when its input is read again');
    return modifiableAfterSigning(left, sighashType);
  }, flags);
  return withRecord(global, record(GLOBAL.PSBT_GLOBAL_TX_MODIFIABLE.type, Uint8Array.of(after)));
}

function inputAt(psbt: Psbt, inputIndex: number): Psbt['inputs'][number] {
  const input = psbt.inputs[inputIndex];
  if (input !== undefined) return input;
  throw new IcehouseError({
    code: 'psbt/no-such-input',
    message: 'the transaction has no input of that number',
    found: `${inputIndex}`,
    expected: `below ${psbt.inputs.length}`,
  });
}

function signatureExists(inputIndex: number): IcehouseError {
  return new IcehouseError({
    code: 'psbt/signature-exists',
    message: 'another signature by the same key stands in this input already',
    at: `inputs[${inputIndex}].${IN.PSBT_IN_PARTIAL_SIG.name}`,
    next: 'take the old one out first',
  });
}

function notEditable(at: string): IcehouseError {
  return new IcehouseError({
    code: 'psbt/record-not-editable',
    message: 'this field belongs to the transaction and cannot be set afterwards',
    at,
  });
}
