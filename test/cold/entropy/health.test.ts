import { getRandomValues } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { drawHealthy, type RandomSource } from '../../../src/cold/entropy/health.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { seededSource } from '../../support/random.ts';

const healthy: RandomSource = (length) => getRandomValues(new Uint8Array(length));

/** A source that works until its nth call and then does something else. */
function failingFrom(call: number, then: RandomSource): RandomSource {
  let calls = 0;
  return (length) => (++calls < call ? healthy(length) : then(length));
}

describe('drawing from a healthy source', () => {
  it('gives bytes of the length asked for, different each time', () => {
    const drawn = [16, 17, 32, 64, 1024].map((length) => drawHealthy(healthy, length));
    expect(drawn.map(({ length }) => length)).toEqual([16, 17, 32, 64, 1024]);
    expect(drawHealthy(healthy, 32)).not.toEqual(drawHealthy(healthy, 32));
  });

  it('never mistakes a healthy source for a broken one', () => {
    const source = seededSource('healthy');
    for (let round = 0; round < 200; round++) expect(drawHealthy(source, 32)).toHaveLength(32);
  });

  it('gives what the source gave between the two samples', () => {
    const given: Uint8Array[] = [];
    const source: RandomSource = (length) => {
      const bytes = healthy(length);
      given.push(Uint8Array.from(bytes));
      return bytes;
    };
    const drawn = drawHealthy(source, 32);
    expect(given.map(({ length }) => length)).toEqual([512, 32, 512]);
    expect(drawn).toEqual(given[1]);
  });
});

describe('a broken source', () => {
  const period = healthy(96);
  const lattice = (step: number): RandomSource => {
    let last = 7;
    return (length) => Uint8Array.from({ length }, () => (last = (last + step) & 0xff));
  };
  const faults: readonly (readonly [name: string, source: RandomSource, code: string])[] = [
    ['zeros', (length) => new Uint8Array(length), 'source-constant'],
    ['a constant', (length) => new Uint8Array(length).fill(0xa5), 'source-constant'],
    ['a counter', lattice(1), 'source-counts'],
    ['a counter in steps', lattice(37), 'source-counts'],
    ['too little', (length) => healthy(length - 1), 'source-length'],
    ['nothing', () => new Uint8Array(), 'source-length'],
    ['too much', (length) => healthy(length + 1), 'source-length'],
    ['undefined', () => undefined as unknown as Uint8Array, 'source-length'],
    ['a plain array', (length) => [...healthy(length)] as unknown as Uint8Array, 'source-length'],
    ['the same answer again', (length) => seededSource('again')(length), 'source-repeats'],
    ['a short period', (length) => Uint8Array.from({ length }, (_, index) => period[index % 96]!), 'source-repeats'],
    ['zeros after some bytes', (length) => healthy(length).fill(0, 40), 'source-repeats'],
    ['letters instead of bytes', (length) => healthy(length).map((byte) => 97 + (byte % 26)), 'source-skewed'],
    [
      'hexadecimal text',
      (length) => healthy(length).map((byte) => '0123456789abcdef'.charCodeAt(byte & 15)),
      'source-skewed',
    ],
    ['a stuck bit', (length) => healthy(length).map((byte) => byte | 0x10), 'source-skewed'],
    ['too many zeros', (length) => healthy(length).map((byte) => (byte < 32 ? 0 : byte)), 'source-skewed'],
  ];

  it.each(faults)('that gives %s is refused', (_, source, code) => {
    const refusal = refusalOf(() => drawHealthy(source, 32));
    expect(refusal.code).toBe(`entropy/${code}`);
    expect(refusal.kind).toBe('environment');
  });

  it('that is missing is refused', () => {
    expect(codeOf(() => drawHealthy(undefined, 32))).toBe('entropy/source-missing');
  });

  it('that throws is refused, and the cause kept', () => {
    const cause = new Error('getrandom: interrupted');
    const refusal = refusalOf(() =>
      drawHealthy(() => {
        throw cause;
      }, 32),
    );
    expect(refusal.code).toBe('entropy/source-failed');
    expect(refusal.cause).toBe(cause);
  });

  it.each([1, 2, 3])('that gives zeros from call %i on is refused', (call) => {
    const source = failingFrom(call, (length) => new Uint8Array(length));
    expect(codeOf(() => drawHealthy(source, 32))).toBe('entropy/source-constant');
  });

  it.each([17, 24, 33])('that answers alike is refused whatever length is drawn (%i)', (length) => {
    expect(codeOf(() => drawHealthy((asked) => seededSource('alike')(asked), length))).toBe('entropy/source-repeats');
  });

  it('that hands out one and the same array is judged by what it held each time', () => {
    const shared = new Uint8Array(512);
    const source: RandomSource = (length) => getRandomValues(shared.subarray(0, length));
    const drawn = drawHealthy(source, 32);
    shared.fill(0);
    expect(drawn).not.toEqual(new Uint8Array(32));
  });
});

it.each([0, 1, 15, 1025, 16.5, Number.NaN])('%d bytes are not drawn', (length) => {
  expect(codeOf(() => drawHealthy(healthy, length))).toBe('entropy/draw-length');
});
