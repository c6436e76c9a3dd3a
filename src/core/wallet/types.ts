/**
 * A multisig wallet: m of n cosigner keys and how their child keys become output scripts. Built by
 * `wallet/wallet.ts` only, which checks it; nothing here is secret.
 */
import type { CosignerKey, ScriptType } from '../key/types.ts';
import type { NetworkName } from '../network.ts';

/** The two chains of addresses: `receive` is given to payers, `change` returns to the wallet. */
export type Keychain = 'receive' | 'change';

export const KEYCHAINS = ['receive', 'change'] as const satisfies readonly Keychain[];

/** A multisig policy as BIP-0383 has it: `sorted` is `sortedmulti`, `given` is `multi` in the order of the keys. */
export type KeyOrder = 'sorted' | 'given';

export interface Wallet {
  readonly network: NetworkName;
  readonly scriptType: ScriptType;
  /** Signatures needed, 1 ≤ m ≤ n. */
  readonly m: number;
  /** n is its length. Order matters only where `keyOrder` is `given`. */
  readonly keys: readonly CosignerKey[];
  readonly keyOrder: KeyOrder;
  /** Child number of each keychain below every key; 0 and 1 in all common wallets. */
  readonly branches: { readonly [keychain in Keychain]: number };
  /** BIP-0389 multipath descriptor with BIP-0380 checksum. */
  readonly descriptor: string;
}

/** Everything that follows from a wallet at one place: keys, scripts and address. Byte arrays are not to be changed. */
export interface DerivedOutput {
  readonly keychain: Keychain;
  readonly index: number;
  /** Child public keys, 33 bytes each, in the order of `wallet.keys` (not sorted). */
  readonly publicKeys: readonly Uint8Array[];
  /** The bare multisig script: witness script of P2WSH forms, redeem script of P2SH. */
  readonly multisigScript: Uint8Array;
  /** Set for p2wsh and p2sh-p2wsh. */
  readonly witnessScript: Uint8Array | undefined;
  /** Set for p2sh-p2wsh (the witness program) and p2sh (the multisig script). */
  readonly redeemScript: Uint8Array | undefined;
  readonly scriptPubKey: Uint8Array;
  readonly address: string;
}
