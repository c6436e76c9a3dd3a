import { createBase58check } from '@scure/base';
import { HDKey } from '@scure/bip32';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/core/hash.ts';
import {
  extendedKeyFromBytes,
  extendedKeyToBytes,
  formatSlip132,
  formatXpub,
  parseExtendedPublicKey,
} from '../../../src/core/key/extended-key.ts';
import { SLIP132_FORMS, slip132FormOfPrefix } from '../../../src/core/key/slip132.ts';
import { decodeAddress } from '../../../src/core/wallet/address.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { KNOWN_MNEMONICS, knownWallet } from '../../support/multisig.ts';

const XPUB = knownWallet().keys[0]!.xpub;
const base58check = createBase58check(sha256);

describe('parseExtendedPublicKey', () => {
  it('reads keys as they come out of mails and files', () => {
    const expected = parseExtendedPublicKey(XPUB);
    const wrapped = `\ufeff  ${XPUB.slice(0, 60)}\r\n${XPUB.slice(60)}\n`;
    const grouped = XPUB.match(/.{1,4}/g)!.join(' ');
    for (const text of [wrapped, grouped, `${XPUB}\n`, `\t${XPUB}`]) {
      expect(parseExtendedPublicKey(text)).toEqual(expected);
    }
  });

  it.each([
    ['empty text', '', 'key/not-base58'],
    ['a word', 'Word', 'key/bad-checksum'],
    ['a look-alike character', XPUB.replace(/.$/, '0'), 'key/not-base58'],
    ['a character changed', `${XPUB.slice(0, -1)}${XPUB.endsWith('1') ? '2' : '1'}`, 'key/bad-checksum'],
    ['a character missing', XPUB.slice(0, -1), 'key/bad-checksum'],
    ['a megabyte', 'x'.repeat(1_000_000), 'key/not-base58'],
    ['Base58Check of something else', base58check.encode(new Uint8Array(77).fill(4)), 'key/bad-length'],
    ['an address', '39bgKC7RFbpoCRbtD5KEdkYKtNyhpsNa3Z', 'key/bad-length'],
  ])('refuses %s', (_, text, code) => {
    expect(codeOf(() => parseExtendedPublicKey(text))).toBe(code);
  });

  it('says where the key stood', () => {
    expect(refusalOf(() => parseExtendedPublicKey('hello', 'keys[1]')).at).toBe('keys[1]');
  });

  const root = HDKey.fromMasterSeed(new Uint8Array(32).fill(1));
  const privateForms = SLIP132_FORMS.filter(({ visibility }) => visibility === 'private').map(({ prefix, version }) => {
    const bytes = base58check.decode(root.privateExtendedKey);
    new DataView(bytes.buffer).setUint32(0, version);
    return [prefix, base58check.encode(bytes)] as const;
  });

  it.each(privateForms)('refuses %s, mistyped or not, and repeats none of it', (prefix, key) => {
    expect(key.startsWith(prefix)).toBe(true);
    for (const text of [key, key.slice(0, -3), ` ${key.slice(0, 50)}\n${key.slice(50)}`]) {
      const error = refusalOf(() => parseExtendedPublicKey(text));
      expect(error).toMatchObject({ code: 'key/private-key-refused', kind: 'refused', found: undefined });
      expect(JSON.stringify(error) + error.stack).not.toContain(key.slice(10, 30));
    }
  });

  it.each([
    ['WIF, compressed', 'L1uyy5qTuGrVXrmrsvHWHgVzW9kKdrp27wBC7Vs6nZDTF2BRUVwy', 'key/wif-refused'],
    ['WIF, uncompressed', '5HpHagT65TZzG1PH3CSu63k8DbpvD8s5ip4nEB3kEsreAnchuDf', 'key/wif-refused'],
    ['WIF with a typo', 'L1uyy5qTuGrVXrmrsvHWHgVzW9kKdrp27wBC7Vs6nZDTF2BRUVwx', 'key/wif-refused'],
    ['an encrypted key', '6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg', 'key/private-key-refused'],
    ['32 bytes in hexadecimal', 'f'.repeat(64), 'key/private-key-refused'],
    ['a mnemonic of 12 words', KNOWN_MNEMONICS[0], 'key/mnemonic-refused'],
    ['a mnemonic in capitals', KNOWN_MNEMONICS[1].toUpperCase(), 'key/mnemonic-refused'],
    ['a mnemonic of 24 words', `${KNOWN_MNEMONICS[0]} ${KNOWN_MNEMONICS[1]}`, 'key/mnemonic-refused'],
    [
      'a numbered list of words',
      KNOWN_MNEMONICS[2]
        .split(' ')
        .map((word, n) => `${n + 1}. ${word}`)
        .join('\n'),
      'key/mnemonic-refused',
    ],
    [
      'an Electrum seed',
      'wild father tree among universe such mobile favorite target dynamic credit identify',
      'key/mnemonic-refused',
    ],
    [
      'a Japanese mnemonic',
      'なのか ひろい しなん まなぶ つぶす さがす おしゃれ かわく おいかける けさき かいとう さたん',
      'key/mnemonic-refused',
    ],
    ['a Chinese mnemonic without spaces', '眼悲叛改节跃衡响疆股遂冬', 'key/mnemonic-refused'],
    ['a codex32 secret', 'ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw', 'key/mnemonic-refused'],
  ])('refuses %s and repeats none of it', (_, text, code) => {
    const error = refusalOf(() => parseExtendedPublicKey(text));
    expect(error).toMatchObject({ code, kind: 'refused', found: undefined });
    const told = JSON.stringify(error) + error.stack;
    for (const piece of text.split(/\s+/).filter((word) => word.length > 6)) expect(told).not.toContain(piece);
  });
});

