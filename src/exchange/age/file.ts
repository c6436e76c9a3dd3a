/**
 * Files encrypted by age (age-encryption.org/v1), for a passphrase or for recipients: the other way, beside OpenPGP, in
 * which the group's documents travel. Stock `age` opens what is written here and the reverse. An age file says nothing about
 * who wrote it: what is inside has to prove itself.
 *
 * The package draws its keys from `globalThis.crypto`, which it asks for itself.
 */
import { armor, Decrypter, Encrypter } from 'age-encryption';
import { isArmored, readAgeHeader } from '../../core/age/header.ts';
import { fromUtf8 } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';

/** What stock age takes for a passphrase: a second of work and 256 MiB of memory for each guess. */
export const WORK_FACTOR = 18;

/** The group's documents are far smaller; transactions of 400 inputs take about 2 MB. */
const MAX_CONTENT = 32 * 1024 * 1024;

/** For whom a file is encrypted. A passphrase stands alone; recipients may be several. */
export type AgeAddressees =
  | { readonly passphrase: string; readonly workFactor?: number }
  | { readonly recipients: readonly string[] };

export interface AgeContent {
  readonly content: Uint8Array;
  readonly to: AgeAddressees;
  /** PEM-like text in place of bytes: for mail and chat. */
  readonly armored: boolean;
}

/**
 * Encrypts a document.
 *
 * NOT checked: how strong a passphrase is; the surface says so and asks (`cold/extension/check.ts`).
 *
 * @throws IcehouseError `age/empty-passphrase`, `age/no-recipient`, `age/not-a-recipient`, `age/too-large`.
 */
export async function encryptAge({ content, to, armored }: AgeContent): Promise<Uint8Array> {
  if (content.length > MAX_CONTENT) throw tooLarge();
  const encrypter = new Encrypter();
  if ('passphrase' in to) {
    if (to.passphrase === '') {
      throw new IcehouseError({ code: 'age/empty-passphrase', message: 'an empty passphrase protects nothing' });
    }
    encrypter.setPassphrase(to.passphrase);
    encrypter.setScryptWorkFactor(to.workFactor ?? WORK_FACTOR);
  } else {
    if (to.recipients.length === 0) {
      throw new IcehouseError({ code: 'age/no-recipient', message: 'the file needs somebody who can open it' });
    }
    for (const recipient of to.recipients) encrypter.addRecipient(parseRecipient(recipient));
  }
  const file = await encrypter.encrypt(content);
  return armored ? Uint8Array.from(armor.encode(file), (character) => character.charCodeAt(0)) : file;
}

/** What opens a file: a passphrase, or identities such as `AGE-SECRET-KEY-1…`. */
export type AgeSecret = { readonly passphrase: string } | { readonly identities: readonly string[] };

/**
 * Decrypts a file, armored or not. Nothing is given out of a file that was changed, not even its undamaged beginning.
 *
 * @throws IcehouseError those of `readAgeHeader`; `age/wrong-secret` (refused) when no secret fits, `age/needs-passphrase`,
 * `age/needs-identity`, `age/damaged` (refused), `age/too-large`.
 */
export async function decryptAge(file: Uint8Array, secret: AgeSecret): Promise<Uint8Array> {
  if (file.length > 2 * MAX_CONTENT) throw tooLarge();
  const bytes = binaryAge(file);
  const { workFactor } = readAgeHeader(bytes);
  const byPassphrase = workFactor !== undefined;
  if (byPassphrase !== 'passphrase' in secret) {
    throw new IcehouseError({
      code: byPassphrase ? 'age/needs-passphrase' : 'age/needs-identity',
      message: byPassphrase ? 'this file opens with a passphrase' : 'this file opens with the age key of a recipient',
    });
  }
  const decrypter = new Decrypter();
  if ('passphrase' in secret) decrypter.addPassphrase(secret.passphrase);
  else for (const identity of secret.identities) decrypter.addIdentity(identity);
  try {
    return await decrypter.decrypt(bytes);
  } catch (cause) {
    throw refusalOf(cause, byPassphrase);
  }
}

/** The bytes of an armored file, or the file itself. @throws IcehouseError `age/damaged`. */
export function binaryAge(file: Uint8Array): Uint8Array {
  if (!isArmored(file)) return file;
  const text = fromUtf8(file, 'age/damaged');
  try {
    return armor.decode(text);
  } catch {
    throw new IcehouseError({
      code: 'age/damaged',
      kind: 'refused',
      message: 'the armored text is damaged',
      next: 'copy the whole text again, from the first dashes to the last',
    });
  }
}

/**
 * Checks the text of a recipient (`age1…`).
 *
 * @throws IcehouseError `age/identity-refused` (refused) for a secret key in its place, `age/not-a-recipient`.
 */
export function parseRecipient(text: string): string {
  const recipient = text.trim();
  if (/^AGE-SECRET-KEY-/i.test(recipient)) {
    throw new IcehouseError({
      code: 'age/identity-refused',
      kind: 'refused',
      message: 'this is a secret age key, which never belongs here',
      expected: 'the recipient of that key, age1…',
      next: 'give the public part only; if others could see what was typed, make a new key',
    });
  }
  try {
    new Encrypter().addRecipient(recipient);
  } catch {
    throw new IcehouseError({ code: 'age/not-a-recipient', message: 'this is no age recipient', expected: 'age1…' });
  }
  return recipient;
}

/**
 * Reads a file of identities as `age-keygen` writes it: one to a line, comments after `#`.
 *
 * @throws IcehouseError `age/not-an-identity`, which does not repeat the text.
 */
export function parseIdentities(text: string): readonly string[] {
  const lines = text.split(/\r?\n/).map((line) => line.trim());
  const identities = lines.filter((line) => line !== '' && !line.startsWith('#'));
  const isIdentity = (line: string): boolean => {
    try {
      new Decrypter().addIdentity(line);
      return true;
    } catch {
      return false;
    }
  };
  if (identities.length > 0 && identities.length <= 100 && identities.every(isIdentity)) return identities;
  throw new IcehouseError({
    code: 'age/not-an-identity',
    message: 'this file holds no age key, or something else besides',
    expected: 'lines such as AGE-SECRET-KEY-1…, as age-keygen writes them',
  });
}

function refusalOf(cause: unknown, byPassphrase: boolean): IcehouseError {
  const unmatched = cause instanceof Error && cause.message.startsWith('no identity matched');
  if (unmatched) {
    return new IcehouseError({
      code: 'age/wrong-secret',
      kind: 'refused',
      message: byPassphrase ? 'the passphrase is not the one of this file' : 'this file is not encrypted for that key',
    });
  }
  return new IcehouseError({
    code: 'age/damaged',
    kind: 'refused',
    message: 'this file was changed or cut after it was encrypted',
    next: 'ask for it again',
  });
}

function tooLarge(): IcehouseError {
  return new IcehouseError({
    code: 'age/too-large',
    message: 'this is larger than anything that belongs into such a file',
    expected: `at most ${MAX_CONTENT} bytes`,
  });
}
