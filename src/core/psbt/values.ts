/**
 * The values inside PSBT records, to and from bytes: key origins, witness stacks, outputs, small numbers. Shapes are
 * checked before these are called (see `psbt/fields.ts`).
 */

import { fromHex, toHex } from '../bytes.ts';
import type { DerivationPath, Fingerprint } from '../key/types.ts';
import { MAX_WITNESS_ITEMS } from '../tx/parse.ts';
import { createReader, type ReaderContext } from '../tx/reader.ts';
import type { TxOutput } from '../tx/types.ts';
import { compactSizeLength, createWriter, sizedLength } from '../tx/writer.ts';

/** Key origin of BIP-0174: four bytes of fingerprint, then four for each step of the path. */
export function decodeKeyOrigin(value: Uint8Array): { fingerprint: Fingerprint; path: DerivationPath } {
  const path: number[] = [];
  for (let offset = 4; offset < value.length; offset += 4) path.push(decodeUint32(value, offset));
  return { fingerprint: toHex(value.subarray(0, 4)), path };
}

export function encodeKeyOrigin(fingerprint: Fingerprint, path: DerivationPath): Uint8Array {
  const writer = createWriter(4 + 4 * path.length);
  writer.bytes(fromHex(fingerprint, 'psbt/invalid-fingerprint'));
  for (const step of path) writer.uint32(step);
  return writer.target;
}

export function decodeUint32(bytes: Uint8Array, offset = 0): number {
  const [a, b, c, d] = [bytes[offset]!, bytes[offset + 1]!, bytes[offset + 2]!, bytes[offset + 3]!];
  return (a | (b << 8) | (c << 16) | (d << 24)) >>> 0;
}

/** A whole value that is one compact size. @throws IcehouseError `psbt/truncated`, `psbt/trailing-bytes` and others. */
export function decodeCompactSize(value: Uint8Array, context: ReaderContext): number {
  const reader = createReader(value, context);
  const size = reader.compactSize();
  reader.end();
  return size;
}

export function encodeCompactSize(value: number): Uint8Array {
  const writer = createWriter(compactSizeLength(value));
  writer.compactSize(value);
  return writer.target;
}

/** Witness stack of PSBT_IN_FINAL_SCRIPTWITNESS. @throws IcehouseError `psbt/truncated` and others. */
export function decodeWitness(value: Uint8Array, context: ReaderContext): Uint8Array[] {
  const reader = createReader(value, context);
  const count = reader.count({ elementSize: 1, cap: MAX_WITNESS_ITEMS, what: 'witness elements' });
  const witness = Array.from({ length: count }, () => reader.sizedBytes());
  reader.end();
  return witness;
}

export function encodeWitness(witness: readonly Uint8Array[]): Uint8Array {
  const elements = witness.reduce((size, element) => size + sizedLength(element), 0);
  const writer = createWriter(compactSizeLength(witness.length) + elements);
  writer.compactSize(witness.length);
  for (const element of witness) writer.sizedBytes(element);
  return writer.target;
}

/** Output of PSBT_IN_WITNESS_UTXO. @throws IcehouseError `amount/out-of-range`, `psbt/truncated` and others. */
export function decodeOutput(value: Uint8Array, context: ReaderContext): TxOutput {
  const reader = createReader(value, context);
  const output = { amount: reader.amount(), scriptPubKey: reader.sizedBytes() };
  reader.end();
  return output;
}
