/**
 * Bytes to PSBT (BIP-0174 version 0, BIP-0370 version 2). Maps are kept byte for byte, so that `psbt/serialize.ts` gives
 * the same file back; text forms (Base64, hex) are decoded before, in `psbt/text.ts`. Nothing read here is believed: the
 * review rebuilds what matters from the charter.
 */
import { IcehouseError } from '../errors.ts';
import { createReader, type Reader } from '../tx/reader.ts';
import { assemblePsbt, checkGlobal } from './assemble.ts';
import { MAX_RECORDS, readMap } from './maps.ts';
import type { KeyValueMap, Psbt } from './types.ts';
import { announcedCounts, unsignedTransactionField } from './unsigned-transaction.ts';

/** `psbt` and 0xff. */
export const PSBT_MAGIC: Uint8Array = Uint8Array.of(0x70, 0x73, 0x62, 0x74, 0xff);

/** 400 inputs with usual previous transactions take 1 MB; with those of large exchanges some 20 MB. */
export const MAX_PSBT_BYTES = 32 * 1024 * 1024;

/**
 * Reads a PSBT in its binary form, of version 0 or 2.
 *
 * Checked: the form of every map and field, sizes and counts, no key twice, that each previous transaction hashes to the
 * id its input names, amounts within 21 million bitcoin. Not checked: that public keys are on the curve and signatures
 * verify (`psbt/signatures.ts`), and everything that depends on the wallet (`review/`).
 *
 * The bytes are copied once; the byte arrays of the result are views into the copy and must not be changed.
 *
 * @throws IcehouseError `psbt/too-large`, `psbt/not-a-psbt`, `psbt/truncated`, `psbt/trailing-bytes`,
 *   `psbt/size-not-minimal`, `psbt/size-too-large`, `psbt/count-too-large`, `psbt/key-too-long`,
 *   `psbt/too-many-records`, `psbt/duplicate-key`, `psbt/unknown-version`, `psbt/field-not-in-version`,
 *   `psbt/missing-field`, `psbt/invalid-key`, `psbt/invalid-value`, `psbt/xpub-depth`,
 *   `psbt/script-sig-in-unsigned-transaction`, `psbt/locktime-conflict`, `psbt/amounts-too-large`,
 *   `psbt/previous-transaction-mismatch`, `psbt/previous-output-missing`, `psbt/previous-transactions-too-large`, the
 *   codes of `parseTransaction`, and `amount/out-of-range`.
 */
export function parsePsbt(bytes: Uint8Array): Psbt {
  if (bytes.length > MAX_PSBT_BYTES) {
    throw new IcehouseError({
      code: 'psbt/too-large',
      message: 'this file is too large for a PSBT',
      found: `${bytes.length} bytes`,
      expected: `at most ${MAX_PSBT_BYTES}`,
    });
  }
  if (!isPsbt(bytes)) {
    throw new IcehouseError({
      code: 'psbt/not-a-psbt',
      message: 'this is not a PSBT',
      at: 'byte 0',
      expected: 'the bytes "psbt" and 0xff at the beginning (BIP-0174)',
    });
  }
  const file = new Uint8Array(bytes);
  const reader = createReader(file, { area: 'psbt' });
  reader.bytes(PSBT_MAGIC.length);
  const budget = { left: MAX_RECORDS };
  const global = readMap(reader, budget);
  const counts = mapCounts(global, file);
  const readMaps = (count: number): KeyValueMap[] => Array.from({ length: count }, () => readMap(reader, budget));
  const inputs = readMaps(held(reader, counts.inputs));
  const outputs = readMaps(held(reader, counts.outputs));
  reader.end();
  return assemblePsbt({ global, inputs, outputs }, file);
}

/** Whether the bytes begin as a binary PSBT does. */
export function isPsbt(bytes: Uint8Array): boolean {
  return PSBT_MAGIC.every((byte, index) => bytes[index] === byte);
}

function mapCounts(global: KeyValueMap, file: Uint8Array): { readonly inputs: number; readonly outputs: number } {
  const place = { name: 'global', file };
  if (checkGlobal(global, place).version === 2) return announcedCounts(global, place);
  const { inputs, outputs } = unsignedTransactionField(global, place);
  return { inputs: inputs.length, outputs: outputs.length };
}

/** Each map takes at least its closing byte: more maps than bytes are refused before the first is read. */
function held(reader: Reader, count: number): number {
  if (count <= reader.remaining()) return count;
  throw reader.failure('truncated', {
    message: 'the file ends before the maps of all inputs and outputs',
    found: `${reader.remaining()} bytes for ${count} maps`,
    next: 'ask for the file again: it was cut off or altered on its way',
  });
}
