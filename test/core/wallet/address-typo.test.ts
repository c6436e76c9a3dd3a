import { bech32, bech32m } from '@scure/base';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeAddress } from '../../../src/core/wallet/address.ts';
import { foreignCharacters, wrongCharacters } from '../../../src/core/wallet/address-typo.ts';
import { refusalOf } from '../../support/errors.ts';

const CHARSET = 'qpzry9x8gf2tvdw0s3jn54khce6mua7l';
const P2WPKH = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';

const address = fc
  .tuple(
    fc.constantFrom('bc', 'tb', 'bcrt'),
    fc.integer({ min: 0, max: 16 }),
    fc.oneof(fc.uint8Array({ minLength: 20, maxLength: 20 }), fc.uint8Array({ minLength: 32, maxLength: 32 })),
  )
  .map(([prefix, version, program]) => {
    const coder = version === 0 ? bech32 : bech32m;
    return coder.encode(prefix, [version, ...coder.toWords(program)]);
  });

/** The address with characters after the separator replaced by others of the same alphabet. */
function mistyped(text: string, changes: readonly (readonly [where: number, step: number])[]) {
  const first = text.lastIndexOf('1') + 1;
  const places = new Map(changes.map(([where, step]) => [first + (where % (text.length - first)), step]));
  const characters = Array.from(text, (character, place) => {
    const step = places.get(place);
    return step === undefined ? character : CHARSET.charAt((CHARSET.indexOf(character) + step) % 32);
  });
  return { text: characters.join(''), places: [...places.keys()].sort((left, right) => left - right) };
}

describe('a mistyped address', () => {
  const change = fc.tuple(fc.nat(), fc.integer({ min: 1, max: 31 }));

  it('tells the place of one wrong character', () => {
    fc.assert(
      fc.property(address, change, (right, one) => {
        const { text, places } = mistyped(right, [one]);
        expect(wrongCharacters(text)).toEqual(places);
        expect(wrongCharacters(text.toUpperCase())).toEqual(places);
      }),
      { numRuns: 300 },
    );
  });

  it('tells the places of two', () => {
    fc.assert(
      fc.property(address, change, change, (right, one, other) => {
        const { text, places } = mistyped(right, [one, other]);
        expect(wrongCharacters(text)).toEqual(places);
      }),
      { numRuns: 300 },
    );
  });

  it('tells characters that no such address has', () => {
    expect(foreignCharacters('bc1qw508d6bejxtdg4y5o3zarvary0c5xw7kv8f3t4')).toEqual([10, 20]);
    expect(foreignCharacters(P2WPKH)).toEqual([]);
  });

  it.each([
    ['one wrong', 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t5', 'probably wrong: character 42 (“5” in group 11, “t5”)'],
    [
      'two wrong',
      'bc1qw508d6qejxtdg4y5r3zarvaxy0c5xw7kv8f3t5',
      'probably wrong: character 28 (“x” in group 7, “rvax”) and character 42 (“5” in group 11, “t5”)',
    ],
    ['a foreign one', 'bc1qw508d6bejxtdg4y5r3zarvary0c5xw7kv8f3t4', 'character 11 (“b” in group 3, “d6be”)'],
  ])('is refused with the place: %s', (_, text, found) => {
    const error = refusalOf(() => decodeAddress(text, 'main'));
    expect(error).toMatchObject({ code: 'address/bad-checksum', found });
    // A payment to a guess would be lost.
    expect(JSON.stringify(error)).not.toContain(P2WPKH);
  });

  it('says so when the place cannot be told', () => {
    const shorter = refusalOf(() => decodeAddress(P2WPKH.replace('0c5x', '0cx'), 'main'));
    expect(shorter).toMatchObject({ code: 'address/bad-checksum', next: expect.stringContaining('compare the whole') });
    const base58 = refusalOf(() => decodeAddress('1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN3', 'main'));
    expect(base58).toMatchObject({ code: 'address/bad-checksum', next: expect.stringContaining('cannot tell where') });
    const mixed = refusalOf(() => decodeAddress(P2WPKH.replace('d6q', 'D6q'), 'main'));
    expect(mixed).toMatchObject({ code: 'address/mixed-case', found: 'character 9 (“D” in group 3, “D6qe”)' });
  });

  it('is none when it is right', () => {
    expect(decodeAddress(P2WPKH, 'main')).toHaveLength(22);
    expect(decodeAddress('1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2', 'main')).toHaveLength(25);
  });
});
