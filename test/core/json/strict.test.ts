import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { canonicalJson, prettyJson } from '../../../src/core/json/canonical.ts';
import { type JsonValue, parseStrictJson } from '../../../src/core/json/strict.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';

describe('strict JSON', () => {
  it.each([
    '{"a":[1,-2,true,false,null,"x"],"b":{}}',
    ' \t\r\n{"a"\r\n: 1 , "b" :[ ]}\r\n',
    '"\\u00e9\\n\\"\\\\\\/\\ud83d\\udc4d"',
    '9007199254740991',
    '-9007199254740991',
    '0',
    '[]',
    '"\u007f\u0085 \u2028"',
  ])('reads %s as JSON.parse does', (text) => {
    expect(parseStrictJson(text)).toEqual(JSON.parse(text));
  });

  it('tolerates a byte order mark, CRLF and a line feed at the end', () => {
    expect(parseStrictJson('\ufeff{\r\n"m": 2\r\n}\r\n')).toEqual({ m: 2 });
  });

  it('gives objects without a prototype', () => {
    const object = parseStrictJson('{"a":1}');
    expect(Object.getPrototypeOf(object)).toBeNull();
  });

  it.each([
    ['json/syntax', ''],
    ['json/syntax', '   '],
    ['json/syntax', '{'],
    ['json/syntax', '{"a":1,}'],
    ['json/syntax', '[1,]'],
    ['json/syntax', '{a:1}'],
    ['json/syntax', "{'a':1}"],
    ['json/syntax', '{"a" 1}'],
    ['json/syntax', '[1 2]'],
    ['json/syntax', '"open'],
    ['json/syntax', '"line\nbreak"'],
    ['json/syntax', '"nul\u0000"'],
    ['json/syntax', '"\\x41"'],
    ['json/syntax', '"\\u12g4"'],
    ['json/syntax', 'NaN'],
    ['json/syntax', 'Infinity'],
    ['json/syntax', '-Infinity'],
    ['json/syntax', 'undefined'],
    ['json/syntax', 'tru'],
    ['json/syntax', '+1'],
    ['json/syntax', '.5'],
    ['json/syntax', '// comment\n1'],
    ['json/text-after-value', '01'],
    ['json/text-after-value', '1 2'],
    ['json/text-after-value', '{}{}'],
    ['json/text-after-value', '1.'],
    ['json/text-after-value', '0x10'],
    ['json/text-after-value', '{}\u0000'],
    ['json/not-an-integer', '1.0'],
    ['json/not-an-integer', '1e3'],
    ['json/not-an-integer', '-1E-2'],
    ['json/unsafe-number', '9007199254740992'],
    ['json/unsafe-number', '-9007199254740992'],
    ['json/unsafe-number', '-0'],
    ['json/duplicate-key', '{"m":2,"n":3,"m":1}'],
    ['json/duplicate-key', '{"m":2,"\\u006d":1}'],
    ['json/forbidden-key', '{"__proto__":{"admin":true}}'],
    ['json/forbidden-key', '{"a":{"constructor":1}}'],
    ['json/forbidden-key', '{"prototype":1}'],
    ['json/forbidden-key', '{"\\u005f_proto__":1}'],
    ['json/lone-surrogate', '"\\ud800"'],
    ['json/lone-surrogate', '"\udc00"'],
    ['json/lone-surrogate', '{"\\ud800":1}'],
  ])('refuses with %s: %j', (code, text) => {
    expect(codeOf(() => parseStrictJson(text))).toBe(code);
  });

  it('caps depth, without recursing into a text of 100,000 levels', () => {
    const nested = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;
    expect(parseStrictJson(nested(32))).toBeDefined();
    expect(codeOf(() => parseStrictJson(nested(33)))).toBe('json/too-deep');
    expect(codeOf(() => parseStrictJson('['.repeat(100_000)))).toBe('json/too-deep');
    expect(codeOf(() => parseStrictJson('{"a":'.repeat(100_000)))).toBe('json/too-deep');
    expect(parseStrictJson(nested(3), { maxDepth: 3 })).toBeDefined();
    expect(codeOf(() => parseStrictJson(nested(4), { maxDepth: 3 }))).toBe('json/too-deep');
  });

  it('caps size in bytes of UTF-8 before it reads', () => {
    expect(parseStrictJson('"éé"', { maxBytes: 6 })).toBe('éé');
    expect(codeOf(() => parseStrictJson('"éé"', { maxBytes: 5 }))).toBe('json/too-large');
    expect(codeOf(() => parseStrictJson(' '.repeat((1 << 20) + 1)))).toBe('json/too-large');
  });

  it('lets foreign files have fractions where the caller says so', () => {
    expect(parseStrictJson('[1.5,2e3,-0.25]', { numbers: 'any' })).toEqual([1.5, 2000, -0.25]);
    expect(codeOf(() => parseStrictJson('1e999', { numbers: 'any' }))).toBe('json/unsafe-number');
    expect(codeOf(() => parseStrictJson('9007199254740993', { numbers: 'any' }))).toBe('json/unsafe-number');
  });

  it('tells line and column, and never the text', () => {
    const error = refusalOf(() => parseStrictJson('{\n  "a": 1,\n  "a": "abandon abandon"\n}'));
    expect(error.at).toBe('line 3, column 3');
    expect(JSON.stringify(error)).not.toContain('abandon');
  });

  it('agrees with JSON.parse on every text that JSON.stringify writes with whole numbers', () => {
    const { value: json } = fc.letrec<{ value: JsonValue }>((tie) => ({
      value: fc.oneof(
        { depthSize: 'small' },
        fc.constantFrom(null, true, false),
        fc.maxSafeInteger().map((number) => number || 0),
        fc.string({ unit: 'grapheme' }),
        fc.array(tie('value'), { maxLength: 4 }),
        fc.dictionary(fc.string({ unit: 'grapheme' }), tie('value'), { maxKeys: 4 }),
      ),
    }));
    fc.assert(
      fc.property(json, (value) => {
        const text = JSON.stringify(value);
        if (/"(__proto__|constructor|prototype)"/.test(text)) return;
        expect(JSON.stringify(parseStrictJson(text))).toBe(text);
      }),
      { numRuns: 500 },
    );
  });

  it('never throws anything but a typed error', () => {
    const soup = fc.array(
      fc.constantFrom(
        '{',
        '}',
        '[',
        ']',
        '"',
        ':',
        ',',
        '\\',
        'u',
        '0',
        '1',
        '-',
        '.',
        'e',
        ' ',
        'null',
        '\u0000',
        '\ud800',
      ),
    );
    fc.assert(
      fc.property(soup, (parts) => {
        const text = parts.join('');
        let value: JsonValue;
        try {
          value = parseStrictJson(text);
        } catch (error) {
          expect(error).toHaveProperty('code', expect.stringMatching(/^json\//));
          return;
        }
        expect(value).toEqual(JSON.parse(text));
      }),
      { numRuns: 2000 },
    );
  });
});

describe('canonical JSON (RFC 8785)', () => {
  it('sorts keys by UTF-16 code units and writes no white space', () => {
    const value = parseStrictJson('{"\\u20ac":1,"\\r":2,"\\ufb33":3,"1":4,"\\ud83d\\ude00":5,"\\u0080":6,"\\u00f6":7}');
    expect(canonicalJson(value)).toBe('{"\\r":2,"1":4,"\u0080":6,"ö":7,"€":1,"😀":5,"\ufb33":3}');
  });

  it('is the same for every order of keys, and reads back as the same value', () => {
    const left = parseStrictJson('{"b":[1,{"d":1,"c":2}],"a":"\\u0041"}');
    const right = parseStrictJson(' {"a":"A","b":[1,{"c":2,"d":1}]} ');
    expect(canonicalJson(left)).toBe('{"a":"A","b":[1,{"c":2,"d":1}]}');
    expect(canonicalJson(right)).toBe(canonicalJson(left));
    expect(canonicalJson(parseStrictJson(canonicalJson(left)))).toBe(canonicalJson(left));
  });

  it('has a pretty form for files that ends in one line feed', () => {
    expect(prettyJson({ a: 1 })).toBe('{\n  "a": 1\n}\n');
  });
});
