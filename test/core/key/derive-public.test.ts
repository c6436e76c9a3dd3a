import { secp256k1 } from '@noble/curves/secp256k1.js';
import { HDKey } from '@scure/bip32';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  addTweak,
  childPublicKey,
  createChildDeriver,
  derivePublicPath,
  toCompressed,
} from '../../../src/core/key/derive-public.ts';
import { formatXpub, parseExtendedPublicKey } from '../../../src/core/key/extended-key.ts';
import { HARDENED } from '../../../src/core/key/types.ts';
import { codeOf } from '../../support/errors.ts';
import { manyKeys } from '../../support/multisig.ts';

const { Point } = secp256k1;
const parent = manyKeys(1)[0]!.extendedKey;
const bytes32 = (value: bigint) => Uint8Array.from(Buffer.from(value.toString(16).padStart(64, '0'), 'hex'));

describe('childPublicKey', () => {
  it('gives the children that @scure/bip32 gives', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: HARDENED - 1 }), fc.integer({ min: 0, max: 1_000 }), (first, second) => {
        const expected = HDKey.fromExtendedKey(formatXpub(parent)).deriveChild(first).deriveChild(second);
        expect(formatXpub(derivePublicPath(parent, [first, second]))).toBe(expected.publicExtendedKey);
      }),
      { numRuns: 25 },
    );
  });

  it.each([
    [HARDENED, 'key/hardened-from-public'],
    [0xffff_ffff, 'key/hardened-from-public'],
    [2 ** 32, 'key/bad-child-number'],
    [-1, 'key/bad-child-number'],
    [0.5, 'key/bad-child-number'],
    [Number.NaN, 'key/bad-child-number'],
  ])('refuses child %d', (childNumber, code) => {
    expect(codeOf(() => childPublicKey(parent, childNumber))).toBe(code);
  });

  it('has no children below depth 255', () => {
    expect(codeOf(() => childPublicKey({ ...parent, depth: 255 }, 0))).toBe('key/too-deep');
    expect(childPublicKey({ ...parent, depth: 254 }, 0).depth).toBe(255);
  });
});

describe('addTweak at the edges of the group', () => {
  it('gives the parent itself for the tweak 0, as BIP-0032 does', () => {
    const point = Point.fromBytes(parent.publicKey);
    expect(addTweak(point, bytes32(0n)).equals(point)).toBe(true);
  });

  it('refuses tweaks that are not below the group order', () => {
    for (const tweak of [Point.Fn.ORDER, Point.Fn.ORDER + 1n, 2n ** 256n - 1n]) {
      expect(codeOf(() => addTweak(Point.BASE, bytes32(tweak)))).toBe('key/no-such-child');
    }
  });

  it('refuses a child at infinity and gives the one beside it', () => {
    expect(codeOf(() => addTweak(Point.BASE, bytes32(Point.Fn.ORDER - 1n)))).toBe('key/no-such-child');
    expect(addTweak(Point.BASE, bytes32(Point.Fn.ORDER - 2n)).equals(Point.BASE.negate())).toBe(true);
  });

  it('doubles where the tweak is the parent’s own private key', () => {
    expect(addTweak(Point.BASE, bytes32(1n)).equals(Point.BASE.double())).toBe(true);
  });
});

describe('createChildDeriver', () => {
  it('gives the same children in any order and batch', () => {
    const deriver = createChildDeriver(parent);
    const indices = [5, 0, 5, HARDENED - 1];
    const alone = indices.map((index) => childPublicKey(parent, index).publicKey);
    expect(toCompressed(indices.map((index) => deriver.child(index).point))).toEqual(alone);
    expect(toCompressed([])).toEqual([]);
  });

  it('keeps no hold on the key it was given', () => {
    const key = { publicKey: parent.publicKey.slice(), chainCode: parent.chainCode.slice() };
    const deriver = createChildDeriver(key);
    key.publicKey.fill(0);
    key.chainCode.fill(0);
    expect(deriver.child(3).point.toBytes(true)).toEqual(childPublicKey(parent, 3).publicKey);
  });

  it('is as good as reading the key from text', () => {
    const { extendedKey } = parseExtendedPublicKey(formatXpub(parent));
    expect(extendedKey).toEqual(parent);
  });
});
