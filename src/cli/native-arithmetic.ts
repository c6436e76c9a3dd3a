/**
 * The second opinion's arithmetic with public keys by native libsecp256k1 (npm `secp256k1`, prebuilt in the package) and
 * the HMAC of Node's OpenSSL: six times as fast as the same library inside libwally's WebAssembly. Private keys are never
 * given to it; where it does not load, libwally does everything and the result is the same.
 */
import { createHmac } from 'node:crypto';
import { createRequire } from 'node:module';
import type { ColdSecondOpinion } from '../cold/second/types.ts';
import { loadColdSecondOpinion } from '../cold/second/wally.ts';
import { parseExtendedPublicKey } from '../core/key/extended-key.ts';
import type { BranchKey } from '../core/second/branch-source.ts';
import { loadWally } from '../core/second/load.ts';
import type { SecondOpinion } from '../core/second/types.ts';
import { createSecondOpinion, loadSecondOpinion, type PublicArithmetic } from '../core/second/wally.ts';

/** What is used of the native add-on; see its API.md. */
interface NativeSecp256k1 {
  publicKeyConvert(publicKey: Uint8Array, compressed: boolean): Uint8Array;
  publicKeyTweakAdd(publicKey: Uint8Array, tweak: Uint8Array, compressed: boolean): Uint8Array;
  ecdsaVerify(signature: Uint8Array, digest: Uint8Array, publicKey: Uint8Array): boolean;
}

/**
 * The native arithmetic, or undefined where the add-on has no binary for this platform. Its `bindings.js` is asked for by
 * name, because the package's main file would quietly put an implementation in JavaScript (elliptic) in its place.
 */
export function loadNativeArithmetic(): PublicArithmetic | undefined {
  try {
    const native: NativeSecp256k1 = createRequire(import.meta.url)('secp256k1/bindings.js');
    return nativeArithmetic(native);
  } catch {
    // Not built for this platform, or not installed: libwally's own arithmetic answers, more slowly.
    return undefined;
  }
}

function nativeArithmetic(native: NativeSecp256k1): PublicArithmetic {
  return {
    name: 'native libsecp256k1',
    openBranch: (xpub) => openBranch(native, xpub),
    verifyEcdsa: (publicKey, digest, signature) => {
      if (publicKey.length !== 33 || digest.length !== 32 || signature.length !== 64) return false;
      try {
        // libsecp256k1 says no to signatures in high-S form.
        return native.ecdsaVerify(signature, digest, publicKey);
      } catch {
        // Thrown for numbers out of range and for bytes that are no point of the curve.
        return false;
      }
    },
  };
}

function openBranch(native: NativeSecp256k1, xpub: string): BranchKey {
  const { publicKey, chainCode } = parseExtendedPublicKey(xpub).extendedKey;
  // With both coordinates at hand the library need not take a square root for every child.
  const uncompressed = native.publicKeyConvert(publicKey, false);
  const data = Buffer.alloc(37);
  data.set(publicKey);
  return {
    publicKey: (index) => {
      data.writeUInt32BE(index, 33);
      const digest = createHmac('sha512', chainCode).update(data).digest();
      return native.publicKeyTweakAdd(uncompressed, digest.subarray(0, 32), true);
    },
    free: () => undefined,
  };
}

let fast: Promise<SecondOpinion> | undefined;

/** {@link loadSecondOpinion} with native arithmetic where there is one. */
export function loadFastSecondOpinion(): Promise<SecondOpinion> {
  fast ??= openFast();
  return fast;
}

async function openFast(): Promise<SecondOpinion> {
  const arithmetic = loadNativeArithmetic();
  return arithmetic ? createSecondOpinion(await loadWally(), arithmetic) : loadSecondOpinion();
}

/** {@link loadColdSecondOpinion} with native arithmetic for its public part: what has a private key in it stays libwally's. */
export async function loadFastColdSecondOpinion(): Promise<ColdSecondOpinion> {
  const [cold, open] = await Promise.all([loadColdSecondOpinion(), loadFastSecondOpinion()]);
  return { ...cold, ...open };
}
