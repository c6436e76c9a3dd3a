/** The shapes at their limits: the shortest and the longest that pass, and one byte or step beyond. */
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex } from '../../../src/core/bytes.ts';
import {
  COMPACT_SIZE,
  CONTROL_BLOCK,
  ECDSA_SIGNATURE,
  HEIGHT_LOCKTIME,
  KEY_ORIGIN,
  PUBLIC_KEY,
  SCHNORR_SIGNATURE,
  type Shape,
  TAPROOT_KEY_ORIGIN,
  TAPROOT_TREE,
  TIME_LOCKTIME,
  WITNESS_OUTPUT,
  WITNESS_STACK,
} from '../../../src/core/psbt/shapes.ts';
import { codeOf } from '../../support/errors.ts';

const fits = (shape: Shape, bytes: Uint8Array) => shape.fits(bytes, { area: 'psbt' });
const zeros = (length: number) => new Uint8Array(length);
const hex = (text: string) => fromHex(text.replaceAll(' ', ''));

describe('lengths', () => {
  it.each([
    ['an ECDSA signature', ECDSA_SIGNATURE, [9, 73], [8, 74]],
    ['a Schnorr signature', SCHNORR_SIGNATURE, [64, 65], [63, 66]],
    ['a path of no and of 255 steps', KEY_ORIGIN, [4, 4 + 4 * 255], [0, 3, 6, 4 + 4 * 256]],
    ['a merkle path of no and of 128 steps', CONTROL_BLOCK, [33, 33 + 32 * 128], [1, 32, 33 + 32 * 129]],
  ] as const)('of %s', (_, shape, good, bad) => {
    expect(good.map((length) => fits(shape, zeros(length)))).toEqual(good.map(() => true));
    expect(bad.map((length) => fits(shape, zeros(length)))).toEqual(bad.map(() => false));
  });
});

describe('what is read from its first byte to its last', () => {
  it.each([
    ['a compact size', COMPACT_SIZE, ['00', 'fc', 'fdfd00'], ['0000', 'fdfd0000']],
    ['an output', WITNESS_OUTPUT, ['010000000000000000', '01000000000000000151'], ['01000000000000000000']],
    ['a witness', WITNESS_STACK, ['00', '0100', '02000151'], ['0000', '020001510000']],
  ] as const)('%s', (_, shape, good, bad) => {
    expect(good.map((text) => fits(shape, hex(text)))).toEqual(good.map(() => true));
    for (const text of bad) expect(codeOf(() => fits(shape, hex(text)))).toBe('psbt/trailing-bytes');
  });
});

describe('public keys', () => {
  it.each([
    [33, 0x02, true],
    [33, 0x03, true],
    [33, 0x04, false],
    [65, 0x04, true],
    [65, 0x06, false],
    [64, 0x04, false],
    [34, 0x03, false],
  ])('of %i bytes that begin with %i: %s', (length, prefix, expected) => {
    expect(fits(PUBLIC_KEY, zeros(length).with(0, prefix))).toBe(expected);
  });
});

describe('lock times', () => {
  it('of times begin where those of heights end', () => {
    const [lastHeight, firstTime] = [hex('ff64cd1d'), hex('0065cd1d')];
    expect([fits(HEIGHT_LOCKTIME, lastHeight), fits(TIME_LOCKTIME, lastHeight)]).toEqual([true, false]);
    expect([fits(HEIGHT_LOCKTIME, firstTime), fits(TIME_LOCKTIME, firstTime)]).toEqual([false, true]);
  });

  it('of heights begin with 1', () => {
    expect(fits(HEIGHT_LOCKTIME, hex('01000000'))).toBe(true);
    expect(fits(HEIGHT_LOCKTIME, hex('00000000'))).toBe(false);
  });

  it('take four bytes, whatever the first four say', () => {
    expect(fits(HEIGHT_LOCKTIME, hex('0100000000'))).toBe(false);
    expect(fits(TIME_LOCKTIME, hex('0065cd1d00'))).toBe(false);
    expect(fits(TIME_LOCKTIME, hex('ffffff'))).toBe(false);
  });
});

describe('taproot trees', () => {
  const leaf = (depth: number) => Uint8Array.of(depth, 0xc0, 1, 0x51);
  const tree = (...depths: number[]) => fits(TAPROOT_TREE, concatBytes(...depths.map(leaf)));
  /** One leaf at each depth, and two at the deepest. */
  const comb = (deepest: number) => [deepest, ...Array.from({ length: deepest }, (_, above) => deepest - above)];

  it('are full, whatever their form', () => {
    expect(tree(0)).toBe(true);
    expect(tree(1, 1)).toBe(true);
    expect(tree(2, 2, 2, 2)).toBe(true);
    expect(tree(1, 3, 3, 2)).toBe(true);
    expect(tree(2, 2, 1)).toBe(true);
    expect(tree(1, 2, 2)).toBe(true);
  });

  it('with a leaf too few or in the wrong place are none', () => {
    for (const depths of [[1], [2, 2], [1, 2], [2, 1], [2, 1, 2], [3, 2, 3, 1]]) expect(tree(...depths)).toBe(false);
  });

  it('with a leaf beyond the full tree are none', () => {
    for (const depths of [
      [0, 0],
      [0, 1],
      [0, 1, 1],
      [1, 1, 0],
      [1, 1, 1],
      [1, 1, 1, 1],
    ])
      expect(tree(...depths)).toBe(false);
  });

  it('are at most 128 levels deep', () => {
    expect(tree(...comb(128))).toBe(true);
    expect(tree(...comb(129))).toBe(false);
  });

  it('have even leaf versions', () => {
    expect(fits(TAPROOT_TREE, Uint8Array.of(0, 0xc1, 1, 0x51))).toBe(false);
  });
});

describe('key origins of taproot', () => {
  const origin = '01020304 30000080';

  it('hold as many leaf hashes as they say', () => {
    expect(fits(TAPROOT_KEY_ORIGIN, hex(`00 ${origin}`))).toBe(true);
    expect(fits(TAPROOT_KEY_ORIGIN, hex(`02 ${'22'.repeat(64)} ${origin}`))).toBe(true);
    expect(codeOf(() => fits(TAPROOT_KEY_ORIGIN, hex(`02 ${'22'.repeat(63)}`)))).toBe('psbt/truncated');
    expect(codeOf(() => fits(TAPROOT_KEY_ORIGIN, hex(`ffffffffffffff1f00 ${origin}`)))).toBe('psbt/truncated');
    expect(fits(TAPROOT_KEY_ORIGIN, hex(`01 ${'22'.repeat(32)} 010203`))).toBe(false);
  });
});
