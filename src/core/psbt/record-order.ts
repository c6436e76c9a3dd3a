/**
 * Where new records go. BIP-0174 leaves the order open; ours is that of Bitcoin Core (by type, partial signatures by the
 * HASH160 of their key), so that the same steps give the same file. Records that stand already are never moved.
 */
import { compareBytes, equalBytes } from '../bytes.ts';
import { hash160 } from '../hash.ts';
import { INPUT_FIELDS } from './fields.ts';
import { keyData, recordType } from './maps.ts';
import type { KeyValue, KeyValueMap } from './types.ts';

const PARTIAL_SIG = INPUT_FIELDS.named.PSBT_IN_PARTIAL_SIG.type;

/** Sets a record: in place where its key stands, otherwise before the first record of a higher type. */
export function withRecord(map: KeyValueMap, entry: KeyValue): KeyValueMap {
  const standing = map.findIndex(({ key }) => equalBytes(key, entry.key));
  if (standing >= 0) return map.with(standing, entry);
  const type = recordType(entry);
  return insertAt(map, entry, (other) => recordType(other) > type);
}

/** Adds the partial signature of a key that has none yet in an input map. */
export function withPartialSignatureRecord(map: KeyValueMap, entry: KeyValue): KeyValueMap {
  const keyHash = hash160(keyData(entry));
  return insertAt(map, entry, (other) => {
    const type = recordType(other);
    return type > PARTIAL_SIG || (type === PARTIAL_SIG && compareBytes(hash160(keyData(other)), keyHash) > 0);
  });
}

/** All records of a new map in the order of their types; equal types stay in the order given. */
export function orderedByType(records: readonly KeyValue[]): KeyValueMap {
  return records.toSorted((left, right) => recordType(left) - recordType(right));
}

function insertAt(map: KeyValueMap, entry: KeyValue, comesAfter: (other: KeyValue) => boolean): KeyValueMap {
  const index = map.findIndex(comesAfter);
  return map.toSpliced(index < 0 ? map.length : index, 0, entry);
}
