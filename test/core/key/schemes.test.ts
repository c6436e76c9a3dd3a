import { describe, expect, it } from 'vitest';
import { formatPath, parsePath } from '../../../src/core/key/path.ts';
import { accountPath, describeAccountPath, readAccountPath } from '../../../src/core/key/schemes.ts';
import { codeOf } from '../../support/errors.ts';

describe('accountPath', () => {
  it.each([
    ['bip48', 'main', 'p2wsh', 0, '48h/0h/0h/2h'],
    ['bip48', 'signet', 'p2sh-p2wsh', 3, '48h/1h/3h/1h'],
    ['bip87', 'regtest', 'p2wsh', 7, '87h/1h/7h'],
    ['bip87', 'main', 'p2sh', 0, '87h/0h/0h'],
    ['bip45', 'main', 'p2sh', 0, '45h'],
    ['electrum', 'main', 'p2wsh', 0, '1h'],
    ['electrum', 'testnet3', 'p2sh-p2wsh', 0, '1h'],
    ['electrum', 'main', 'p2sh', 0, ''],
  ] as const)('%s on %s for %s, account %i: %s', (scheme, network, scriptType, account, expected) => {
    const path = accountPath({ scheme, network, scriptType, account });
    expect(formatPath(path)).toBe(expected);
    expect(readAccountPath(path).scheme).toBe(scheme);
  });

  it.each([
    [{ scheme: 'bip48', network: 'main', scriptType: 'p2sh' }, 'path/scheme-without-script-type'],
    [{ scheme: 'bip45', network: 'main', scriptType: 'p2wsh' }, 'path/scheme-without-script-type'],
    [{ scheme: 'bip45', network: 'main', scriptType: 'p2sh', account: 1 }, 'path/scheme-without-accounts'],
    [{ scheme: 'electrum', network: 'main', scriptType: 'p2wsh', account: 1 }, 'path/scheme-without-accounts'],
    [{ scheme: 'bip87', network: 'main', scriptType: 'p2wsh', account: -1 }, 'path/bad-account'],
    [{ scheme: 'bip87', network: 'main', scriptType: 'p2wsh', account: 0.5 }, 'path/bad-account'],
    [{ scheme: 'bip87', network: 'main', scriptType: 'p2wsh', account: 2 ** 31 }, 'path/bad-account'],
  ] as const)('refuses %o', (choice, code) => {
    expect(codeOf(() => accountPath(choice))).toBe(code);
  });
});

describe('readAccountPath', () => {
  it.each([
    ["45'/0'/0'", { scheme: 'bip45', coinType: 0, account: 0, scriptType: 'p2sh' }],
    ["45'/3", { scheme: 'bip45', coinType: undefined, account: undefined, scriptType: 'p2sh' }],
    ["48'/0'/0'/3'", { scheme: 'other' }],
    ["48'/0'/0'", { scheme: 'other' }],
    ["48'/0/0'/2'", { scheme: 'other' }],
    ['48/0/0/2', { scheme: 'other' }],
    ["45'/0'", { scheme: 'other' }],
    ["84'/0'/0'", { scheme: 'other' }],
    ['1', { scheme: 'other' }],
    ["1'/0", { scheme: 'other' }],
  ] as const)('%s', (path, expected) => {
    expect(readAccountPath(parsePath(path))).toMatchObject(expected);
  });

  it('is told to a person with the path', () => {
    expect(describeAccountPath(parsePath("48'/0'/0'/2'"))).toBe('BIP-0048, 48h/0h/0h/2h');
    expect(describeAccountPath([])).toBe('Electrum, m');
    expect(describeAccountPath(parsePath('0/0'))).toBe('a path of its own, 0/0');
  });
});
