/**
 * Makes a new PSBT: BIP-0174's creator and updater in one. What goes in is what a wallet knows about its own payment;
 * the fields stand in Bitcoin Core's order, so that the same payment always gives the same bytes.
 */
import { IcehouseError } from '../errors.ts';
import { FINAL_SEQUENCE } from '../tx/locktime.ts';
import { serializeOutput, serializeWithoutWitness, txidBytes } from '../tx/serialize.ts';
import type { Transaction, TxInput, TxOutput } from '../tx/types.ts';
import { createWriter, uint32Bytes } from '../tx/writer.ts';
import { assemblePsbt } from './assemble.ts';
import { derivationRecords, globalXpubRecords } from './derivations.ts';
import { type Field, GLOBAL_FIELDS, INPUT_FIELDS, OUTPUT_FIELDS, type PsbtVersion } from './fields.ts';
import { record } from './maps.ts';
import { orderedByType } from './record-order.ts';
import type { Bip32Derivation, GlobalXpub, KeyValue, KeyValueMap, Psbt } from './types.ts';
import { encodeCompactSize } from './values.ts';

const GLOBAL = GLOBAL_FIELDS.named;
const IN = INPUT_FIELDS.named;
const OUT = OUTPUT_FIELDS.named;

export interface NewPsbtInput {
  /** The previous transaction as it is on the network. Needed to prove the amount, for segwit inputs too. */
  readonly nonWitnessUtxo?: Uint8Array | undefined;
  /** The output spent, for segwit inputs: some signers want it beside the previous transaction. */
  readonly witnessUtxo?: TxOutput | undefined;
  readonly sighashType?: number | undefined;
  readonly redeemScript?: Uint8Array | undefined;
  readonly witnessScript?: Uint8Array | undefined;
  readonly bip32Derivations?: readonly Bip32Derivation[] | undefined;
  /** Further records, proprietary ones for instance. */
  readonly unknown?: KeyValueMap | undefined;
}

export type NewPsbtOutput = Pick<NewPsbtInput, 'redeemScript' | 'witnessScript' | 'bip32Derivations' | 'unknown'>;

export interface NewPsbt {
  /** 0 unless said otherwise: every signer reads it. */
  readonly version?: PsbtVersion | undefined;
  /** Unsigned: without script signatures and witnesses. */
  readonly transaction: Transaction;
  /** One for each input of the transaction, in its order; likewise the outputs. */
  readonly inputs: readonly NewPsbtInput[];
  readonly outputs: readonly NewPsbtOutput[];
  readonly xpubs?: readonly GlobalXpub[] | undefined;
  /** Further global records, such as the proposal. */
  readonly unknown?: KeyValueMap | undefined;
}

/**
 * Creates a PSBT. Derivations are put in the order of their keys. Version 2 is made without
 * PSBT_GLOBAL_TX_MODIFIABLE, which means that nothing in it may be changed. The byte arrays given are kept, not copied.
 *
 * @throws IcehouseError `psbt/already-signed` when the transaction carries script signatures or witnesses,
 *   `psbt/map-count`, and what the parser would throw for such a PSBT (`psbt/previous-transaction-mismatch` …).
 */
export function createPsbt({ version = 0, transaction, inputs, outputs, xpubs = [], unknown = [] }: NewPsbt): Psbt {
  const signed = transaction.inputs.findIndex((input) => input.scriptSig.length > 0 || input.witness.length > 0);
  if (signed >= 0) {
    throw new IcehouseError({
      code: 'psbt/already-signed',
      message: 'a PSBT is made from a transaction without signatures',
      at: `inputs[${signed}]`,
    });
  }
  const ofTransaction = transactionRecords(version, transaction);
  return assemblePsbt({
    global: orderedByType([...ofTransaction.global, ...globalXpubRecords(xpubs), ...unknown]),
    inputs: inputs.map((input, index) =>
      orderedByType([...(ofTransaction.inputs[index] ?? []), ...inputRecords(input), ...(input.unknown ?? [])]),
    ),
    outputs: outputs.map((output, index) =>
      orderedByType([...(ofTransaction.outputs[index] ?? []), ...outputRecords(output), ...(output.unknown ?? [])]),
    ),
  });
}

