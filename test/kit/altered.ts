/** A final multisig transaction with one wrong signature, and nothing else about it wrong. */
import type { Transaction } from '../../src/core/tx/types.ts';

/** Where `S` of the first signature ends; its sighash byte follows. */
const FROM_END_OF_SIGNATURE = 2;

/** The same transaction with the last byte of one signature's S altered: DER, sighash and size stay as they are. */
export function withAlteredSignature(transaction: Transaction): Transaction {
  const [first, ...others] = transaction.inputs;
  const altered =
    first!.witness.length > 0
      ? { ...first!, witness: first!.witness.map((item, index) => (index === 1 ? flipped(item, item.length) : item)) }
      : // OP_0, then the length and bytes of the first signature.
        { ...first!, scriptSig: flipped(first!.scriptSig, 2 + first!.scriptSig[1]!) };
  return { ...transaction, inputs: [altered, ...others] };
}

function flipped(bytes: Uint8Array, end: number): Uint8Array {
  return bytes.map((byte, index) => (index === end - FROM_END_OF_SIGNATURE ? byte ^ 0x01 : byte));
}
