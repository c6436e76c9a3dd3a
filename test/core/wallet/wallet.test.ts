import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cosignerKey } from '../../../src/core/key/cosigner-key.ts';
import { childPublicKey } from '../../../src/core/key/derive-public.ts';
import { parsePath } from '../../../src/core/key/path.ts';
import type { CosignerKey, ExtendedPublicKey } from '../../../src/core/key/types.ts';
import type { NetworkName } from '../../../src/core/network.ts';
import { deriveOutput } from '../../../src/core/wallet/output.ts';
import { createWallet, maxKeys, type WalletParts } from '../../../src/core/wallet/wallet.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { knownWallet, manyKeys } from '../../support/multisig.ts';

const keys = manyKeys(20);
const [ana, boris, chidi] = keys as readonly [CosignerKey, CosignerKey, CosignerKey];
const parts = { network: 'main', scriptType: 'p2wsh', m: 2, keys: [ana, boris, chidi] } as const;
const made = (changes: Partial<WalletParts>) => () => createWallet({ ...parts, ...changes });
const renamed = (name: string, extendedKey: ExtendedPublicKey) =>
  cosignerKey({ name, origin: undefined, network: 'main', extendedKey });

describe('createWallet', () => {
  it('makes a sorted wallet on branches 0 and 1 unless told otherwise', () => {
    const wallet = createWallet(parts);
    expect(wallet).toMatchObject({ keyOrder: 'sorted', branches: { receive: 0, change: 1 }, m: 2 });
    expect(wallet.descriptor).toMatch(
      /^wsh\(sortedmulti\(2,\[[0-9a-f]{8}\/48h\/0h\/0h\/2h\]xpub\w+\/<0;1>\/\*,.*\)\)#\w{8}$/,
    );
  });

  it.each([
    [0, 3],
    [-1, 3],
    [4, 3],
    [1.5, 3],
    [Number.NaN, 3],
    [2, 1],
  ])('refuses a threshold of %d of %d', (m, n) => {
    expect(codeOf(made({ m, keys: keys.slice(0, n) }))).toBe('wallet/threshold');
  });

  it.each([
    ['p2wsh', 20],
    ['p2sh-p2wsh', 20],
    ['p2sh', 15],
  ] as const)('%s holds at most %i keys', (scriptType, most) => {
    expect(maxKeys(scriptType)).toBe(most);
    const more = [...keys, ...manyKeys(21).slice(20)];
    expect(codeOf(made({ scriptType, keys: more.slice(0, most + 1) }))).toBe('wallet/too-many-keys');
    const wallet = made({ scriptType, m: most, keys: more.slice(0, most) })();
    const script = deriveOutput(wallet, 'receive', 0).multisigScript;
    expect(script.length).toBe(3 + most * 34 + (most > 16 ? 2 : 0));
    if (scriptType === 'p2sh') expect(script.length).toBeLessThanOrEqual(520);
  });

  it('refuses a wallet without keys', () => {
    expect(codeOf(made({ keys: [] }))).toBe('wallet/no-keys');
  });

  it.each([
    [{ receive: 0, change: 0 }],
    [{ receive: -1, change: 1 }],
    [{ receive: 0, change: 2 ** 31 }],
    [{ receive: 0.5, change: 1 }],
  ])('refuses the branches %o', (branches) => {
    expect(codeOf(made({ branches }))).toBe('wallet/branches');
  });

  it('refuses a key of another network and names its holder', () => {
    const testKeys = manyKeys(3, 'testnet4');
    expect(refusalOf(made({ keys: [ana, testKeys[1]!, chidi] }))).toMatchObject({
      code: 'wallet/key-network',
      at: 'keys[1]',
      message: 'key 2 (Boris) is a key for another network',
      found: 'testnet4',
      expected: 'main',
    });
    expect(codeOf(made({ network: 'signet', keys: testKeys }))).toBe('wallet/key-network');
    const relabelled = { ...testKeys[0]!, network: 'main' as NetworkName };
    expect(codeOf(made({ keys: [relabelled, boris, chidi] }))).toBe('wallet/key-network');
  });

  it('refuses a main key from a test path, and takes a test key from a main path', () => {
    const from = (network: NetworkName, path: string) =>
      manyKeys(3, network).map((key) => ({
        ...key,
        origin: { fingerprint: key.origin!.fingerprint, path: parsePath(path) },
      }));
    expect(refusalOf(made({ keys: from('main', "48'/1'/0'/2'") }))).toMatchObject({
      code: 'wallet/key-coin-type',
      at: 'keys[0].origin',
      found: 'coin type 1',
    });
    expect(made({ network: 'testnet3', keys: from('testnet3', "48'/0'/0'/2'") })().m).toBe(2);
    expect(made({ keys: from('main', "7'/1'/0'") })().m).toBe(2);
  });

  it('refuses a key too deep to have addresses', () => {
    const deep = renamed('Deep', { ...ana.extendedKey, depth: 254 });
    expect(codeOf(made({ keys: [deep, boris, chidi] }))).toBe('wallet/key-too-deep');
    const deepest = renamed('Deepest', { ...ana.extendedKey, depth: 253 });
    expect(made({ keys: [deepest, boris, chidi] })().keys).toHaveLength(3);
  });
});

