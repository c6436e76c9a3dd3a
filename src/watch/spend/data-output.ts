/** An output that carries data and no money (OP_RETURN): a hash of a document, a few words; public for ever. */
import { sats } from '../../core/amount.ts';
import { concatBytes, fromHex, utf8ToBytes } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { TxOutput } from '../../core/tx/types.ts';

const OP_RETURN = 0x6a;
const OP_PUSHDATA1 = 0x4c;

/** What all nodes relay: a script of 83 bytes, the opcode and the push included. */
const MOST_BYTES = 80;

/** @throws IcehouseError `spend/data-length`. */
export function dataOutput(data: Uint8Array): TxOutput {
  if (data.length === 0 || data.length > MOST_BYTES) {
    throw new IcehouseError({
      code: 'spend/data-length',
      kind: 'refused',
      message: 'so much data is not relayed by all nodes',
      found: `${data.length} bytes`,
      expected: `1 to ${MOST_BYTES}`,
      next: 'put the hash of a document there in place of the document',
    });
  }
  const push = data.length < OP_PUSHDATA1 ? [data.length] : [OP_PUSHDATA1, data.length];
  return { amount: sats(0n), scriptPubKey: concatBytes(Uint8Array.of(OP_RETURN, ...push), data) };
}

/** Reads what a person types: text, or bytes as `hex:…`. @throws IcehouseError `spend/data-not-hex`. */
export function parseData(text: string): Uint8Array {
  return text.startsWith('hex:') ? fromHex(text.slice(4), 'spend/data-not-hex', 'hex:…') : utf8ToBytes(text);
}
