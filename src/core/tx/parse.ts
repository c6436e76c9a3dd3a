/**
 * Bytes to transaction, strictly: BIP-0144 witness form or the older one, minimal sizes, amounts that can exist, no byte
 * too many. Counts are bounded by what a block can hold before anything is allocated. The reverse is
 * `tx/serialize.ts`; whether a transaction is wise is the review's question.
 */
import { MAX_MONEY } from '../amount.ts';
import { toHex } from '../bytes.ts';
import { sha256 } from '../hash.ts';
import { createReader, type Reader } from './reader.ts';
import type { Transaction, TxInput, TxOutput } from './types.ts';

/** No block holds more: its weight is at most 4,000,000 and each byte weighs one unit or four (BIP-0141). */
export const MAX_TRANSACTION_BYTES = 4_000_000;
/** An input takes at least 41 bytes of four weight units, an output 9. */
export const MAX_INPUTS = 24_390;
export const MAX_OUTPUTS = 111_111;
/** Far above the 1,000 stack elements that script allows; keeps a hostile witness from filling the memory. */
export const MAX_WITNESS_ITEMS = 100_000;

const INPUT_BYTES = 41;
const OUTPUT_BYTES = 9;
const NO_WITNESS: readonly Uint8Array[] = [];

export interface ParseTransactionOptions {
  /**
   * `network` (the default): as nodes pass it on, with or without witness, at least one input and one output.
   * `unsigned`: the witness-less form inside a PSBT of version 0, which may still be without inputs or outputs.
   */
  readonly form?: 'network' | 'unsigned';
  /** Name of the surrounding field, for errors. */
  readonly at?: string;
  /** Position of the first byte in the file, for errors. */
  readonly base?: number;
}

/**
 * Reads a transaction. The byte arrays of the result are views into `bytes`, which must not be changed afterwards.
 * Not checked here: duplicate outpoints, scripts, signatures (see `review/`).
 *
 * @throws IcehouseError `tx/truncated`, `tx/trailing-bytes`, `tx/size-not-minimal`, `tx/size-too-large`,
 *   `tx/count-too-large`, `tx/too-large`, `tx/no-inputs`, `tx/no-outputs`, `tx/unknown-flag`, `tx/empty-witness`,
 *   `tx/amounts-too-large`, `amount/out-of-range`.
 */
export function parseTransaction(bytes: Uint8Array, options: ParseTransactionOptions = {}): Transaction {
  return readTransaction(bytes, options, 'kept').transaction;
}

/**
 * Reads a previous transaction and computes its id. Its witness is checked for form and then left out of the value:
 * nothing is ever read from it, and a hostile file could fill the memory with it.
 *
 * @throws IcehouseError as {@link parseTransaction} does.
 */
export function parsePreviousTransaction(
  bytes: Uint8Array,
  options: Omit<ParseTransactionOptions, 'form'> = {},
): { readonly transaction: Transaction; readonly txid: string } {
  const { transaction, bodyStart, bodyEnd } = readTransaction(bytes, options, 'left out');
  const first = sha256.create();
  first.update(bytes.subarray(0, 4));
  first.update(bytes.subarray(bodyStart, bodyEnd));
  first.update(bytes.subarray(bytes.length - 4));
  return { transaction, txid: toHex(sha256(first.digest()).reverse()) };
}

