/**
 * Holds each record of a map against its row in `psbt/fields.ts` and sorts out the unknown ones. Every refusal names the
 * field as the BIP does and the byte of the file.
 */
import { type ErrorDetails, IcehouseError } from '../errors.ts';
import type { ReaderContext } from '../tx/reader.ts';
import { type Field, type FieldTable, PROPRIETARY_TYPE, type PsbtVersion } from './fields.ts';
import { keyData, recordType, repeatedKey } from './maps.ts';
import type { KeyValue, KeyValueMap } from './types.ts';

/** Which map of which file: for the places in errors. */
export interface MapPlace {
  /** `global`, `inputs[3]`, `outputs[0]`. */
  readonly name: string;
  /** The whole file where the map was read from one: its records are views into it. */
  readonly file?: Uint8Array | undefined;
}

export interface CheckedMap {
  /** Records without a row, and proprietary ones. */
  readonly unknown: KeyValueMap;
  readonly hasTaprootFields: boolean;
}

/**
 * @throws IcehouseError `psbt/duplicate-key`, `psbt/invalid-key`, `psbt/invalid-value`, `psbt/field-not-in-version`, `psbt/missing-field`,
 *   and what reading the inside of a value throws (`psbt/truncated`, `psbt/trailing-bytes`, `amount/out-of-range` …).
 */
export function checkFields(map: KeyValueMap, table: FieldTable, version: PsbtVersion, place: MapPlace): CheckedMap {
  refuseRepeatedKey(map, place);
  let unknown: KeyValue[] | undefined;
  let hasTaprootFields = false;
  for (const entry of map) {
    const field = fieldOf(entry, table, version);
    if (field !== undefined) {
      checkRecord(entry, field, version, place);
      hasTaprootFields ||= field.taproot;
    }
    if (field === undefined || field.type === PROPRIETARY_TYPE) {
      unknown ??= [];
      unknown.push(entry);
    }
  }
  for (const field of table.required) {
    if (field.required.includes(version) && !map.some(({ key }) => key[0] === field.type)) {
      throw new IcehouseError({
        code: 'psbt/missing-field',
        message: `a PSBT of version ${version} needs this field`,
        at: `${place.name}.${field.name}`,
      });
    }
  }
  return { unknown: unknown ?? NO_RECORDS, hasTaprootFields };
}

const NO_RECORDS: KeyValueMap = [];

function refuseRepeatedKey(map: KeyValueMap, place: MapPlace): void {
  const repeated = repeatedKey(map);
  if (repeated === undefined) return;
  const position = positionIn(place.file, repeated.key);
  throw new IcehouseError({
    code: 'psbt/duplicate-key',
    message: 'a map has two records with the same key (BIP-0174)',
    at: position === undefined ? place.name : `${place.name}, byte ${position}`,
    found: `a second key of type 0x${recordType(repeated).toString(16).padStart(2, '0')}`,
  });
}

/**
 * The row of a record. Version 0 knows no fields of version 2: a type of those that carries key data, which the version 2
 * field never has, is an unknown record there, as it was before BIP-0370.
 */
function fieldOf(entry: KeyValue, table: FieldTable, version: PsbtVersion): Field | undefined {
  const field = table.byType[recordType(entry)];
  const isBefore370 = version === 0 && field !== undefined && !field.versions.includes(0) && entry.key.length > 1;
  return isBefore370 ? undefined : field;
}

function checkRecord(entry: KeyValue, field: Field, version: PsbtVersion, place: MapPlace): void {
  if (!field.versions.includes(version)) {
    throw recordFailure('field-not-in-version', entry, field, place, {
      message: `this field must not stand in a PSBT of version ${version}`,
    });
  }
  const data = keyData(entry);
  if (!field.keyData.fits(data, contextOf(data, field, place))) {
    throw recordFailure('invalid-key', entry, field, place, {
      message: 'the key of this record does not have its form',
      expected: field.keyData.expected,
      found: `${data.length} bytes`,
    });
  }
  if (!field.value.fits(entry.value, contextOf(entry.value, field, place))) {
    throw recordFailure('invalid-value', entry, field, place, {
      message: 'the value of this record does not have its form',
      expected: field.value.expected,
      found: `${entry.value.length} bytes`,
    });
  }
}

/** For reading inside a key or value with positions that count from the file's first byte. */
export function contextOf(part: Uint8Array, field: Field, place: MapPlace): ReaderContext & { readonly at: string } {
  const at = `${place.name}.${field.name}`;
  const base = positionIn(place.file, part);
  return base === undefined ? { area: 'psbt', at } : { area: 'psbt', at, base };
}

/** An error at a record. */
export function recordFailure(
  problem: string,
  entry: KeyValue,
  field: Field,
  place: MapPlace,
  details: Omit<ErrorDetails, 'code' | 'at'>,
): IcehouseError {
  const position = positionIn(place.file, entry.key);
  const at = `${place.name}.${field.name}${position === undefined ? '' : `, byte ${position}`}`;
  return new IcehouseError({ ...details, code: `psbt/${problem}`, at });
}

function positionIn(file: Uint8Array | undefined, part: Uint8Array): number | undefined {
  return file !== undefined && part.buffer === file.buffer ? part.byteOffset - file.byteOffset : undefined;
}
