import { secp256k1 } from '@noble/curves/secp256k1.js';
import { sha256 } from '@noble/hashes/sha2.js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ColdSecondOpinion } from '../../../src/cold/second/types.ts';
import { loadColdSecondOpinion } from '../../../src/cold/second/wally.ts';
import { expectSignatures, signLowR } from '../../../src/cold/sign/low-r.ts';
import { toHex, utf8ToBytes } from '../../../src/core/bytes.ts';

let second: ColdSecondOpinion;
beforeAll(async () => {
  second = await loadColdSecondOpinion();
});

const numbered = (count: number) =>
  Array.from({ length: count }, (_, index) => ({
    privateKey: sha256(utf8ToBytes(`key ${index}`)),
    digest: sha256(utf8ToBytes(`digest ${index}`)),
  }));

describe('low-R signatures', () => {
  it('are the same bytes from both libraries, for 400 keys and digests', () => {
    for (const { privateKey, digest } of numbered(400)) {
      expect(toHex(signLowR(privateKey, digest))).toBe(toHex(second.signEcdsa(privateKey, digest)));
    }
  });

  it('are the same bytes when many are expected', () => {
    const before = numbered(40).map(({ privateKey, digest }) => signLowR(privateKey, digest));
    for (const count of [0, 199, 200, 100_000]) expectSignatures(count);
    expect(numbered(40).map(({ privateKey, digest }) => signLowR(privateKey, digest))).toEqual(before);
  });

  it('have a low r and a low s, and verify in both libraries', () => {
    for (const { privateKey, digest } of numbered(40)) {
      const signature = signLowR(privateKey, digest);
      const publicKey = secp256k1.getPublicKey(privateKey, true);
      expect(signature).toHaveLength(64);
      expect(signature[0]).toBeLessThan(0x80);
      expect(secp256k1.verify(signature, digest, publicKey, { prehash: false, lowS: true })).toBe(true);
      expect(second.verifyEcdsa(publicKey, digest, signature)).toBe(true);
    }
  });

  it('are ground: without the loop, half of these digests would have given a high r', () => {
    const plain = numbered(60).map(({ privateKey, digest }) => secp256k1.sign(digest, privateKey, { prehash: false }));
    const high = plain.filter((signature) => signature[0]! >= 0x80).length;
    expect(high).toBeGreaterThan(15);
    expect(high).toBeLessThan(45);
  });

  it('leave the plain RFC 6979 signature alone where its r is low already', () => {
    const { privateKey, digest } = numbered(60).find(
      (each) => secp256k1.sign(each.digest, each.privateKey, { prehash: false })[0]! < 0x80,
    )!;
    expect(signLowR(privateKey, digest)).toEqual(secp256k1.sign(digest, privateKey, { prehash: false }));
  });

  it('refuse anything but a 32-byte digest', () => {
    expect(() => signLowR(new Uint8Array(32).fill(1), new Uint8Array(31))).toThrow('Icehouse broke its own rule');
  });
});
