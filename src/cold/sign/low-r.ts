/**
 * The one way in which Icehouse signs a transaction's digest: ECDSA with the nonce of RFC 6979, ground until r is below
 * 2^255 exactly as Bitcoin Core does it. The bytes are thereby determined: libwally and Core give the same ones, and a
 * changed program cannot hide a key in its choice of nonces. Called by `sign/sign.ts` for reviewed digests only.
 */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { invariant } from '../../core/errors.ts';

/** Signatures as tried one after the other; 2^32 would be Core's end, after 64 something is broken. */
const MAX_TRIES = 64;

/** From so many signatures on, a wider table of multiples of the generator saves more than the 30 ms that it costs. */
const MANY = 200;
/** noble's own choice is six bits. */
const WIDE_WINDOW_BITS = 8;
let isWide = false;

/** Tells how many signatures are about to be made: speed only, their bytes are the same. */
export function expectSignatures(count: number): void {
  if (isWide || count < MANY) return;
  isWide = true;
  // The table is made at the first multiplication; noble keeps it for the generator and blinds scalars as before.
  secp256k1.Point.BASE.precompute(WIDE_WINDOW_BITS);
}

/**
 * Signs a 32-byte digest and gives r and s, 64 bytes, s in the lower half, the first bit of r zero, so that DER needs at
 * most 71 bytes with the sighash byte. The first try has no extra entropy; further ones add a 32-byte little-endian
 * counter from 1. What the digest stands for is checked by the caller: this function knows no transaction.
 *
 * JavaScript cannot promise that no copy of the key stays in memory (numbers of noble's arithmetic are garbage
 * collected, not cleared); the key's own array is the caller's to clear.
 */
export function signLowR(privateKey: Uint8Array, digest: Uint8Array): Uint8Array {
  invariant(digest.length === 32, 'a digest to sign is the SHA-256 of something');
  const counter = new Uint8Array(32);
  const view = new DataView(counter.buffer);
  for (let tries = 0; ; tries++) {
    invariant(tries < MAX_TRIES, 'one signature in two has a low r, so 64 tries never fail');
    view.setUint32(0, tries, true);
    const signature = secp256k1.sign(digest, privateKey, {
      prehash: false,
      lowS: true,
      extraEntropy: tries > 0 && counter,
    });
    if (signature[0]! < 0x80) return signature;
  }
}
