/** Private children, held against @scure/bip32 on random keys, and the children that do not exist. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { HDKey } from '@scure/bip32';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { addTweak, createPrivateChildDeriver } from '../../../src/cold/key/derive-private.ts';
import { InvariantError } from '../../../src/core/errors.ts';
import { codeOf } from '../../support/errors.ts';

const { Fn } = secp256k1.Point;
const bytes = (scalar: bigint): Uint8Array => Fn.toBytes(scalar);
/** Any 256 bits, numbers outside the group included. */
const wide = (number: bigint): Uint8Array => Uint8Array.from(Buffer.from(number.toString(16).padStart(64, '0'), 'hex'));

describe('children', () => {
  it('are those of @scure/bip32', () => {
    const seed = fc.uint8Array({ minLength: 16, maxLength: 64 });
    const index = fc.integer({ min: 0, max: 0x7fff_ffff });
    fc.assert(
      fc.property(seed, index, fc.nat(0x7fff_ffff), (entropy, branch, place) => {
        const parent = HDKey.fromMasterSeed(entropy).deriveChild(branch);
        const child = createPrivateChildDeriver(parent).privateKey(place);
        expect(child).toEqual(parent.deriveChild(place).privateKey);
      }),
      { numRuns: 60 },
    );
  });

  it('do not depend on what was derived before', () => {
    const parent = HDKey.fromMasterSeed(new Uint8Array(32).fill(5));
    const deriver = createPrivateChildDeriver(parent);
    for (const index of [0, 0x7fff_ffff, 1, 0]) {
      expect(deriver.privateKey(index)).toEqual(parent.deriveChild(index).privateKey);
    }
  });

  it('are unhardened, and come from a private key', () => {
    const parent = HDKey.fromMasterSeed(new Uint8Array(32).fill(5));
    const deriver = createPrivateChildDeriver(parent);
    for (const index of [0x8000_0000, -1, 0.5, Number.NaN]) {
      expect(() => deriver.privateKey(index)).toThrow(InvariantError);
    }
    expect(() => createPrivateChildDeriver(HDKey.fromExtendedKey(parent.publicExtendedKey))).toThrow(InvariantError);
  });

  it('cannot be derived once the key is wiped, and the key that it came from stays', () => {
    const parent = HDKey.fromMasterSeed(new Uint8Array(32).fill(5));
    const before = parent.privateKey;
    const deriver = createPrivateChildDeriver(parent);
    deriver.wipe();
    expect(() => deriver.privateKey(0)).toThrow(InvariantError);
    expect(parent.privateKey).toEqual(before);
  });
});

describe('the sum of key and tweak', () => {
  const key = 0x1234n;

  it.each([
    ['nothing', 0n, key],
    ['one', 1n, key + 1n],
    ['up to the last number of the group', Fn.ORDER - 1n - key, Fn.ORDER - 1n],
    ['beyond the group order, and begins anew', Fn.ORDER - key + 1n, 1n],
    ['the largest tweak', Fn.ORDER - 1n, key - 1n],
  ])('adds %s', (_, tweak, sum) => {
    expect(addTweak(bytes(key), wide(tweak))).toEqual(bytes(sum));
  });

  it.each([
    ['zero', Fn.ORDER - key],
    ['of a tweak that is the group order', Fn.ORDER],
    ['of a tweak above the group order', Fn.ORDER + 1n],
    ['of the largest 256 bits', 2n ** 256n - 1n],
  ])('is no key when it is %s', (_, tweak) => {
    expect(codeOf(() => addTweak(bytes(key), wide(tweak)))).toBe('key/no-such-child');
  });
});
