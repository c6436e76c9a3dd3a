/**
 * Key origins in PSBT records: which master key and path a public key or an extended key comes from. They are hints that
 * help a signer find its key; nothing is believed because of them.
 */
import { compareBytes } from '../bytes.ts';
import { type MapPlace, recordFailure } from './check-fields.ts';
import { type Field, GLOBAL_FIELDS } from './fields.ts';
import { keyData, record, recordsOf } from './maps.ts';
import type { Bip32Derivation, GlobalXpub, KeyValue, KeyValueMap } from './types.ts';
import { decodeKeyOrigin, encodeKeyOrigin } from './values.ts';

const XPUB = GLOBAL_FIELDS.named.PSBT_GLOBAL_XPUB;

export function readDerivations(map: KeyValueMap, field: Field): Bip32Derivation[] {
  return recordsOf(map, field.type).map((entry) => ({ publicKey: keyData(entry), ...decodeKeyOrigin(entry.value) }));
}

/** Records in the order of their public keys, as Bitcoin Core writes them. */
export function derivationRecords(derivations: readonly Bip32Derivation[], field: Field): KeyValue[] {
  return derivations
    .toSorted((left, right) => compareBytes(left.publicKey, right.publicKey))
    .map(({ publicKey, fingerprint, path }) => record(field.type, encodeKeyOrigin(fingerprint, path), publicKey));
}

/** Offset of the depth in an extended key (BIP-0032). */
const DEPTH_OFFSET = 4;

/** @throws IcehouseError `psbt/xpub-depth` when a path is not as long as its key is deep, as BIP-0174 demands. */
export function readGlobalXpubs(map: KeyValueMap, place: MapPlace): GlobalXpub[] {
  return recordsOf(map, XPUB.type).map((entry) => {
    const extendedKey = keyData(entry);
    const origin = decodeKeyOrigin(entry.value);
    if (origin.path.length !== extendedKey[DEPTH_OFFSET]) {
      throw recordFailure('xpub-depth', entry, XPUB, place, {
        message: 'the path of an extended key is not as long as the key is deep',
        found: `${origin.path.length} steps`,
        expected: `${extendedKey[DEPTH_OFFSET]}, the depth in the key (BIP-0174)`,
      });
    }
    return { extendedKey, ...origin };
  });
}

export function globalXpubRecords(xpubs: readonly GlobalXpub[]): KeyValue[] {
  return xpubs.map(({ extendedKey, fingerprint, path }) =>
    record(XPUB.type, encodeKeyOrigin(fingerprint, path), extendedKey),
  );
}
