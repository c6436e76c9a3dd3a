/**
 * The arithmetic behind bulk derivation: native libsecp256k1 (npm `secp256k1`, prebuilt in the package) where it loads,
 * and @noble/curves where it does not. Speed only: what is shown to people is derived by `core/wallet/verified.ts`.
 */
import { createRequire } from 'node:module';
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import { IcehouseError } from '../../core/errors.ts';
import { createChildDeriver, toCompressed } from '../../core/key/derive-public.ts';
import type { ExtendedPublicKey } from '../../core/key/types.ts';

/** What child keys are derived from. */
export type ParentKey = Pick<ExtendedPublicKey, 'publicKey' | 'chainCode'>;

/** Derives unhardened children (BIP-0032 `CKDpub`). Child numbers are below 2^31: the caller has checked them. */
export interface BulkEngine {
  readonly name: 'native libsecp256k1' | '@noble/curves';
  child(parent: ParentKey, childNumber: number): ParentKey;
  /** The 33-byte public keys of `count` children from `first` on. */
  publicKeys(parent: ParentKey, first: number, count: number): readonly Uint8Array[];
}

/** What is used of the native add-on; see its API.md. */
interface NativeSecp256k1 {
  publicKeyConvert(publicKey: Uint8Array, compressed: boolean): Uint8Array;
  publicKeyTweakAdd(publicKey: Uint8Array, tweak: Uint8Array, compressed: boolean): Uint8Array;
}

/** The pure engine, always there. */
export const nobleEngine: BulkEngine = {
  name: '@noble/curves',
  child(parent, childNumber) {
    const { point, chainCode } = createChildDeriver(parent).child(childNumber);
    return { publicKey: point.toBytes(true), chainCode };
  },
  publicKeys(parent, first, count) {
    const deriver = createChildDeriver(parent);
    return toCompressed(Array.from({ length: count }, (_, offset) => deriver.child(first + offset).point));
  },
};

/**
 * The native engine, or undefined where the add-on has no binary for this platform. Its `bindings.js` is asked for by
 * name, because the package's main file would quietly put an implementation in JavaScript (elliptic) in its place.
 */
export function loadNativeEngine(): BulkEngine | undefined {
  try {
    const native: NativeSecp256k1 = createRequire(import.meta.url)('secp256k1/bindings.js');
    return nativeEngine(native);
  } catch {
    // Not built for this platform, or not installed: the pure engine gives the same addresses, more slowly.
    return undefined;
  }
}

let chosen: BulkEngine | undefined;

/** The fastest engine that loads here. */
export function bulkEngine(): BulkEngine {
  chosen ??= loadNativeEngine() ?? nobleEngine;
  return chosen;
}

function nativeEngine(native: NativeSecp256k1): BulkEngine {
  const digests = (parent: ParentKey): ((childNumber: number) => Uint8Array) => {
    // The HMAC key is the same for all children: half of the hashing is done once. Twice as fast as node:crypto's HMAC.
    const keyed = hmac.create(sha512, parent.chainCode);
    const data = new Uint8Array(37);
    data.set(parent.publicKey);
    const view = new DataView(data.buffer);
    return (childNumber) => {
      view.setUint32(33, childNumber);
      return keyed.clone().update(data).digest();
    };
  };
  const tweaked = (publicKey: Uint8Array, digest: Uint8Array): Uint8Array => {
    try {
      return native.publicKeyTweakAdd(publicKey, digest.subarray(0, 32), true);
    } catch {
      throw new IcehouseError({ code: 'key/no-such-child', message: 'this key has no child with this number' });
    }
  };
  return {
    name: 'native libsecp256k1',
    child(parent, childNumber) {
      const digest = digests(parent)(childNumber);
      return { publicKey: tweaked(parent.publicKey, digest), chainCode: digest.slice(32) };
    },
    publicKeys(parent, first, count) {
      const digest = digests(parent);
      // With both coordinates at hand the library need not take a square root for every child.
      const uncompressed = native.publicKeyConvert(parent.publicKey, false);
      return Array.from({ length: count }, (_, offset) => tweaked(uncompressed, digest(first + offset)));
    },
  };
}
