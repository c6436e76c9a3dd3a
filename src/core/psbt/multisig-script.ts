/**
 * Reads a bare multisig script back into m and its keys, accepting one form only: what `wallet/script.ts` would write.
 * Other scripts, other pushes of the same numbers and repeated keys are not multisig here.
 */
import { equalBytes } from '../bytes.ts';
import { MAX_MULTISIG_KEYS, multisigScript } from '../wallet/script.ts';

export interface BareMultisig {
  /** Signatures needed. */
  readonly m: number;
  /** Compressed, in the order of the script: signatures must come in it too. Not checked to be on the curve. */
  readonly publicKeys: readonly Uint8Array[];
}

const OP_1 = 0x51;
const KEY_PUSH_BYTES = 34;

/** Gives m and the keys, or undefined when the script is anything but a multisig of different compressed keys. */
export function readMultisigScript(script: Uint8Array): BareMultisig | undefined {
  const m = readNumber(script);
  const keysStart = m <= 16 ? 1 : 2;
  const n = Math.floor((script.length - keysStart - 2) / KEY_PUSH_BYTES);
  if (m < 1 || n < m || n > MAX_MULTISIG_KEYS) return undefined;
  const publicKeys = Array.from({ length: n }, (_, index) => {
    const start = keysStart + index * KEY_PUSH_BYTES + 1;
    return script.subarray(start, start + KEY_PUSH_BYTES - 1);
  });
  // Writing it again proves every opcode and push at once, the count of keys included.
  if (!equalBytes(multisigScript(m, publicKeys), script)) return undefined;
  const areCompressed = publicKeys.every((key) => key[0] === 0x02 || key[0] === 0x03);
  return areCompressed && areDifferent(publicKeys) ? { m, publicKeys } : undefined;
}

/** The number in front: that of OP_1 to OP_16, or a push of one byte. What it is not, writing the script again shows. */
function readNumber([first = 0, second = 0]: Uint8Array): number {
  return first >= OP_1 ? first - OP_1 + 1 : second;
}

function areDifferent(publicKeys: readonly Uint8Array[]): boolean {
  return publicKeys.every((key, index) => publicKeys.slice(0, index).every((earlier) => !equalBytes(earlier, key)));
}
