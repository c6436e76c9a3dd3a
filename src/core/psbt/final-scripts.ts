/**
 * What satisfies a multisig output: script signature and witness, built from signatures in the order of their keys, and
 * read back from an input that somebody has finalized.
 */
import { concatBytes } from '../bytes.ts';
import type { ScriptType } from '../key/types.ts';
import { payToWitnessScriptHash } from '../wallet/script.ts';

export interface FinalScripts {
  /** Undefined for P2WSH, which has none. */
  readonly scriptSig: Uint8Array | undefined;
  /** Undefined for P2SH. */
  readonly witness: readonly Uint8Array[] | undefined;
}

const NOTHING = new Uint8Array();
const OP_0 = Uint8Array.of(0x00);
const OP_PUSHDATA1 = 0x4c;
const OP_PUSHDATA2 = 0x4d;

/**
 * Builds both for signatures that stand in the order of their keys in the script. The empty element in front is the one
 * too many that OP_CHECKMULTISIG takes (BIP-0147).
 */
export function finalScripts(
  scriptType: ScriptType,
  multisigScript: Uint8Array,
  signatures: readonly Uint8Array[],
): FinalScripts {
  if (scriptType === 'p2sh') {
    const scriptSig = concatBytes(OP_0, ...signatures.map(push), push(multisigScript));
    return { scriptSig, witness: undefined };
  }
  const witness = [NOTHING, ...signatures, multisigScript];
  const scriptSig = scriptType === 'p2sh-p2wsh' ? push(payToWitnessScriptHash(multisigScript)) : undefined;
  return { scriptSig, witness };
}

/** What stands between the empty element and the script in a script signature or witness that satisfies a multisig. */
export function signaturesOf({ scriptSig, witness }: FinalScripts): readonly Uint8Array[] {
  const elements = witness ?? readPushes(scriptSig ?? NOTHING) ?? [];
  return elements.slice(1, -1);
}

/** The shortest push of 1 to 65,535 bytes, as relay policy wants it. */
function push(bytes: Uint8Array): Uint8Array {
  const { length } = bytes;
  if (length < OP_PUSHDATA1) return concatBytes(Uint8Array.of(length), bytes);
  if (length <= 0xff) return concatBytes(Uint8Array.of(OP_PUSHDATA1, length), bytes);
  return concatBytes(Uint8Array.of(OP_PUSHDATA2, length & 0xff, length >> 8), bytes);
}

/** The elements that a script of nothing but pushes leaves on the stack; undefined for any other script. */
export function readPushes(script: Uint8Array): readonly Uint8Array[] | undefined {
  const elements: Uint8Array[] = [];
  let offset = 0;
  while (offset < script.length) {
    const opcode = script[offset++]!;
    if (opcode > OP_PUSHDATA2) return undefined;
    let length = opcode;
    if (opcode === OP_PUSHDATA1) length = script[offset++] ?? Number.NaN;
    else if (opcode === OP_PUSHDATA2) {
      length = (script[offset] ?? Number.NaN) + (script[offset + 1] ?? Number.NaN) * 0x100;
      offset += 2;
    }
    if (!(length <= script.length - offset)) return undefined;
    elements.push(script.subarray(offset, offset + length));
    offset += length;
  }
  return elements;
}
