/**
 * The key origin of BIP-0380, `[73c5da0a/48h/0h/0h/2h]`: the fingerprint of a master key and the path from it. Signing
 * devices find their key by it; it proves nothing, as anybody can write any fingerprint.
 */
import { IcehouseError } from '../errors.ts';
import { formatPath, type PathStyle, parsePath } from './path.ts';
import type { Fingerprint, KeyOrigin } from './types.ts';

const FINGERPRINT = /^[0-9a-f]{8}$/i;
const ORIGIN = /^\[([^/\]]*)(?:\/([^m\]][^\]]*))?\]$/;
const MAX_TEXT = 4_000;

/**
 * Reads a fingerprint of eight hexadecimal digits in either case.
 *
 * @throws IcehouseError `origin/bad-fingerprint`.
 */
export function parseFingerprint(text: string, at?: string): Fingerprint {
  if (!FINGERPRINT.test(text)) {
    throw new IcehouseError({
      code: 'origin/bad-fingerprint',
      message: 'this is not the fingerprint of a key',
      expected: 'eight hexadecimal digits, such as 73c5da0a',
      ...(at === undefined ? {} : { at }),
    });
  }
  return text.toLowerCase();
}

/**
 * Reads an origin in its brackets.
 *
 * @throws IcehouseError `origin/bad-form`, `origin/bad-fingerprint` and those of `parsePath`.
 */
export function parseOrigin(text: string, at?: string): KeyOrigin {
  const match = text.length > MAX_TEXT ? null : ORIGIN.exec(text.trim());
  if (match === null) {
    throw new IcehouseError({
      code: 'origin/bad-form',
      message: 'this is not a key origin',
      expected: 'a fingerprint and a path in brackets, such as [73c5da0a/48h/0h/0h/2h]',
      ...(at === undefined ? {} : { at }),
    });
  }
  const [, fingerprint = '', steps] = match;
  const path = steps === undefined ? [] : parsePath(steps, at);
  return { fingerprint: parseFingerprint(fingerprint, at), path };
}

/** Prints an origin in brackets: `[73c5da0a/48h/0h/0h/2h]`, or `[73c5da0a]` for a master key. */
export function formatOrigin(origin: KeyOrigin, style?: PathStyle): string {
  const path = formatPath(origin.path, style);
  return `[${origin.fingerprint}${path === '' ? '' : `/${path}`}]`;
}
