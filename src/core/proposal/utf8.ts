/**
 * Strict UTF-8 from bytes. `core/` has no `TextDecoder` among its types, and @scure/base's coder refuses what is not
 * well-formed, which is wanted here: a replaced character would change what was signed.
 */
import { utf8 } from '@scure/base';
import { equalBytes, utf8ToBytes } from '../bytes.ts';
import { IcehouseError } from '../errors.ts';

/** @throws IcehouseError `proposal/not-utf8` for overlong, truncated or surrogate sequences. */
export function decodeUtf8(bytes: Uint8Array): string {
  try {
    const text = utf8.encode(bytes);
    if (equalBytes(utf8ToBytes(text), bytes)) return text;
  } catch {
    // The coder's message quotes the input; the typed error below says what matters.
  }
  throw new IcehouseError({ code: 'proposal/not-utf8', message: 'the proposal is not text in UTF-8', at: 'proposal' });
}
