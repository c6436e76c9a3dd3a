/**
 * Opening what another member has closed: decrypts, and says who signed, by the address book and not by what the file says
 * of itself. A document that was changed after a known person signed it is not given out at all.
 */
import {
  type CleartextMessage,
  decrypt,
  type Message,
  type PublicKey,
  readCleartextMessage,
  readMessage,
  verify,
} from 'openpgp';
import { fromUtf8, utf8ToBytes } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import type { AddressBook, BookEntry } from './address-book.ts';
import { changed, damaged, malformed, tooLarge, unreadable } from './open-refusals.ts';
import type { UnlockedKey } from './private-key.ts';
import { loadPublicKey } from './public-key.ts';
import { CLOCK_TOLERANCE, MAX_MESSAGE, momentOf, PGP_SETTINGS } from './settings.ts';

/** A signature on a document that was opened. One by a known key has verified; others could not be checked. */
export type DocumentSignature =
  | { readonly by: 'member'; readonly entry: BookEntry; readonly keyId: string; readonly signed: number | undefined }
  | { readonly by: 'stranger'; readonly keyId: string };

export interface OpenedDocument {
  readonly content: Uint8Array;
  /** Whether it was encrypted; a document that is only signed was readable by everybody on its way. */
  readonly encrypted: boolean;
  /** None where nobody signed. Every `member` among them has signed this very content. */
  readonly signatures: readonly DocumentSignature[];
}

export interface DocumentToOpen {
  readonly file: Uint8Array;
  /** Own keys; none are needed for a document that is only signed. */
  readonly keys: readonly UnlockedKey[];
  readonly book: AddressBook;
  /** Seconds since 1970-01-01 UTC. */
  readonly now: number;
}

/** Recipients and signatures of one document; a group has twenty members at most. */
const MAX_RECIPIENTS = 100;
const MAX_SIGNATURES = 30;

const CLEARTEXT = '-----BEGIN PGP SIGNED MESSAGE-----';
const ARMOR = '-----BEGIN PGP MESSAGE-----';

/** Whether bytes look like an OpenPGP message: armored, or a packet that such messages begin with. */
export function looksLikePgp(bytes: Uint8Array): boolean {
  const start = String.fromCharCode(...bytes.subarray(0, 64)).trimStart();
  if (start.startsWith(ARMOR) || start.startsWith(CLEARTEXT)) return true;
  // Public-key encrypted session key (1), one-pass signature (4), encrypted data (18), in the old and the new form.
  const first = bytes[0] ?? 0;
  const tag = (first & 0x40) === 0 ? (first & 0x3c) >> 2 : first & 0x3f;
  return (first & 0x80) !== 0 && [1, 4, 18].includes(tag) && bytes.length > 32;
}

/**
 * Opens a document.
 *
 * Refused before or while it is read: files and contents beyond the sizes of `settings.ts` (decompressed, too), more
 * literal data than one, encryption without integrity protection. NOT checked: whether the person who signed belongs to a
 * wallet (`isMember`), and whether the content is what it claims to be (its own reader).
 *
 * @throws IcehouseError `pgp/too-large`, `pgp/not-a-message`, `pgp/not-for-you`, `pgp/key-missing`, `pgp/passphrase-only`, and
 * of kind refused `pgp/malformed`, `pgp/damaged`, `pgp/changed`, `pgp/signature-unusable`.
 */
export async function openDocument({ file, keys, book, now }: DocumentToOpen): Promise<OpenedDocument> {
  if (file.length > MAX_MESSAGE) throw tooLarge();
  const verificationKeys = await verifiers(book);
  const date = momentOf(now + CLOCK_TOLERANCE);
  const message = await parseMessage(file);
  if (!('packets' in message))
    return opened(await verifyCleartext(message, verificationKeys, date), false, verificationKeys);
  if (message.getEncryptionKeyIDs().length > MAX_RECIPIENTS) throw malformed();
  const isEncrypted = message.getEncryptionKeyIDs().length > 0 || message.getLiteralData() === null;
  const common = { message, verificationKeys: verificationKeys.map(({ key }) => key), date, config: PGP_SETTINGS };
  const result = isEncrypted ? await decrypted(common, keys) : await verifyOrRefuse(common);
  return opened(result, isEncrypted, verificationKeys);
}

/** For whom a message says that it is encrypted: key ids are claims, and the sender may hide them. */
export interface ClaimedRecipients {
  /** Whether it is encrypted at all; a message that is only signed can be opened by everybody. */
  readonly encrypted: boolean;
  readonly members: readonly BookEntry[];
  /** Recipients who are not in the book, or not named. */
  readonly others: number;
}

/**
 * Reads the outside of a message, which needs no key.
 *
 * @throws IcehouseError `pgp/too-large`, `pgp/not-a-message`, `pgp/malformed` (refused).
 */
export async function recipientsOf(file: Uint8Array, book: AddressBook): Promise<ClaimedRecipients> {
  if (file.length > MAX_MESSAGE) throw tooLarge();
  const message = await parseMessage(file);
  if (!('packets' in message)) return { encrypted: false, members: [], others: 0 };
  const ids = recipientIds(message);
  const keys = await verifiers(book);
  const holders = ids.map((id) => keys.find(({ key }) => key.getKeyIDs().some((keyId) => hexOf(keyId) === id))?.entry);
  const members = [...new Set(holders.flatMap((entry) => entry ?? []))];
  return {
    encrypted: ids.length > 0 || message.getLiteralData() === null,
    members,
    others: holders.filter((entry) => entry === undefined).length,
  };
}

