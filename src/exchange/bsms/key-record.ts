/**
 * Round 1 of BIP-0129: a signer's key with its origin and description, signed by that very key. Written from an account of
 * ours (the signature comes from `cold/key/sign-message.ts`) and read from any signer's file; a record that is read
 * has a signature that verifies. What becomes of it is in `gather.ts` and `card.ts`.
 */
import { fromHex } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { isPublicKey } from '../../core/key/extended-key.ts';
import { formatOrigin, parseOrigin } from '../../core/key/origin.ts';
import { refuseSecret } from '../../core/key/secret-guard.ts';
import type { Slip132Form } from '../../core/key/slip132.ts';
import type { CosignerKey, ExtendedPublicKey, KeyOrigin } from '../../core/key/types.ts';
import { verifyMessage } from '../../core/message/bip137.ts';
import { type BsmsKeyClaim, bsmsKeyMessage, readBsmsKey } from '../../core/message/bsms-key.ts';
import { recordLines } from './lines.ts';
import type { BsmsToken } from './token.ts';

/** BIP-0129 allows both; only an extended key makes a wallet with more than one address. */
export type RecordKey =
  | {
      readonly kind: 'extended';
      readonly origin: KeyOrigin;
      readonly extendedKey: ExtendedPublicKey;
      readonly slip132: Slip132Form;
    }
  | { readonly kind: 'single'; readonly origin: KeyOrigin; readonly publicKey: Uint8Array };

export interface KeyRecord {
  /** The signed lines as they stood in the file. */
  readonly claim: BsmsKeyClaim;
  readonly key: RecordKey;
  /** Base64, 65 bytes; it verifies. */
  readonly signature: string;
}

/**
 * The lines that a key record of one of our accounts signs. Hardened steps are marked `'`, as in the BIP's own records.
 *
 * @throws IcehouseError `bsms/origin-missing`, and those of `bsmsKeyMessage`.
 */
export function keyClaim(
  key: CosignerKey,
  { token, description }: { token: BsmsToken; description: string },
): BsmsKeyClaim {
  if (key.origin === undefined) {
    throw new IcehouseError({
      code: 'bsms/origin-missing',
      message: 'a key record needs the origin of the key',
      expected: 'the fingerprint of the master key and the path from it',
    });
  }
  refuseSecret(description, 'a description of the key', 'description');
  const claim = { token: token.hex, key: formatOrigin(key.origin, { hardenedMark: "'" }) + key.xpub, description };
  bsmsKeyMessage(claim);
  return claim;
}

/** The record's text, without a line feed at its end as the BIP encrypts it. */
export function formatKeyRecord(claim: BsmsKeyClaim, signature: string): string {
  return `${bsmsKeyMessage(claim)}\n${signature}`;
}

/**
 * Reads a key record and verifies its signature.
 *
 * Only the legacy form of BIP-0137 is read: BIP-0129 accepts it, and every device writes it. NOT checked: whether the token
 * is that of a session, and whether key and path fit the wallet (`gather.ts`).
 *
 * @throws IcehouseError those of `recordLines`, `bsms/bad-signature` (refused), `bsms/signature-form`, `origin/…`, `key/…`.
 */
export function parseKeyRecord(text: string): KeyRecord {
  const [token = '', keyText = '', description = '', signature = ''] = recordLines(text, 'key');
  const key = readKey(keyText);
  const claim: BsmsKeyClaim = { token, key: keyText, description };
  const publicKey = key.kind === 'extended' ? key.extendedKey.publicKey : key.publicKey;
  const message = bsmsKeyMessage(claim);
  if (!verifies({ publicKey, text: message, signature })) {
    throw new IcehouseError({
      code: 'bsms/bad-signature',
      kind: 'refused',
      message: 'the record is not signed by the key it shows',
      at: 'line 5',
      next: 'ask its owner for the record again, in another way than this file came',
    });
  }
  return { claim, key, signature };
}

function readKey(text: string): RecordKey {
  const end = text.indexOf(']') + 1;
  const body = text.slice(end);
  if (/^[0-9a-f]{66}$/i.test(body)) {
    const publicKey = fromHex(body);
    if (isPublicKey(publicKey)) return { kind: 'single', origin: parseOrigin(text.slice(0, end), 'line 3'), publicKey };
  }
  return { kind: 'extended', ...readBsmsKey(text, 'line 3') };
}

function verifies(message: Parameters<typeof verifyMessage>[0]): boolean {
  try {
    return verifyMessage(message);
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
    throw new IcehouseError({
      code: 'bsms/signature-form',
      message: 'the last line of the record is no signature that can be read here',
      at: 'line 5',
      expected: 'a signed message of BIP-0137, 65 bytes in Base64',
      next: 'let the device sign in the legacy form, which BIP-0129 accepts',
      cause: error,
    });
  }
}
