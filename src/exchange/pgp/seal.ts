/**
 * Closing a document for the members: signed by its sender, encrypted to everybody who shall read it, in one file that any
 * OpenPGP program opens. The counterpart is `open.ts`.
 */
import { createMessage, encrypt, generateSessionKey, sign } from 'openpgp';
import { utf8ToBytes } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { visible } from '../../core/text/visible.ts';
import type { UnlockedKey } from './private-key.ts';
import { loadPublicKey, type PgpPublicKey } from './public-key.ts';
import { MAX_CONTENT, momentOf, PGP_SETTINGS } from './settings.ts';

export interface DocumentToSeal {
  readonly content: Uint8Array;
  readonly sender: UnlockedKey;
  /** Everybody who shall read it; the sender reads it only if she is among them. Empty for a document that is signed and not encrypted. */
  readonly recipients: readonly Pick<PgpPublicKey, 'fingerprint' | 'armored'>[];
  /** Text (`.asc`) in place of bytes (`.pgp`). */
  readonly armored: boolean;
  /** Seconds since 1970-01-01 UTC. */
  readonly now: number;
}

/**
 * Signs and encrypts a document. No file name travels along: it would be outside the signature, and an opener has to
 * choose a safe one anyway. AES-256 where every recipient's key asks for it, else AES-128; never AEAD, which gpg 2.2 does
 * not read; no compression.
 *
 * NOT covered by an OpenPGP signature: to whom a document was sent. A recipient can encrypt the signed document anew to
 * somebody else; what matters in the group's documents stands inside them.
 *
 * @throws IcehouseError `pgp/too-large`, `pgp/recipient-unusable`, `pgp/sender-unusable`.
 */
export async function sealDocument({ content, sender, recipients, armored, now }: DocumentToSeal): Promise<Uint8Array> {
  if (content.length > MAX_CONTENT) {
    throw new IcehouseError({
      code: 'pgp/too-large',
      message: 'this document is too large',
      expected: `${MAX_CONTENT} bytes`,
    });
  }
  const date = momentOf(now);
  await requireSigner(sender, date);
  const message = await createMessage({ binary: content, date });
  const common = { message, signingKeys: sender.privateKey, date, config: PGP_SETTINGS };
  if (recipients.length === 0) return signed(common, armored);
  const encryptionKeys = await Promise.all(recipients.map((recipient) => recipientKey(recipient, date)));
  // Without this the package would choose AEAD by itself as soon as all keys announce it.
  const { data, algorithm } = await generateSessionKey({ encryptionKeys, date, config: PGP_SETTINGS });
  const sealing = { ...common, encryptionKeys, sessionKey: { data, algorithm } };
  return armored
    ? utf8ToBytes(await encrypt({ ...sealing, format: 'armored' }))
    : encrypt({ ...sealing, format: 'binary' });
}

type Signing = Parameters<typeof sign>[0];

async function signed(signing: Omit<Signing, 'format'>, armored: boolean): Promise<Uint8Array> {
  const { message, ...rest } = signing;
  if (!('packets' in message)) throw new TypeError('a document is no cleartext message');
  return armored
    ? utf8ToBytes(await sign({ ...rest, message, format: 'armored' }))
    : sign({ ...rest, message, format: 'binary' });
}

async function recipientKey(recipient: DocumentToSeal['recipients'][number], date: Date) {
  const key = await loadPublicKey(recipient);
  try {
    await key.getEncryptionKey(undefined, date, undefined, PGP_SETTINGS);
    return key;
  } catch (cause) {
    throw new IcehouseError({
      code: 'pgp/recipient-unusable',
      message: `nothing can be encrypted to a key: it has expired, is revoked or has no part for that`,
      found: `key ${recipient.fingerprint} of ${key
        .getUserIDs()
        .map((userId) => visible(userId))
        .join(', ')}`,
      next: 'ask its owner for a valid key',
      cause,
    });
  }
}

async function requireSigner({ privateKey, publicKey }: UnlockedKey, date: Date): Promise<void> {
  try {
    await privateKey.getSigningKey(undefined, date, undefined, PGP_SETTINGS);
  } catch (cause) {
    throw new IcehouseError({
      code: 'pgp/sender-unusable',
      message: 'your key cannot sign: it has expired, is revoked or has no part for that',
      found: `key ${publicKey.fingerprint}`,
      next: 'renew it, or make a new one',
      cause,
    });
  }
}
