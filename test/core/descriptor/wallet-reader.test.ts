/** Wallets out of descriptors: every accepted form gives the same wallet, every other is refused by name. */
import { describe, expect, it } from 'vitest';
import { addChecksum } from '../../../src/core/descriptor/checksum.ts';
import {
  readWalletDescriptor,
  type WalletDescriptorOptions,
  walletFromDescriptor,
} from '../../../src/core/descriptor/wallet-reader.ts';
import { loadVectors } from '../../support/descriptors.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';

/** The 2-of-3 that a real Bitcoin Core imported: `wsh(sortedmulti(2,…/<0;1>/*,…))` with its checksum. */
const { descriptor: WSH } = loadVectors<{ descriptor: string }>('core/core-rpc-transcript.json');
const BODY = WSH.slice(0, -9);
const RECEIVE = BODY.replaceAll('/<0;1>/', '/0/');
const CHANGE = BODY.replaceAll('/<0;1>/', '/1/');
const regtest = { network: 'regtest' } as const;
const read = (text: string, options: Partial<WalletDescriptorOptions> = {}) =>
  walletFromDescriptor(text, { ...regtest, ...options });

describe('a wallet', () => {
  it('is the same from a multipath descriptor, from a pair, and from a receive descriptor with change assumed', () => {
    const wallet = read(WSH);
    expect(wallet.descriptor).toBe(WSH);
    expect(walletFromDescriptor([RECEIVE, CHANGE], regtest)).toEqual(wallet);
    expect(
      walletFromDescriptor([addChecksum(RECEIVE), addChecksum(CHANGE)], { ...regtest, checksum: 'required' }),
    ).toEqual(wallet);
    expect(read(RECEIVE, { change: 'assume-branch-1' })).toEqual(wallet);
    expect(read(BODY.replaceAll('h/', "'/").replaceAll('h]', "']"))).toEqual(wallet);
    expect(read(`\uFEFF${WSH.replaceAll(',', ',\r\n')}\r\n`)).toEqual(wallet);
  });

  it('takes its script type and key order from the functions', () => {
    const inner = BODY.slice(4, -1);
    expect([read(BODY).scriptType, read(`sh(${BODY})`).scriptType, read(`sh(${inner})`).scriptType]).toEqual([
      'p2wsh',
      'p2sh-p2wsh',
      'p2sh',
    ]);
    expect(read(BODY.replace('sortedmulti', 'multi')).keyOrder).toBe('given');
  });

  it('keeps the order of the branches: receive is the first', () => {
    expect(read(BODY.replaceAll('<0;1>', '<4;7>')).branches).toEqual({ receive: 4, change: 7 });
    expect(walletFromDescriptor([CHANGE, RECEIVE], regtest).branches).toEqual({ receive: 1, change: 0 });
  });

  it('takes names in the order of the keys, and does without origins', () => {
    expect(read(WSH, { names: ['Alice', 'Bob', 'Carol'] }).keys.map((key) => key.name)).toEqual([
      'Alice',
      'Bob',
      'Carol',
    ]);
    expect(codeOf(() => read(WSH, { names: ['Alice'] }))).toBe('descriptor/names');
    const without = read(BODY.replace(/\[[^\]]*\]/g, ''));
    expect(without.keys.map((key) => key.origin)).toEqual([undefined, undefined, undefined]);
  });

  it('comes with the annotations of its descriptor', () => {
    const reading = readWalletDescriptor(`${BODY}?bh=840000&gl=50`, regtest);
    expect(reading.annotations).toEqual([
      { key: 'bh', value: 840_000n },
      { key: 'gl', value: 50n },
    ]);
    expect(reading.wallet.descriptor).toBe(WSH);
  });
});

describe('change', () => {
  it('is asked for when a single chain is given', () => {
    expect(refusalOf(() => read(RECEIVE))).toMatchObject({
      code: 'descriptor/change-missing',
      kind: 'usage',
      found: '/0/*',
    });
  });

  it('is never guessed for another branch than 0', () => {
    for (const text of [CHANGE, BODY.replaceAll('<0;1>', '5')]) {
      expect(codeOf(() => read(text, { change: 'assume-branch-1' }))).toBe('descriptor/change-missing');
    }
  });

  it('must differ from receive', () => {
    expect(codeOf(() => walletFromDescriptor([RECEIVE, RECEIVE], regtest))).toBe('wallet/branches');
  });
});

describe('a pair', () => {
  const [first, second, third] = RECEIVE.slice('wsh(sortedmulti(2,'.length, -2).split(',') as [string, string, string];

  it.each([
    ['another threshold', CHANGE.replace('(2,', '(3,')],
    ['another script type', `sh(${CHANGE})`],
    ['another key order', CHANGE.replace('sortedmulti', 'multi')],
    ['a key less', `wsh(sortedmulti(2,${[first, second].join(',').replaceAll('/0/', '/1/')}))`],
    ['keys in another order', `wsh(sortedmulti(2,${[second, first, third].join(',').replaceAll('/0/*', '/1/*')}))`],
    ['another origin', CHANGE.replace(/\[\w{8}/, '[00000001')],
    ['no origin', CHANGE.replace(/\[[^\]]*\]/, '')],
    ['another key', `wsh(sortedmulti(2,${[first, second, second].join(',').replaceAll('/0/*', '/1/*')}))`],
    ['both chains in the second', BODY],
  ])('with %s is refused', (_, change) => {
    expect(codeOf(() => walletFromDescriptor([RECEIVE, change], regtest))).toBe('descriptor/pair-differs');
  });
});

