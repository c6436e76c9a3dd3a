/**
 * What it takes to spend each input of a PSBT: the multisig script behind the output, the amount, and the digest to be
 * signed. Each step down from the output spent is proven by a hash; nothing is taken from the file's word.
 */
import type { Sats } from '../amount.ts';
import { equalBytes } from '../bytes.ts';
import { type ErrorCode, IcehouseError, invariant } from '../errors.ts';
import type { ScriptType } from '../key/types.ts';
import { createSighasher, type Sighasher } from '../tx/sighash.ts';
import type { TxOutput } from '../tx/types.ts';
import { payToScriptHash, payToWitnessScriptHash } from '../wallet/script.ts';
import { readPushes } from './final-scripts.ts';
import { type BareMultisig, readMultisigScript } from './multisig-script.ts';
import type { Psbt, PsbtInput } from './types.ts';

export interface MultisigInput extends BareMultisig {
  readonly scriptType: ScriptType;
  readonly multisigScript: Uint8Array;
  readonly amount: Sats;
  /** SIGHASH_ALL digest, 32 bytes; computed when first asked for. */
  digest(): Uint8Array;
}

/**
 * Where amounts may come from. A segwit signature commits to the amount, so that a signature which is there already can
 * be verified with the amount that the file claims (`any-utxo`): a lie only makes it fail. Whoever signs or collects for
 * others asks for the hash-checked `previous-transaction` (CVE-2020-14199).
 */
export type AmountSource = 'previous-transaction' | 'any-utxo';

/**
 * Gives a function that tells how an input of the PSBT is spent; results are kept.
 *
 * The function throws IcehouseError `psbt/no-previous-transaction`, `psbt/utxo-conflict`, `psbt/script-missing`,
 * `psbt/script-mismatch`, `psbt/not-a-multisig`, `psbt/output-type-not-supported-yet`.
 */
export function createMultisigInputs(psbt: Psbt, amounts: AmountSource): (inputIndex: number) => MultisigInput {
  const sighasher = createSighasher(psbt.transaction);
  const known = new Map<number, MultisigInput>();
  return (inputIndex) => {
    const standing = known.get(inputIndex);
    if (standing !== undefined) return standing;
    const input = psbt.inputs[inputIndex];
    invariant(input, 'callers go through the inputs that the PSBT has');
    const found = multisigInput(input, inputIndex, sighasher, amounts);
    known.set(inputIndex, found);
    return found;
  };
}

function multisigInput(
  input: PsbtInput,
  inputIndex: number,
  sighasher: Sighasher,
  amounts: AmountSource,
): MultisigInput {
  const at = `inputs[${inputIndex}]`;
  const spent = spentOutput(input, amounts, at);
  const { scriptType, multisigScript } = scriptBehind(spent.scriptPubKey, input, at);
  if (scriptType === 'p2sh' && input.nonWitnessUtxo === undefined) throw noPreviousTransaction(at);
  const bare = readMultisigScript(multisigScript);
  if (bare === undefined) {
    throw failure('psbt/not-a-multisig', 'the script of this input is no multisig script of different keys', at);
  }
  let digest: Uint8Array | undefined;
  const compute = () =>
    scriptType === 'p2sh'
      ? sighasher.legacy(inputIndex, multisigScript)
      : sighasher.segwitV0(inputIndex, multisigScript, spent.amount);
  return {
    ...bare,
    scriptType,
    multisigScript,
    amount: spent.amount,
    digest: () => {
      digest ??= compute();
      return digest;
    },
  };
}

/** The output that an input spends; both ways of stating it must agree where both stand. */
function spentOutput({ nonWitnessUtxo, witnessUtxo, vout }: PsbtInput, amounts: AmountSource, at: string): TxOutput {
  if (nonWitnessUtxo === undefined) {
    if (witnessUtxo !== undefined && amounts === 'any-utxo') return witnessUtxo;
    throw noPreviousTransaction(at);
  }
  const proven = nonWitnessUtxo.transaction.outputs[vout];
  invariant(proven, 'an input whose previous transaction lacks the output is refused when it is read');
  if (
    witnessUtxo !== undefined &&
    (witnessUtxo.amount !== proven.amount || !equalBytes(witnessUtxo.scriptPubKey, proven.scriptPubKey))
  ) {
    throw failure('psbt/utxo-conflict', 'the output stated for this input is not that of its previous transaction', at);
  }
  return proven;
}

interface ScriptBehind {
  readonly scriptType: ScriptType;
  readonly multisigScript: Uint8Array;
}

/** Follows the hashes from the output to the multisig script. */
function scriptBehind(scriptPubKey: Uint8Array, input: PsbtInput, at: string): ScriptBehind {
  // Once an input is final its scripts stand only at the end of what satisfies it.
  const redeemScript = input.redeemScript ?? readPushes(input.finalScriptSig ?? NOTHING)?.at(-1);
  const witnessScript = input.witnessScript ?? input.finalScriptWitness?.at(-1);
  if (isWitnessScriptHash(scriptPubKey)) {
    return { scriptType: 'p2wsh', multisigScript: matching(witnessScript, payToWitnessScriptHash, scriptPubKey, at) };
  }
  if (!isScriptHash(scriptPubKey)) {
    throw failure('psbt/output-type-not-supported-yet', 'this input does not spend a P2WSH or P2SH output', at);
  }
  const inner = matching(redeemScript, payToScriptHash, scriptPubKey, at);
  if (!isWitnessScriptHash(inner)) return { scriptType: 'p2sh', multisigScript: inner };
  return { scriptType: 'p2sh-p2wsh', multisigScript: matching(witnessScript, payToWitnessScriptHash, inner, at) };
}

const NOTHING = new Uint8Array();

function matching(
  script: Uint8Array | undefined,
  wrap: (script: Uint8Array) => Uint8Array,
  wrapped: Uint8Array,
  at: string,
): Uint8Array {
  if (script === undefined) throw failure('psbt/script-missing', 'the script behind this input is not in the file', at);
  if (equalBytes(wrap(script), wrapped)) return script;
  throw failure('psbt/script-mismatch', 'a script of this input does not hash to what it should', at);
}

/** P2WSH: OP_0 and a push of 32 bytes. */
function isWitnessScriptHash(script: Uint8Array): boolean {
  return script.length === 34 && script[0] === 0x00 && script[1] === 32;
}

/** P2SH: OP_HASH160, a push of 20 bytes, OP_EQUAL. */
function isScriptHash(script: Uint8Array): boolean {
  return script.length === 23 && script[0] === 0xa9 && script[1] === 20 && script[22] === 0x87;
}

function noPreviousTransaction(at: string): IcehouseError {
  return new IcehouseError({
    code: 'psbt/no-previous-transaction',
    message: 'the amount of this input is not proven, as its previous transaction is missing',
    at,
    next: 'make the PSBT again with the whole previous transaction for every input',
  });
}

function failure(code: ErrorCode, message: string, at: string): IcehouseError {
  return new IcehouseError({ code, message, at });
}
