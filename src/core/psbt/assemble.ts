/**
 * From three kinds of maps to a PSBT value: checks every field and reads the typed values beside the maps. All ways to a
 * PSBT end here, whether it is parsed, created, edited or converted, so that none holds a field which the parser would
 * refuse; the caps on sizes and counts of a file are the parser's own.
 */
import { IcehouseError } from '../errors.ts';
import { txidOf } from '../tx/txid.ts';
import { type CheckedMap, checkFields, type MapPlace } from './check-fields.ts';
import { readGlobalXpubs } from './derivations.ts';
import { GLOBAL_FIELDS, INPUT_FIELDS, OUTPUT_FIELDS, type PsbtVersion } from './fields.ts';
import { findValue } from './maps.ts';
import { readInput } from './read-input.ts';
import { readOutput } from './read-output.ts';
import type { KeyValueMap, Psbt, PsbtInput } from './types.ts';
import { assembleTransaction, unsignedTransactionField } from './unsigned-transaction.ts';
import { decodeUint32 } from './values.ts';

const GLOBAL = GLOBAL_FIELDS.named;

export interface PsbtMaps {
  readonly global: KeyValueMap;
  readonly inputs: readonly KeyValueMap[];
  readonly outputs: readonly KeyValueMap[];
}

/**
 * Previous transactions of one file may together have this many inputs and outputs: each of them becomes a value in
 * memory, and small ones take far more there than in the file.
 */
const MAX_PREVIOUS_PARTS = 500_000;

/** The version that a global map states; 0 where it states none. @throws IcehouseError `psbt/unknown-version`. */
export function versionOf(globalMap: KeyValueMap): PsbtVersion {
  const value = findValue(globalMap, GLOBAL.PSBT_GLOBAL_VERSION);
  const version = value === undefined ? 0 : value.length === 4 ? decodeUint32(value) : Number.NaN;
  if (version === 0 || version === 2) return version;
  throw new IcehouseError({
    code: 'psbt/unknown-version',
    message: 'this version of PSBT is not known',
    at: 'global.PSBT_GLOBAL_VERSION',
    found: Number.isNaN(version) ? `${value?.length} bytes` : `${version}`,
    expected: '0 or 2',
  });
}

/** Holds the global map against its table. @throws IcehouseError see {@link checkFields}, and `psbt/unknown-version`. */
export function checkGlobal(globalMap: KeyValueMap, place: MapPlace): CheckedMap & { readonly version: PsbtVersion } {
  const version = versionOf(globalMap);
  return { version, ...checkFields(globalMap, GLOBAL_FIELDS, version, place) };
}

/**
 * Builds the value. `file` is the whole file that the maps are views into, for positions in errors.
 *
 * @throws IcehouseError all codes of `psbt/…`, `tx/…` and `amount/…` that `parsePsbt` names.
 */
export function assemblePsbt(maps: PsbtMaps, file?: Uint8Array): Psbt {
  const place = (name: string): MapPlace => ({ name, file });
  const globalPlace = place('global');
  const { version, unknown } = checkGlobal(maps.global, globalPlace);
  const inputPlace = (index: number) => place(`inputs[${index}]`);
  const checkedInputs = maps.inputs.map((map, index) => checkFields(map, INPUT_FIELDS, version, inputPlace(index)));
  const checkedOutputs = maps.outputs.map((map, index) =>
    checkFields(map, OUTPUT_FIELDS, version, place(`outputs[${index}]`)),
  );
  const transaction =
    version === 0
      ? unsignedTransactionField(maps.global, globalPlace)
      : assembleTransaction(maps.global, maps.inputs, maps.outputs, file);
  refuseOtherCounts(maps, transaction);
  let previousParts = 0;
  const inputs = maps.inputs.map((map, index) => {
    const input = readInput(map, checkedInputs[index]!, transaction.inputs[index]!, inputPlace(index));
    previousParts += partsOf(input);
    if (previousParts > MAX_PREVIOUS_PARTS) throw tooManyParts(index);
    return input;
  });
  const modifiable = findValue(maps.global, GLOBAL.PSBT_GLOBAL_TX_MODIFIABLE);
  return {
    version,
    transaction,
    txid: txidOf(transaction),
    inputs,
    outputs: maps.outputs.map((map, index) => readOutput(map, checkedOutputs[index]!, transaction.outputs[index]!)),
    xpubs: readGlobalXpubs(maps.global, globalPlace),
    modifiable: modifiable?.[0],
    unknown,
    map: maps.global,
  };
}

/** Reads one input again after its map was changed. @throws IcehouseError as {@link assemblePsbt} does for an input. */
export function reassembleInput(map: KeyValueMap, former: PsbtInput, version: PsbtVersion, index: number): PsbtInput {
  const place = { name: `inputs[${index}]` };
  return readInput(map, checkFields(map, INPUT_FIELDS, version, place), former, place);
}

function refuseOtherCounts({ inputs, outputs }: PsbtMaps, transaction: Psbt['transaction']): void {
  if (inputs.length === transaction.inputs.length && outputs.length === transaction.outputs.length) return;
  throw new IcehouseError({
    code: 'psbt/map-count',
    message: 'there is not one map for each input and output of the unsigned transaction',
    found: `${inputs.length} input maps and ${outputs.length} output maps`,
    expected: `${transaction.inputs.length} and ${transaction.outputs.length}`,
  });
}

function partsOf({ nonWitnessUtxo }: PsbtInput): number {
  if (nonWitnessUtxo === undefined) return 0;
  return nonWitnessUtxo.transaction.inputs.length + nonWitnessUtxo.transaction.outputs.length;
}

function tooManyParts(index: number): IcehouseError {
  return new IcehouseError({
    code: 'psbt/previous-transactions-too-large',
    message: 'the previous transactions have more inputs and outputs than can be handled together',
    at: `inputs[${index}].${INPUT_FIELDS.named.PSBT_IN_NON_WITNESS_UTXO.name}`,
    expected: `at most ${MAX_PREVIOUS_PARTS} in all`,
    next: 'split the payment into several with fewer inputs',
  });
}