describe('what is no wallet', () => {
  const [key] = BODY.slice('wsh(sortedmulti(2,'.length).split(',') as [string];
  const HEX = '03a34b99f22c790c4e36b2b3c2c35a36db06226e41c692fc82b8b56ac1c540c5bd';

  it.each([
    [`wpkh(${key})`, 'wpkh(…)'],
    [`sh(wpkh(${key}))`, 'sh(wpkh(…))'],
    [`sh(wsh(pk(${key})))`, 'sh(wsh(pk(…)))'],
    [`multi(1,${key})`, 'multi(…)'],
    [`tr(${HEX},multi_a(1,${key}))`, 'tr(…)'],
    ['raw(00)', 'raw(…)'],
    ['addr(bcrt1qs96jd8zxefk2r42mkwu35mr7z08t609sx29n6xq0495pc9rfnmyqql6a3d)', 'addr(…)'],
  ])('is told by its outline: %s', (text, outline) => {
    expect(refusalOf(() => read(text))).toMatchObject({ code: 'descriptor/not-a-multisig-wallet', found: outline });
  });

  it('is a multisig of single keys', () => {
    expect(refusalOf(() => read(`wsh(multi(1,${key},${HEX}))`))).toMatchObject({
      code: 'descriptor/not-a-multisig-wallet',
      at: 'keys[1]',
    });
  });

  it.each([
    ['no wildcard', BODY.replaceAll('/*', '')],
    ['no branch', BODY.replaceAll('/<0;1>', '')],
    ['a step too many', BODY.replaceAll('/<0;1>', '/0/<0;1>')],
    ['three branches', BODY.replaceAll('<0;1>', '<0;1;2>')],
  ])('has keys with %s', (_, text) => {
    expect(codeOf(() => read(text))).toBe('descriptor/key-path');
  });

  it.each([
    ['a hardened wildcard', BODY.replaceAll('/*', '/*h')],
    ['a hardened branch', BODY.replaceAll('<0;1>', '<0;1h>')],
  ])('has keys with %s', (_, text) => {
    expect(codeOf(() => read(text))).toBe('descriptor/hardened-derivation');
  });

  it('has keys on different branches', () => {
    expect(refusalOf(() => read(BODY.replace('<0;1>', '<2;3>')))).toMatchObject({
      code: 'descriptor/branches-differ',
      at: 'keys[1]',
      found: '/<0;1>/*',
      expected: '/<2;3>/*',
    });
    expect(codeOf(() => read(RECEIVE.replace('/0/*', '/1/*')))).toBe('descriptor/branches-differ');
  });

  it('holds a key twice, a key of another network, or a private key', () => {
    const twice = BODY.slice(0, -2).replace(/,[^,]*$/, '');
    expect(codeOf(() => read(`${twice},${key}))`))).toBe('wallet/duplicate-key');
    expect(codeOf(() => read(WSH, { network: 'main' }))).toBe('descriptor/network');
    expect(codeOf(() => read(BODY.replace('tpub', 'tprv')))).toBe('descriptor/private-key-refused');
  });

  it('has a checksum that is wrong, or missing where it is required', () => {
    expect(codeOf(() => read(`${BODY}#qqqqqqqq`))).toBe('descriptor/checksum');
    expect(codeOf(() => read(BODY, { checksum: 'required' }))).toBe('descriptor/checksum-missing');
  });
});

describe('SLIP-0132 keys', () => {
  const cosigners =
    'Zpub6yhnqjTYE82fc2U1UukQW6qEYsCcNoqsyPWPvL6Qi22YopXv8nD1a44zN87aUQcJr4YdE6DJKEA4xuBr5dzBQHZCBsbiUH7NAcFBgPyx3LB/<0;1>/*,' +
    'Zpub74eXjdXzGCRsixpRAZT3U8ssQ15uhUa1dCFdRJvY3L2qo18He71qWUfpxfbL9e2EYuWKe1tH7qzgUSRVTAektLDVRKwCbAtyRW5j2yhqLiD/<0;1>/*';
  const main = { network: 'main', slip132: 'convert' } as const;

  it('are refused unless their conversion is asked for, and then told', () => {
    expect(codeOf(() => walletFromDescriptor(`wsh(multi(2,${cosigners}))`, { network: 'main' }))).toBe(
      'descriptor/slip132-key',
    );
    const reading = readWalletDescriptor(`wsh(multi(2,${cosigners}))`, main);
    expect(reading.conversions.map((form) => form?.prefix)).toEqual(['Zpub', 'Zpub']);
    expect(reading.wallet.descriptor).toMatch(/^wsh\(multi\(2,xpub/);
  });

  it('must declare the script type around them', () => {
    expect(refusalOf(() => walletFromDescriptor(`sh(wsh(multi(2,${cosigners})))`, main))).toMatchObject({
      code: 'key/slip132-script-type',
      at: 'keys[0]',
    });
  });
});
