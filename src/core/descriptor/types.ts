/**
 * An output descriptor as a tree of values: what the text of BIP-0380 to BIP-0387, BIP-0389 and BIP-0393 means. Built by
 * `parse.ts`, which checks it; read by `format.ts`, `multipath.ts` and `derive.ts`. Only public keys have a type here.
 */
import type { Slip132Form } from '../key/slip132.ts';
import type { ChildNumber, ExtendedPublicKey, KeyOrigin } from '../key/types.ts';

/** BIP-0389 tuple such as `<0;1>`: at least two different child numbers, one for each of the descriptors it stands for. */
export interface Alternatives {
  readonly alternatives: readonly ChildNumber[];
}

/** One step below an extended key. A key holds at most one {@link Alternatives}. */
export type KeyStep = ChildNumber | Alternatives;

/** How the last step of a ranged key is derived: not at all, `/*` or `/*h`. */
export type Wildcard = 'none' | 'unhardened' | 'hardened';

/** A key given in hexadecimal: 33 bytes, 65 bytes (uncompressed), or 32 bytes (x-only, inside `tr()` and `rawtr()` alone). */
export interface SingleKey {
  readonly kind: 'single';
  readonly origin: KeyOrigin | undefined;
  readonly publicKey: Uint8Array;
}

/** A BIP-0032 key with the steps below it. */
export interface ExtendedKey {
  readonly kind: 'extended';
  readonly origin: KeyOrigin | undefined;
  readonly extendedKey: ExtendedPublicKey;
  readonly steps: readonly KeyStep[];
  readonly wildcard: Wildcard;
  /** The form that the text had instead of `xpub` or `tpub`, where the caller allowed SLIP-0132 keys to be converted. */
  readonly slip132: Slip132Form | undefined;
}

export type KeyExpression = SingleKey | ExtendedKey;

/** `pk`, `pkh` (BIP-0381), `wpkh` (BIP-0382), `combo` (BIP-0384) and Bitcoin Core's `rawtr`: functions of one key. */
export interface KeyScript {
  readonly kind: 'pk' | 'pkh' | 'wpkh' | 'combo' | 'rawtr';
  readonly key: KeyExpression;
}

/** `sh` (BIP-0381) and `wsh` (BIP-0382): the hash of another script. */
export interface WrappedScript {
  readonly kind: 'sh' | 'wsh';
  readonly inner: ScriptExpression;
}

/** BIP-0383 and, with `_a`, BIP-0387: so many signatures out of these keys, in this order or sorted at each index. */
export interface MultisigScript {
  readonly kind: 'multi' | 'sortedmulti' | 'multi_a' | 'sortedmulti_a';
  readonly threshold: number;
  readonly keys: readonly KeyExpression[];
}

/** BIP-0386 tree of taproot scripts. */
export type TapTree =
  | { readonly leaf: KeyScript | MultisigScript }
  | { readonly branches: readonly [left: TapTree, right: TapTree] };

export interface TaprootScript {
  readonly kind: 'tr';
  readonly internalKey: KeyExpression;
  readonly tree: TapTree | undefined;
}

/** BIP-0385: an output script in full. */
export interface RawScript {
  readonly kind: 'raw';
  readonly script: Uint8Array;
}

/** BIP-0385: the output script of an address. */
export interface AddressScript {
  readonly kind: 'addr';
  readonly address: string;
  readonly scriptPubKey: Uint8Array;
}

export type ScriptExpression = KeyScript | WrappedScript | MultisigScript | TaprootScript | RawScript | AddressScript;

/** BIP-0393 key and value, in the order of the text. */
export interface Annotation {
  readonly key: string;
  readonly value: bigint;
}

export interface Descriptor {
  readonly script: ScriptExpression;
  readonly annotations: readonly Annotation[];
}
