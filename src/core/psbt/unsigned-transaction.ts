/**
 * The unsigned transaction of a PSBT: one field in version 0, spread over the maps in version 2 (BIP-0370). The maps
 * have passed `checkFields`, so that required fields are there and have their lengths.
 */
import { MAX_MONEY } from '../amount.ts';
import { IcehouseError, invariant } from '../errors.ts';
import { FINAL_SEQUENCE } from '../tx/locktime.ts';
import { MAX_INPUTS, MAX_OUTPUTS, parseTransaction, txidText } from '../tx/parse.ts';
import { createReader } from '../tx/reader.ts';
import type { Transaction, TxInput, TxOutput } from '../tx/types.ts';
import { contextOf, type MapPlace } from './check-fields.ts';
import { type Field, GLOBAL_FIELDS, INPUT_FIELDS, OUTPUT_FIELDS } from './fields.ts';
import { determineLockTime } from './locktime.ts';
import { findValue } from './maps.ts';
import type { KeyValueMap } from './types.ts';
import { decodeCompactSize, decodeUint32 } from './values.ts';

const GLOBAL = GLOBAL_FIELDS.named;
const IN = INPUT_FIELDS.named;
const OUT = OUTPUT_FIELDS.named;

const NOTHING = new Uint8Array();

/**
 * Version 0: the transaction in the global map.
 *
 * @throws IcehouseError `psbt/script-sig-in-unsigned-transaction`, and what parsing a transaction throws (`tx/…`).
 */
export function unsignedTransactionField(globalMap: KeyValueMap, place: MapPlace): Transaction {
  const field = GLOBAL.PSBT_GLOBAL_UNSIGNED_TX;
  const value = requiredValue(globalMap, field);
  const context = contextOf(value, field, place);
  const transaction = parseTransaction(value, { ...context, form: 'unsigned' });
  const signed = transaction.inputs.findIndex(({ scriptSig }) => scriptSig.length > 0);
  if (signed < 0) return transaction;
  throw new IcehouseError({
    code: 'psbt/script-sig-in-unsigned-transaction',
    message: 'the unsigned transaction has a script signature (BIP-0174)',
    at: `${context.at}.inputs[${signed}]`,
  });
}

/** Version 2: how many input and output maps follow. @throws IcehouseError `psbt/count-too-large`. */
export function announcedCounts(globalMap: KeyValueMap, place: MapPlace): { inputs: number; outputs: number } {
  const read = (field: Field, cap: number): number => {
    const value = requiredValue(globalMap, field);
    const context = contextOf(value, field, place);
    const count = decodeCompactSize(value, context);
    if (count <= cap) return count;
    throw new IcehouseError({
      code: 'psbt/count-too-large',
      message: 'more inputs or outputs are announced than a block can hold',
      at: context.at,
      found: `${count}`,
      expected: `at most ${cap}`,
    });
  };
  return {
    inputs: read(GLOBAL.PSBT_GLOBAL_INPUT_COUNT, MAX_INPUTS),
    outputs: read(GLOBAL.PSBT_GLOBAL_OUTPUT_COUNT, MAX_OUTPUTS),
  };
}

/**
 * Version 2: puts the transaction together, with a missing sequence as 0xffffffff and the lock time by BIP-0370's rule.
 *
 * @throws IcehouseError `psbt/locktime-conflict`, `psbt/amounts-too-large`, `amount/out-of-range`.
 */
export function assembleTransaction(
  globalMap: KeyValueMap,
  inputMaps: readonly KeyValueMap[],
  outputMaps: readonly KeyValueMap[],
  file: Uint8Array | undefined,
): Transaction {
  const fallback = numberOf(globalMap, GLOBAL.PSBT_GLOBAL_FALLBACK_LOCKTIME);
  const required = inputMaps.map((map) => ({
    time: numberOf(map, IN.PSBT_IN_REQUIRED_TIME_LOCKTIME),
    height: numberOf(map, IN.PSBT_IN_REQUIRED_HEIGHT_LOCKTIME),
  }));
  const outputs = outputMaps.map((map, index) => outputOf(map, { name: `outputs[${index}]`, file }));
  if (outputs.reduce((total, { amount }) => total + amount, 0n) > MAX_MONEY) {
    throw new IcehouseError({
      code: 'psbt/amounts-too-large',
      message: 'the outputs add up to more than 21 million bitcoin',
      at: 'outputs',
    });
  }
  return {
    version: decodeUint32(requiredValue(globalMap, GLOBAL.PSBT_GLOBAL_TX_VERSION)),
    inputs: inputMaps.map(inputOf),
    outputs,
    lockTime: determineLockTime(required, fallback),
  };
}

function inputOf(map: KeyValueMap): TxInput {
  return {
    txid: txidText(requiredValue(map, IN.PSBT_IN_PREVIOUS_TXID)),
    vout: decodeUint32(requiredValue(map, IN.PSBT_IN_OUTPUT_INDEX)),
    scriptSig: NOTHING,
    sequence: numberOf(map, IN.PSBT_IN_SEQUENCE) ?? FINAL_SEQUENCE,
    witness: [],
  };
}

function outputOf(map: KeyValueMap, place: MapPlace): TxOutput {
  const amount = requiredValue(map, OUT.PSBT_OUT_AMOUNT);
  return {
    amount: createReader(amount, contextOf(amount, OUT.PSBT_OUT_AMOUNT, place)).amount(),
    scriptPubKey: requiredValue(map, OUT.PSBT_OUT_SCRIPT),
  };
}

function numberOf(map: KeyValueMap, field: Field): number | undefined {
  const value = findValue(map, field);
  return value && decodeUint32(value);
}

function requiredValue(map: KeyValueMap, field: Field): Uint8Array {
  const value = findValue(map, field);
  invariant(value, `${field.name} was found missing by checkFields already`);
  return value;
}
