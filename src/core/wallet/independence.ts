/**
 * No member may hold two keys of a wallet unnoticed. The same key in disguise (another depth, parent or name), a key
 * and its child, or two children of one key all let one person sign more than once, and none of them shows in the
 * fingerprints that programs compare. Called by `wallet.ts`.
 */
import { IcehouseError } from '../errors.ts';
import { childPublicKey } from '../key/derive-public.ts';
import { fingerprintOf, keyIdentity } from '../key/identity.ts';
import { isHardened } from '../key/path.ts';
import type { CosignerKey, ExtendedPublicKey } from '../key/types.ts';
import { cosignerLabel } from './label.ts';
import type { Wallet } from './types.ts';

/** A parent's fingerprint that says nothing: that of a master key, or one left out. */
const NO_PARENT = '00000000';

/**
 * Refuses keys that are equal by public key and chain code, that follow from each other, or that say they are
 * unhardened children of one parent (whoever knows the parent's extended public key and one child's private key has all
 * the others). Two hardened accounts of one seed cannot be told from those of two people; the fingerprint, which may be
 * equal by accident or forged, is no ground for a refusal.
 *
 * @throws IcehouseError `wallet/duplicate-key`, `wallet/related-keys`, kind refused, naming both keys.
 */
export function checkKeysAreIndependent(keys: readonly CosignerKey[], branches: Wallet['branches']): void {
  const seen = new Map<string, number>();
  keys.forEach((key, position) => {
    const identity = keyIdentity(key.extendedKey);
    const earlier = seen.get(identity);
    if (earlier !== undefined) {
      throw refused(keys, [earlier, position], 'wallet/duplicate-key', 'are the same key');
    }
    seen.set(identity, position);
  });
  keys.forEach((key, position) => {
    checkSiblings(keys, position);
    checkChildren(keys, position, seen, [branches.receive, branches.change], fingerprintOf(key.extendedKey.publicKey));
  });
}

function checkSiblings(keys: readonly CosignerKey[], position: number): void {
  const key = keys[position]!.extendedKey;
  const sibling = keys.findIndex((other, place) => place < position && areSiblings(other.extendedKey, key));
  if (sibling === -1) return;
  throw refused(keys, [sibling, position], 'wallet/related-keys', 'are branches of one key');
}

function areSiblings(left: ExtendedPublicKey, right: ExtendedPublicKey): boolean {
  return (
    left.depth === right.depth &&
    left.depth > 0 &&
    left.parentFingerprint === right.parentFingerprint &&
    left.parentFingerprint !== NO_PARENT &&
    !isHardened(left.childNumber) &&
    !isHardened(right.childNumber)
  );
}

// A child is found by what it says of its parent, and on the wallet's own branches even if it says something else.
function checkChildren(
  keys: readonly CosignerKey[],
  parentPosition: number,
  positions: ReadonlyMap<string, number>,
  branches: readonly number[],
  parentFingerprint: string,
): void {
  const parent = keys[parentPosition]!.extendedKey;
  const claimed = keys
    .map(({ extendedKey }) => extendedKey)
    .filter((key) => key.parentFingerprint === parentFingerprint && !isHardened(key.childNumber))
    .map((key) => key.childNumber);
  for (const childNumber of new Set([...branches, ...claimed])) {
    const position = positions.get(keyIdentity(childPublicKey(parent, childNumber)));
    if (position !== undefined) {
      throw refused(keys, [parentPosition, position], 'wallet/related-keys', 'are a key and its own child');
    }
  }
}

function refused(
  keys: readonly CosignerKey[],
  [first, second]: readonly [number, number],
  code: 'wallet/duplicate-key' | 'wallet/related-keys',
  what: string,
): IcehouseError {
  return new IcehouseError({
    code,
    kind: 'refused',
    message: `${cosignerLabel(keys[first]!, first)} and ${cosignerLabel(keys[second]!, second)} ${what}`,
    at: `keys[${second}]`,
    expected: 'a key of its own from every member, so that no one person can sign twice',
    next: 'ask both holders for the key that their own device shows',
  });
}
