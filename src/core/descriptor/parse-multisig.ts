/**
 * The multisig functions of BIP-0383 and BIP-0387: threshold, keys, and how many of them fit into the script around. All
 * counts are checked before a single key is decoded.
 */
import { IcehouseError } from '../errors.ts';
import { MAX_MULTISIG_KEYS, MAX_REDEEM_SCRIPT_SIZE } from '../wallet/script.ts';
import type { KeyForms, ScriptContext } from './functions.ts';
import { MAX_BARE_MULTISIG_KEYS, MAX_KEYS } from './limits.ts';
import { parseKey } from './parse-key.ts';
import { type Piece, splitArguments } from './pieces.ts';
import type { ScriptReader } from './reader.ts';
import type { KeyExpression, MultisigScript } from './types.ts';

export interface MultisigPlace {
  readonly kind: MultisigScript['kind'];
  readonly context: ScriptContext;
  readonly forms: KeyForms;
}

/**
 * Reads threshold and keys.
 *
 * @throws IcehouseError `descriptor/threshold`, `descriptor/too-many-keys`, `descriptor/script-too-large`, and those of
 *   `parseKey`.
 */
export function parseMultisig(inside: Piece, multisig: MultisigPlace, reader: ScriptReader): MultisigScript {
  const [first, ...keyPieces] = splitArguments(inside);
  const threshold = parseThreshold(first, keyPieces.length, reader);
  requireFewKeys(keyPieces.length, multisig, reader.place(inside.start));
  const keys = keyPieces.map((piece) => parseKey(piece, { ...reader, forms: multisig.forms }));
  if (multisig.context === 'sh') requireSmallRedeemScript(keys, reader.place(inside.start));
  return { kind: multisig.kind, threshold, keys };
}

function parseThreshold(piece: Piece, keys: number, reader: ScriptReader): number {
  const threshold = /^[1-9][0-9]{0,3}$/.test(piece.text) ? Number(piece.text) : 0;
  if (threshold >= 1 && threshold <= keys) return threshold;
  throw new IcehouseError({
    code: 'descriptor/threshold',
    message: 'the first argument of a multisig function says how many of its keys must sign',
    at: reader.place(piece.start),
    found: threshold === 0 ? 'no such number' : `${threshold} of ${keys} keys`,
    expected: keys === 0 ? 'a number and then at least one key' : `a number from 1 to ${keys}`,
  });
}

function requireFewKeys(count: number, { kind, context }: MultisigPlace, at: string): void {
  const most = context === 'top' ? MAX_BARE_MULTISIG_KEYS : context === 'tr' ? MAX_KEYS : MAX_MULTISIG_KEYS;
  if (count <= most) return;
  throw new IcehouseError({
    code: 'descriptor/too-many-keys',
    message: `${kind}() has more keys than fit ${context === 'top' ? 'at the top' : `inside ${context}()`}`,
    at,
    found: `${count} keys`,
    expected: `at most ${most}`,
  });
}

/** A redeem script is one push in the input: threshold, keys with their lengths, count and `OP_CHECKMULTISIG`. */
function requireSmallRedeemScript(keys: readonly KeyExpression[], at: string): void {
  const size = keys.reduce((sum, key) => sum + 1 + (key.kind === 'single' ? key.publicKey.length : 33), 3);
  if (size <= MAX_REDEEM_SCRIPT_SIZE) return;
  throw new IcehouseError({
    code: 'descriptor/script-too-large',
    message: 'a redeem script of this size can never be spent',
    at,
    found: `${size} bytes`,
    expected: `at most ${MAX_REDEEM_SCRIPT_SIZE} bytes, such as 15 compressed keys`,
    next: 'use wsh(…), which has room for 20 keys',
  });
}
