/**
 * Private child derivation (BIP-0032 `CKDpriv`) of unhardened children, for signing at many places of one branch.
 * @scure/bip32 multiplies by the generator for every child, only to know its public key; the review has derived that key
 * already, and the signature is verified under it, so an HMAC and one addition are left: a fiftieth of the time.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { hmac } from '@noble/hashes/hmac.js';
import { sha512 } from '@noble/hashes/sha2.js';
import type { HDKey } from '@scure/bip32';
import { IcehouseError, invariant } from '../../core/errors.ts';
import { HARDENED } from '../../core/key/types.ts';

const { Fn } = secp256k1.Point;

/** Derives private keys below one key. Holds that key until it is wiped. */
export interface PrivateChildDeriver {
  /**
   * The child's private key, 32 bytes, the caller's to overwrite. That it belongs to the public key that was derived
   * publicly is not checked here: the signature made with it is verified under that one (`cold/sign/sign.ts`).
   *
   * @throws IcehouseError `key/no-such-child`, as the public derivation does.
   */
  readonly privateKey: (index: number) => Uint8Array;
  readonly wipe: () => void;
}

/** Prepares derivation below a key with its private part, of which a copy is taken. */
export function createPrivateChildDeriver({ privateKey, publicKey, chainCode }: HDKey): PrivateChildDeriver {
  invariant(privateKey && publicKey && chainCode, 'a branch of a private account has a private key');
  // `HDKey` gives out a fresh copy of the private key at each reading; this one is held here alone.
  const keyed = hmac.create(sha512, chainCode);
  const data = new Uint8Array(37);
  data.set(publicKey);
  const view = new DataView(data.buffer);
  return {
    privateKey: (index) => {
      invariant(Number.isInteger(index) && index >= 0 && index < HARDENED, 'places have unhardened indices');
      view.setUint32(33, index);
      return addTweak(privateKey, keyed.clone().update(data).digest().subarray(0, 32));
    },
    wipe: () => {
      privateKey.fill(0);
    },
  };
}

/**
 * The sum of a private key and the left half of the HMAC, modulo the group order.
 *
 * @throws IcehouseError `key/no-such-child` when the tweak is not below the group order or the sum is zero. Either has a
 * chance below 2^-127; BIP-0032 calls the child invalid. @scure/bip32 would go on to the next index, which no review saw.
 */
export function addTweak(privateKey: Uint8Array, tweak: Uint8Array): Uint8Array {
  const parent = Fn.fromBytes(privateKey);
  // The sum with a key that was wiped would be the tweak, which everybody with the xpub can compute.
  invariant(!Fn.is0(parent), 'a private key that was wiped has no children');
  const scalar = Fn.fromBytes(tweak, true);
  if (Fn.isValid(scalar)) {
    const sum = Fn.add(parent, scalar);
    if (!Fn.is0(sum)) return Fn.toBytes(sum);
  }
  throw new IcehouseError({ code: 'key/no-such-child', message: 'this key has no child with this number' });
}
