/**
 * Public keys as the hall knows them: an extended public key, where it comes from, and whose it is. No private key has
 * a type in `core/`.
 */
import type { NetworkName } from '../network.ts';

/** One step of a BIP-0032 path: an index below 2^31, plus 2^31 when hardened. */
export type ChildNumber = number;

/** A BIP-0032 path from the key it starts at; empty for the key itself. */
export type DerivationPath = readonly ChildNumber[];

export const HARDENED = 0x8000_0000;

/** The first 32 bits of HASH160 of a master public key as eight lower-case hex digits. A hint, never an identity. */
export type Fingerprint = string;

/** BIP-0380 key origin: which master key and path an extended key was derived by. */
export interface KeyOrigin {
  readonly fingerprint: Fingerprint;
  readonly path: DerivationPath;
}

/** How a wallet's output scripts are built; P2WSH is the default everywhere. */
export type ScriptType = 'p2wsh' | 'p2sh-p2wsh' | 'p2sh';

/** BIP-0032 extended public key, decoded. */
export interface ExtendedPublicKey {
  /** 33 bytes, compressed, checked to be on the curve. */
  readonly publicKey: Uint8Array;
  /** 32 bytes. */
  readonly chainCode: Uint8Array;
  readonly depth: number;
  /** Eight hex digits; spoofable, hence never compared. */
  readonly parentFingerprint: Fingerprint;
  readonly childNumber: ChildNumber;
  /** Whether the text began for main (`xpub`, `Zpub` …) or for a test network (`tpub`, `Vpub` …). */
  readonly chain: 'main' | 'test';
}

/** A member's key in a wallet. Its identity is public key and chain code (see `key/identity.ts`). */
export interface CosignerKey {
  /** What the group calls the holder; may be empty for a key from a foreign file. */
  readonly name: string;
  /** Absent where a foreign file names no origin: signing devices then cannot find their key. */
  readonly origin: KeyOrigin | undefined;
  readonly extendedKey: ExtendedPublicKey;
  /** Always `xpub…` or `tpub…`: SLIP-0132 forms are converted on input, and told. */
  readonly xpub: string;
  readonly network: NetworkName;
}
