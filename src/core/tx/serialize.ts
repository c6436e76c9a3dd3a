/**
 * Transaction to bytes: the witness form of BIP-0144 where any input has a witness, and the older form, whose double
 * hash is the transaction id. The reverse is `tx/parse.ts`.
 */
import { hexToBytes } from '@noble/hashes/utils.js';
import type { OutPoint, Transaction, TxOutput } from './types.ts';
import { compactSizeLength, createWriter, sizedLength, type Writer } from './writer.ts';

/** As nodes pass it on: with the witness where there is one. */
export function serializeTransaction(transaction: Transaction): Uint8Array {
  return hasWitness(transaction) ? serialize(transaction, 'with') : serialize(transaction, 'without');
}

/** Without witness: what the transaction id is the hash of, and the form of a PSBT's unsigned transaction. */
export function serializeWithoutWitness(transaction: Transaction): Uint8Array {
  return serialize(transaction, 'without');
}

export function hasWitness(transaction: Transaction): boolean {
  return transaction.inputs.some((input) => input.witness.length > 0);
}

/** Bytes of {@link serializeWithoutWitness}, without writing them. */
export function strippedSize({ inputs, outputs }: Transaction): number {
  let size = 4 + compactSizeLength(inputs.length) + compactSizeLength(outputs.length) + 4;
  for (const input of inputs) size += 36 + sizedLength(input.scriptSig) + 4;
  for (const output of outputs) size += 8 + sizedLength(output.scriptPubKey);
  return size;
}

/** Bytes that marker, flag and witnesses add; 0 where there is no witness. */
export function witnessSize(transaction: Transaction): number {
  if (!hasWitness(transaction)) return 0;
  let size = 2;
  for (const { witness } of transaction.inputs) {
    size += compactSizeLength(witness.length);
    for (const element of witness) size += sizedLength(element);
  }
  return size;
}

function serialize(transaction: Transaction, witnesses: 'with' | 'without'): Uint8Array {
  const { version, inputs, outputs, lockTime } = transaction;
  const extra = witnesses === 'with' ? witnessSize(transaction) : 0;
  const writer = createWriter(strippedSize(transaction) + extra);
  writer.uint32(version);
  if (witnesses === 'with') {
    writer.uint8(0x00);
    writer.uint8(0x01);
  }
  writer.compactSize(inputs.length);
  for (const input of inputs) {
    writeOutPoint(writer, input);
    writer.sizedBytes(input.scriptSig);
    writer.uint32(input.sequence);
  }
  writer.compactSize(outputs.length);
  for (const output of outputs) writeOutput(writer, output);
  if (witnesses === 'with') {
    for (const { witness } of inputs) {
      writer.compactSize(witness.length);
      for (const element of witness) writer.sizedBytes(element);
    }
  }
  writer.uint32(lockTime);
  return writer.target;
}

/** 36 bytes: the hash as it is on the wire (the txid's text reversed) and the output's index. */
export function writeOutPoint(writer: Writer, { txid, vout }: OutPoint): void {
  writer.bytes(txidBytes(txid));
  writer.uint32(vout);
}

export function writeOutput(writer: Writer, { amount, scriptPubKey }: TxOutput): void {
  writer.uint64(amount);
  writer.sizedBytes(scriptPubKey);
}

/** An output alone, as in PSBT_IN_WITNESS_UTXO. */
export function serializeOutput(output: TxOutput): Uint8Array {
  const writer = createWriter(8 + sizedLength(output.scriptPubKey));
  writeOutput(writer, output);
  return writer.target;
}

/** A transaction id in the order of the wire. */
export function txidBytes(txid: string): Uint8Array {
  return hexToBytes(txid).reverse();
}
