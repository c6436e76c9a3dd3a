/** BIP-0032: extended public keys read, printed and derived from; every key that the BIP calls invalid is refused. */
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { childPublicKey, derivePublicPath } from '../../src/core/key/derive-public.ts';
import { extendedKeyFromBytes, extendedKeyToBytes, formatXpub, parseExtendedPublicKey } from '../../src/core/key/extended-key.ts';
import { isHardened, parsePath } from '../../src/core/key/path.ts';
import { codeOf, refusalOf } from '../support/errors.ts';

interface Chain {
  readonly path: string;
  readonly xpub: string;
  readonly xprv: string;
}

interface Vectors {
  readonly valid: readonly { readonly chains: readonly Chain[] }[];
  readonly invalid: readonly { readonly key: string; readonly reason: string }[];
}

const vectors: Vectors = JSON.parse(readFileSync(new URL('bip32/bip32-vectors.json', import.meta.url), 'utf8'));
const chains = vectors.valid.flatMap(({ chains: each }) => each);

describe('BIP-0032 vectors', () => {
  it('has 4 seeds with 17 keys and 13 invalid keys', () => {
    expect([vectors.valid.length, chains.length, vectors.invalid.length]).toEqual([4, 17, 13]);
  });

  it.each(chains)('$path: the public key is read with its depth and printed the same', ({ path, xpub }) => {
    const { extendedKey, slip132 } = parseExtendedPublicKey(xpub);
    expect(extendedKey.depth).toBe(parsePath(path).length);
    expect(extendedKey.childNumber).toBe(parsePath(path).at(-1) ?? 0);
    expect(slip132.prefix).toBe('xpub');
    expect(formatXpub(extendedKey)).toBe(xpub);
    expect(extendedKeyFromBytes(extendedKeyToBytes(extendedKey)).extendedKey).toEqual(extendedKey);
  });

  it('derives every unhardened step from the public key of its parent', () => {
    let steps = 0;
    for (const { chains: each } of vectors.valid) {
      for (const { path, xpub } of each) {
        const [parentPath, last] = [path.slice(0, path.lastIndexOf('/')), parsePath(path).at(-1)];
        const parent = each.find((other) => other.path === parentPath);
        if (parent === undefined || last === undefined || isHardened(last)) continue;
        const parentKey = parseExtendedPublicKey(parent.xpub).extendedKey;
        expect(formatXpub(childPublicKey(parentKey, last))).toBe(xpub);
        expect(formatXpub(derivePublicPath(parentKey, [last]))).toBe(xpub);
        steps++;
      }
    }
    expect(steps).toBe(6);
  });

  it('refuses every extended private key without repeating it', () => {
    for (const { xprv } of chains) {
      const error = refusalOf(() => parseExtendedPublicKey(xprv));
      expect(error.code).toBe('key/private-key-refused');
      expect(JSON.stringify(error) + error.stack).not.toContain(xprv.slice(4, 30));
    }
  });

  it.each([
    ['pubkey version / prvkey mismatch', 'key/private-key-refused'],
    ['prvkey version / pubkey mismatch', 'key/private-key-refused'],
    ['invalid pubkey prefix 04', 'key/not-on-curve'],
    ['invalid prvkey prefix 01', 'key/private-key-refused'],
    ['zero depth with non-zero parent fingerprint', 'key/private-key-refused', 'key/bad-root'],
    ['zero depth with non-zero index', 'key/private-key-refused', 'key/bad-root'],
    ['unknown extended key version', 'key/private-key-refused', 'key/unknown-version'],
    ['private key n not in 1..n-1', 'key/private-key-refused'],
    ['invalid pubkey 020000000000000000000000000000000000000000000000000000000000000007', 'key/not-on-curve'],
    ['invalid checksum', 'key/private-key-refused'],
  ])('refuses: %s', (reason, ...codes) => {
    const keys = vectors.invalid.filter((each) => each.reason === reason).map(({ key }) => key);
    expect(keys.map((key) => codeOf(() => parseExtendedPublicKey(key))).sort()).toEqual(codes.sort());
  });
});
