import { inspect } from 'node:util';
import { HDKey } from '@scure/bip32';
import { mnemonicToSeedSync } from '@scure/bip39';
import { beforeAll, describe, expect, it } from 'vitest';
import { type AccountSecret, deriveAccount, wipeAccount, withPrivateKey } from '../../../src/cold/key/account.ts';
import type { ColdSecondOpinion } from '../../../src/cold/second/types.ts';
import { loadColdSecondOpinion } from '../../../src/cold/second/wally.ts';
import { seedFromBytes } from '../../../src/cold/seed.ts';
import { formatOrigin } from '../../../src/core/key/origin.ts';
import { parsePath } from '../../../src/core/key/path.ts';
import { codeOf } from '../../support/errors.ts';

let second: ColdSecondOpinion;
beforeAll(async () => {
  second = await loadColdSecondOpinion();
});

const ABANDON = `${'abandon '.repeat(11)}about`;
const seedOfWords = (words: string) => seedFromBytes(mnemonicToSeedSync(words));
const common = () => ({ seed: seedOfWords(ABANDON), network: 'main', name: 'Anna', second }) as const;
const told = ({ key }: AccountSecret) => `${formatOrigin(key.origin!)}${key.xpub}`;

describe('deriveAccount', () => {
  it.each([
    [ABANDON, '73c5da0a'],
    ['legal winner thank year wave sausage worth useful legal winner thank yellow', 'b8688df1'],
    ['letter advice cage absurd amount doctor acoustic avoid letter advice cage above', '28645006'],
  ])('names the master fingerprint of %s', (words, fingerprint) => {
    const { key } = deriveAccount({ ...common(), seed: seedOfWords(words), scheme: 'bip48', scriptType: 'p2wsh' });
    expect(key.origin?.fingerprint).toBe(fingerprint);
  });

  it('follows BIP-0048 for P2WSH and P2SH-P2WSH, with coin type and account', () => {
    const main = deriveAccount({ ...common(), scheme: 'bip48', scriptType: 'p2wsh' });
    expect(told(main)).toBe(
      '[73c5da0a/48h/0h/0h/2h]xpub6DkFAXWQ2dHxq2vatrt9qyA3bXYU4ToWQwCHbf5XB2mSTexcHZCeKS1VZYcPoBd5X8yVcbXFHJR9R8UCVpt82VX1VhR28mCyxUFL4r6KFrf',
    );
    const other = deriveAccount({
      ...common(),
      network: 'regtest',
      scheme: 'bip48',
      scriptType: 'p2sh-p2wsh',
      account: 3,
    });
    expect(told(other)).toMatch(/^\[73c5da0a\/48h\/1h\/3h\/1h\]tpub/);
    expect(main).toMatchObject({ scheme: 'bip48', scriptType: 'p2wsh', key: { name: 'Anna', network: 'main' } });
  });

  it('follows BIP-0087 for every script type and BIP-0045 for P2SH', () => {
    for (const scriptType of ['p2wsh', 'p2sh-p2wsh', 'p2sh'] as const) {
      const account = deriveAccount({ ...common(), scheme: 'bip87', scriptType, account: 1 });
      expect(formatOrigin(account.key.origin!)).toBe('[73c5da0a/87h/0h/1h]');
      expect(account.scheme).toBe('bip87');
    }
    const legacy = deriveAccount({ ...common(), scheme: 'bip45', scriptType: 'p2sh' });
    expect(formatOrigin(legacy.key.origin!)).toBe('[73c5da0a/45h]');
  });

  it('takes a path of its own where a wallet follows no scheme', () => {
    const path = parsePath("m/49'/0'/0'");
    const account = deriveAccount({ ...common(), scheme: 'other', path, scriptType: 'p2sh-p2wsh' });
    expect(account.scheme).toBe('other');
    expect(account.key.xpub).toBe(
      HDKey.fromMasterSeed(mnemonicToSeedSync(ABANDON)).derive("m/49'/0'/0'").publicExtendedKey,
    );
  });

  it('refuses what a scheme has no path for', () => {
    const act = (more: object) => () => deriveAccount({ ...common(), ...more } as Parameters<typeof deriveAccount>[0]);
    expect(codeOf(act({ scheme: 'bip48', scriptType: 'p2sh' }))).toBe('path/scheme-without-script-type');
    expect(codeOf(act({ scheme: 'bip45', scriptType: 'p2wsh' }))).toBe('path/scheme-without-script-type');
    expect(codeOf(act({ scheme: 'electrum', scriptType: 'p2wsh', account: 1 }))).toBe('path/scheme-without-accounts');
    expect(codeOf(act({ scheme: 'bip48', scriptType: 'p2wsh', account: -1 }))).toBe('path/bad-account');
  });

  it('refuses when the libraries disagree on the key or on the fingerprint', () => {
    const lyingKey: ColdSecondOpinion = {
      ...second,
      account: (question) => {
        const answer = second.account(question);
        return { ...answer, extendedKey: answer.extendedKey.with(77, answer.extendedKey[77]! ^ 1) };
      },
    };
    const lyingFingerprint: ColdSecondOpinion = {
      ...second,
      account: (question) => ({ ...second.account(question), masterFingerprint: '73c5da0b' }),
    };
    for (const liar of [lyingKey, lyingFingerprint]) {
      const act = () => deriveAccount({ ...common(), second: liar, scheme: 'bip48', scriptType: 'p2wsh' });
      expect(codeOf(act)).toBe('second-opinion/differs');
    }
  });

  it('gives an account that no printing, copying or serializing takes the private key out of', () => {
    const account = deriveAccount({ ...common(), scheme: 'bip48', scriptType: 'p2wsh' });
    expect(account.hdKey.privateKey).toHaveLength(32);
    const texts = [
      JSON.stringify(account),
      inspect(account, { depth: 9 }),
      JSON.stringify({ ...account }),
      String(account),
    ];
    for (const text of texts) {
      expect(text).not.toContain('xprv');
      expect(text).not.toContain('hdKey');
    }
    expect('hdKey' in structuredClone(account)).toBe(false);
  });

  it('ends with wipeAccount, which zeroes the key in place', () => {
    const account = deriveAccount({ ...common(), scheme: 'bip48', scriptType: 'p2wsh' });
    const inside = (account.hdKey as unknown as { _privateKey: Uint8Array })._privateKey;
    expect(inside).not.toEqual(new Uint8Array(32));
    wipeAccount(account);
    expect(inside).toEqual(new Uint8Array(32));
    expect(account.hdKey.privateKey).toBeNull();
    expect(codeOf(() => withPrivateKey(account, () => undefined))).toBe('account/wiped');
  });

  it('lends the private key as a copy that is zero afterwards, even after a failure', () => {
    const account = deriveAccount({ ...common(), scheme: 'bip48', scriptType: 'p2wsh' });
    const lent = withPrivateKey(account, (privateKey) => {
      expect(second.publicKeyOf(privateKey)).toEqual(account.key.extendedKey.publicKey);
      return privateKey;
    });
    expect(lent).toEqual(new Uint8Array(32));
    let kept = new Uint8Array();
    const failing = (): void =>
      withPrivateKey(account, (privateKey) => {
        kept = privateKey as typeof kept;
        throw new Error('in use');
      });
    expect(failing).toThrow('in use');
    expect(kept).toEqual(new Uint8Array(32));
    expect(account.hdKey.privateKey).toHaveLength(32);
  });
});
