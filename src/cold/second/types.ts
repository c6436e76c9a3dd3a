/**
 * What the second library is asked where secrets are: the same questions as in `core/second`, and those that need a
 * private key. Whoever signs or derives asks both libraries and refuses when they differ.
 */
import type { DerivationPath, Fingerprint } from '../../core/key/types.ts';
import type { SecondOpinion } from '../../core/second/types.ts';

export interface AccountQuestion {
  /** BIP-0032 seed, 16 to 64 bytes. */
  readonly seed: Uint8Array;
  /** Decides between `xpub` and `tpub` version bytes. */
  readonly chain: 'main' | 'test';
  readonly path: DerivationPath;
}

export interface AccountAnswer {
  /** 78 bytes of BIP-0032 with the version of `xpub` or `tpub`. */
  readonly extendedKey: Uint8Array;
  readonly masterFingerprint: Fingerprint;
}

/** What one signature is made with, and the public key under which it has to verify. */
export interface SignatureQuestion {
  readonly privateKey: Uint8Array;
  readonly digest: Uint8Array;
  readonly publicKey: Uint8Array;
}

/**
 * The second implementation with secrets. Its own memory is cleared after each call; that of JavaScript, where the
 * arguments come from, is the caller's to clear.
 */
export interface ColdSecondOpinion extends SecondOpinion {
  /** 33 bytes, compressed. */
  readonly publicKeyOf: (privateKey: Uint8Array) => Uint8Array;
  /** RFC 6979 with Bitcoin Core's low-R loop: r and s, 64 bytes. */
  readonly signEcdsa: (privateKey: Uint8Array, digest: Uint8Array) => Uint8Array;
  /**
   * Tells which signatures will be asked for next and under which key each has to verify, so that another thread may
   * begin with them. Known again by the very same arrays. Changes no answer; missing where there is no other thread.
   */
  readonly foreseeSignatures?: (questions: readonly SignatureQuestion[]) => void;
  /** RFC 6979 without a loop, as `signmessage` has it: header 31 to 34, r and s, 65 bytes (BIP-0137). */
  readonly signRecoverable: (privateKey: Uint8Array, digest: Uint8Array) => Uint8Array;
  /** BIP-0032 from the seed down to an account's extended public key. */
  readonly account: (question: AccountQuestion) => AccountAnswer;
}
