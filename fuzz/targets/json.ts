/** `parseStrictJson`: stricter than JSON and never different from it. */
import { isDeepStrictEqual } from 'node:util';
import { canonicalJson } from '../../src/core/json/canonical.ts';
import { parseStrictJson } from '../../src/core/json/strict.ts';
import { jsonEdits } from '../edits/json.ts';
import { holds, type TextTarget } from '../engine/target.ts';

export const target: TextTarget = {
  kind: 'text',
  name: 'json',
  pace: 'light',
  seeds: () => [
    '{"name":"Anna","m":2,"keys":[1,-7,null,true,false,"\\u00e4\\n\\ud83d\\ude00"],"empty":{},"none":[]}',
    '\ufeff [1, 2.5e3, "a/b\\/c"]\r\n',
    '{"a":{"b":{"c":[[[["deep"]]]]}}}',
    '"\\b\\f\\n\\r\\t\\"\\\\"',
    '-12',
  ],
  edits: jsonEdits(['"', '\\', '\\u0000', '\\ud800', '{', '}', '[', ']', ':', ',', '1e5', '-', 'null', '//', '\ufeff']),
  run: (text) => {
    const value = parseStrictJson(text, { numbers: text.length % 2 === 0 ? 'any' : 'integers' });
    const plain: unknown = JSON.parse(text.replace(/^\ufeff/, ''));
    holds(
      isDeepStrictEqual(JSON.parse(JSON.stringify(value)), plain),
      'what is accepted means the same to every reader',
    );
    const canonical = canonicalJson(value);
    const again = canonicalJson(parseStrictJson(canonical, { numbers: 'any', maxBytes: 1 << 23 }));
    holds(again === canonical, 'the canonical form is its own canonical form');
    return [value === null ? 'null' : Array.isArray(value) ? 'list' : typeof value];
  },
};
