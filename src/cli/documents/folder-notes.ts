/** Small JSON files beside the store of the watching side, by charter id for the most part. They hold no secret. */
import { existsSync } from 'node:fs';
import { prettyJson } from '../../core/json/canonical.ts';
import { asObject } from '../../core/json/fields.ts';
import { type JsonObject, type JsonValue, parseStrictJson } from '../../core/json/strict.ts';
import { readFileText } from '../files/read.ts';
import { replaceFile, writeNewFile } from '../files/write.ts';

const MAX_BYTES = 1 << 18;

/** An empty object where the file is not there yet. @throws IcehouseError `json/…`. */
export function readNotes(path: string, maxDepth: number): JsonObject {
  if (!existsSync(path)) return {};
  return asObject(parseStrictJson(readFileText(path), { maxBytes: MAX_BYTES, maxDepth }), '');
}

/** Whether all names of a file are charter ids. */
export function areCharterIds(names: readonly string[]): boolean {
  return names.every((name) => /^[0-9a-f]{64}$/.test(name));
}

/** Writes the whole file anew; what is undefined is left out. */
export function writeNotes(path: string, value: object): void {
  const text = prettyJson(JSON.parse(JSON.stringify(value)) as JsonValue);
  if (existsSync(path)) replaceFile(path, text);
  else writeNewFile(path, text);
}
