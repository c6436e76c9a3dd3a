/**
 * The fields of a PSBT, one row each, as the tables of BIP-0174, BIP-0370 (version 2), BIP-0371 (taproot) and BIP-0373
 * (MuSig2) have them. A type without a row is kept as unknown. MuSig2 fields are held to their lengths and kept; using
 * them is not supported.
 */
import {
  ANY,
  between,
  blocks,
  COMPACT_SIZE,
  COMPRESSED_KEY,
  CONTROL_BLOCK,
  ECDSA_SIGNATURE,
  EXTENDED_KEY,
  exactly,
  HEIGHT_LOCKTIME,
  INT64,
  KEY_ORIGIN,
  NONE,
  PROPRIETARY,
  PUBLIC_KEY,
  SCHNORR_SIGNATURE,
  type Shape,
  TAPROOT_KEY_ORIGIN,
  TAPROOT_TREE,
  TIME_LOCKTIME,
  UINT8,
  UINT32,
  WITNESS_OUTPUT,
  WITNESS_STACK,
  X_ONLY_KEY,
} from './shapes.ts';

export type PsbtVersion = 0 | 2;

export interface Field {
  readonly name: string;
  readonly type: number;
  /** What follows the type in the key. */
  readonly keyData: Shape;
  readonly value: Shape;
  /** Versions in which the field may stand. */
  readonly versions: readonly PsbtVersion[];
  /** Versions in which it must. */
  readonly required: readonly PsbtVersion[];
  /** Whether it belongs to BIP-0371 or BIP-0373. */
  readonly taproot: boolean;
}

type Versions = 'v0' | 'v2' | 'both';
type Row = readonly [type: number, keyData: Shape, value: Shape, versions: Versions, mark?: 'required' | 'taproot'];

export interface FieldTable<Name extends string = string> {
  readonly named: { readonly [name in Name]: Field };
  readonly byType: readonly (Field | undefined)[];
  readonly required: readonly Field[];
}

function table<Name extends string>(rows: { readonly [name in Name]: Row }): FieldTable<Name> {
  const versionsOf = { v0: [0], v2: [2], both: [0, 2] } as const;
  const fields = Object.entries<Row>(rows).map(([name, [type, keyData, value, versions, mark]]): Field => {
    const allowed = versionsOf[versions];
    return {
      name,
      type,
      keyData,
      value,
      versions: allowed,
      required: mark === 'required' ? allowed : [],
      taproot: mark === 'taproot',
    };
  });
  const byType: (Field | undefined)[] = [];
  for (const field of fields) byType[field.type] = field;
  const named = Object.fromEntries(fields.map((field) => [field.name, field])) as { [name in Name]: Field };
  return { named, byType, required: fields.filter((field) => field.required.length > 0) };
}

/** Participant and aggregate key, and the leaf hash when the key stands in a script (BIP-0373). */
const MUSIG_SIGNER = exactly(33 + 33, 33 + 33 + 32);
const MUSIG_PARTICIPANTS = blocks(33, { atLeast: 1 });
/** X-only key and leaf hash (BIP-0371). */
const LEAF_KEY = exactly(32 + 32);
/** A script and its leaf version. */
const LEAF_SCRIPT = between(1, Number.MAX_SAFE_INTEGER);

// biome-ignore-start format: the rows are read as tables, like those of the BIPs
export const GLOBAL_FIELDS = table({
  PSBT_GLOBAL_UNSIGNED_TX: [0x00, NONE, ANY, 'v0', 'required'],
  PSBT_GLOBAL_XPUB: [0x01, EXTENDED_KEY, KEY_ORIGIN, 'both'],
  PSBT_GLOBAL_TX_VERSION: [0x02, NONE, UINT32, 'v2', 'required'],
  PSBT_GLOBAL_FALLBACK_LOCKTIME: [0x03, NONE, UINT32, 'v2'],
  PSBT_GLOBAL_INPUT_COUNT: [0x04, NONE, COMPACT_SIZE, 'v2', 'required'],
  PSBT_GLOBAL_OUTPUT_COUNT: [0x05, NONE, COMPACT_SIZE, 'v2', 'required'],
  PSBT_GLOBAL_TX_MODIFIABLE: [0x06, NONE, UINT8, 'v2'],
  PSBT_GLOBAL_VERSION: [0xfb, NONE, UINT32, 'both'],
  PSBT_GLOBAL_PROPRIETARY: [0xfc, PROPRIETARY, ANY, 'both'],
});

