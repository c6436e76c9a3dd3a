/** Hostile texts fail fast: near-matches of 100 KB, and the longest ones that are looked at, each in under 50 ms. */
import { describe, expect, it } from 'vitest';
import { MAX_DESCRIPTOR_LENGTH } from '../../../src/core/descriptor/limits.ts';
import { parseDescriptor } from '../../../src/core/descriptor/parse.ts';
import { IcehouseError } from '../../../src/core/errors.ts';
import { XPUBS } from '../../support/descriptor-arbitraries.ts';

const [A] = XPUBS;
const HEX = '03a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd';
const LIMIT_MS = 50;

/** The best of a few runs: a busy machine must not fail the test, a slow parser always does. */
function fastest(text: string): number {
  let best = Number.POSITIVE_INFINITY;
  for (let run = 0; run < 5 && best >= LIMIT_MS / 5; run++) {
    const start = performance.now();
    try {
      parseDescriptor(text);
    } catch (error) {
      if (!(error instanceof IcehouseError)) throw error;
    }
    best = Math.min(best, performance.now() - start);
  }
  return best;
}

/** Repeats the middle until the text has the given length. */
function filled(before: string, middle: string, after: string, length: number): string {
  return before + middle.repeat(Math.floor((length - before.length - after.length) / middle.length)) + after;
}

const shapes: readonly (readonly [string, string, string, string])[] = [
  ['open functions', '', 'wsh(', ''],
  ['open branches', `tr(${HEX},`, '{', ''],
  ['closed brackets', '', ')', ''],
  ['commas', 'wsh(multi(1', ',', '))'],
  ['keys', 'wsh(multi(1', `,${HEX}`, '))'],
  ['extended keys', 'wsh(multi(1', `,${A}`, '))'],
  ['keys in a tree', `tr(${HEX},multi_a(1`, `,${A}/0/*`, '))'],
  ['marks', '', '#', ''],
  ['annotations', 'raw(00)?', 'a=1&', ''],
  ['a long annotation', 'raw(00)?bh=', '9', 'x'],
  ['a long path', `pk(${A}`, '/0', ')'],
  ['a long origin', 'pk([d34db33f', '/0h', `]${A})`],
  ['many alternatives', `pk(${A}/<`, '0;', '1>)'],
  ['a long Base58 key', 'pk(xpub', '6', ')'],
  ['a long hexadecimal key', 'pk(', '02', ')'],
  ['a long address', 'addr(bc1', 'q', ')'],
  ['brackets of origins', 'pk(', '[', ')'],
  ['wrappers', 'wsh(', 'a', ':pk(00))'],
  ['line breaks', '', '\r\n a', ''],
  ['blanks', '', ' ', 'x'],
  ['words', '', 'abandon ', ''],
  ['private keys', '', 'xprv', ''],
  ['a long checksum', 'raw(00)#', 'q', ''],
  ['a mistyped long script', 'raw(', '00', ')#qqqqqqqq'],
  ['characters that are none', 'raw(', '\u00e9', ')'],
  ['halves of characters', 'raw(', '\ud83d', ')'],
];

describe.each([
  ['of 100 KB', 100_000],
  ['as long as is read', MAX_DESCRIPTOR_LENGTH],
  ['as long as a mistake is searched in', 4_000],
])('a hostile text %s', (_, length) => {
  it.each(shapes)('fails fast: %s', (_name, before, middle, after) => {
    expect(fastest(filled(before, middle, after, length))).toBeLessThan(LIMIT_MS);
  });
});
