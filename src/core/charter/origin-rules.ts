/**
 * What must hold of a key's claimed origin before a group relies on it. Origins prove nothing, but signing devices look
 * for their keys by them, so one that cannot be right would leave a member unable to sign when it matters.
 */
import { IcehouseError } from '../errors.ts';
import { fingerprintOf } from '../key/identity.ts';
import { readAccountPath } from '../key/schemes.ts';
import type { CosignerKey } from '../key/types.ts';
import { NETWORKS } from '../network.ts';

/**
 * Steps that an origin may have. Signing devices follow paths of 12 steps at most, of which keychain and index are two;
 * every scheme in use has 4 or fewer.
 */
const MOST_STEPS = 10;

/**
 * Refuses a placeholder for a fingerprint, a path that devices do not follow, and for the main network a path whose coin
 * type is another one's. A key without an origin passes: that it has none is told, not hidden.
 *
 * @throws IcehouseError `origin/zero-fingerprint`, `origin/too-deep`, `origin/wrong-coin-type`.
 */
export function requireSoundOrigin({ origin, network }: CosignerKey, at: string): void {
  if (origin === undefined) return;
  if (origin.fingerprint === '00000000') {
    throw new IcehouseError({
      code: 'origin/zero-fingerprint',
      message: 'the fingerprint is a placeholder: hardware signers would not find their key by it, and sign nothing',
      at,
      expected: "the fingerprint of the member's master key",
      next:
        'ask the member for the fingerprint that the device shows, or take it from a receipt, and give it as the origin of ' +
        'this key; or leave the origin out, if the member signs with Icehouse only',
    });
  }
  if (origin.path.length > MOST_STEPS) {
    throw new IcehouseError({
      code: 'origin/too-deep',
      message: 'the path of the key has more steps than signing devices follow',
      at,
      found: `${origin.path.length} steps`,
      expected: `at most ${MOST_STEPS}, as in 48h/0h/0h/2h`,
      next: 'ask for the key of an ordinary account',
    });
  }
  const { coinType } = readAccountPath(origin.path);
  const expected = NETWORKS.main.coinType;
  // Test keys below coin type 0 exist (those of BIP-0129 among them) and endanger nothing.
  if (network !== 'main' || coinType === undefined || coinType === expected) return;
  throw new IcehouseError({
    code: 'origin/wrong-coin-type',
    message: 'the path of the key belongs to another network',
    at,
    found: `coin type ${coinType}`,
    expected: `coin type ${expected} for the main network`,
    next: 'ask for the key of an account on this network',
  });
}

/**
 * Compares the path with what the extended key says of its own depth and last step. Both are claims, so agreement proves
 * nothing; but where they differ, key and path were put together by hand or by a faulty program. A key that names itself
 * as its own root, as Electrum writes a key of unknown origin, passes at any depth.
 *
 * @throws IcehouseError `origin/depth-differs`.
 */
export function requireDepthOfPath({ origin, extendedKey }: CosignerKey, at: string): void {
  if (origin === undefined) return;
  const { depth, childNumber } = extendedKey;
  const { path } = origin;
  if (depth === path.length && childNumber === (path.at(-1) ?? 0)) return;
  if (path.length === 0 && origin.fingerprint === fingerprintOf(extendedKey.publicKey)) return;
  throw new IcehouseError({
    code: 'origin/depth-differs',
    message: 'the key says of itself that it stands at another place than its path names',
    at,
    found: `depth ${depth}`,
    expected: `depth ${path.length}, at the end of the path`,
    next: 'ask the member for key and path again, from the same screen or file',
  });
}