interface ReadTransaction {
  readonly transaction: Transaction;
  /** Where inputs and outputs stand: with version and lock time around them they are the txid's preimage. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
}

function readTransaction(
  bytes: Uint8Array,
  { form = 'network', at, base }: ParseTransactionOptions,
  witnesses: 'kept' | 'left out',
): ReadTransaction {
  const reader = createReader(bytes, {
    area: 'tx',
    ...(at === undefined ? {} : { at }),
    ...(base === undefined ? {} : { base }),
  });
  if (bytes.length > MAX_TRANSACTION_BYTES) {
    throw reader.failure('too-large', {
      message: 'no block has room for a transaction of this size',
      found: `${bytes.length} bytes`,
      expected: `at most ${MAX_TRANSACTION_BYTES}`,
    });
  }
  const version = reader.uint32();
  const hasWitness = form === 'network' && bytes[4] === 0x00;
  if (hasWitness) readMarker(reader);
  const bodyStart = reader.position();
  const bareInputs = readInputs(reader);
  const outputs = readOutputs(reader);
  const bodyEnd = reader.position();
  if (form === 'network') refuseEmpty(reader, bareInputs, outputs);
  const inputs = hasWitness ? readWitnesses(reader, bareInputs, witnesses) : bareInputs;
  const lockTime = reader.uint32();
  reader.end();
  return { transaction: { version, inputs, outputs, lockTime }, bodyStart, bodyEnd };
}

/** BIP-0144: a marker 0x00 where the count of inputs would stand, then the flag 0x01. */
function readMarker(reader: Reader): void {
  reader.uint8();
  const flag = reader.uint8();
  if (flag === 0x01) return;
  if (flag === 0x00) throw reader.failure('no-inputs', { message: 'the transaction has no inputs' });
  throw reader.failure('unknown-flag', {
    message: 'the transaction announces a form that is not known',
    found: `flag ${flag}`,
    expected: 'flag 1 (BIP-0144)',
  });
}

function readInputs(reader: Reader): TxInput[] {
  const count = reader.count({ elementSize: INPUT_BYTES, cap: MAX_INPUTS, what: 'inputs' });
  const inputs: TxInput[] = [];
  for (let index = 0; index < count; index++) {
    const txid = txidText(reader.bytes(32));
    const vout = reader.uint32();
    const scriptSig = reader.sizedBytes();
    const sequence = reader.uint32();
    inputs.push({ txid, vout, scriptSig, sequence, witness: NO_WITNESS });
  }
  return inputs;
}

function readOutputs(reader: Reader): TxOutput[] {
  const count = reader.count({ elementSize: OUTPUT_BYTES, cap: MAX_OUTPUTS, what: 'outputs' });
  const outputs: TxOutput[] = [];
  let total = 0n;
  for (let index = 0; index < count; index++) {
    const amount = reader.amount();
    const scriptPubKey = reader.sizedBytes();
    total += amount;
    outputs.push({ amount, scriptPubKey });
  }
  if (total > MAX_MONEY) {
    throw reader.failure('amounts-too-large', {
      message: 'the outputs add up to more than 21 million bitcoin',
      found: `${total} sat`,
    });
  }
  return outputs;
}

function refuseEmpty(reader: Reader, inputs: readonly TxInput[], outputs: readonly TxOutput[]): void {
  if (inputs.length === 0) throw reader.failure('no-inputs', { message: 'the transaction has no inputs' });
  if (outputs.length === 0) throw reader.failure('no-outputs', { message: 'the transaction has no outputs' });
}

function readWitnesses(reader: Reader, inputs: readonly TxInput[], witnesses: 'kept' | 'left out'): TxInput[] {
  let total = 0;
  const withWitness = inputs.map((input) => {
    const count = reader.count({ elementSize: 1, cap: MAX_WITNESS_ITEMS - total, what: 'witness elements' });
    total += count;
    const witness: Uint8Array[] = [];
    for (let item = 0; item < count; item++) {
      const element = reader.sizedBytes();
      if (witnesses === 'kept') witness.push(element);
    }
    return witness.length === 0 ? input : { ...input, witness };
  });
  if (total === 0) {
    throw reader.failure('empty-witness', {
      message: 'the witness form is used but no input has a witness (BIP-0144)',
    });
  }
  return withWitness;
}

/** A transaction id in the order that people read: the hash reversed. */
export function txidText(hash: Uint8Array): string {
  return toHex(new Uint8Array(hash).reverse());
}
