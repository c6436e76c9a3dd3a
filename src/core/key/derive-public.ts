/**
 * Public child derivation (BIP-0032 `CKDpub`) on @noble/curves: the primary engine for everything that is shown or
 * signed. A deriver keeps what all children of one key share, the parent's point and its HMAC key, and turns many
 * points into bytes with one inversion. All of it is public, so the faster multiplication that leaks timing is right.
 */
import { normalizeZ } from '@noble/curves/abstract/curve.js';
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { IcehouseError } from '../errors.ts';
import { fingerprintOf } from './identity.ts';
import { isHardened, MAX_DEPTH } from './path.ts';
import type { ChildNumber, DerivationPath, ExtendedPublicKey } from './types.ts';

const { Point } = secp256k1;
type CurvePoint = InstanceType<typeof Point>;

/**
 * Windows of eight bits make a third fewer additions than the six that noble sets for the generator; the table costs
 * some 30 ms once, when the first child is derived. It is a point of its own so that noble's stays as it is.
 */
const WINDOW_BITS = 8;
let generatorTable: CurvePoint | undefined;

function generator(): CurvePoint {
  if (generatorTable === undefined) {
    generatorTable = Point.fromAffine(Point.BASE.toAffine());
    generatorTable.precompute(WINDOW_BITS);
  }
  return generatorTable;
}

/**
 * Adds `tweak · G` to a point, as `CKDpub` does with the left half of its HMAC.
 *
 * @throws IcehouseError `key/no-such-child` when the tweak is not below the group order or the sum is infinity. Either
 * has a chance below 2^-127; BIP-0032 calls the child invalid, and skipping it is the caller's affair.
 */
export function addTweak(parent: CurvePoint, tweak: Uint8Array): CurvePoint {
  let scalar = 0n;
  for (const byte of tweak) scalar = (scalar << 8n) | BigInt(byte);
  if (scalar < Point.Fn.ORDER) {
    const child = parent.add(generator().multiplyUnsafe(scalar));
    if (!child.is0()) return child;
  }
  throw new IcehouseError({ code: 'key/no-such-child', message: 'this key has no child with this number' });
}

/** One child, not yet in bytes: turn it into bytes with {@link toCompressed}, many at once. */
export interface ChildPoint {
  readonly point: CurvePoint;
  /** 32 bytes. */
  readonly chainCode: Uint8Array;
}

/** Derives children of one key. Holds no state but what follows from the key. */
export interface ChildDeriver {
  /** @throws IcehouseError `key/hardened-from-public`, `key/bad-child-number`, `key/no-such-child`. */
  child(childNumber: ChildNumber): ChildPoint;
}

/** Prepares derivation below a key; worth it from the second child on. */
export function createChildDeriver(parent: Pick<ExtendedPublicKey, 'publicKey' | 'chainCode'>): ChildDeriver {
  const parentPoint = Point.fromBytes(parent.publicKey);
  const keyed = hmac.create(sha512, parent.chainCode);
  const data = new Uint8Array(37);
  data.set(parent.publicKey);
  const view = new DataView(data.buffer);
  return {
    child(childNumber) {
      checkChildNumber(childNumber);
      view.setUint32(33, childNumber);
      const digest = keyed.clone().update(data).digest();
      return { point: addTweak(parentPoint, digest.subarray(0, 32)), chainCode: digest.slice(32) };
    },
  };
}

/** Turns points into 33 bytes each with a single field inversion, which would otherwise cost each a quarter of its time. */
export function toCompressed(points: readonly CurvePoint[]): Uint8Array[] {
  return normalizeZ(Point, [...points]).map((point) => point.toBytes(true));
}

/**
 * The child of an extended public key.
 *
 * @throws IcehouseError `key/hardened-from-public`, `key/bad-child-number`, `key/too-deep`, `key/no-such-child`.
 */
export function childPublicKey(parent: ExtendedPublicKey, childNumber: ChildNumber): ExtendedPublicKey {
  if (parent.depth >= MAX_DEPTH) {
    throw new IcehouseError({
      code: 'key/too-deep',
      message: 'the key is at the greatest depth of BIP-0032 and has no children',
      expected: `depth below ${MAX_DEPTH}`,
    });
  }
  const { point, chainCode } = createChildDeriver(parent).child(childNumber);
  return {
    publicKey: point.toBytes(true),
    chainCode,
    depth: parent.depth + 1,
    parentFingerprint: fingerprintOf(parent.publicKey),
    childNumber,
    chain: parent.chain,
  };
}

/**
 * Follows a path of unhardened steps.
 *
 * @throws IcehouseError as {@link childPublicKey}.
 */
export function derivePublicPath(parent: ExtendedPublicKey, path: DerivationPath): ExtendedPublicKey {
  return path.reduce(childPublicKey, parent);
}

function checkChildNumber(childNumber: ChildNumber): void {
  const isChildNumber = Number.isInteger(childNumber) && childNumber >= 0 && childNumber <= 0xffff_ffff;
  if (isChildNumber && !isHardened(childNumber)) return;
  throw isChildNumber
    ? new IcehouseError({
        code: 'key/hardened-from-public',
        message: 'a hardened child can only be derived from the private key',
        next: 'ask the holder for the extended public key below the last hardened step',
      })
    : new IcehouseError({
        code: 'key/bad-child-number',
        message: 'this is not a child number',
        expected: 'a whole number from 0 to 2147483647',
      });
}
