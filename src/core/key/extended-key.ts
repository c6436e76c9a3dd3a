/**
 * Extended public keys of BIP-0032, read from text or from their 78 bytes and printed again. Reading takes every public
 * form of SLIP-0132 and tells which it was; private keys, WIF and seed phrases are refused without being repeated.
 * Deriving from the key is next door in `derive-public.ts`.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concatBytes, fromHex, toHex } from '../bytes.ts';
import { type ErrorCode, IcehouseError } from '../errors.ts';
import { encodeBase58Check, readBase58Check } from './base58check.ts';
import { refuseSecret, secretRefused } from './secret-guard.ts';
import { type Slip132Form, slip132FormOfPrefix, slip132FormOfVersion } from './slip132.ts';
import type { ExtendedPublicKey } from './types.ts';

/** Bytes of a serialized extended key: version 4, depth 1, parent 4, child number 4, chain code 32, key 33. */
export const EXTENDED_KEY_LENGTH = 78;

/** Longest text that is looked at, with room for line breaks in an e-mail; a key has 111 characters. */
const MAX_TEXT = 1_000;

const EXPECTED = 'an extended public key such as xpub… or tpub…';

export interface ReadExtendedKey {
  readonly extendedKey: ExtendedPublicKey;
  /** The form that the text had; `slip132Conversion` makes the sentence to show. */
  readonly slip132: Slip132Form;
}

/**
 * Reads an extended public key in any form of SLIP-0132. White space, line breaks and a byte order mark are harmless
 * and dropped. Whether the declared script type fits the wallet is not checked here: see `checkSlip132ScriptType`; nor
 * are the depth, parent and child number compared with anything, as the sender can set them freely.
 *
 * @throws IcehouseError `key/private-key-refused`, `key/wif-refused`, `key/mnemonic-refused` (none with the text in it),
 * `key/not-base58`, `key/bad-checksum`, `key/bad-length`, `key/unknown-version`, `key/bad-root`, `key/not-on-curve`.
 */
export function parseExtendedPublicKey(text: string, at?: string): ReadExtendedKey {
  refuseSecret(text, EXPECTED, at);
  if (text.length > MAX_TEXT) throw problem('key/not-base58', 'the text is too long for an extended key', at);
  const reading = readBase58Check(text.replace(/\s+/g, ''));
  if (reading.kind === 'not-base58') {
    throw problem('key/not-base58', 'the text is not Base58, in which extended keys are written', at);
  }
  if (reading.kind === 'bad-checksum') {
    throw problem('key/bad-checksum', 'the checksum of the key does not match: a character is wrong or missing', at);
  }
  return extendedKeyFromBytes(reading.payload, at);
}

/**
 * Reads the 78 bytes of an extended public key, as PSBT_GLOBAL_XPUB carries them (BIP-0174).
 *
 * @throws IcehouseError as {@link parseExtendedPublicKey}.
 */
export function extendedKeyFromBytes(bytes: Uint8Array, at?: string): ReadExtendedKey {
  if (bytes.length !== EXTENDED_KEY_LENGTH) {
    throw problem('key/bad-length', 'the text is Base58Check but holds no extended key', at);
  }
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  const slip132 = slip132FormOfVersion(view.getUint32(0));
  // A zero before the key marks a private key in every version: never say more about it.
  if (slip132?.visibility === 'private' || bytes[45] === 0) throw secretRefused('extended-private-key', EXPECTED, at);
  if (slip132 === undefined) {
    throw problem('key/unknown-version', 'the prefix of the key is none that bitcoin uses', at);
  }
  const extendedKey: ExtendedPublicKey = {
    publicKey: bytes.slice(45, 78),
    chainCode: bytes.slice(13, 45),
    depth: bytes[4]!,
    parentFingerprint: toHex(bytes.subarray(5, 9)),
    childNumber: view.getUint32(9),
    chain: slip132.chain,
  };
  if (extendedKey.depth === 0 && (extendedKey.parentFingerprint !== '00000000' || extendedKey.childNumber !== 0)) {
    throw problem('key/bad-root', 'the key says that it is a master key and yet names a parent or a child number', at);
  }
  if (!isPublicKey(extendedKey.publicKey)) {
    throw problem('key/not-on-curve', 'the key is no point of the curve secp256k1', at);
  }
  return { extendedKey, slip132 };
}

/** Whether the 33 bytes are a compressed point of secp256k1. */
export function isPublicKey(bytes: Uint8Array): boolean {
  return bytes.length === 33 && secp256k1.utils.isValidPublicKey(bytes, true);
}

/** The 78 bytes of BIP-0032 with the version of `xpub` or `tpub`. */
export function extendedKeyToBytes(key: ExtendedPublicKey): Uint8Array {
  return serialize(key, formOf(key));
}

/** Prints the key as `xpub…` or `tpub…`: the only forms that Icehouse keeps. */
export function formatXpub(key: ExtendedPublicKey): string {
  return encodeBase58Check(extendedKeyToBytes(key));
}

/** Prints the key in another public form of SLIP-0132, for files of programs that expect it. */
export function formatSlip132(key: ExtendedPublicKey, form: Slip132Form): string {
  return encodeBase58Check(serialize(key, form));
}

function formOf(key: ExtendedPublicKey): Slip132Form {
  return slip132FormOfPrefix(key.chain === 'main' ? 'xpub' : 'tpub')!;
}

function serialize(key: ExtendedPublicKey, form: Slip132Form): Uint8Array {
  const head = new Uint8Array(13);
  const view = new DataView(head.buffer);
  view.setUint32(0, form.version);
  view.setUint8(4, key.depth);
  head.set(fromHex(key.parentFingerprint), 5);
  view.setUint32(9, key.childNumber);
  return concatBytes(head, key.chainCode, key.publicKey);
}

function problem(code: ErrorCode, message: string, at: string | undefined): IcehouseError {
  return new IcehouseError({
    code,
    message,
    expected: EXPECTED,
    next: 'copy the whole key again from the device or file that shows it',
    ...(at === undefined ? {} : { at }),
  });
}