export const INPUT_FIELDS = table({
  PSBT_IN_NON_WITNESS_UTXO: [0x00, NONE, ANY, 'both'],
  PSBT_IN_WITNESS_UTXO: [0x01, NONE, WITNESS_OUTPUT, 'both'],
  PSBT_IN_PARTIAL_SIG: [0x02, PUBLIC_KEY, ECDSA_SIGNATURE, 'both'],
  PSBT_IN_SIGHASH_TYPE: [0x03, NONE, UINT32, 'both'],
  PSBT_IN_REDEEM_SCRIPT: [0x04, NONE, ANY, 'both'],
  PSBT_IN_WITNESS_SCRIPT: [0x05, NONE, ANY, 'both'],
  PSBT_IN_BIP32_DERIVATION: [0x06, PUBLIC_KEY, KEY_ORIGIN, 'both'],
  PSBT_IN_FINAL_SCRIPTSIG: [0x07, NONE, ANY, 'both'],
  PSBT_IN_FINAL_SCRIPTWITNESS: [0x08, NONE, WITNESS_STACK, 'both'],
  PSBT_IN_POR_COMMITMENT: [0x09, NONE, ANY, 'both'],
  PSBT_IN_RIPEMD160: [0x0a, exactly(20), ANY, 'both'],
  PSBT_IN_SHA256: [0x0b, exactly(32), ANY, 'both'],
  PSBT_IN_HASH160: [0x0c, exactly(20), ANY, 'both'],
  PSBT_IN_HASH256: [0x0d, exactly(32), ANY, 'both'],
  PSBT_IN_PREVIOUS_TXID: [0x0e, NONE, exactly(32), 'v2', 'required'],
  PSBT_IN_OUTPUT_INDEX: [0x0f, NONE, UINT32, 'v2', 'required'],
  PSBT_IN_SEQUENCE: [0x10, NONE, UINT32, 'v2'],
  PSBT_IN_REQUIRED_TIME_LOCKTIME: [0x11, NONE, TIME_LOCKTIME, 'v2'],
  PSBT_IN_REQUIRED_HEIGHT_LOCKTIME: [0x12, NONE, HEIGHT_LOCKTIME, 'v2'],
  PSBT_IN_TAP_KEY_SIG: [0x13, NONE, SCHNORR_SIGNATURE, 'both', 'taproot'],
  PSBT_IN_TAP_SCRIPT_SIG: [0x14, LEAF_KEY, SCHNORR_SIGNATURE, 'both', 'taproot'],
  PSBT_IN_TAP_LEAF_SCRIPT: [0x15, CONTROL_BLOCK, LEAF_SCRIPT, 'both', 'taproot'],
  PSBT_IN_TAP_BIP32_DERIVATION: [0x16, X_ONLY_KEY, TAPROOT_KEY_ORIGIN, 'both', 'taproot'],
  PSBT_IN_TAP_INTERNAL_KEY: [0x17, NONE, X_ONLY_KEY, 'both', 'taproot'],
  PSBT_IN_TAP_MERKLE_ROOT: [0x18, NONE, exactly(32), 'both', 'taproot'],
  PSBT_IN_MUSIG2_PARTICIPANT_PUBKEYS: [0x1a, COMPRESSED_KEY, MUSIG_PARTICIPANTS, 'both', 'taproot'],
  PSBT_IN_MUSIG2_PUB_NONCE: [0x1b, MUSIG_SIGNER, exactly(66), 'both', 'taproot'],
  PSBT_IN_MUSIG2_PARTIAL_SIG: [0x1c, MUSIG_SIGNER, exactly(32), 'both', 'taproot'],
  PSBT_IN_PROPRIETARY: [0xfc, PROPRIETARY, ANY, 'both'],
});

export const OUTPUT_FIELDS = table({
  PSBT_OUT_REDEEM_SCRIPT: [0x00, NONE, ANY, 'both'],
  PSBT_OUT_WITNESS_SCRIPT: [0x01, NONE, ANY, 'both'],
  PSBT_OUT_BIP32_DERIVATION: [0x02, PUBLIC_KEY, KEY_ORIGIN, 'both'],
  PSBT_OUT_AMOUNT: [0x03, NONE, INT64, 'v2', 'required'],
  PSBT_OUT_SCRIPT: [0x04, NONE, ANY, 'v2', 'required'],
  PSBT_OUT_TAP_INTERNAL_KEY: [0x05, NONE, X_ONLY_KEY, 'both', 'taproot'],
  PSBT_OUT_TAP_TREE: [0x06, NONE, TAPROOT_TREE, 'both', 'taproot'],
  PSBT_OUT_TAP_BIP32_DERIVATION: [0x07, X_ONLY_KEY, TAPROOT_KEY_ORIGIN, 'both', 'taproot'],
  PSBT_OUT_MUSIG2_PARTICIPANT_PUBKEYS: [0x08, COMPRESSED_KEY, MUSIG_PARTICIPANTS, 'both', 'taproot'],
  PSBT_OUT_PROPRIETARY: [0xfc, PROPRIETARY, ANY, 'both'],
});
// biome-ignore-end format: end of the tables

/** Type of proprietary records in all three kinds of map. */
export const PROPRIETARY_TYPE = 0xfc;
