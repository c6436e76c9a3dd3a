/** What kind of script an output has, by its bytes alone, and what follows from that: data it carries, dust it is. */

/** `unknown` is everything that has no address in common use, later witness versions included. */
export type ScriptKind = 'p2pkh' | 'p2sh' | 'p2wpkh' | 'p2wsh' | 'p2tr' | 'data' | 'unknown';

const OP_RETURN = 0x6a;
const OP_PUSHDATA1 = 0x4c;

/** Recognises the standard forms exactly: opcodes and lengths, nothing before or after. */
export function scriptKind(script: Uint8Array): ScriptKind {
  const [first, second, third] = script;
  const last = script.at(-1);
  if (first === OP_RETURN) return 'data';
  if (script.length === 25 && first === 0x76 && second === 0xa9 && third === 20 && script[23] === 0x88 && last === 0xac)
    return 'p2pkh';
  if (script.length === 23 && first === 0xa9 && second === 20 && last === 0x87) return 'p2sh';
  if (script.length === 22 && first === 0x00 && second === 20) return 'p2wpkh';
  if (script.length === 34 && first === 0x00 && second === 32) return 'p2wsh';
  if (script.length === 34 && first === 0x51 && second === 32) return 'p2tr';
  return 'unknown';
}

/**
 * What an OP_RETURN script carries: the bytes of its push where it has exactly one, else everything after OP_RETURN, so
 * that nothing is hidden.
 */
export function carriedData(script: Uint8Array): Uint8Array {
  const rest = script.subarray(1);
  const [length] = rest;
  if (length === undefined) return rest;
  if (length > 0 && length < OP_PUSHDATA1 && rest.length === 1 + length) return rest.subarray(1);
  if (length === OP_PUSHDATA1 && rest.length === 2 + (rest[1] ?? 0)) return rest.subarray(2);
  return rest;
}

/**
 * Amount in satoshis below which Bitcoin Core does not relay an output of this kind (dust at 3 sat/vB: the output and
 * the input that would spend it). Data has no such bound.
 */
export function dustLimit(kind: ScriptKind): bigint {
  const limits: { readonly [kind in ScriptKind]: bigint } = {
    p2pkh: 546n,
    p2sh: 540n,
    p2wpkh: 294n,
    p2wsh: 330n,
    p2tr: 330n,
    data: 0n,
    unknown: 354n,
  };
  return limits[kind];
}
