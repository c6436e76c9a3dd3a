/**
 * The keystore: a member's mnemonic and extension in an age file with a passphrase, for those who sign often. It exists on
 * the offline machine only; the words on paper stay the backup. Whoever has the file can guess passphrases on machines of
 * his own, so its passphrase is judged like an extension.
 *
 * `age-encryption` draws the file's key from `globalThis.crypto` by itself. This room has no name for that source; the
 * surface hands it in as a value, and its health is judged before and after the package used it.
 */
import { armor, Decrypter, Encrypter } from 'age-encryption';
import { isArmored, looksLikeAge, readAgeHeader } from '../../core/age/header.ts';
import { fromUtf8, utf8ToBytes } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';
import { drawHealthy, type RandomSource } from '../entropy/health.ts';
import { checkExtension } from '../extension/check.ts';
import { STRONG_BITS } from '../extension/forms.ts';
import { type KeystoreContent, keystoreBytes, parseKeystoreContent } from './content.ts';

/** 2^18 rounds of scrypt: a second or two and 256 MiB of memory for each guess. Stock age takes the same. */
export const KEYSTORE_WORK_FACTOR = 18;

/** A keystore has some 2,000 bytes. */
const MAX_FILE = 65_536;

/** Bytes of a sample that is drawn to judge the source, and thrown away. */
const SAMPLE = 32;

export interface KeystoreToSeal {
  readonly content: KeystoreContent;
  readonly passphrase: string;
  /** The person has been shown that the passphrase is weak, and wants it nevertheless. */
  readonly acknowledgeWeak: boolean;
  /** The very source that `age-encryption` uses: `globalThis.crypto.getRandomValues`. */
  readonly source: RandomSource;
  /** For tests; {@link KEYSTORE_WORK_FACTOR} when left out. */
  readonly workFactor?: number;
}

/**
 * Encrypts a keystore and opens it once more before it is given out. The file is armored text.
 *
 * @throws IcehouseError `keystore/weak-passphrase` (refused), `keystore/differs`, those of `drawHealthy` and `checkExtension`.
 */
export async function sealKeystore(request: KeystoreToSeal): Promise<Uint8Array> {
  const { content, passphrase, source, workFactor = KEYSTORE_WORK_FACTOR } = request;
  await requireStrong(passphrase, request.acknowledgeWeak);
  drawHealthy(source, SAMPLE);
  const encrypter = new Encrypter();
  encrypter.setPassphrase(passphrase);
  encrypter.setScryptWorkFactor(workFactor);
  const plaintext = keystoreBytes(content);
  const file = utf8ToBytes(armor.encode(await encrypter.encrypt(plaintext)));
  plaintext.fill(0);
  drawHealthy(source, SAMPLE);
  const { mnemonic, extension } = await openKeystore(file, passphrase);
  if (JSON.stringify({ mnemonic, extension }) === JSON.stringify(content)) return file;
  throw new IcehouseError({
    code: 'keystore/differs',
    kind: 'refused',
    message: 'the keystore does not give back what was put in',
    next: 'do not use it; the words on paper are the key',
  });
}

/**
 * Opens a keystore. A wrong passphrase takes as long as the right one.
 *
 * @throws IcehouseError `keystore/not-a-keystore`, `keystore/wrong-passphrase`, `keystore/damaged` (both refused),
 * `keystore/malformed`, and those of `readAgeHeader`.
 */
export async function openKeystore(file: Uint8Array, passphrase: string): Promise<KeystoreContent> {
  const bytes = requireKeystoreFile(file);
  const decrypter = new Decrypter();
  decrypter.addPassphrase(passphrase);
  let plaintext: Uint8Array;
  try {
    plaintext = await decrypter.decrypt(bytes);
  } catch (cause) {
    throw cause instanceof Error && cause.message.startsWith('no identity matched')
      ? refused('keystore/wrong-passphrase', 'the passphrase is not the one of this keystore', 'type it again')
      : refused('keystore/damaged', 'the keystore was changed or cut', 'use another copy, or the words on paper');
  }
  try {
    return parseKeystoreContent(fromUtf8(plaintext, 'keystore/malformed'));
  } finally {
    plaintext.fill(0);
  }
}

/**
 * Tells a keystore from other files by what can be seen without the passphrase, and gives its bytes without armor.
 *
 * @throws IcehouseError `keystore/not-a-keystore`, `keystore/damaged` (refused), and those of `readAgeHeader`.
 */
export function requireKeystoreFile(file: Uint8Array): Uint8Array {
  if (file.length <= MAX_FILE && looksLikeAge(file)) {
    const bytes = isArmored(file) ? unarmored(file) : file;
    if (readAgeHeader(bytes).workFactor !== undefined) return bytes;
  }
  throw new IcehouseError({
    code: 'keystore/not-a-keystore',
    message: 'this file is no keystore',
    expected: 'an age file with a passphrase, as icehouse keystore new writes it',
  });
}

function unarmored(file: Uint8Array): Uint8Array {
  try {
    return armor.decode(fromUtf8(file));
  } catch {
    throw refused('keystore/damaged', 'the text of the keystore is damaged', 'use another copy, or the words on paper');
  }
}

async function requireStrong(passphrase: string, acknowledged: boolean): Promise<void> {
  if (passphrase === '')
    throw refused('keystore/weak-passphrase', 'an empty passphrase protects nothing', 'choose one');
  const { bits, verdict, reasons } = await checkExtension(passphrase);
  if (verdict === 'strong' || acknowledged) return;
  throw new IcehouseError({
    code: 'keystore/weak-passphrase',
    kind: 'refused',
    message: `this passphrase may be found by trying: ${reasons.map(({ message }) => message).join('; ')}`,
    found: `at least ${Math.floor(bits)} bits`,
    expected: `at least ${STRONG_BITS} bits`,
    next: 'let Icehouse draw one (icehouse extension new), or take the weak one knowingly (--accept-weak-passphrase)',
  });
}

function refused(code: `keystore/${string}`, message: string, next: string): IcehouseError {
  return new IcehouseError({ code, kind: 'refused', message, next });
}
