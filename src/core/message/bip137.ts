/**
 * Signed messages as BIP-0137 and Bitcoin Core's `signmessage` have them: key cards, receipts and proposals carry one,
 * so that any wallet that signs messages can make them and anybody can check them. Signing is in `cold/key`.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { concatBytes, fromBase64, utf8ToBytes } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';
import { sha256d } from '../hash.ts';

const MAGIC = utf8ToBytes('\x18Bitcoin Signed Message:\n');

/** Recoverable signature: one header byte, r and s of 32 bytes each. */
const SIGNATURE_LENGTH = 65;

/** Header bytes of BIP-0137: 27-30 P2PKH uncompressed, 31-34 compressed, 35-38 P2SH-P2WPKH, 39-42 P2WPKH. */
const FIRST_HEADER = 27;
const LAST_HEADER = 42;

/**
 * The digest that is signed: double SHA-256 over the magic text, the length of the message as a compact size, and its
 * UTF-8 bytes. The magic prefix keeps it apart from every transaction digest.
 */
export function messageDigest(text: string): Uint8Array {
  const bytes = utf8ToBytes(text);
  return sha256d(concatBytes(MAGIC, compactSize(bytes.length), bytes));
}

/**
 * Reads a signature in Base64 and gives the 65 bytes.
 *
 * @throws IcehouseError `message/not-a-signature` for other text, another length or a header outside 27 to 42.
 */
export function decodeMessageSignature(signature: string, at?: string): Uint8Array {
  const bytes = fromBase64(signature, 'message/not-a-signature', at);
  const header = bytes[0] ?? 0;
  if (bytes.length !== SIGNATURE_LENGTH || header < FIRST_HEADER || header > LAST_HEADER) {
    throw new IcehouseError({
      code: 'message/not-a-signature',
      message: 'this is not a signature of a message',
      expected: '65 bytes in Base64, the first between 27 and 42 (BIP-0137)',
      ...(at === undefined ? {} : { at }),
    });
  }
  return bytes;
}

/**
 * Says whether `signature` (Base64) over `text` was made by the private key of `publicKey` (33 bytes, compressed). Any
 * header of BIP-0137 is accepted, as it tells an address type and we ask for a key; its recovery number must fit the
 * signature, and s must be in the lower half, so that a signature cannot be restated by others.
 *
 * @throws IcehouseError `message/not-a-signature` when the text is no signature at all.
 */
export function verifyMessage(message: {
  readonly publicKey: Uint8Array;
  readonly text: string;
  readonly signature: string;
}): boolean {
  const bytes = decodeMessageSignature(message.signature);
  const recoverable = Uint8Array.from(bytes);
  recoverable[0] = (bytes[0]! - FIRST_HEADER) & 3;
  return secp256k1.verify(recoverable, messageDigest(message.text), message.publicKey, {
    prehash: false,
    lowS: true,
    format: 'recovered',
  });
}

/** Bitcoin's variable length integer, here for the length of a message. */
function compactSize(length: number): Uint8Array {
  if (length < 0xfd) return Uint8Array.of(length);
  if (length <= 0xffff) return Uint8Array.of(0xfd, length & 0xff, length >> 8);
  return Uint8Array.of(0xfe, length & 0xff, (length >> 8) & 0xff, (length >> 16) & 0xff, length >>> 24);
}
