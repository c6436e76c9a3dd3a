/**
 * Hostile files: bounded in size, depth and time, without a way into prototypes, and never with a secret in what is said.
 * Each refusal stands beside the file that is taken.
 */
import { deflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { IcehouseError } from '../../src/core/errors.ts';
import { inflateZlib } from '../../src/exchange/compression/inflate.ts';
import { MAX_DOCUMENT_BYTES, openDocument } from '../../src/exchange/document.ts';
import { EXPORT_FORMATS, IMPORT_FORMATS } from '../../src/exchange/formats.ts';
import { KEY_FORMATS } from '../../src/exchange/keys/formats.ts';
import { importKey } from '../../src/exchange/keys/import-key.ts';
import { readBip329 } from '../../src/exchange/labels/bip329.ts';
import { readCsv } from '../../src/exchange/labels/csv.ts';
import { readElectrumLabels } from '../../src/exchange/labels/electrum.ts';
import { codeOf, refusalOf } from '../support/errors.ts';
import { importSample, sample } from '../support/imports.ts';

const XPRV =
  'xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBeJgk33yuGBxrMPHi';
const ZPRV =
  'ZprvAjNnvkiSoWRpoiQR4Jkr5TwqbRVtCUZHCDKwfZkjyaSzsY9NPEHKtXb7fCyoQn8nqNgvjasBQMSMooMM9KegJKc1kAsr2asWgpnYkRYFU1o';
const MNEMONIC = 'legal winner thank year wave sausage worth useful legal winner thank yellow';
const WIF = 'KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn';

const ELECTRUM = sample('coldcard/el-p2wsh-myself.json');
const CARAVAN = sample('caravan/config-bitcoin-2-of-2-P2WSH-MAINNET.json');
const SETUP = sample('sparrow/cc-multisig-export-1.txt');

describe('files that are too much', () => {
  it('are refused before they are read', () => {
    expect(codeOf(() => importSample(' '.repeat(MAX_DOCUMENT_BYTES + 1)))).toBe('exchange/too-large');
    expect(codeOf(() => importSample(`${SETUP}\0`))).toBe('exchange/not-text');
  });

  it('are refused at depth', () => {
    const deep = `{"wallet_type":"2of3","x":${'['.repeat(100_000)}${']'.repeat(100_000)}}`;
    expect(codeOf(() => importSample(deep))).toBe('json/too-deep');
    expect(codeOf(() => importSample('['.repeat(100_000)))).toBe('json/too-deep');
  });

  it('are refused with more keys than a wallet has', () => {
    const config = JSON.parse(CARAVAN) as { extendedPublicKeys: unknown[]; quorum: { totalSigners: number } };
    const many = { ...config, extendedPublicKeys: Array(21).fill(config.extendedPublicKeys[0]) };
    expect(codeOf(() => importSample(JSON.stringify(many)))).toBe('json/out-of-range');
    const [line = ''] = /^0F056943.*$/m.exec(SETUP) ?? [];
    expect(codeOf(() => importSample(`${SETUP}${`${line}\n`.repeat(1_000)}`))).toBe('exchange/key-count');
    expect(codeOf(() => importSample(`${line.slice(10)}\n`.repeat(50), { answers: { threshold: 2 } }))).toBe(
      'exchange/key-count',
    );
  });

  it('do not come out of compressed ones', () => {
    const bomb = deflateSync(new Uint8Array(10_000_000));
    expect(bomb.length).toBeLessThan(20_000);
    expect(codeOf(() => inflateZlib(bomb, { maxBytes: 1_000_000 }))).toBe('compression/too-large');
    expect(inflateZlib(bomb, { maxBytes: 10_000_000 })).toHaveLength(10_000_000);
  });
});

describe('JSON that two programs read differently', () => {
  it.each([
    ['json/forbidden-key', ELECTRUM.replace('{"x2/"', '{"__proto__": {"wallet_type": "1of1"}, "x2/"')],
    ['json/forbidden-key', CARAVAN.replace('"name"', '"constructor"')],
    ['json/duplicate-key', ELECTRUM.replace('"wallet_type"', '"wallet_type": "1of1", "wallet_type"')],
    ['json/duplicate-key', CARAVAN.replace('"requiredSigners": 2', '"requiredSigners": 2, "requiredSigners": 1')],
    ['json/syntax', CARAVAN.replace('"P2WSH"', 'NaN')],
    ['json/unsafe-number', CARAVAN.replace('"requiredSigners": 2', '"requiredSigners": 9007199254740993')],
    ['json/wrong-type', CARAVAN.replace('"requiredSigners": 2', '"requiredSigners": 2.5')],
    ['json/text-after-value', `${CARAVAN}${CARAVAN}`],
    ['json/lone-surrogate', CARAVAN.replace('"P2WSH-M"', '"\\ud800"')],
  ])('%s', (code, text) => {
    expect(codeOf(() => importSample(text))).toBe(code);
  });

  it('takes the same files as they are', () => {
    expect(importSample(ELECTRUM, { network: 'testnet3' }).wallet.m).toBe(2);
    expect(importSample(CARAVAN).wallet.m).toBe(2);
    expect(importSample(`\ufeff${CARAVAN.replaceAll('\n', '\r\n')}`).wallet.m).toBe(2);
    expect(importSample(SETUP.replaceAll('\n', '\r\n')).wallet.m).toBe(2);
  });
});

describe('secrets in the wrong place', () => {
  const xpub = /xpub\w+/.exec(CARAVAN)![0];
  const texts: readonly (readonly [string, string, string])[] = [
    ['a private key for a key in Caravan', XPRV, CARAVAN.replace(xpub, XPRV)],
    ['a mnemonic for a key in Caravan', MNEMONIC, CARAVAN.replace(xpub, MNEMONIC)],
    ['a WIF key for a key in Caravan', WIF, CARAVAN.replace(xpub, WIF)],
    ['a private key for a key in Electrum', ZPRV, ELECTRUM.replace(/"Vpub\w+"/, `"${ZPRV}"`)],
    ['a private key in a descriptor', XPRV, `wsh(sortedmulti(1,${XPRV}/<0;1>/*,${xpub}/<0;1>/*))`],
    ['a private key in Core’s answer', XPRV, JSON.stringify([{ desc: `wsh(multi(1,${XPRV}/0/*))` }])],
    ['a private key in a set-up text', XPRV, SETUP.replace(/xpub\w+/, XPRV)],
    ['a mnemonic as a name', MNEMONIC, SETUP.replace('CC-2-of-4', MNEMONIC)],
    ['BlueWallet’s backup', MNEMONIC, `Policy: 1 of 2\nFormat: P2WSH\n\nseed: ${MNEMONIC}\n`],
    ['a private key among keys', XPRV, `${xpub}\n${XPRV}\n`],
    ['a private key in a policy', XPRV, JSON.stringify({ template: 'wsh(sortedmulti(1,@0/**))', keys_info: [XPRV] })],
    ['a mnemonic alone', MNEMONIC, MNEMONIC],
    ['a private key alone', XPRV, XPRV],
  ];

  it.each(texts)('%s: is refused and not repeated', (_, secret, text) => {
    expect(text).toContain(secret);
    for (const act of [
      () => importSample(text),
      () => importKey(text, { name: 'Anna', network: 'main', scriptType: 'p2wsh' }),
    ]) {
      const refusal = refusalOf(act);
      const said = JSON.stringify(refusal.toJSON()) + String(refusal.stack) + JSON.stringify(refusal.cause ?? '');
      expect(said).not.toContain(secret.slice(0, 14));
      expect(said).not.toContain(secret.slice(-14));
    }
  });
});

/** Near-matches of a hundred kilobytes for every pattern that is used: repeated openings, separators and digits. */
const NEAR_MATCHES: readonly (readonly [string, string])[] = [
  ['spaces', ' '.repeat(100_000)],
  ['line feeds', '\n'.repeat(100_000)],
  ['opening brackets', '('.repeat(100_000)],
  ['descriptor openings', 'wsh('.repeat(25_000)],
  ['labels without end', `${'a'.repeat(79)}:`.repeat(1_250)],
  ['a label and spaces', `Receive:${' '.repeat(100_000)}x`],
  ['key openings', '[00000000'.repeat(11_000)],
  ['a key with a long path', `[00000000${'/0'.repeat(50_000)}]xpub`],
  ['base58', `xpub${'1'.repeat(100_000)}`],
  ['digits', '1'.repeat(100_000)],
  ['policy digits', `Policy: ${'1 '.repeat(50_000)}`],
  ['policy lines', 'Policy: 1x\n'.repeat(9_000)],
  ['fingerprints', '00000000:\n'.repeat(10_000)],
  ['commented paths', '#derivation: \n'.repeat(7_000)],
  ['placeholders', JSON.stringify({ template: '@0'.repeat(50_000), keys_info: [] })],
  ['musig openings', JSON.stringify({ template: 'musig('.repeat(1_600), keys_info: [] })],
  ['miniscript', `or_d(${'older('.repeat(16_000)}`],
  ['fragments', 'andor('.repeat(16_000)],
  ['a Uniform Resource', `ur:crypto-output/${'ae'.repeat(50_000)}`],
  ['a type without end', `ur:${'a-'.repeat(50_000)}`],
  ['an old Uniform Resource', `ur:bytes/${'q0'.repeat(50_000)}`],
  ['parts', `ur:bytes/1of${'1'.repeat(100_000)}`],
  ['Base64 of Electrum', `QklFMQ${'A'.repeat(100_000)}`],
  ['BSMS', `BSMS 1.${'0'.repeat(100_000)}`],
  ['BSMS lines', `BSMS 1.0\n${'/0/*,'.repeat(20_000)}\n`],
  ['a Python literal', `{'${' '.repeat(100_000)}`],
  ['quotation marks', '"'.repeat(100_000)],
  ['JSON strings', `{"${'\\u0041'.repeat(16_000)}`],
  ['commas', ','.repeat(100_000)],
  ['carriage returns', '\r'.repeat(100_000)],
  ['combining marks', '\u0301'.repeat(50_000)],
  ['mail quotes', '> '.repeat(50_000)],
];

describe('near-matches of 100 KB', () => {
  const readers: readonly (readonly [string, (text: string) => unknown])[] = [
    ['wallets', (text) => importSample(text)],
    ['wallets with a password', (text) => importSample(text, { password: '' })],
    ['keys', (text) => importKey(text, { name: 'Anna', network: 'main', scriptType: 'p2wsh' })],
    ['BIP-0329', readBip329],
    ['CSV', readCsv],
    ['Electrum labels', readElectrumLabels],
    ...IMPORT_FORMATS.map((format): readonly [string, (text: string) => unknown] => [
      `forced ${format.name}`,
      (text) => format.read(openDocument(text), { network: 'main', answers: {} }),
    ]),
  ];

  // Warm up: the first call of a curve function builds tables.
  importSample(SETUP);

  it.each(NEAR_MATCHES)('%s: every reader ends within 50 ms, and none with an untyped error', (_, text) => {
    for (const [name, read] of readers) {
      // The best of five at most, as other programs share the machine.
      let best = Number.POSITIVE_INFINITY;
      for (let attempt = 0; attempt < 5 && best >= 50; attempt++) {
        const start = performance.now();
        expectTyped(() => read(text));
        best = Math.min(best, performance.now() - start);
      }
      expect([name, best < 50]).toEqual([name, true]);
    }
  });
});

function expectTyped(act: () => unknown): void {
  try {
    act();
  } catch (error) {
    if (!(error instanceof IcehouseError)) throw error;
  }
}

describe('the lists of formats', () => {
  it('name each format once', () => {
    for (const names of [EXPORT_FORMATS, IMPORT_FORMATS, KEY_FORMATS].map((list) => list.map(({ name }) => name))) {
      expect(new Set(names).size).toBe(names.length);
    }
  });
});
