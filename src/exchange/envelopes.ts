/**
 * What may be around a foreign text: Electrum's encryption, or a code of plain bytes (`ur:bytes`, as Cobo and Keystone show
 * set-up texts). Opened before any format is asked, so that formats see what is inside alone.
 */
import { fromUtf8 } from '../core/bytes.ts';
import { IcehouseError } from '../core/errors.ts';
import { decryptStorage, isEncryptedStorage } from './electrum/storage.ts';
import { cborOf, decodeUr } from './ur/ur.ts';

/** Whether a password is needed before anything can be said about the text. */
export function needsPassword(text: string): boolean {
  return isEncryptedStorage(text);
}

/**
 * Takes envelopes off; a text without one comes back as it is.
 *
 * @throws IcehouseError `exchange/password-needed` (usage), `exchange/wrong-password` (refused), `exchange/not-text`, and
 * those of `decryptStorage`, `decodeUr` and `decodeCbor`.
 */
export function openEnvelope(text: string, password: string | undefined): string {
  if (isEncryptedStorage(text)) return decryptStorage(text, password);
  if (!/^\s*ur:bytes\//i.test(text)) return text;
  const bytes = cborOf(decodeUr(text));
  if (!(bytes instanceof Uint8Array)) {
    throw new IcehouseError({ code: 'exchange/not-text', message: 'this code holds no text' });
  }
  return fromUtf8(bytes, 'exchange/not-text');
}
