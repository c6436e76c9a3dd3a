/**
 * The text that a key signs in the first round of BIP-0129 (BSMS): version, token, key with origin, description. It stands
 * here because a key card may carry such a signature as its proof; the rounds, their files and their encryption are in
 * `exchange/bsms`.
 */
import { IcehouseError } from '../errors.ts';
import { parseExtendedPublicKey, type ReadExtendedKey } from '../key/extended-key.ts';
import { parseOrigin } from '../key/origin.ts';
import type { KeyOrigin } from '../key/types.ts';
import { domainText } from './domain.ts';

/** The signed lines of a key record after its first one, exactly as they were signed. */
export interface BsmsKeyClaim {
  /** `00` without encryption, else 16 or 32 lower-case hex digits. */
  readonly token: string;
  /** `[73c5da0a/48'/0'/0'/2']xpub…`; devices mark hardened steps as they like. */
  readonly key: string;
  /** What the device or its owner says of the key; foreign text. */
  readonly description: string;
}

/** BIP-0129: characters of a description. */
export const MAX_BSMS_DESCRIPTION = 80;

const TOKEN = /^(?:00|[0-9a-f]{16}|[0-9a-f]{32})$/;

/**
 * Puts the four signed lines together.
 *
 * @throws IcehouseError `bsms/token`, `bsms/description-too-long`, `message/line-break`.
 */
export function bsmsKeyMessage({ token, key, description }: BsmsKeyClaim): string {
  if (!TOKEN.test(token)) {
    throw new IcehouseError({
      code: 'bsms/token',
      message: 'this is no token of a BSMS session',
      expected: '00, or 16 or 32 hexadecimal digits in lower case',
    });
  }
  if (Array.from(description).length > MAX_BSMS_DESCRIPTION) {
    throw new IcehouseError({
      code: 'bsms/description-too-long',
      message: 'the description of the key is too long',
      expected: `at most ${MAX_BSMS_DESCRIPTION} characters`,
    });
  }
  return domainText('bsmsKey', [token, key, description]);
}

export interface BsmsExtendedKey extends ReadExtendedKey {
  readonly origin: KeyOrigin;
}

/**
 * Reads the key line where it holds an extended key; the origin before it is part of BIP-0129's form.
 *
 * @throws IcehouseError `origin/…`, `key/…`.
 */
export function readBsmsKey(key: string, at?: string): BsmsExtendedKey {
  const end = key.indexOf(']') + 1;
  return { origin: parseOrigin(key.slice(0, end), at), ...parseExtendedPublicKey(key.slice(end), at) };
}
