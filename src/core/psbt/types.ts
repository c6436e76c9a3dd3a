/**
 * A PSBT as values. The key-value maps are kept exactly as they came, byte for byte and in order, so that printing a
 * parsed PSBT gives the same bytes and nothing unknown is lost; the typed fields beside them are read from the maps.
 * Nothing in a PSBT is believed: `review/` rebuilds what matters from the charter.
 */
import type { DerivationPath, Fingerprint } from '../key/types.ts';
import type { OutPoint, Transaction, TxOutput } from '../tx/types.ts';

/** One record of a BIP-0174 map: `key` starts with its type (a compact size), both without their length prefixes. */
export interface KeyValue {
  readonly key: Uint8Array;
  readonly value: Uint8Array;
}

export type KeyValueMap = readonly KeyValue[];

export interface Bip32Derivation {
  /** 33 bytes compressed or 65 uncompressed, as the file has it. */
  readonly publicKey: Uint8Array;
  readonly fingerprint: Fingerprint;
  readonly path: DerivationPath;
}

export interface PartialSignature {
  readonly publicKey: Uint8Array;
  /** DER with the sighash byte at its end, as it stands in script. */
  readonly signature: Uint8Array;
}

export interface PsbtInput extends OutPoint {
  readonly sequence: number;
  /** Parsed previous transaction, without its witness, and its id (computed here, not claimed). */
  readonly nonWitnessUtxo: { readonly transaction: Transaction; readonly txid: string } | undefined;
  readonly witnessUtxo: TxOutput | undefined;
  readonly partialSignatures: readonly PartialSignature[];
  readonly sighashType: number | undefined;
  readonly redeemScript: Uint8Array | undefined;
  readonly witnessScript: Uint8Array | undefined;
  readonly bip32Derivations: readonly Bip32Derivation[];
  readonly finalScriptSig: Uint8Array | undefined;
  /** Decoded witness stack. */
  readonly finalScriptWitness: readonly Uint8Array[] | undefined;
  /** Whether any BIP-0371 (taproot) field stands in this input. */
  readonly hasTaprootFields: boolean;
  /** Records of types that this version does not know, and proprietary ones (0xFC). */
  readonly unknown: KeyValueMap;
  readonly map: KeyValueMap;
}

export interface PsbtOutput extends TxOutput {
  readonly redeemScript: Uint8Array | undefined;
  readonly witnessScript: Uint8Array | undefined;
  readonly bip32Derivations: readonly Bip32Derivation[];
  readonly hasTaprootFields: boolean;
  readonly unknown: KeyValueMap;
  readonly map: KeyValueMap;
}

export interface GlobalXpub {
  /** 78 bytes, the BIP-0032 serialization. */
  readonly extendedKey: Uint8Array;
  readonly fingerprint: Fingerprint;
  readonly path: DerivationPath;
}

export interface Psbt {
  readonly version: 0 | 2;
  /** The unsigned transaction; for version 2 put together by BIP-0370's rules (lock time determined, sequences defaulted). */
  readonly transaction: Transaction;
  /** Id of the unsigned transaction: for segwit inputs also the id of the final one. */
  readonly txid: string;
  readonly inputs: readonly PsbtInput[];
  readonly outputs: readonly PsbtOutput[];
  readonly xpubs: readonly GlobalXpub[];
  /** BIP-0370 `PSBT_GLOBAL_TX_MODIFIABLE` of version 2. */
  readonly modifiable: number | undefined;
  readonly unknown: KeyValueMap;
  readonly map: KeyValueMap;
}
