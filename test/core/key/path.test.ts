import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatOrigin, parseFingerprint, parseOrigin } from '../../../src/core/key/origin.ts';
import { formatPath, hardened, isHardened, parsePath, samePath } from '../../../src/core/key/path.ts';
import { codeOf } from '../../support/errors.ts';

const steps = fc.integer({ min: 0, max: 0xffff_ffff });
const paths = fc.array(steps, { maxLength: 255 });
const fingerprints = fc.stringMatching(/^[0-9a-f]{8}$/);

describe('parsePath', () => {
  it('reads every common way of writing one path', () => {
    const expected = [hardened(48), hardened(0), hardened(0), hardened(2)];
    for (const text of ["m/48'/0'/0'/2'", "48'/0'/0'/2'", 'm/48h/0h/0h/2h', '48H/0H/0H/2H', " m/48'/0h/0H/2'\n"]) {
      expect(parsePath(text)).toEqual(expected);
    }
    expect(parsePath('m')).toEqual([]);
    expect(parsePath('')).toEqual([]);
    expect(parsePath("0/2147483647'")).toEqual([0, 0xffff_ffff]);
  });

  it.each([
    ['m/', 'path/bad-step'],
    ['/0', 'path/bad-step'],
    ['0/', 'path/bad-step'],
    ['0//1', 'path/bad-step'],
    ['m/m/0', 'path/bad-step'],
    ['M/0', 'path/bad-step'],
    ['0/*', 'path/bad-step'],
    ['<0;1>/0', 'path/bad-step'],
    ['00', 'path/bad-step'],
    ['-1', 'path/bad-step'],
    ['1e3', 'path/bad-step'],
    ["0''", 'path/bad-step'],
    ['0’', 'path/bad-step'],
    ['٣', 'path/bad-step'],
    ['2147483648', 'path/index-out-of-range'],
    ["9999999999'", 'path/index-out-of-range'],
    ['99999999999', 'path/bad-step'],
    [Array.from({ length: 256 }, () => '0').join('/'), 'path/too-deep'],
    ['0/'.repeat(10_000), 'path/too-long'],
  ])('refuses %s', (text, code) => {
    expect(codeOf(() => parsePath(text))).toBe(code);
  });

  it('and formatPath are each other’s inverse', () => {
    fc.assert(
      fc.property(paths, fc.constantFrom('h' as const, "'" as const), (path, hardenedMark) => {
        const text = formatPath(path, { hardenedMark });
        expect(parsePath(text)).toEqual(path);
        expect(parsePath(path.length === 0 ? 'm' : `m/${text}`)).toEqual(path);
        expect(samePath(parsePath(text), path)).toBe(true);
        expect(text.split('/').filter((step) => step.endsWith(hardenedMark))).toHaveLength(
          path.filter(isHardened).length,
        );
      }),
    );
  });
});

describe('parseOrigin', () => {
  it('reads what formatOrigin prints', () => {
    expect(parseOrigin("[73C5DA0A/48'/0'/0'/2']")).toEqual({
      fingerprint: '73c5da0a',
      path: parsePath('48h/0h/0h/2h'),
    });
    fc.assert(
      fc.property(fingerprints, paths, (fingerprint, path) => {
        expect(parseOrigin(formatOrigin({ fingerprint, path }))).toEqual({ fingerprint, path });
      }),
    );
  });

  it.each([
    ['', 'origin/bad-form'],
    ['73c5da0a/48h', 'origin/bad-form'],
    ['[73c5da0a', 'origin/bad-form'],
    ['[73c5da0a/]', 'origin/bad-form'],
    ['[73c5da0a/m/48h]', 'origin/bad-form'],
    ['[73c5da0a]]', 'origin/bad-form'],
    ['[[73c5da0a]', 'origin/bad-fingerprint'],
    ['[73c5da0]', 'origin/bad-fingerprint'],
    ['[73c5da0g]', 'origin/bad-fingerprint'],
    ['[]', 'origin/bad-fingerprint'],
    ['[73c5da0a//0]', 'path/bad-step'],
    ['[73c5da0a/0//1]', 'path/bad-step'],
    [`[73c5da0a/${'0/'.repeat(5_000)}]`, 'origin/bad-form'],
  ])('refuses %s', (text, code) => {
    expect(codeOf(() => parseOrigin(text))).toBe(code);
  });

  it('keeps fingerprints in lower case', () => {
    expect(parseFingerprint('B8688DF1')).toBe('b8688df1');
  });
});
