/**
 * Opens a foreign text: bounds it, evens out line ends and reads it as JSON if it may be some, once, for all formats. The
 * limits are wider than those of our own documents, as wallet files carry their histories, but they are limits.
 */
import { IcehouseError } from '../core/errors.ts';
import { asObject } from '../core/json/fields.ts';
import { type JsonObject, type JsonValue, parseStrictJson } from '../core/json/strict.ts';
import type { ForeignDocument, JsonReading } from './format.ts';

/** A wallet file with thousands of transactions takes some megabytes. */
export const MAX_DOCUMENT_BYTES = 1 << 25;

/** Nothing known is nested deeper than ten levels. */
const MAX_DEPTH = 32;

/**
 * Looks at a text.
 *
 * @throws IcehouseError `exchange/too-large`, `exchange/not-text`.
 */
export function openDocument(original: string): ForeignDocument {
  if (original.length > MAX_DOCUMENT_BYTES) {
    throw new IcehouseError({
      code: 'exchange/too-large',
      message: 'the text is larger than any wallet file',
      expected: `at most ${MAX_DOCUMENT_BYTES} bytes`,
    });
  }
  if (original.includes('\0')) {
    throw new IcehouseError({
      code: 'exchange/not-text',
      message: 'the file is not text',
      next: 'export the wallet again; databases and pictures cannot be read',
    });
  }
  const text = (original.startsWith('\ufeff') ? original.slice(1) : original).replaceAll('\r\n', '\n');
  return { text, json: readJson(text) };
}

function readJson(text: string): JsonReading {
  if (!/^[ \t\r\n]*[{[]/.test(text)) return { kind: 'none' };
  try {
    return { kind: 'value', value: parseForeignJson(text) };
  } catch (error) {
    if (error instanceof IcehouseError) return { kind: 'broken', error };
    throw error;
  }
}

/** Reads JSON of another program: numbers may be fractions, all other strictness stays. */
export function parseForeignJson(text: string): JsonValue {
  return parseStrictJson(text, { maxBytes: MAX_DOCUMENT_BYTES, maxDepth: MAX_DEPTH, numbers: 'any' });
}

/** The document as a JSON object, or undefined where it is none. */
export function objectOf({ json }: ForeignDocument): JsonObject | undefined {
  if (json.kind !== 'value' || typeof json.value !== 'object' || json.value === null) return undefined;
  return Array.isArray(json.value) ? undefined : asObject(json.value, '');
}

/** The document as a JSON list, or undefined where it is none. */
export function listOf({ json }: ForeignDocument): readonly JsonValue[] | undefined {
  return json.kind === 'value' && Array.isArray(json.value) ? json.value : undefined;
}
