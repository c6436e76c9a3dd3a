import { secp256k1 } from '@noble/curves/secp256k1.js';
import { base64 } from '@scure/base';
import { describe, expect, it } from 'vitest';
import { toHex } from '../../../src/core/bytes.ts';
import { decodeMessageSignature, messageDigest, verifyMessage } from '../../../src/core/message/bip137.ts';
import { domainText, requireDomain } from '../../../src/core/message/domain.ts';
import { codeOf } from '../../support/errors.ts';

const privateKey = new Uint8Array(32).fill(7);
const publicKey = secp256k1.getPublicKey(privateKey, true);

function sign(text: string, header: number): string {
  const signature = secp256k1.sign(messageDigest(text), privateKey, { prehash: false, format: 'recovered' });
  signature[0] = header + (signature[0] ?? 0);
  return base64.encode(signature);
}

describe('BIP-0137 digest', () => {
  it('hashes magic, length and text as Bitcoin Core does', () => {
    expect(toHex(messageDigest(''))).toBe('80e795d4a4caadd7047af389d9f7f220562feb6196032e2131e10563352c4bcc');
  });

  it('writes lengths of 253 and more as a compact size, so that the digest differs from a one-byte length', () => {
    const digests = new Set([252, 253, 65535, 65536].map((length) => toHex(messageDigest('a'.repeat(length)))));
    expect(digests.size).toBe(4);
    for (const length of [252, 253, 65535, 65536]) {
      const text = 'a'.repeat(length);
      expect(verifyMessage({ publicKey, text, signature: sign(text, 31) })).toBe(true);
    }
  });
});

describe('BIP-0137 verification', () => {
  it.each([27, 31, 35, 39])('accepts the header range that starts at %i', (header) => {
    expect(verifyMessage({ publicKey, text: 'hello', signature: sign('hello', header) })).toBe(true);
  });

  it('refuses another text, another key and another recovery number', () => {
    const signature = sign('hello', 31);
    expect(verifyMessage({ publicKey, text: 'hello!', signature })).toBe(false);
    const other = secp256k1.getPublicKey(new Uint8Array(32).fill(8), true);
    expect(verifyMessage({ publicKey: other, text: 'hello', signature })).toBe(false);
    const bytes = base64.decode(signature);
    bytes[0] = 31 + ((bytes[0]! - 31) ^ 1);
    expect(verifyMessage({ publicKey, text: 'hello', signature: base64.encode(bytes) })).toBe(false);
  });

  it('refuses the high-S twin of a good signature', () => {
    const bytes = base64.decode(sign('hello', 31));
    const { r, s } = secp256k1.Signature.fromBytes(bytes.subarray(1), 'compact');
    const twin = new secp256k1.Signature(r, secp256k1.Point.Fn.neg(s)).toBytes('compact');
    const signature = base64.encode(Uint8Array.of(31 + ((bytes[0]! - 31) ^ 1), ...twin));
    expect(verifyMessage({ publicKey, text: 'hello', signature })).toBe(false);
  });

  it.each([
    ['no Base64', '***'],
    ['too short', base64.encode(new Uint8Array(64).fill(31))],
    ['too long', base64.encode(new Uint8Array(66).fill(31))],
    ['a header below 27', base64.encode(new Uint8Array(65).fill(26))],
    ['a header above 42', base64.encode(new Uint8Array(65).fill(43))],
  ])('refuses what is no signature: %s', (_, signature) => {
    expect(codeOf(() => decodeMessageSignature(signature))).toBe('message/not-a-signature');
  });

  it('calls r or s of zero or above the order a bad signature, not an accident', () => {
    const zero = new Uint8Array(65);
    zero[0] = 31;
    expect(verifyMessage({ publicKey, text: 'hello', signature: base64.encode(zero) })).toBe(false);
    const huge = new Uint8Array(65).fill(0xff);
    huge[0] = 31;
    expect(verifyMessage({ publicKey, text: 'hello', signature: base64.encode(huge) })).toBe(false);
  });
});

describe('domains', () => {
  it('are the first line of every text that is signed', () => {
    const text = domainText('receipt', ['Charter: 00']);
    expect(text).toBe('Icehouse receipt 1\nCharter: 00');
    expect(requireDomain(text)).toBe('receipt');
  });

  it('refuse a value with a line break, which could pass for another line', () => {
    expect(codeOf(() => domainText('keyCard', ['Name: a\nKey: b']))).toBe('message/line-break');
  });

  it.each([
    '',
    'Icehouse receipt 1',
    'Icehouse receipt 12\nx',
    'icehouse receipt 1\nx',
    `${'ab'.repeat(32)}`,
    ' Icehouse receipt 1\nx',
  ])('refuse the text %j', (text) => {
    expect(codeOf(() => requireDomain(text))).toBe('message/unknown-domain');
  });
});
