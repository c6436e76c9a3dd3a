/**
 * Canonical JSON (RFC 8785): one text for one value, so that a hash of it names the value. The npm package
 * `canonicalize` does the writing; this file makes sure that only values are given to it that we could have read.
 */
import canonicalize from 'canonicalize';
import { invariant } from '../errors.ts';
import type { JsonValue } from './strict.ts';

/**
 * Writes a value in the form of RFC 8785: keys sorted by UTF-16 code units, no white space. Only whole numbers occur in
 * our documents, hence no floating point form can differ between two programs.
 */
export function canonicalJson(value: JsonValue): string {
  const text = canonicalize(value);
  invariant(text !== undefined, 'a JSON value always has a text');
  return text;
}

/** The pretty form of our files: two spaces, keys in the order given, one line feed at the end. */
export function prettyJson(value: JsonValue): string {
  return `${JSON.stringify(value, null, 2)}\n`;
}
