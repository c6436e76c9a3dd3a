/** BBQr: the samples of its project and of BlueWallet joined, split in every encoding, and what must not be joined. */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { deflateRawSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import { joinBbqr, MAX_BBQR_BYTES } from '../../src/exchange/bbqr/join.ts';
import { BBQR_TYPES, type BbqrType, parseBbqrPart } from '../../src/exchange/bbqr/part.ts';
import { splitBbqr } from '../../src/exchange/bbqr/split.ts';
import { codeOf, refusalOf } from '../support/errors.ts';
import { sample, sampleJson } from '../support/imports.ts';

interface Parts {
  readonly cases: readonly {
    readonly name: string;
    readonly parts: readonly string[];
    readonly file_type: BbqrType;
    readonly data_hex: string;
    readonly data_sha256: string;
  }[];
  readonly invalid: readonly { readonly parts: readonly string[] }[];
  readonly real_scan: readonly { readonly file: string; readonly file_type: BbqrType; readonly data_sha256: string }[];
}

const { cases, invalid, real_scan: scans } = sampleJson<Parts>('bbqr/bbqr-parts.json');
const FILES = ['1in100out.psbt', '1in2out.psbt', 'devils-txn.txn', 'finalized-by-ckcc.txn', 'nfc-result.txn'];

const bytesOf = (file: string): Uint8Array => new Uint8Array(readFileSync(new URL(`./bbqr/${file}`, import.meta.url)));
const sha256 = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const deflate = (bytes: Uint8Array): Uint8Array => new Uint8Array(deflateRawSync(bytes, { windowBits: 10, level: 9 }));

const ENCODINGS = { H: { plain: 'H' }, '2': {}, Z: { deflate } } as const;

describe('samples', () => {
  it.each(cases)('$name joins, in any order and with repeats', ({ parts, file_type, data_hex, data_sha256 }) => {
    for (const order of [parts, parts.toReversed(), [...parts, ...parts]]) {
      const file = joinBbqr(order);
      expect(file.type).toBe(file_type);
      expect(toHex(file.bytes)).toBe(data_hex);
      expect(sha256(file.bytes)).toBe(data_sha256);
    }
  });

  it.each(cases.filter(({ parts }) => parts.length > 1))('$name is refused with any part missing', ({ parts }) => {
    parts.forEach((_, index) => {
      const refusal = refusalOf(() => joinBbqr(parts.toSpliced(index, 1)));
      expect(refusal.code).toBe('bbqr/missing-parts');
      expect(refusal.expected).toContain(`part ${index + 1}`);
    });
    expect(codeOf(() => joinBbqr(parts.slice(0, 1)))).toBe('bbqr/missing-parts');
  });

  it.each(invalid)('$parts is refused', ({ parts }) => {
    expect(codeOf(() => joinBbqr(parts))).toMatch(/^bbqr\/(?:bad-letters|no-parts)$/);
  });

  it.each(scans)('$file joins as a camera saw it', ({ file, file_type, data_sha256 }) => {
    const lines = sample(`bbqr/${file}`)
      .split('\n')
      .filter((line) => line.trim() !== '');
    expect(lines.length).toBeGreaterThan(8);
    const joined = joinBbqr(lines);
    expect([joined.type, sha256(joined.bytes)]).toEqual([file_type, data_sha256]);
  });
});

describe('splitting', () => {
  it.each(FILES)('%s goes there and back in every encoding and size', (file) => {
    const bytes = bytesOf(file);
    for (const [encoding, options] of Object.entries(ENCODINGS)) {
      for (const maxLetters of [25, 178, 395, 4_296]) {
        const parts = splitBbqr(bytes, { type: 'B', maxLetters, ...options });
        expect(parts.every((part) => part.length <= maxLetters && /^[0-9A-Z$]+$/.test(part))).toBe(true);
        expect(parseBbqrPart(parts[0]!).encoding).toBe(encoding);
        expect(toHex(joinBbqr(parts.toReversed()).bytes)).toBe(toHex(bytes));
      }
    }
  });

  it('gives the parts that other programs make', () => {
    for (const { parts, file_type, data_hex } of cases.filter(({ parts: [first] }) => first!.startsWith('B$2'))) {
      const bytes = new Uint8Array(Buffer.from(data_hex, 'hex'));
      expect(splitBbqr(bytes, { type: file_type, maxLetters: parts[0]!.length })).toEqual(parts);
    }
  });

  it('leaves compression away that does not help', () => {
    const noise = new Uint8Array(createHash('sha512').update('noise').digest());
    const [part] = splitBbqr(noise, { type: 'B', maxLetters: 4_296, deflate });
    expect(part).toMatch(/^B\$2/);
  });

  it('takes every type', () => {
    for (const type of Object.keys(BBQR_TYPES) as BbqrType[]) {
      expect(joinBbqr(splitBbqr(Uint8Array.of(1, 2, 3), { type, maxLetters: 100 })).type).toBe(type);
    }
  });

  it('goes there and back for any bytes', () => {
    const bytes = fc.uint8Array({ minLength: 1, maxLength: 2_000 });
    fc.assert(
      fc.property(
        bytes,
        fc.integer({ min: 16, max: 600 }),
        fc.constantFrom(...Object.values(ENCODINGS)),
        (data, maxLetters, options) => {
          const parts = splitBbqr(data, { type: 'U', maxLetters, ...options });
          expect(toHex(joinBbqr(parts).bytes)).toBe(toHex(data));
        },
      ),
      { numRuns: 100 },
    );
  });

  it('refuses nothing at all, and more than a BBQr can hold', () => {
    expect(codeOf(() => splitBbqr(new Uint8Array(), { type: 'B', maxLetters: 100 }))).toBe('bbqr/empty');
    const full = new Uint8Array(1_295 * 5);
    expect(splitBbqr(full, { type: 'B', maxLetters: 16 })).toHaveLength(1_295);
    expect(codeOf(() => splitBbqr(new Uint8Array(1_295 * 5 + 1), { type: 'B', maxLetters: 16 }))).toBe(
      'bbqr/too-large',
    );
  });
});

describe('parts that do not belong together', () => {
  const [first, second] = [
    splitBbqr(bytesOf('1in2out.psbt'), { type: 'P', maxLetters: 200 }),
    splitBbqr(bytesOf('1in2out.psbt').toReversed(), { type: 'P', maxLetters: 200 }),
  ];
  const other = splitBbqr(bytesOf('nfc-result.txn'), { type: 'T', maxLetters: 200 });

  it('are refused', () => {
    expect(joinBbqr(first).type).toBe('P');
    expect(codeOf(() => joinBbqr([...first.slice(1), other[0]!]))).toBe('bbqr/inconsistent');
    expect(codeOf(() => joinBbqr([...first, second[0]!]))).toBe('bbqr/conflicting-part');
    const total = first[0]!.replace(/^(B\$2P)../, '$10Z');
    expect(codeOf(() => joinBbqr([...first, total]))).toBe('bbqr/inconsistent');
    expect(codeOf(() => joinBbqr([...first.slice(0, 1), first[1]!.slice(0, -8), ...first.slice(2)]))).toBe(
      'bbqr/uneven-parts',
    );
  });

  it.each([
    ['B$2P0100', 'bbqr/empty-part'],
    ['B$2P0000AA', 'bbqr/bad-number'],
    ['B$2P0202AA', 'bbqr/bad-number'],
    ['B$QP0100AA', 'bbqr/unknown-encoding'],
    ['B$2Q0100AA', 'bbqr/unknown-type'],
    ['B$2P01', 'bbqr/malformed'],
    ['A$2P0100AA', 'bbqr/malformed'],
    ['B$2P0100A1', 'bbqr/bad-letters'],
    ['B$2P0100A', 'bbqr/bad-letters'],
    ['B$HP0100ABC', 'bbqr/bad-letters'],
    [`B$2P0100${'A'.repeat(4_296)}`, 'bbqr/malformed'],
    ['B$ZP0100AA', 'compression/damaged'],
  ])('%s is refused', (text, code) => expect(codeOf(() => joinBbqr([text]))).toBe(code));

  it('are taken in lower case and with spaces around, as people paste them', () => {
    expect(joinBbqr(first.map((part) => ` ${part.toLowerCase()}\r\n`)).bytes).toEqual(joinBbqr(first).bytes);
  });
});

describe('a BBQr that swells', () => {
  it('is stopped at the limit', () => {
    const bomb = (length: number): readonly string[] =>
      splitBbqr(deflate(new Uint8Array(length)), { type: 'P', maxLetters: 4_296 }).map((part) =>
        part.replace(/^B\$2/, 'B$Z'),
      );
    expect(joinBbqr(bomb(MAX_BBQR_BYTES)).bytes).toHaveLength(MAX_BBQR_BYTES);
    expect(codeOf(() => joinBbqr(bomb(MAX_BBQR_BYTES + 1)))).toBe('compression/too-large');
    expect(codeOf(() => joinBbqr(bomb(1 << 27)))).toBe('compression/too-large');
  });
});
