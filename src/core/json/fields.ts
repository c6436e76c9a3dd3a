/**
 * Small readers for the fields of a JSON document: each says where it stands and what was expected, and no field goes
 * unread, as one that a program overlooks is a place to hide a lie. They follow `json/strict.ts` and know no document.
 */
import { IcehouseError } from '../errors.ts';
import type { JsonObject, JsonValue } from './strict.ts';

/** Joins a place and a field's name: `keys[2]` and `xpub` give `keys[2].xpub`. */
export function place(at: string, name: string): string {
  return at === '' ? name : `${at}.${name}`;
}

/** @throws IcehouseError `json/wrong-type` unless the value is an object. */
export function asObject(value: JsonValue | undefined, at: string): JsonObject {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) throw wrongType(at, 'an object');
  return value as JsonObject;
}

/**
 * Refuses an object that has other fields than these.
 *
 * @throws IcehouseError `json/unknown-field`. The unknown name is foreign text and not told; the known ones are.
 */
export function refuseUnknownFields(object: JsonObject, known: readonly string[], at: string): void {
  const unknown = Object.keys(object).findIndex((key) => !known.includes(key));
  if (unknown < 0) return;
  throw new IcehouseError({
    code: 'json/unknown-field',
    message: `field number ${unknown + 1} is not one of this document`,
    at,
    expected: known.join(', '),
    next: 'a newer program may have written it: use a version that knows the field',
  });
}

/** @throws IcehouseError `json/missing-field`, `json/wrong-type`, `json/out-of-range` when longer than `maxLength` UTF-16 units. */
export function stringField(object: JsonObject, name: string, at: string, maxLength: number): string {
  const value = present(object, name, at);
  if (typeof value !== 'string') throw wrongType(place(at, name), 'a string');
  if (value.length > maxLength) throw outOfRange(place(at, name), `at most ${maxLength} characters`);
  return value;
}

/** Like {@link stringField}; undefined when the field is absent. `null` is not absent: it is refused. */
export function optionalString(object: JsonObject, name: string, at: string, maxLength: number): string | undefined {
  return object[name] === undefined ? undefined : stringField(object, name, at, maxLength);
}

/** @throws IcehouseError `json/missing-field`, `json/wrong-type`, `json/out-of-range`. */
export function integerField(
  object: JsonObject,
  name: string,
  at: string,
  range: { readonly min: number; readonly max: number },
): number {
  const value = present(object, name, at);
  if (typeof value !== 'number' || !Number.isSafeInteger(value)) throw wrongType(place(at, name), 'a whole number');
  if (value < range.min || value > range.max) throw outOfRange(place(at, name), `${range.min} to ${range.max}`);
  return value;
}

/** @throws IcehouseError `json/missing-field`, `json/wrong-type`, `json/out-of-range` when longer than `maxLength`. */
export function arrayField(object: JsonObject, name: string, at: string, maxLength: number): readonly JsonValue[] {
  const value = present(object, name, at);
  if (!Array.isArray(value)) throw wrongType(place(at, name), 'a list');
  if (value.length > maxLength) throw outOfRange(place(at, name), `at most ${maxLength} entries`);
  return value;
}

/** @throws IcehouseError `json/missing-field`, `json/wrong-type`. */
export function objectField(object: JsonObject, name: string, at: string): JsonObject {
  return asObject(present(object, name, at), place(at, name));
}

/** @throws IcehouseError `json/missing-field`, `json/wrong-type`, `json/out-of-range` unless it is one of the choices. */
export function choiceField<const T extends string>(
  object: JsonObject,
  name: string,
  at: string,
  choices: readonly T[],
): T {
  const value = present(object, name, at);
  if (typeof value !== 'string') throw wrongType(place(at, name), 'a string');
  const choice = choices.find((each) => each === value);
  if (choice === undefined) throw outOfRange(place(at, name), choices.join(', '));
  return choice;
}

/**
 * Reads the two fields that open each of our documents, so that one kind cannot be taken for another.
 *
 * @throws IcehouseError `json/wrong-format` for another document, `json/unknown-version` for a version from the future.
 */
export function requireFormat(object: JsonObject, format: string, version: number, at = ''): void {
  if (object.format !== format) {
    throw new IcehouseError({
      code: 'json/wrong-format',
      message: 'this is another kind of document',
      at: place(at, 'format'),
      expected: format,
    });
  }
  if (object.version !== version) {
    throw new IcehouseError({
      code: 'json/unknown-version',
      message: 'this version of the document is not known',
      at: place(at, 'version'),
      expected: String(version),
      next: 'use a version of Icehouse that knows it',
    });
  }
}

function present(object: JsonObject, name: string, at: string): JsonValue {
  const value = object[name];
  if (value === undefined) {
    throw new IcehouseError({ code: 'json/missing-field', message: 'a field is missing', at: place(at, name) });
  }
  return value;
}

function wrongType(at: string, expected: string): IcehouseError {
  return new IcehouseError({ code: 'json/wrong-type', message: 'a field has the wrong type', at, expected });
}

function outOfRange(at: string, expected: string): IcehouseError {
  return new IcehouseError({
    code: 'json/out-of-range',
    message: 'a field has a value that is not allowed',
    at,
    expected,
  });
}
