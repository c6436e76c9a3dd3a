/**
 * What may be around a foreign text: Electrum's encryption, or codes (animated ones too, and `ur:bytes`, as Cobo and Keystone
 * show set-up texts). Opened before any format is asked, so that formats see what is inside alone.
 */
import { fromUtf8, utf8ToBytes } from '../core/bytes.ts';
import { openCodes } from './codes/join.ts';
import { decryptStorage, isEncryptedStorage } from './electrum/storage.ts';

/** Whether a password is needed before anything can be said about the text. */
export function needsPassword(text: string): boolean {
  return isEncryptedStorage(text);
}

/**
 * Takes envelopes off; a text without one comes back as it is.
 *
 * @throws IcehouseError `exchange/password-needed` (usage), `exchange/wrong-password` (refused), `exchange/not-text`, and
 * those of `decryptStorage` and `openCodes`.
 */
export function openEnvelope(text: string, password: string | undefined): string {
  if (isEncryptedStorage(text)) return decryptStorage(text, password);
  return fromUtf8(openCodes(utf8ToBytes(text)), 'exchange/not-text');
}
