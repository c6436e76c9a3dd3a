/**
 * The public key that a key expression stands for at an index. Follows the path below an extended key; stops with a
 * plain refusal at a hardened step, which takes the private key.
 */
import { IcehouseError } from '../errors.ts';
import { derivePublicPath } from '../key/derive-public.ts';
import { isHardened } from '../key/path.ts';
import { HARDENED } from '../key/types.ts';
import { isAlternatives } from './multipath.ts';
import type { KeyExpression } from './types.ts';

/** Whether the key is another one at each index. */
export function isRanged(key: KeyExpression): boolean {
  return key.kind === 'extended' && key.wildcard !== 'none';
}

/**
 * Derives the key: 33 bytes for extended keys, and for single ones the bytes they were given with.
 *
 * @param index the child number in place of `*`; keys without wildcard are the same at every index
 * @throws IcehouseError `descriptor/hardened-derivation`, `descriptor/multipath-not-expanded`, `descriptor/index`.
 */
export function deriveKey(key: KeyExpression, index: number): Uint8Array {
  if (!Number.isInteger(index) || index < 0 || index >= HARDENED) {
    throw new IcehouseError({
      code: 'descriptor/index',
      message: 'this is not an index of a descriptor',
      expected: 'a whole number from 0 to 2147483647',
    });
  }
  if (key.kind === 'single') return key.publicKey;
  const path = key.steps.map((step) => {
    if (!isAlternatives(step)) return step;
    throw new IcehouseError({
      code: 'descriptor/multipath-not-expanded',
      message: 'this descriptor stands for several; one of them must be chosen before scripts are derived',
      next: 'expand it first (BIP-0389)',
    });
  });
  if (key.wildcard === 'hardened' || path.some(isHardened)) throw needsPrivateKey();
  return derivePublicPath(key.extendedKey, isRanged(key) ? [...path, index] : path).publicKey;
}

/** The refusal of a hardened step below a public key. */
export function needsPrivateKey(at?: string): IcehouseError {
  return new IcehouseError({
    code: 'descriptor/hardened-derivation',
    message: 'a hardened step below an extended public key can only be derived with the private key',
    next: 'ask the holder for the extended public key below the last hardened step',
    ...(at === undefined ? {} : { at }),
  });
}
