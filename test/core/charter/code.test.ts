import { wordlist } from '@scure/bip39/wordlists/english.js';
import { describe, expect, it } from 'vitest';
import { charterCode, compareCode } from '../../../src/core/charter/code.ts';

const ID = '02949b29e101f1164a70b07bf2039f6558b526d63d30cef9290122f185898847';
const CODE = charterCode(ID);
const SPOKEN = CODE.flat().join(' ');

describe('code words', () => {
  it('are the first 176 bits of the id, eleven bits a word', () => {
    const bits = BigInt(`0x${ID}`).toString(2).padStart(256, '0');
    const numbers = CODE.flat().map((word) => wordlist.indexOf(word).toString(2).padStart(11, '0'));
    expect(numbers.join('')).toBe(bits.slice(0, 176));
    expect(CODE.map((group) => group.length)).toEqual([4, 4, 4, 4]);
  });

  it('take the first and the last word of the list for the extremes', () => {
    expect(new Set(charterCode('0'.repeat(64)).flat())).toEqual(new Set(['abandon']));
    expect(new Set(charterCode('f'.repeat(64)).flat())).toEqual(new Set(['zoo']));
  });

  it('do not depend on the last 80 bits, and do on the 176th', () => {
    expect(charterCode(`${ID.slice(0, 44)}${'0'.repeat(20)}`)).toEqual(CODE);
    const flipped = (Number.parseInt(ID[43]!, 16) ^ 1).toString(16);
    expect(charterCode(`${ID.slice(0, 43)}${flipped}${ID.slice(44)}`)).not.toEqual(CODE);
  });

  it.each([
    ['as spoken', SPOKEN],
    ['in capitals', SPOKEN.toUpperCase()],
    ['in groups on lines', CODE.map((group) => `  ${group.join('\t')}`).join('\r\n')],
    ['with commas and hyphens', SPOKEN.replaceAll(' ', ', ').replace(', ', '-')],
    [
      'as a numbered list',
      CODE.flat()
        .map((word, index) => `${index + 1}. ${word}`)
        .join('\n'),
    ],
  ])('are recognised %s', (_, typed) => {
    expect(compareCode(CODE, typed)).toEqual({ same: true, differing: [] });
  });

  it.each<[string, string, number[]]>([
    ['another word', SPOKEN.replace('skirt', 'shirt'), [12]],
    ['two words in each other’s place', SPOKEN.replace('pill skill', 'skill pill'), [2, 3]],
    ['a word too few', CODE.flat().slice(0, 15).join(' '), [16]],
    ['a word too many', `${SPOKEN} zoo`, [17]],
    ['the first four letters only', SPOKEN.replace('business', 'busi'), [5]],
    ['nothing', '', [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]],
    ['a look-alike letter', SPOKEN.replace('action', '\u0430ction'), [1]],
  ])('are told apart from %s', (_, typed, differing) => {
    expect(compareCode(CODE, typed)).toEqual({ same: false, differing });
  });
});