/** The records that hold the unsigned transaction; their maps are ordered by type. */
export interface TransactionRecords {
  readonly global: readonly KeyValue[];
  readonly inputs: readonly (readonly KeyValue[])[];
  readonly outputs: readonly (readonly KeyValue[])[];
}

/**
 * The transaction as fields: one in version 0; spread over the maps in version 2, where a lock time of 0 and a sequence
 * of 0xffffffff are left out, as they are what BIP-0370 takes for granted.
 */
export function transactionRecords(version: PsbtVersion, transaction: Transaction): TransactionRecords {
  if (version === 0) {
    const unsigned = record(GLOBAL.PSBT_GLOBAL_UNSIGNED_TX.type, serializeWithoutWitness(transaction));
    return { global: [unsigned], inputs: [], outputs: [] };
  }
  const lockTime = optional(GLOBAL.PSBT_GLOBAL_FALLBACK_LOCKTIME, transaction.lockTime || undefined, uint32Bytes);
  return {
    global: [
      record(GLOBAL.PSBT_GLOBAL_TX_VERSION.type, uint32Bytes(transaction.version)),
      ...lockTime,
      record(GLOBAL.PSBT_GLOBAL_INPUT_COUNT.type, encodeCompactSize(transaction.inputs.length)),
      record(GLOBAL.PSBT_GLOBAL_OUTPUT_COUNT.type, encodeCompactSize(transaction.outputs.length)),
      record(GLOBAL.PSBT_GLOBAL_VERSION.type, uint32Bytes(2)),
    ],
    inputs: transaction.inputs.map(outPointRecords),
    outputs: transaction.outputs.map(({ amount, scriptPubKey }) => [
      record(OUT.PSBT_OUT_AMOUNT.type, uint64Bytes(amount)),
      record(OUT.PSBT_OUT_SCRIPT.type, scriptPubKey),
    ]),
  };
}

function outPointRecords({ txid, vout, sequence }: TxInput): KeyValue[] {
  return [
    record(IN.PSBT_IN_PREVIOUS_TXID.type, txidBytes(txid)),
    record(IN.PSBT_IN_OUTPUT_INDEX.type, uint32Bytes(vout)),
    ...optional(IN.PSBT_IN_SEQUENCE, sequence === FINAL_SEQUENCE ? undefined : sequence, uint32Bytes),
  ];
}

function inputRecords(input: NewPsbtInput): KeyValue[] {
  return [
    ...optional(IN.PSBT_IN_NON_WITNESS_UTXO, input.nonWitnessUtxo, asIs),
    ...optional(IN.PSBT_IN_WITNESS_UTXO, input.witnessUtxo, serializeOutput),
    ...optional(IN.PSBT_IN_SIGHASH_TYPE, input.sighashType, uint32Bytes),
    ...optional(IN.PSBT_IN_REDEEM_SCRIPT, input.redeemScript, asIs),
    ...optional(IN.PSBT_IN_WITNESS_SCRIPT, input.witnessScript, asIs),
    ...derivationRecords(input.bip32Derivations ?? [], IN.PSBT_IN_BIP32_DERIVATION),
  ];
}

function outputRecords(output: NewPsbtOutput): KeyValue[] {
  return [
    ...optional(OUT.PSBT_OUT_REDEEM_SCRIPT, output.redeemScript, asIs),
    ...optional(OUT.PSBT_OUT_WITNESS_SCRIPT, output.witnessScript, asIs),
    ...derivationRecords(output.bip32Derivations ?? [], OUT.PSBT_OUT_BIP32_DERIVATION),
  ];
}

function optional<Value>(field: Field, value: Value | undefined, encode: (value: Value) => Uint8Array): KeyValue[] {
  return value === undefined ? [] : [record(field.type, encode(value))];
}

const asIs = (bytes: Uint8Array): Uint8Array => bytes;

function uint64Bytes(value: bigint): Uint8Array {
  const writer = createWriter(8);
  writer.uint64(value);
  return writer.target;
}