describe('no member holds two keys unnoticed', () => {
  it('the same key twice is refused, naming both holders', () => {
    const copy = { ...ana, name: 'Mallory' };
    expect(refusalOf(made({ keys: [ana, boris, copy] }))).toMatchObject({
      code: 'wallet/duplicate-key',
      kind: 'refused',
      at: 'keys[2]',
      message: 'key 1 (Ana) and key 3 (Mallory) are the same key',
    });
  });

  it.each([
    ['another parent fingerprint', { parentFingerprint: 'deadbeef' }],
    ['another depth', { depth: 1 }],
    ['another child number', { childNumber: 0 }],
    ['all of them', { parentFingerprint: '01020304', depth: 7, childNumber: 5 }],
  ])('the same key disguised by %s is refused', (_, changes) => {
    const disguised = renamed('Mallory', { ...ana.extendedKey, ...changes });
    expect(disguised.xpub).not.toBe(ana.xpub);
    expect(codeOf(made({ keys: [ana, disguised, chidi] }))).toBe('wallet/duplicate-key');
  });

  it('two branches of one key are refused', () => {
    const branches = [0, 1].map((branch) => renamed(`branch ${branch}`, childPublicKey(ana.extendedKey, branch)));
    expect(refusalOf(made({ keys: [...branches, chidi] }))).toMatchObject({
      code: 'wallet/related-keys',
      message: 'key 1 (branch 0) and key 2 (branch 1) are branches of one key',
    });
  });

  it.each([0, 1, 77])('a key and its child %i are refused, in either order', (childNumber) => {
    const child = renamed('Child', childPublicKey(ana.extendedKey, childNumber));
    expect(codeOf(made({ keys: [ana, child, chidi] }))).toBe('wallet/related-keys');
    expect(refusalOf(made({ keys: [child, boris, ana] })).message).toBe(
      'key 3 (Ana) and key 1 (Child) are a key and its own child',
    );
  });

  it('a child on a branch of the wallet is found though it hides its parent', () => {
    const child = { ...childPublicKey(ana.extendedKey, 1), parentFingerprint: '0badcafe', childNumber: 9 };
    expect(codeOf(made({ keys: [ana, renamed('Child', child), chidi] }))).toBe('wallet/related-keys');
  });

  it('hardened accounts of one fingerprint are taken: a fingerprint proves nothing', () => {
    const sameOrigin = [ana, boris, chidi].map((key) => ({ ...key, origin: ana.origin }));
    expect(made({ keys: sameOrigin })().keys).toHaveLength(3);
    const siblings = [ana, boris].map((key) =>
      renamed(key.name, { ...key.extendedKey, parentFingerprint: 'aaaaaaaa' }),
    );
    expect(made({ keys: [...siblings, chidi] })().keys).toHaveLength(3);
  });

  it('foreign names are escaped in the errors', () => {
    const evil = { ...ana, name: 'Ana\u202e\u001b[2J' };
    expect(refusalOf(made({ keys: [ana, evil] })).message).toBe(
      'key 1 (Ana) and key 2 (Ana\\u{202E}\\u{1B}[2J) are the same key',
    );
  });
});

describe('the order of keys', () => {
  const orders = fc.shuffledSubarray([0, 1, 2], { minLength: 3, maxLength: 3 });
  const addressOf = (keyOrder: 'sorted' | 'given', order: readonly number[]) => {
    const wallet = made({ keyOrder, keys: order.map((position) => parts.keys[position]!) })();
    return deriveOutput(wallet, 'receive', 3).address;
  };

  it('does not matter in a sorted wallet', () => {
    const expected = addressOf('sorted', [0, 1, 2]);
    fc.assert(
      fc.property(orders, (order) => addressOf('sorted', order) === expected),
      { numRuns: 12 },
    );
  });

  it('makes another wallet where it is kept', () => {
    const all = [
      [0, 1, 2],
      [0, 2, 1],
      [1, 0, 2],
      [1, 2, 0],
      [2, 0, 1],
      [2, 1, 0],
    ];
    expect(new Set(all.map((order) => addressOf('given', order))).size).toBe(6);
  });
});

describe('the known wallet', () => {
  it('has the fingerprints that everybody knows', () => {
    expect(knownWallet().keys.map((key) => key.origin?.fingerprint)).toEqual(['73c5da0a', 'b8688df1', '28645006']);
  });
});
