import { describe, expect, it } from 'vitest';
import {
  arrayField,
  asObject,
  choiceField,
  integerField,
  objectField,
  optionalString,
  refuseUnknownFields,
  requireFormat,
  stringField,
} from '../../../src/core/json/fields.ts';
import { type JsonObject, parseStrictJson } from '../../../src/core/json/strict.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';

const object = parseStrictJson(
  '{"s":"abc","i":5,"a":[1,2],"o":{"x":1},"null":null,"format":"f","version":1}',
) as JsonObject;

describe('fields of a JSON document', () => {
  it('are read with their type', () => {
    expect(stringField(object, 's', 'doc', 3)).toBe('abc');
    expect(optionalString(object, 'absent', 'doc', 3)).toBeUndefined();
    expect(optionalString(object, 's', 'doc', 3)).toBe('abc');
    expect(integerField(object, 'i', 'doc', { min: 5, max: 5 })).toBe(5);
    expect(arrayField(object, 'a', 'doc', 2)).toEqual([1, 2]);
    expect(objectField(object, 'o', 'doc')).toEqual({ x: 1 });
    expect(choiceField(object, 's', 'doc', ['abc', 'def'])).toBe('abc');
    expect(() => requireFormat(object, 'f', 1)).not.toThrow();
    expect(() => refuseUnknownFields(object, ['s', 'i', 'a', 'o', 'null', 'format', 'version'], 'doc')).not.toThrow();
  });

  it.each<[string, string, () => unknown]>([
    ['json/missing-field', 'doc.absent', () => stringField(object, 'absent', 'doc', 3)],
    ['json/missing-field', 'doc.toString', () => stringField(object, 'toString', 'doc', 3)],
    ['json/wrong-type', 'doc.i', () => stringField(object, 'i', 'doc', 3)],
    ['json/wrong-type', 'doc.null', () => optionalString(object, 'null', 'doc', 3)],
    ['json/out-of-range', 'doc.s', () => stringField(object, 's', 'doc', 2)],
    ['json/wrong-type', 's', () => integerField(object, 's', '', { min: 0, max: 9 })],
    ['json/out-of-range', 'doc.i', () => integerField(object, 'i', 'doc', { min: 0, max: 4 })],
    ['json/out-of-range', 'doc.i', () => integerField(object, 'i', 'doc', { min: 6, max: 9 })],
    ['json/wrong-type', 'doc.o', () => arrayField(object, 'o', 'doc', 2)],
    ['json/out-of-range', 'doc.a', () => arrayField(object, 'a', 'doc', 1)],
    ['json/wrong-type', 'doc.a', () => objectField(object, 'a', 'doc')],
    ['json/wrong-type', 'doc', () => asObject(null, 'doc')],
    ['json/out-of-range', 'doc.s', () => choiceField(object, 's', 'doc', ['x', 'y'])],
    ['json/wrong-type', 'doc.i', () => choiceField(object, 'i', 'doc', ['x'])],
    ['json/unknown-field', 'doc', () => refuseUnknownFields(object, ['s'], 'doc')],
    ['json/wrong-format', 'format', () => requireFormat(object, 'g', 1)],
    ['json/unknown-version', 'version', () => requireFormat(object, 'f', 2)],
  ])('refuse with %s at %s', (code, at, act) => {
    expect(refusalOf(act)).toMatchObject({ code, at });
  });

  it('never tell an unknown field’s name, which may be a secret or hostile', () => {
    const hostile = parseStrictJson('{"abandon about":1}') as JsonObject;
    expect(JSON.stringify(refusalOf(() => refuseUnknownFields(hostile, ['s'], '')))).not.toContain('abandon');
    expect(codeOf(() => refuseUnknownFields(hostile, [], ''))).toBe('json/unknown-field');
  });
});
