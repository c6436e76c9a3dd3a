/**
 * The transaction that a review described, put together from the review's inputs and outputs by bitcoinjs-lib, and the one
 * that stands in the file, read without our parser. They must be the same, and signatures must be over it.
 */
import { Transaction } from 'bitcoinjs-lib';
import type { Review } from '../../src/core/review/types.ts';
import { type LoosePsbt, recordValue } from '../edits/loose-psbt.ts';
import { uint32, uint64 } from '../edits/loose-transaction.ts';
import { holds } from '../engine/target.ts';

/** What a person was shown, as the network would see it without witnesses. */
export function describedTransaction({ inputs, outputs, psbt }: Review): Transaction {
  const described = new Transaction();
  described.version = psbt.transaction.version;
  described.locktime = psbt.transaction.lockTime;
  for (const { txid, vout, sequence } of inputs) {
    described.addInput(Uint8Array.from(Buffer.from(txid, 'hex')).reverse(), vout, sequence);
  }
  for (const { amount, scriptPubKey } of outputs) described.addOutput(scriptPubKey, amount);
  return described;
}

/** Holds the file against the description: for version 0 the whole transaction, for version 2 field by field. */
export function requireDescribed({ maps }: LoosePsbt, described: Transaction, review: Review): void {
  const [global, ...others] = maps;
  const unsigned = recordValue(global, 0x00);
  if (unsigned !== undefined) {
    holds(Buffer.compare(unsigned, described.toBuffer()) === 0, 'the transaction in the file is the one described');
    return;
  }
  const { inputs, outputs } = review;
  holds(others.length === inputs.length + outputs.length, 'each input and output of the file is described');
  const same = (value: Uint8Array | undefined, other: Uint8Array) => value && Buffer.compare(value, other) === 0;
  holds(same(recordValue(global, 0x02), uint32(described.version)) === true, 'the version is the one described');
  for (const [index, { hash, index: vout, sequence }] of described.ins.entries()) {
    const map = others[index];
    const given = recordValue(map, 0x10) ?? uint32(0xffff_ffff);
    const isSame = same(recordValue(map, 0x0e), hash) && same(recordValue(map, 0x0f), uint32(vout));
    holds(isSame === true && same(given, uint32(sequence)) === true, 'each input of the file is the one described');
  }
  for (const [index, { value, script }] of described.outs.entries()) {
    const map = others[inputs.length + index];
    const isSame = same(recordValue(map, 0x03), uint64(value)) && same(recordValue(map, 0x04), script);
    holds(isSame === true, 'each output of the file is the one described');
  }
}
