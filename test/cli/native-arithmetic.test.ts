/** Native libsecp256k1 answers as libwally does, and gets public keys only. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { beforeAll, describe, expect, it } from 'vitest';
import { loadFastColdSecondOpinion, loadFastSecondOpinion } from '../../src/cli/native-arithmetic.ts';
import { loadColdSecondOpinion } from '../../src/cold/second/wally.ts';
import { sha256 } from '../../src/core/hash.ts';
import type { SecondOpinion } from '../../src/core/second/types.ts';
import { loadSecondOpinion } from '../../src/core/second/wally.ts';
import { verifiedOutput } from '../../src/core/wallet/verified.ts';
import { createWallet } from '../../src/core/wallet/wallet.ts';
import { codeOf } from '../support/errors.ts';
import { manyKeys } from '../support/multisig.ts';

let fast: SecondOpinion;
let plain: SecondOpinion;
beforeAll(async () => {
  fast = await loadFastSecondOpinion();
  plain = await loadSecondOpinion();
});

it('names both libraries', async () => {
  expect(fast.engine).toBe(`${plain.engine} with native libsecp256k1`);
  expect(await loadFastSecondOpinion()).toBe(fast);
});

describe('outputs', () => {
  it.each([
    ['p2wsh', 'sorted', 3],
    ['p2wsh', 'given', 15],
    ['p2wsh', 'sorted', 16],
    ['p2sh-p2wsh', 'sorted', 2],
    ['p2sh-p2wsh', 'given', 20],
    ['p2sh', 'sorted', 15],
    ['p2sh', 'given', 2],
  ] as const)('of %s, %s, %i keys are those of libwally and of the primary engine', (scriptType, keyOrder, n) => {
    const wallet = createWallet({ network: 'testnet4', scriptType, keyOrder, m: 2, keys: manyKeys(n, 'testnet4') });
    for (const keychain of ['receive', 'change'] as const) {
      for (const index of [0, 1, 77, 0x7fff_ffff]) {
        expect(fast.output(wallet, keychain, index)).toEqual(plain.output(wallet, keychain, index));
        expect(verifiedOutput(wallet, keychain, index, fast).index).toBe(index);
      }
    }
  });

  it('are refused where the descriptor is not whole', () => {
    const wallet = createWallet({ network: 'main', scriptType: 'p2wsh', m: 2, keys: manyKeys(3) });
    const broken = { ...wallet, descriptor: wallet.descriptor.replace('multi(2', 'multi(3') };
    expect(codeOf(() => fast.output(broken, 'receive', 0))).toBe('second-opinion/failed');
  });
});

describe('signatures', () => {
  const secretKey = new Uint8Array(32).fill(11);
  const publicKey = secp256k1.getPublicKey(secretKey);
  const digest = sha256(Uint8Array.of(1));
  const signature = secp256k1.sign(digest, secretKey, { prehash: false });
  const { r, s } = secp256k1.Signature.fromBytes(signature, 'compact');
  const highS = new secp256k1.Signature(r, secp256k1.Point.Fn.ORDER - s).toBytes('compact');

  it.each<[string, Uint8Array, Uint8Array, Uint8Array]>([
    ['another digest', publicKey, sha256(digest), signature],
    ['another key', secp256k1.getPublicKey(digest), digest, signature],
    ['one bit of s', publicKey, digest, signature.map((byte, place) => (place === 63 ? byte ^ 1 : byte))],
    ['high S', publicKey, digest, highS],
    ['zeros', publicKey, digest, new Uint8Array(64)],
    ['numbers out of range', publicKey, digest, new Uint8Array(64).fill(0xff)],
    ['a key that is no point', new Uint8Array(33), digest, signature],
    ['an uncompressed key', secp256k1.getPublicKey(secretKey, false), digest, signature],
    ['a short digest', publicKey, digest.subarray(1), signature],
    ['a short signature', publicKey, digest, signature.subarray(1)],
  ])('do not verify with %s', (_, ...question) => {
    expect(fast.verifyEcdsa(...question)).toBe(false);
    expect(plain.verifyEcdsa(...question)).toBe(false);
  });

  it('verify when they are right', () => {
    expect(fast.verifyEcdsa(publicKey, digest, signature)).toBe(true);
  });
});

it('leaves private keys to libwally', async () => {
  const [cold, fastCold] = await Promise.all([loadColdSecondOpinion(), loadFastColdSecondOpinion()]);
  const secretKey = new Uint8Array(32).fill(11);
  const digest = sha256(Uint8Array.of(1));
  expect(fastCold.verifyEcdsa).toBe(fast.verifyEcdsa);
  expect(fastCold.signEcdsa(secretKey, digest)).toEqual(cold.signEcdsa(secretKey, digest));
  expect(fastCold.publicKeyOf(secretKey)).toEqual(secp256k1.getPublicKey(secretKey));
});
