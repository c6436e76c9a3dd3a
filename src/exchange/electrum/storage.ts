/**
 * Electrum's storage encryption, for reading: the whole wallet file as Base64 of `BIE1`, an ephemeral key, AES-CBC and an
 * HMAC (ECIES), its key stretched from the password. What it protects may be a seed: the text is decrypted here, read for
 * its public keys by `electrum/file.ts`, and neither kept nor shown.
 */
import { cbc } from '@noble/ciphers/aes.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hmac } from '@noble/hashes/hmac.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { equalBytes, fromBase64, fromUtf8, utf8ToBytes } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import { inflateZlib } from '../compression/inflate.ts';
import { MAX_DOCUMENT_BYTES } from '../document.ts';

/** Base64 of `BIE1` and `BIE2`, which differ in their sixth character. */
const MAGIC = /^\s*QklFM/;

const ROUNDS = 1_024;
const HEADER = 4;
const POINT = 33;
const MAC = 32;

/** Whether a text is an encrypted wallet file. */
export function isEncryptedStorage(text: string): boolean {
  return MAGIC.test(text);
}

/**
 * Decrypts a wallet file.
 *
 * @param password as typed; undefined when there is none yet.
 * @throws IcehouseError `exchange/password-needed` (usage), `exchange/wrong-password` (refused), `exchange/damaged-storage`,
 * and `exchange/hardware-encrypted` for a file that only a hardware device opens.
 */
export function decryptStorage(text: string, password: string | undefined): string {
  const bytes = fromBase64(text.replace(/\s+/g, ''), 'exchange/damaged-storage');
  const magic = String.fromCharCode(...bytes.subarray(0, HEADER));
  if (magic === 'BIE2') {
    throw new IcehouseError({
      code: 'exchange/hardware-encrypted',
      message: 'this Electrum file is encrypted by a hardware device, without a password',
      next: 'open it in Electrum with the device, and save it with a password or without encryption',
    });
  }
  if (magic !== 'BIE1' || bytes.length <= HEADER + POINT + MAC) throw damaged();
  if (password === undefined) {
    throw new IcehouseError({
      code: 'exchange/password-needed',
      kind: 'usage',
      message: 'this Electrum file is encrypted with a password',
      next: 'give the password that opens it in Electrum; it may open a seed, so do this where a seed may be opened',
    });
  }
  const { iv, key, macKey } = sharedKeys(bytes.subarray(HEADER, HEADER + POINT), password);
  const sealed = bytes.subarray(0, -MAC);
  if (!equalBytes(hmac(sha256, macKey, sealed), bytes.subarray(-MAC))) {
    throw new IcehouseError({
      code: 'exchange/wrong-password',
      kind: 'refused',
      message: 'the password does not open this Electrum file',
      next: 'type it again; case and spaces count. A damaged file looks the same',
    });
  }
  const compressed = opened(() => cbc(key, iv).decrypt(sealed.subarray(HEADER + POINT)));
  return fromUtf8(inflateZlib(compressed, { maxBytes: MAX_DOCUMENT_BYTES }), 'exchange/damaged-storage');
}

/** PBKDF2 without salt, taken as a number modulo the group order; then ECDH with the ephemeral key, hashed. */
function sharedKeys(ephemeral: Uint8Array, password: string) {
  const stretched = pbkdf2(sha512, utf8ToBytes(password), new Uint8Array(0), { c: ROUNDS, dkLen: 64 });
  const scalar = secp256k1.Point.Fn.create(stretched.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n));
  const secret = opened(() => secp256k1.getSharedSecret(secp256k1.Point.Fn.toBytes(scalar), ephemeral, true));
  const digest = sha512(secret);
  return { iv: digest.subarray(0, 16), key: digest.subarray(16, 32), macKey: digest.subarray(32) };
}

function opened(open: () => Uint8Array): Uint8Array {
  try {
    return open();
  } catch {
    // The libraries' messages could quote what they were given.
    throw damaged();
  }
}

function damaged(): IcehouseError {
  return new IcehouseError({
    code: 'exchange/damaged-storage',
    message: 'this looks like an encrypted Electrum file, but it is incomplete or altered',
    next: 'copy the wallet file again',
  });
}
