/**
 * What a signer added to a file, found by comparing the two byte for byte as maps of records. Anything but added records
 * in input maps, a change of order included, breaks the property.
 */

import { type LooseMap, type LooseRecord, readLoose } from '../edits/loose-psbt.ts';
import { holds } from '../engine/target.ts';

export interface AddedRecord extends LooseRecord {
  readonly inputIndex: number;
}

/** Bits of PSBT_GLOBAL_TX_MODIFIABLE that BIP-0370 has a signer clear. */
const CLEARED_BY_SIGNER = 0b011;
const TX_MODIFIABLE = 0x06;

export function addedRecords(before: Uint8Array, after: Uint8Array, inputCount: number): readonly AddedRecord[] {
  const old = readLoose(before);
  const fresh = readLoose(after);
  holds(old !== undefined && fresh !== undefined, 'a signed file is a PSBT');
  holds(old.rest.length === 0 && fresh.rest.length === 0, 'a signed file ends with its last map');
  holds(old.maps.length === fresh.maps.length, 'signing adds no map and drops none');
  const added: AddedRecord[] = [];
  for (const [index, map] of fresh.maps.entries()) {
    const records = addedTo(old.maps[index]!, map, index === 0);
    if (records.length > 0) holds(index >= 1 && index <= inputCount, 'signing adds records to inputs only');
    added.push(...records.map((record) => ({ ...record, inputIndex: index - 1 })));
  }
  const [flags, newFlags] = [old.maps[0], fresh.maps[0]].map((map) => flagsOf(map ?? []));
  const expected = added.length > 0 && flags !== undefined ? flags & ~CLEARED_BY_SIGNER : flags;
  holds(newFlags === expected, 'a signer clears the two flags of version 2 and touches no other');
  return added;
}

/** The records of `after` that `before` has not; the others must be all of `before`, in its order. */
function addedTo(before: LooseMap, after: LooseMap, isGlobal: boolean): readonly LooseRecord[] {
  let next = 0;
  const added = after.filter((record) => {
    const standing = before[next];
    const isFlags = isGlobal && record.key.length === 1 && record.key[0] === TX_MODIFIABLE;
    const isSameKey = standing !== undefined && Buffer.compare(standing.key, record.key) === 0;
    if (!isSameKey || !(isFlags || Buffer.compare(standing.value, record.value) === 0)) return true;
    next += 1;
    return false;
  });
  holds(next === before.length, 'signing keeps every record as it was');
  return added;
}

function flagsOf(global: LooseMap): number | undefined {
  return global.find(({ key }) => key.length === 1 && key[0] === TX_MODIFIABLE)?.value[0];
}
