/**
 * Sizes of transactions as fees count them (BIP-0141: weight units, four to a vbyte), of real ones and of multisig
 * spends that are not signed yet. The estimate is exact for the signature size it is given, and never too small with
 * the default.
 */
import type { ScriptType } from '../key/types.ts';
import { strippedSize, witnessSize } from './serialize.ts';
import type { Transaction } from './types.ts';
import { compactSizeLength } from './writer.ts';

const WEIGHT_PER_BYTE = 4;

/** Bytes on the wire. */
export function sizeOf(transaction: Transaction): number {
  return strippedSize(transaction) + witnessSize(transaction);
}

/** Weight units: four for each byte outside the witness, one for each byte of it. */
export function weightOf(transaction: Transaction): number {
  return strippedSize(transaction) * WEIGHT_PER_BYTE + witnessSize(transaction);
}

/** vbytes: the weight divided by four, rounded up. */
export function virtualSizeOf(transaction: Transaction): number {
  return virtualSizeOfWeight(weightOf(transaction));
}

export function virtualSizeOfWeight(weight: number): number {
  return Math.ceil(weight / WEIGHT_PER_BYTE);
}

/**
 * Bytes of a DER signature with its sighash byte. A low S (required by relay policy) bounds it at 72; signers that grind
 * for a low R, as Bitcoin Core, Electrum and Icehouse do, make 71, and one byte less for about one in 256.
 */
export const MAX_SIGNATURE_BYTES = 72;
export const LOW_R_SIGNATURE_BYTES = 71;

export interface MultisigShape {
  readonly scriptType: ScriptType;
  /** Signatures needed. */
  readonly m: number;
  /** Keys, all compressed. */
  readonly n: number;
  /** Bytes of each signature with its sighash byte; {@link MAX_SIGNATURE_BYTES} unless said otherwise. */
  readonly signatureBytes?: number;
}

/** Bytes of `m <key> … <key> n OP_CHECKMULTISIG` with compressed keys. */
export function multisigScriptSize(m: number, n: number): number {
  return numberPushSize(m) + n * 34 + numberPushSize(n) + 1;
}

/** OP_1 to OP_16 take one byte; 17 to 20, which only P2WSH can use, take a push of one byte. */
function numberPushSize(value: number): number {
  return value <= 16 ? 1 : 2;
}

/** Weight units of one multisig input with its signatures, in a transaction whose inputs are all of this shape. */
export function multisigInputWeight({ scriptType, m, n, signatureBytes = MAX_SIGNATURE_BYTES }: MultisigShape): number {
  const script = multisigScriptSize(m, n);
  // CHECKMULTISIG takes one element too many from the stack, hence the empty one in front: one byte in either form.
  const signatures = 1 + m * (1 + signatureBytes);
  if (scriptType === 'p2sh') {
    const scriptSig = signatures + scriptPushSize(script);
    return (36 + compactSizeLength(scriptSig) + scriptSig + 4) * WEIGHT_PER_BYTE;
  }
  const scriptSig = scriptType === 'p2sh-p2wsh' ? 35 : 0;
  const witness = compactSizeLength(m + 2) + signatures + compactSizeLength(script) + script;
  return (36 + 1 + scriptSig + 4) * WEIGHT_PER_BYTE + witness;
}

/** A push of a redeem script: one byte up to 75, OP_PUSHDATA1 up to 255, OP_PUSHDATA2 up to the 520 that P2SH allows. */
function scriptPushSize(script: number): number {
  if (script <= 75) return 1 + script;
  return script <= 255 ? 2 + script : 3 + script;
}

/** Weight units of an output. */
export function outputWeight(scriptPubKey: Uint8Array): number {
  return (8 + compactSizeLength(scriptPubKey.length) + scriptPubKey.length) * WEIGHT_PER_BYTE;
}

/** Weight units of what is neither input nor output: version, counts, lock time, and marker and flag of segwit. */
export function overheadWeight(scriptType: ScriptType, inputCount: number, outputCount: number): number {
  const bytes = 4 + compactSizeLength(inputCount) + compactSizeLength(outputCount) + 4;
  return bytes * WEIGHT_PER_BYTE + (scriptType === 'p2sh' ? 0 : 2);
}

export interface MultisigSpend extends MultisigShape {
  readonly inputCount: number;
  /** scriptPubKey of each output, change included. */
  readonly outputScripts: readonly Uint8Array[];
}

/**
 * vbytes of a transaction whose inputs all spend outputs of one m-of-n wallet, signed by m keys. Exact when every
 * signature has `signatureBytes`; with the default the real one is never larger.
 */
export function multisigVirtualSize({ inputCount, outputScripts, ...shape }: MultisigSpend): number {
  let weight = overheadWeight(shape.scriptType, inputCount, outputScripts.length);
  weight += inputCount * multisigInputWeight(shape);
  for (const script of outputScripts) weight += outputWeight(script);
  return virtualSizeOfWeight(weight);
}
