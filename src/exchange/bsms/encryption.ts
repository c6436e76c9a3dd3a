/**
 * The encryption of BIP-0129: AES-256-CTR under a key stretched from the session's token, with an HMAC over the plaintext
 * whose first half is also the initial counter. The same envelope carries key records (round 1) and descriptor records
 * (round 2). The ciphers are @noble's; this file puts them together as the BIP says.
 */
import { ctr } from '@noble/ciphers/aes.js';
import { hmac } from '@noble/hashes/hmac.js';
import { pbkdf2 } from '@noble/hashes/pbkdf2.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { concatBytes, equalBytes, fromHex, fromUtf8, utf8ToBytes } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { sha256 } from '../../core/hash.ts';
import type { BsmsToken } from './token.ts';

const PASSWORD = 'No SPOF';
const ROUNDS = 2048;
const MAC_BYTES = 32;
const COUNTER_BYTES = 16;

/** Twenty keys with long origins take 5,000 characters; what is longer is not looked at. */
export const MAX_RECORD = 32_768;

/** PBKDF2-HMAC-SHA512 over the token's bytes; 32 bytes. */
export function encryptionKey({ hex }: BsmsToken): Uint8Array {
  return pbkdf2(sha512, utf8ToBytes(PASSWORD), fromHex(hex), { c: ROUNDS, dkLen: 32 });
}

/** HMAC-SHA256 over the token's hex text and the record; 32 bytes. */
export function recordMac(key: Uint8Array, { hex }: BsmsToken, record: Uint8Array): Uint8Array {
  return hmac(sha256, sha256(key), concatBytes(utf8ToBytes(hex), record));
}

/** Encrypts a record: MAC and ciphertext. BIP-0129 writes them in hex; Coldcard reads and writes the bytes. */
export function sealRecord(record: string, token: BsmsToken): Uint8Array {
  const key = encryptionKey(token);
  const plaintext = utf8ToBytes(record);
  const mac = recordMac(key, token, plaintext);
  return concatBytes(mac, ctr(key, mac.slice(0, COUNTER_BYTES)).encrypt(plaintext));
}

/**
 * Decrypts a record, from hex or bytes, and verifies its MAC. A wrong token and a changed file cannot be told apart: both
 * make the MAC fail.
 *
 * @throws IcehouseError `bsms/mac-stripped` (refused) for a record in clear in an encrypted session, `bsms/bad-mac`
 * (refused), `bsms/too-long`, `bsms/not-a-record`.
 */
export function openRecord(file: Uint8Array, token: BsmsToken): string {
  const bytes = encryptedBytes(file);
  const mac = bytes.slice(0, MAC_BYTES);
  const key = encryptionKey(token);
  const ciphertext = bytes.slice(MAC_BYTES);
  const plaintext = ciphertext.length > 0 ? ctr(key, mac.slice(0, COUNTER_BYTES)).decrypt(ciphertext) : ciphertext;
  if (ciphertext.length === 0 || !equalBytes(recordMac(key, token, plaintext), mac)) {
    throw new IcehouseError({
      code: 'bsms/bad-mac',
      kind: 'refused',
      message: 'the file does not belong to this token: it was changed, or is of another session',
      next: 'compare the token with the coordinator, and ask for the file again',
    });
  }
  return fromUtf8(plaintext, 'bsms/not-a-record');
}

/**
 * Gives the record in a file of a session: as it stands without encryption, decrypted and verified with it.
 *
 * @throws IcehouseError those of {@link openRecord}; `bsms/token-missing` for encrypted data in a session without encryption.
 */
export function recordInFile(file: Uint8Array, token: BsmsToken): string {
  if (token.mode !== 'none') return openRecord(file, token);
  if (file.length > MAX_RECORD) throw tooLong();
  if (startsInClear(file)) return fromUtf8(file[0] === 0xef ? file.slice(3) : file, 'bsms/not-a-record');
  throw new IcehouseError({
    code: 'bsms/token-missing',
    message: 'this is no BSMS record in clear; it may be one that is encrypted with the token of a session',
    next: 'give the token that the coordinator has told',
  });
}

function encryptedBytes(file: Uint8Array): Uint8Array {
  if (file.length > 2 * MAX_RECORD) throw tooLong();
  if (startsInClear(file)) {
    throw new IcehouseError({
      code: 'bsms/mac-stripped',
      kind: 'refused',
      message: 'this record is in clear, and the session is encrypted: nothing shows who wrote it',
      expected: 'the encrypted file (.dat) that the other program wrote for this session',
      next: 'ask for the encrypted file; do not use this one',
    });
  }
  const text = String.fromCharCode(...file.slice(0, MAC_BYTES));
  if (!/^\s*[0-9a-f]+\s*$/i.test(text)) return file;
  return fromHex(fromUtf8(file, 'bsms/not-a-record').trim(), 'bsms/not-a-record');
}

/** `BSMS`, behind a byte order mark or not. */
function startsInClear(file: Uint8Array): boolean {
  return /^(?:\u00ef\u00bb\u00bf)?BSMS/.test(String.fromCharCode(...file.slice(0, 7)));
}

function tooLong(): IcehouseError {
  return new IcehouseError({ code: 'bsms/too-long', message: 'this text is too long for a BSMS record' });
}
