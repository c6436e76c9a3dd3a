/** The descriptor that every wallet carries: its exact text for each form. */
import { describe, expect, it } from 'vitest';
import { verifyChecksum } from '../../../src/core/descriptor/checksum.ts';
import { descriptorOfWallet } from '../../../src/core/descriptor/wallet-text.ts';
import { cosignerKey } from '../../../src/core/key/cosigner-key.ts';
import { parsePath } from '../../../src/core/key/path.ts';
import { XPUBS } from '../../support/descriptor-arbitraries.ts';

const [A, B] = XPUBS;
const origin = { fingerprint: '73c5da0a', path: parsePath("m/48'/0'/0'/2'") };
const keys = [
  cosignerKey({ name: 'Alice', origin, xpubText: A, network: 'main' }),
  cosignerKey({ name: 'Bob', origin: undefined, xpubText: B, network: 'main' }),
];
const wallet = { m: 2, keys, keyOrder: 'sorted', branches: { receive: 0, change: 1 } } as const;
const inner = `[73c5da0a/48h/0h/0h/2h]${A}/<0;1>/*,${B}/<0;1>/*`;

describe('descriptorOfWallet', () => {
  it.each([
    ['p2wsh', 'sorted', `wsh(sortedmulti(2,${inner}))`],
    ['p2sh-p2wsh', 'sorted', `sh(wsh(sortedmulti(2,${inner})))`],
    ['p2sh', 'sorted', `sh(sortedmulti(2,${inner}))`],
    ['p2wsh', 'given', `wsh(multi(2,${inner}))`],
  ] as const)('writes a %s wallet of %s keys', (scriptType, keyOrder, expected) => {
    const text = descriptorOfWallet({ ...wallet, scriptType, keyOrder });
    expect(verifyChecksum(text, { checksum: 'required' })).toBe(expected);
  });

  it('writes receive before change', () => {
    const text = descriptorOfWallet({ ...wallet, scriptType: 'p2wsh', branches: { receive: 3, change: 2 } });
    expect(text).toContain('/<3;2>/*');
  });
});