describe('printing', () => {
  it('and reading are each other’s inverse for every key and form', () => {
    const keys = fc.record({
      secret: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      chainCode: fc.uint8Array({ minLength: 32, maxLength: 32 }),
      depth: fc.integer({ min: 1, max: 255 }),
      parent: fc.uint8Array({ minLength: 4, maxLength: 4 }),
      childNumber: fc.integer({ min: 0, max: 0xffff_ffff }),
    });
    const forms = SLIP132_FORMS.filter(({ visibility }) => visibility === 'public');
    fc.assert(
      fc.property(keys, fc.constantFrom(...forms), ({ secret, chainCode, depth, parent, childNumber }, form) => {
        const extendedKey = {
          publicKey: HDKey.fromMasterSeed(secret).publicKey!,
          chainCode: Uint8Array.from(chainCode),
          depth,
          parentFingerprint: Buffer.from(parent).toString('hex'),
          childNumber,
          chain: form.chain,
        };
        expect(parseExtendedPublicKey(formatSlip132(extendedKey, form))).toEqual({ extendedKey, slip132: form });
        const plain = slip132FormOfPrefix(form.chain === 'main' ? 'xpub' : 'tpub');
        expect(parseExtendedPublicKey(formatXpub(extendedKey))).toEqual({ extendedKey, slip132: plain });
        expect(extendedKeyFromBytes(extendedKeyToBytes(extendedKey)).extendedKey).toEqual(extendedKey);
      }),
      { numRuns: 40 },
    );
  });
});

describe('hostile texts', () => {
  it.each([
    ['letters', 'x'.repeat(100_000)],
    ['spaces and a letter', `${' '.repeat(100_000)}x`],
    ['words just too few', 'abandon '.repeat(10).repeat(1_000)],
    ['Base58 of the longest kind', `xpub${'1'.repeat(96)}`.repeat(9)],
    ['two thousand characters of words and digits', 'ab1'.repeat(666)],
    ['Han characters', '眼'.repeat(1_999)],
  ])('%s take no time', (_, text) => {
    const start = performance.now();
    expect(codeOf(() => parseExtendedPublicKey(text))).toMatch(/^key\//);
    expect(codeOf(() => decodeAddress(text, 'main'))).toMatch(/^(?:address|key)\//);
    expect(performance.now() - start).toBeLessThan(50);
  });
});
