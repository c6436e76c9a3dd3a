/**
 * Script expressions of BIP-0381 to BIP-0387. Recursion is bounded: scripts by the nesting rules of `functions.ts`, trees
 * by the brackets that `pieces.ts` has counted. Keys are read by `parse-key.ts`, multisig by `parse-multisig.ts`.
 */
import { fromHex } from '../bytes.ts';
import { IcehouseError, invariant } from '../errors.ts';
import type { NetworkName } from '../network.ts';
import { decodeAddress } from '../wallet/address.ts';
import { type FunctionName, functionAt, keyFormsOf, type ScriptContext } from './functions.ts';
import { parseKey } from './parse-key.ts';
import { parseMultisig } from './parse-multisig.ts';
import { type Piece, readCall, slicePiece, splitArguments, syntax } from './pieces.ts';
import type { ScriptReader } from './reader.ts';
import type {
  AddressScript,
  KeyExpression,
  KeyScript,
  MultisigScript,
  RawScript,
  ScriptExpression,
  TaprootScript,
  TapTree,
} from './types.ts';

/**
 * Reads one script expression in its context. Brackets must have been balanced before.
 *
 * @throws IcehouseError `descriptor/syntax`, `descriptor/raw-script`, `descriptor/address`, and those of
 *   `functionAt`, `parseKey` and `parseMultisig`.
 */
export function parseScript(piece: Piece, context: ScriptContext, reader: ScriptReader): ScriptExpression {
  const { name, inside } = functionCall(piece, context, reader);
  switch (name) {
    case 'sh':
    case 'wsh':
      return { kind: name, inner: parseScript(inside, name, reader) };
    case 'tr':
      return parseTaproot(inside, reader);
    case 'raw':
      return parseRaw(inside, reader);
    case 'addr':
      return parseAddress(inside, reader);
    default:
      return parseKeyOrMultisig(name, inside, context, reader);
  }
}

type LeafName = KeyScript['kind'] | MultisigScript['kind'];

function parseKeyOrMultisig(
  kind: LeafName,
  inside: Piece,
  context: ScriptContext,
  reader: ScriptReader,
): KeyScript | MultisigScript {
  const forms = keyFormsOf(kind, context);
  switch (kind) {
    case 'multi':
    case 'sortedmulti':
    case 'multi_a':
    case 'sortedmulti_a':
      return parseMultisig(inside, { kind, context, forms }, reader);
    default:
      return { kind, key: parseKey(onlyArgument(kind, inside, reader), { ...reader, forms }) };
  }
}

const NAME = /^[a-z0-9_:]{1,24}$/;

function functionCall(
  piece: Piece,
  context: ScriptContext,
  reader: ScriptReader,
): { name: FunctionName; inside: Piece } {
  const call = readCall(piece);
  const at = reader.place(piece.start);
  if (call === undefined || !NAME.test(call.name.text)) {
    const where = context === 'top' ? 'a descriptor begins with' : `inside ${context}() belongs`;
    throw syntax(`${where} a function`, { expected: 'such as wsh(…) or sortedmulti(…)' }, at);
  }
  const name = functionAt(call.name.text, context, at);
  if (call.after.text !== '') {
    throw syntax('nothing can follow this parenthesis', { found: 'more text' }, reader.place(call.after.start));
  }
  return { name, inside: call.inside };
}

function onlyArgument(name: string, inside: Piece, reader: ScriptReader): Piece {
  const [only, second] = splitArguments(inside);
  if (second === undefined) return only;
  throw syntax(`${name}() takes one argument`, { found: 'a second one' }, reader.place(second.start));
}

function parseTaproot(inside: Piece, reader: ScriptReader): TaprootScript {
  const [keyPiece, treePiece, third] = splitArguments(inside);
  if (third !== undefined) {
    throw syntax('tr() takes a key and at most one tree', { found: 'a third argument' }, reader.place(third.start));
  }
  const internalKey: KeyExpression = parseKey(keyPiece, { ...reader, forms: keyFormsOf('tr', 'top') });
  return { kind: 'tr', internalKey, tree: treePiece === undefined ? undefined : parseTree(treePiece, reader) };
}

function parseTree(piece: Piece, reader: ScriptReader): TapTree {
  if (!piece.text.startsWith('{')) return { leaf: parseTapLeaf(piece, reader) };
  const [left, right, third] = splitArguments(slicePiece(piece, 1, -1));
  if (!piece.text.endsWith('}') || right === undefined || third !== undefined) {
    throw syntax('a branch of a tree holds two parts', { expected: '{left,right}' }, reader.place(piece.start));
  }
  return { branches: [parseTree(left, reader), parseTree(right, reader)] };
}

function parseTapLeaf(piece: Piece, reader: ScriptReader): KeyScript | MultisigScript {
  const leaf = parseScript(piece, 'tr', reader);
  invariant('key' in leaf || 'keys' in leaf, 'functionAt lets only functions of keys into a tree');
  return leaf;
}

function parseRaw(inside: Piece, reader: ScriptReader): RawScript {
  return { kind: 'raw', script: fromHex(inside.text, 'descriptor/raw-script', reader.place(inside.start)) };
}

function parseAddress(inside: Piece, reader: ScriptReader): AddressScript {
  const padded = inside.text.trim() !== inside.text;
  for (const network of padded ? [] : reader.networks) {
    const scriptPubKey = decodedAddress(inside.text, network);
    if (scriptPubKey !== undefined) return { kind: 'addr', address: inside.text, scriptPubKey };
  }
  throw new IcehouseError({
    code: 'descriptor/address',
    message: 'this is not an address of the network',
    at: reader.place(inside.start),
    expected: `an address of ${reader.networks.join(' or ')}`,
  });
}

function decodedAddress(address: string, network: NetworkName): Uint8Array | undefined {
  try {
    return decodeAddress(address, network);
  } catch (error) {
    // Another network may know it; when none does, the caller says so.
    if (error instanceof IcehouseError) return undefined;
    throw error;
  }
}