interface Verifier {
  readonly entry: BookEntry;
  readonly key: PublicKey;
}

/** What OpenPGP.js gives of a message, signatures still to be awaited. */
interface Reading {
  readonly data: Uint8Array;
  readonly signatures: readonly {
    readonly keyID: { toHex(): string };
    readonly verified: Promise<true>;
    readonly signature: Promise<{ readonly packets: readonly { readonly created: Date | null }[] }>;
  }[];
}

async function verifiers({ entries }: AddressBook): Promise<readonly Verifier[]> {
  const withKeys = entries.flatMap((entry) => (entry.pgp === undefined ? [] : [{ entry, pgp: entry.pgp }]));
  return Promise.all(withKeys.map(async ({ entry, pgp }) => ({ entry, key: await loadPublicKey(pgp) })));
}

async function parseMessage(file: Uint8Array): Promise<Message<Uint8Array> | CleartextMessage> {
  const start = String.fromCharCode(...file.subarray(0, 64)).trimStart();
  try {
    if (start.startsWith(CLEARTEXT)) {
      return await readCleartextMessage({ cleartextMessage: fromUtf8(file), config: PGP_SETTINGS });
    }
    if (start.startsWith('-----BEGIN PGP')) {
      const armoredMessage: string = fromUtf8(file);
      // The content of the message is read as bytes in every case below.
      return (await readMessage({ armoredMessage, config: PGP_SETTINGS })) as unknown as Message<Uint8Array>;
    }
    return await readMessage({ binaryMessage: file, config: PGP_SETTINGS });
  } catch (cause) {
    throw unreadable(cause);
  }
}

async function verifyCleartext(message: CleartextMessage, keys: readonly Verifier[], date: Date): Promise<Reading> {
  const verificationKeys = keys.map(({ key }) => key);
  const result = await verify({ message, verificationKeys, date, config: PGP_SETTINGS });
  return { data: utf8ToBytes(result.data), signatures: result.signatures as Reading['signatures'] };
}

type Common = {
  readonly message: Message<Uint8Array>;
  readonly verificationKeys: PublicKey[];
  readonly date: Date;
  readonly config: typeof PGP_SETTINGS;
};

async function verifyOrRefuse(common: Common): Promise<Reading> {
  try {
    return (await verify({ ...common, format: 'binary' })) as unknown as Reading;
  } catch (cause) {
    throw unreadable(cause);
  }
}

async function decrypted(common: Common, keys: readonly UnlockedKey[]): Promise<Reading> {
  if (keys.length === 0) {
    throw new IcehouseError({
      code: 'pgp/key-missing',
      message: 'this document is encrypted',
      next: 'give your own OpenPGP key: --key FILE',
    });
  }
  if (recipientIds(common.message).length === 0) {
    throw new IcehouseError({
      code: 'pgp/passphrase-only',
      message: 'this document opens with a passphrase that two people share, not with a member’s key',
      next: 'open it with gpg, or ask the sender to encrypt it to your key',
    });
  }
  if (!isAddressed(common.message, keys)) {
    throw new IcehouseError({
      code: 'pgp/not-for-you',
      message: 'this document is not encrypted to your key',
      found: `encrypted to ${recipientIds(common.message).slice(0, 20).join(', ')}`,
      next: 'ask the sender to encrypt it to your key as well',
    });
  }
  try {
    const decryptionKeys = keys.map(({ privateKey }) => privateKey);
    return (await decrypt({ ...common, decryptionKeys, format: 'binary' })) as unknown as Reading;
  } catch (cause) {
    throw unreadable(cause, damaged);
  }
}

/** Whether one of the keys is named as a recipient, or a recipient is not named at all. */
function isAddressed(message: Message<Uint8Array>, keys: readonly UnlockedKey[]): boolean {
  const own = keys.flatMap(({ privateKey }) => privateKey.getKeyIDs().map(hexOf));
  return recipientIds(message).some((keyId) => own.includes(keyId) || /^0+$/.test(keyId));
}

function recipientIds(message: Message<Uint8Array>): readonly string[] {
  return message.getEncryptionKeyIDs().map(hexOf);
}

async function opened(
  { data, signatures }: Reading,
  encrypted: boolean,
  keys: readonly Verifier[],
): Promise<OpenedDocument> {
  if (signatures.length > MAX_SIGNATURES) throw malformed();
  const checked = await Promise.all(signatures.map((signature) => checkSignature(signature, keys)));
  return { content: data, encrypted, signatures: checked };
}

async function checkSignature(
  { keyID, verified, signature }: Reading['signatures'][number],
  keys: readonly Verifier[],
): Promise<DocumentSignature> {
  const outcome = await verified.then(
    () => undefined,
    (error: unknown) => error,
  );
  const keyId = hexOf(keyID);
  const signer = keys.find(({ key }) => key.getKeyIDs().some((each) => hexOf(each) === keyId));
  if (signer === undefined) return { by: 'stranger', keyId };
  if (outcome !== undefined) throw changed(signer.entry, outcome);
  const created = (await signature).packets[0]?.created;
  const signed = created ? Math.floor(created.getTime() / 1000) : undefined;
  return { by: 'member', entry: signer.entry, keyId, signed };
}

function hexOf(keyId: { toHex(): string }): string {
  return keyId.toHex().toUpperCase();
}
