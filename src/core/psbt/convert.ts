/**
 * From one PSBT version to the other, for signers that read only one. The unsigned transaction stays the same, and so do
 * signatures and all records that are not about the transaction; unknown ones keep their bytes and order.
 */
import { assemblePsbt } from './assemble.ts';
import { transactionRecords } from './create.ts';
import { type FieldTable, GLOBAL_FIELDS, INPUT_FIELDS, OUTPUT_FIELDS, type PsbtVersion } from './fields.ts';
import { recordType } from './maps.ts';
import { withRecord } from './record-order.ts';
import type { KeyValue, KeyValueMap, Psbt } from './types.ts';

/**
 * Version 0 (BIP-0174) of a PSBT; the PSBT itself when it is of version 0 already. What only version 2 can say is lost:
 * the lock times that single inputs require, and whether inputs and outputs may still be changed.
 *
 * @throws IcehouseError `psbt/field-not-in-version`, `psbt/invalid-key` for records that mean something else there.
 */
export function toVersion0(psbt: Psbt): Psbt {
  return psbt.version === 0 ? psbt : convert(psbt, 0);
}

/**
 * Version 2 (BIP-0370) of a PSBT; the PSBT itself when it is of version 2 already. The lock time becomes the fallback,
 * and nothing is modifiable.
 *
 * @throws IcehouseError `psbt/invalid-key` when a record that version 0 does not know has the type of a version 2 field.
 */
export function toVersion2(psbt: Psbt): Psbt {
  return psbt.version === 2 ? psbt : convert(psbt, 2);
}

function convert(psbt: Psbt, version: PsbtVersion): Psbt {
  const records = transactionRecords(version, psbt.transaction);
  return assemblePsbt({
    global: replaced(psbt.map, GLOBAL_FIELDS, records.global),
    inputs: psbt.inputs.map(({ map }, index) => replaced(map, INPUT_FIELDS, records.inputs[index] ?? [])),
    outputs: psbt.outputs.map(({ map }, index) => replaced(map, OUTPUT_FIELDS, records.outputs[index] ?? [])),
  });
}

/** The map without the fields that stand in one version only and without the version, and with the new ones. */
function replaced(map: KeyValueMap, table: FieldTable, records: readonly KeyValue[]): KeyValueMap {
  const isOfOneVersion = (entry: KeyValue): boolean => {
    const field = table.byType[recordType(entry)];
    if (field === undefined || entry.key.length > 1) return false;
    return field.versions.length === 1 || field === GLOBAL_FIELDS.named.PSBT_GLOBAL_VERSION;
  };
  return records.reduce(
    withRecord,
    map.filter((entry) => !isOfOneVersion(entry)),
  );
}
