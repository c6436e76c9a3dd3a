/**
 * Key expressions of BIP-0380: an origin in brackets, then a public key in hexadecimal or an extended key with its path.
 * Called by `parse-script.ts` for each key. No error shows the text of a key, since a damaged private key looks like any
 * other text; extended keys are decoded in `key/extended-key.ts`.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concatBytes, fromHex } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import { parseExtendedPublicKey } from '../key/extended-key.ts';
import type { Slip132Form } from '../key/slip132.ts';
import type { KeyOrigin } from '../key/types.ts';
import type { PlaceNamer } from './checksum.ts';
import { type KeyForms, musigNotAllowedHere, notSupportedYet } from './functions.ts';
import { parseKeyPath, parseOriginPath } from './parse-path.ts';
import { type Piece, slicePiece, splitPiece } from './pieces.ts';
import type { ScriptReader } from './reader.ts';
import type { ExtendedKey, KeyExpression, SingleKey } from './types.ts';

export interface KeyRules extends Pick<ScriptReader, 'place' | 'slip132'> {
  readonly forms: KeyForms;
}

/**
 * Reads one key expression.
 *
 * @throws IcehouseError `descriptor/key`, `descriptor/key-origin`, `descriptor/key-form`, `descriptor/derivation`,
 *   `descriptor/multipath`, `descriptor/slip132-key`, `descriptor/not-supported-yet` (musig), and those of
 *   `parseExtendedPublicKey`.
 */
export function parseKey(piece: Piece, rules: KeyRules): KeyExpression {
  refuseNonKeys(piece, rules);
  const { origin, rest } = parseOrigin(piece, rules.place);
  const [body, ...path] = splitPiece(rest, '/');
  if (body.text === '') throw malformed('a key is missing', body, rules.place);
  return /^[0-9a-fA-F]+$/.test(body.text)
    ? singleKey(origin, body, path, rules)
    : extendedKey(origin, body, path, rules);
}

function refuseNonKeys(piece: Piece, { forms, place }: KeyRules): void {
  const { text, start } = piece;
  if (text.startsWith('musig(')) {
    throw forms === 'compressed-or-x-only'
      ? notSupportedYet('MuSig2 keys (BIP-0390), here musig()', place(start))
      : musigNotAllowedHere(place(start));
  }
  const parenthesis = text.indexOf('(');
  if (parenthesis !== -1) throw malformed('a key belongs here, not a function', piece, place);
  const blank = text.indexOf(' ');
  if (blank !== -1) throw malformed('there is a space in a key', slicePiece(piece, blank), place);
}

function malformed(message: string, piece: Piece, place: PlaceNamer): IcehouseError {
  return new IcehouseError({
    code: 'descriptor/key',
    message,
    at: place(piece.start),
    expected: 'a public key such as xpub…, with its origin in brackets before it',
  });
}

const FINGERPRINT = /^[0-9a-fA-F]{8}$/;

function parseOrigin(piece: Piece, place: PlaceNamer): { origin: KeyOrigin | undefined; rest: Piece } {
  const { text, start } = piece;
  const close = text.indexOf(']');
  const opened = text.startsWith('[');
  if (!opened && close === -1) return { origin: undefined, rest: piece };
  if (!opened || close === -1 || text.indexOf(']', close + 1) !== -1 || text.indexOf('[', 1) !== -1) {
    throw badOrigin('a key has one origin at most, in one pair of brackets before it', start, place);
  }
  const [fingerprint, ...path] = splitPiece(slicePiece(piece, 1, close), '/');
  if (!FINGERPRINT.test(fingerprint.text)) {
    throw badOrigin('a key origin begins with the fingerprint of its master key', start + 1, place);
  }
  return {
    origin: { fingerprint: fingerprint.text.toLowerCase(), path: parseOriginPath(path, place) },
    rest: slicePiece(piece, close + 1),
  };
}

function badOrigin(message: string, index: number, place: PlaceNamer): IcehouseError {
  return new IcehouseError({
    code: 'descriptor/key-origin',
    message,
    at: place(index),
    expected: 'eight hexadecimal digits and a path, such as [73c5da0a/48h/0h/0h/2h]',
  });
}

function singleKey(origin: KeyOrigin | undefined, body: Piece, path: readonly Piece[], rules: KeyRules): SingleKey {
  const at = rules.place(body.start);
  if (path.length > 0) {
    throw new IcehouseError({
      code: 'descriptor/derivation',
      message: 'a key in hexadecimal has no child keys',
      at: rules.place(path[0]!.start),
    });
  }
  const publicKey = fromHex(body.text, 'descriptor/key', at);
  requireForm(publicKey, rules.forms, at);
  requireOnCurve(publicKey, at);
  return { kind: 'single', origin, publicKey };
}

const FORMS: { readonly [forms in KeyForms]: readonly number[] } = {
  'compressed-or-uncompressed': [33, 65],
  compressed: [33],
  'compressed-or-x-only': [32, 33],
};

/** SEC 1 prefixes; the hybrid forms 06 and 07 of 65 bytes are no standard. */
const PREFIXES: { readonly [length: number]: readonly number[] } = { 33: [2, 3], 65: [4] };

function requireForm(publicKey: Uint8Array, forms: KeyForms, at: string): void {
  const prefixes = PREFIXES[publicKey.length];
  const wellFormed = prefixes === undefined || prefixes.includes(publicKey[0] ?? 0);
  if (FORMS[forms].includes(publicKey.length) && wellFormed) return;
  throw new IcehouseError({
    code: 'descriptor/key-form',
    message: 'a key of this form cannot stand here',
    at,
    found: `${publicKey.length} bytes${wellFormed ? '' : ' with an unknown prefix'}`,
    expected: `${FORMS[forms].join(' or ')} bytes (${forms.replaceAll('-', ' ')})`,
  });
}

function requireOnCurve(publicKey: Uint8Array, at: string): void {
  const point = publicKey.length === 32 ? concatBytes(Uint8Array.of(2), publicKey) : publicKey;
  if (secp256k1.utils.isValidPublicKey(point)) return;
  throw new IcehouseError({ code: 'descriptor/key', message: 'this public key is not a point of the curve', at });
}

function extendedKey(origin: KeyOrigin | undefined, body: Piece, path: readonly Piece[], rules: KeyRules): ExtendedKey {
  const { steps, wildcard } = parseKeyPath(path, rules.place);
  const at = rules.place(body.start);
  const { extendedKey, slip132 } = parseExtendedPublicKey(body.text, at);
  const plain = slip132.declares === undefined;
  if (!plain && rules.slip132 === 'refuse') throw slip132Refused(slip132, at);
  const depth = extendedKey.depth + steps.length + (wildcard === 'none' ? 0 : 1);
  if (depth > 255) {
    throw new IcehouseError({
      code: 'descriptor/derivation',
      message: 'the path leads below depth 255, where BIP-0032 ends',
      at,
      found: `depth ${depth}`,
    });
  }
  return { kind: 'extended', origin, extendedKey, steps, wildcard, slip132: plain ? undefined : slip132 };
}

function slip132Refused(form: Slip132Form, at: string): IcehouseError {
  return new IcehouseError({
    code: 'descriptor/slip132-key',
    message: 'a descriptor says its script type itself and takes xpub and tpub keys only',
    at,
    found: `${form.prefix}…`,
    expected: `${form.chain === 'main' ? 'xpub' : 'tpub'}…`,
    next: 'convert the key first, and make sure that its prefix declares the script type around it',
  });
}
