/** Our inflate against Node's zlib: the same bytes for whatever it compresses, and a typed refusal for whatever is damaged. */
import { randomFillSync } from 'node:crypto';
import { constants, deflateRawSync, deflateSync, inflateRawSync, inflateSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex, utf8ToBytes } from '../../src/core/bytes.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { adler32, inflateRaw, inflateZlib } from '../../src/exchange/compression/inflate.ts';
import { codeOf } from '../support/errors.ts';
import { sample } from '../support/imports.ts';

const LIMITS = { maxBytes: 1 << 22 };
const STRATEGIES = {
  filtered: constants.Z_FILTERED,
  'Huffman only': constants.Z_HUFFMAN_ONLY,
  'run lengths': constants.Z_RLE,
  'fixed codes': constants.Z_FIXED,
};

const wallet = utf8ToBytes(sample('electrum/wallet-files/client_2_9_3_multisig'));
const noise = randomFillSync(new Uint8Array(200_000));
const runs = new Uint8Array(300_000).map((_, index) => (index >> 12) & 0xff);

describe('inflate', () => {
  it.each([
    ['nothing', new Uint8Array(0)],
    ['one byte', Uint8Array.of(7)],
    ['a wallet file', wallet],
    ['noise, which is stored', noise],
    ['long runs', runs],
  ])('gives back %s at every level', (_, bytes) => {
    for (const level of [0, 1, 6, 9]) {
      expect(toHex(inflateZlib(deflateSync(bytes, { level }), LIMITS))).toBe(toHex(bytes));
      expect(toHex(inflateRaw(deflateRawSync(bytes, { level }), LIMITS))).toBe(toHex(bytes));
    }
  });

  it.each(Object.entries(STRATEGIES))('reads %s', (_, strategy) => {
    for (const bytes of [wallet, runs]) {
      expect(toHex(inflateZlib(deflateSync(bytes, { strategy }), LIMITS))).toBe(toHex(bytes));
    }
  });

  it('reads a window as small as that of BBQr', () => {
    expect(toHex(inflateRaw(deflateRawSync(wallet, { windowBits: 10 }), LIMITS))).toBe(toHex(wallet));
  });

  it('agrees with zlib about damaged data: refused by both, or the same bytes', () => {
    const compressed = deflateSync(wallet.subarray(0, 3_000));
    const damage = fc.record({ place: fc.nat(compressed.length - 1), byte: fc.nat(255), cut: fc.boolean() });
    fc.assert(
      fc.property(damage, ({ place, byte, cut }) => {
        const damaged = Uint8Array.from(compressed);
        damaged[place] = byte;
        const bytes = cut ? damaged.subarray(0, place) : damaged;
        expect(outcome(() => inflateZlib(bytes, LIMITS))).toBe(outcome(() => inflateSync(bytes)));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['too few codes for literals', '05c1410ac0200c04c0afc89ef762bcf995e39642a042158a94febd527bed'],
    ['more codes than there are symbols', 'f5c0810800000000207feb490e'],
  ])('refuses %s, as zlib does', (_, hex) => {
    const bytes = fromHex(hex);
    expect(outcome(() => inflateRawSync(bytes))).toBe('refused');
    expect(codeOf(() => inflateRaw(bytes, LIMITS))).toBe('compression/damaged');
  });

  it('reads as many codes as there are symbols', () => {
    expect(inflateRaw(fromHex('edc0810800000000207feb450e'), LIMITS)).toHaveLength(0);
  });

  it('never gives more than the limit', () => {
    const compressed = deflateSync(runs);
    expect(inflateZlib(compressed, { maxBytes: runs.length })).toHaveLength(runs.length);
    expect(codeOf(() => inflateZlib(compressed, { maxBytes: runs.length - 1 }))).toBe('compression/too-large');
  });

  it('refuses another envelope, a preset dictionary and a wrong checksum', () => {
    const compressed = deflateSync(wallet);
    const changed = (index: number, byte: number) => compressed.with(index, byte);
    expect(codeOf(() => inflateZlib(compressed.subarray(2), LIMITS))).toBe('compression/damaged');
    expect(codeOf(() => inflateZlib(deflateSync(wallet, { dictionary: wallet.subarray(0, 50) }), LIMITS))).toBe(
      'compression/damaged',
    );
    const last = compressed.length - 1;
    expect(codeOf(() => inflateZlib(changed(last, compressed[last]! ^ 1), LIMITS))).toBe('compression/damaged');
  });

  it('has the checksum of RFC 1950', () => {
    expect(adler32(utf8ToBytes('Wikipedia')).toString(16)).toBe('11e60398');
    expect(adler32(new Uint8Array(0))).toBe(1);
  });
});

/** The bytes in hex, or that it was refused; ours must be refused by a typed error. */
function outcome(inflate: () => Uint8Array): string {
  try {
    return toHex(Uint8Array.from(inflate()));
  } catch (error) {
    if (error instanceof IcehouseError || (error as { code?: string }).code?.startsWith('Z_')) return 'refused';
    throw error;
  }
}
