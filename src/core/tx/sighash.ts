/**
 * What a signature signs, for SIGHASH_ALL only: BIP-0143 for segwit version 0 and the original algorithm for P2SH. The
 * parts that all inputs share are hashed once, so that a transaction of n segwit inputs costs n hashes of bounded size.
 * Other sighash types have no function here on purpose: nothing of ours signs them.
 */
import type { Sats } from '../amount.ts';
import { invariant } from '../errors.ts';
import { sha256, sha256d } from '../hash.ts';
import { serializeWithoutWitness, writeOutPoint, writeOutput } from './serialize.ts';
import type { Transaction } from './types.ts';
import { compactSizeLength, createWriter, sizedLength, uint32Bytes } from './writer.ts';

export const SIGHASH_ALL = 0x01;

export interface Sighasher {
  /**
   * BIP-0143. `scriptCode` is the witness script (or the P2PKH-like script of P2WPKH) without its length; `amount` the
   * satoshis of the output spent, which the signature commits to. 32 bytes.
   */
  segwitV0(inputIndex: number, scriptCode: Uint8Array, amount: Sats): Uint8Array;
  /**
   * The original algorithm. `scriptCode` is the redeem script; it must not contain OP_CODESEPARATOR, which no multisig
   * script does. 32 bytes. Costs a hash over the whole transaction each time.
   */
  legacy(inputIndex: number, scriptCode: Uint8Array): Uint8Array;
}

/** Prepares the digests of one transaction; script signatures and witnesses it may carry do not matter. */
export function createSighasher(transaction: Transaction): Sighasher {
  let shared: SegwitShared | undefined;
  let blank: BlankTransaction | undefined;
  return {
    segwitV0: (inputIndex, scriptCode, amount) => {
      shared ??= segwitShared(transaction);
      return segwitV0Digest(transaction, shared, inputIndex, scriptCode, amount);
    },
    legacy: (inputIndex, scriptCode) => {
      blank ??= blankTransaction(transaction);
      return legacyDigest(blank, inputIndex, scriptCode);
    },
  };
}

interface SegwitShared {
  readonly hashPrevouts: Uint8Array;
  readonly hashSequence: Uint8Array;
  readonly hashOutputs: Uint8Array;
}

function segwitShared({ inputs, outputs }: Transaction): SegwitShared {
  const prevouts = createWriter(36 * inputs.length);
  const sequences = createWriter(4 * inputs.length);
  for (const input of inputs) {
    writeOutPoint(prevouts, input);
    sequences.uint32(input.sequence);
  }
  const outs = createWriter(outputs.reduce((size, output) => size + 8 + sizedLength(output.scriptPubKey), 0));
  for (const output of outputs) writeOutput(outs, output);
  return {
    hashPrevouts: sha256d(prevouts.target),
    hashSequence: sha256d(sequences.target),
    hashOutputs: sha256d(outs.target),
  };
}

function segwitV0Digest(
  { version, inputs, lockTime }: Transaction,
  { hashPrevouts, hashSequence, hashOutputs }: SegwitShared,
  inputIndex: number,
  scriptCode: Uint8Array,
  amount: Sats,
): Uint8Array {
  const input = inputs[inputIndex];
  invariant(input, 'a digest is asked for an input that the transaction has');
  const preimage = createWriter(4 + 32 + 32 + 36 + sizedLength(scriptCode) + 8 + 4 + 32 + 4 + 4);
  preimage.uint32(version);
  preimage.bytes(hashPrevouts);
  preimage.bytes(hashSequence);
  writeOutPoint(preimage, input);
  preimage.sizedBytes(scriptCode);
  preimage.uint64(amount);
  preimage.uint32(input.sequence);
  preimage.bytes(hashOutputs);
  preimage.uint32(lockTime);
  preimage.uint32(SIGHASH_ALL);
  return sha256d(preimage.target);
}

/** The transaction with all script signatures empty, so that each input takes 41 bytes at a known place. */
interface BlankTransaction {
  readonly bytes: Uint8Array;
  readonly inputCount: number;
  readonly firstInput: number;
}

const BLANK_INPUT_BYTES = 41;
const SIGHASH_ALL_BYTES = uint32Bytes(SIGHASH_ALL);

function blankTransaction(transaction: Transaction): BlankTransaction {
  const inputs = transaction.inputs.map((input) => ({ ...input, scriptSig: new Uint8Array() }));
  return {
    bytes: serializeWithoutWitness({ ...transaction, inputs }),
    inputCount: inputs.length,
    firstInput: 4 + compactSizeLength(inputs.length),
  };
}

function legacyDigest(
  { bytes, inputCount, firstInput }: BlankTransaction,
  inputIndex: number,
  scriptCode: Uint8Array,
): Uint8Array {
  invariant(inputIndex < inputCount, 'a digest is asked for an input that the transaction has');
  const emptyScript = firstInput + inputIndex * BLANK_INPUT_BYTES + 36;
  const sized = createWriter(sizedLength(scriptCode));
  sized.sizedBytes(scriptCode);
  const first = sha256.create();
  first.update(bytes.subarray(0, emptyScript));
  first.update(sized.target);
  first.update(bytes.subarray(emptyScript + 1));
  first.update(SIGHASH_ALL_BYTES);
  return sha256(first.digest());
}
