import { bech32, bech32m } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex } from '../../../src/core/bytes.ts';
import { NETWORK_NAMES, NETWORKS } from '../../../src/core/network.ts';
import { decodeAddress, encodeAddress, witnessProgram } from '../../../src/core/wallet/address.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { KNOWN_MNEMONICS } from '../../support/multisig.ts';

const P2WSH = 'bc1qm43n7nnev58aj3nrznz2xscgv98t7gxycq5pmp20a5vzfp5t0q2s7r6twa';
const WORDS = bech32.toWords(new Uint8Array(32).fill(7));
const hash = (size: number) => fc.uint8Array({ minLength: size, maxLength: size });
const program = (opcode: number, bytes: Uint8Array) => concatBytes(Uint8Array.of(opcode, bytes.length), bytes);

const scripts = fc.oneof(
  hash(20).map((bytes) => concatBytes(Uint8Array.of(0x76, 0xa9, 20), bytes, Uint8Array.of(0x88, 0xac))),
  hash(20).map((bytes) => concatBytes(Uint8Array.of(0xa9, 20), bytes, Uint8Array.of(0x87))),
  fc.oneof(hash(20), hash(32)).map((bytes) => program(0, bytes)),
  hash(32).map((bytes) => program(0x51, bytes)),
  fc
    .tuple(fc.integer({ min: 0x51, max: 0x60 }), fc.uint8Array({ minLength: 2, maxLength: 40 }))
    .map(([opcode, bytes]) => program(opcode, bytes)),
);

describe('addresses and scripts', () => {
  it('are each other’s inverse on every network', () => {
    fc.assert(
      fc.property(scripts, fc.constantFrom(...NETWORK_NAMES), (script, network) => {
        const address = encodeAddress(script, network)!;
        expect(decodeAddress(address, network)).toEqual(Uint8Array.from(script));
        expect(decodeAddress(`\ufeff ${address}\r\n`, network)).toEqual(Uint8Array.from(script));
        if (address.startsWith(`${NETWORKS[network].bech32}1`)) {
          expect(decodeAddress(address.toUpperCase(), network)).toEqual(Uint8Array.from(script));
        }
      }),
    );
  });

  it.each([
    ['an empty script', ''],
    ['OP_RETURN', '6a0548656c6c6f'],
    ['a bare multisig', `5121${'02'.repeat(33)}51ae`],
    ['a bare key', `21${'02'.repeat(33)}ac`],
    ['version 0 with 31 bytes', `001f${'11'.repeat(31)}`],
    ['version 1 with 1 byte', '510111'],
    ['version 1 with 41 bytes', `5129${'11'.repeat(41)}`],
    ['version 17', `6120${'11'.repeat(32)}`],
    ['a program with a byte after it', `0014${'11'.repeat(21)}`],
    ['P2PKH with another last opcode', `76a914${'11'.repeat(20)}88ad`],
    ['P2SH with a byte after it', `a914${'11'.repeat(20)}8700`],
  ])('%s has no address', (_, hex) => {
    expect(encodeAddress(fromHex(hex), 'main')).toBeUndefined();
  });

  it('witness programs are told with their version', () => {
    expect(witnessProgram(fromHex('51024e73'))).toEqual({ version: 1, program: fromHex('4e73') });
    expect(witnessProgram(fromHex(`0014${'11'.repeat(20)}`))?.version).toBe(0);
    expect(encodeAddress(fromHex('51024e73'), 'main')).toBe('bc1pfeessrawgf');
  });
});

describe('decodeAddress refuses', () => {
  it.each([
    ['one letter in capitals', P2WSH.replace('m43n', 'M43n'), 'address/mixed-case'],
    ['a capital prefix', P2WSH.replace('bc1', 'BC1'), 'address/mixed-case'],
    ['a letter changed', P2WSH.replace('m43n', 'm43p'), 'address/bad-checksum'],
    ['a letter missing', P2WSH.slice(0, -1), 'address/bad-checksum'],
    ['two letters swapped', P2WSH.replace('m43n', 'm34n'), 'address/bad-checksum'],
    ['white space inside', `${P2WSH.slice(0, 20)} ${P2WSH.slice(20)}`, 'address/bad-checksum'],
    ['a base58 letter changed', '39bgKC7RFbpoCRbtD5KEdkYKtNyhpsNa3a', 'address/bad-checksum'],
    ['taproot with the checksum of version 0', bech32.encode('bc', [1, ...WORDS]), 'address/wrong-checksum-kind'],
    ['version 0 with the checksum of taproot', bech32m.encode('bc', [0, ...WORDS]), 'address/wrong-checksum-kind'],
    ['version 17', bech32m.encode('bc', [17, ...WORDS]), 'address/bad-witness-program'],
    [
      'version 0 with 16 bytes',
      bech32.encode('bc', [0, ...bech32.toWords(new Uint8Array(16))]),
      'address/bad-witness-program',
    ],
    [
      'version 1 with 41 bytes',
      bech32m.encode('bc', [1, ...bech32.toWords(new Uint8Array(41))]),
      'address/bad-witness-program',
    ],
    ['a version without a program', bech32m.encode('bc', [1]), 'address/bad-witness-program'],
    ['words with bits left over', bech32m.encode('bc', [1, ...WORDS.slice(0, -1), 31]), 'address/bad-witness-program'],
    ['a prefix alone', 'bc1', 'address/bad-checksum'],
    ['another coin', 'ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9', 'address/not-an-address'],
    ['a link', `bitcoin:${P2WSH}`, 'address/not-an-address'],
    ['nothing', '', 'address/not-an-address'],
    ['white space', ' \n', 'address/not-an-address'],
    ['a word', 'savings', 'address/not-an-address'],
    ['a megabyte', '1'.repeat(1_000_000), 'address/not-an-address'],
    ['a mnemonic', KNOWN_MNEMONICS[0], 'key/mnemonic-refused'],
    ['an extended private key', `xprv${'9'.repeat(107)}`, 'key/private-key-refused'],
    ['an extended public key', `xpub${'9'.repeat(107)}`, 'address/not-an-address'],
  ])('%s', (_, text, code) => {
    expect(codeOf(() => decodeAddress(text, 'main'))).toBe(code);
  });

  it('an address of another network by its name', () => {
    expect(refusalOf(() => decodeAddress(P2WSH, 'signet', 'payments[0].address'))).toMatchObject({
      code: 'address/wrong-network',
      at: 'payments[0].address',
      found: 'an address of main',
      expected: 'an address of signet',
    });
    expect(refusalOf(() => decodeAddress('mipcBbFg9gMiCh81Kj8tqqdgoZub1ZJRfn', 'main')).found).toBe(
      'an address of testnet3, testnet4, signet, regtest',
    );
  });
});
