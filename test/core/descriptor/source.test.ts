/** Texts as people deliver them: wrapped, with Windows line ends, with a byte order mark, or with a secret inside. */
import { describe, expect, it } from 'vitest';
import { formatDescriptor } from '../../../src/core/descriptor/format.ts';
import { parseDescriptor } from '../../../src/core/descriptor/parse.ts';
import { XPUBS } from '../../support/descriptor-arbitraries.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';

const [A, B] = XPUBS;
const WSH = `wsh(sortedmulti(2,[d34db33f/48'/0'/0'/2']${A}/<0;1>/*,${B}/<0;1>/*))`;
const plain = parseDescriptor(WSH);
const withChecksum = formatDescriptor(plain);

describe('harmless differences', () => {
  it.each([
    ['a trailing newline', `${withChecksum}\n`],
    ['Windows line ends', `\r\n${withChecksum}\r\n\r\n`],
    ['a byte order mark', `\uFEFF${withChecksum}`],
    ['spaces around', `  ${withChecksum}\t `],
    ['lines wrapped at 76 characters', withChecksum.replace(/(.{76})/g, '$1\n')],
    ['lines wrapped and indented', withChecksum.replace(/,/g, ',\r\n\t  ')],
    ['empty lines between', withChecksum.replace(/,/g, ',\n\n\n')],
    ["hardened marks as '", WSH],
    ['no checksum', WSH.replaceAll("'", 'h')],
  ])('do not matter: %s', (_, text) => {
    expect(parseDescriptor(text)).toEqual(plain);
  });
});

describe('places in errors', () => {
  it('are columns in a single line, counted with its indentation', () => {
    expect(refusalOf(() => parseDescriptor('pk(xyz)')).at).toBe('column 4');
    expect(refusalOf(() => parseDescriptor('  pk(xyz)')).at).toBe('column 6');
  });

  it('are lines and columns in a wrapped text', () => {
    const refusal = refusalOf(() => parseDescriptor(`wsh(sortedmulti(2,${A}/<0;1>/*,\r\n  [d34db33f/48x]${B}/*))`));
    expect(refusal).toMatchObject({ code: 'descriptor/derivation', at: 'line 2, column 13' });
    expect(refusalOf(() => parseDescriptor('wsh(\n\n pk(00))\n')).at).toBe('line 3, column 5');
    expect(refusalOf(() => parseDescriptor('raw(00)\n?x=')).at).toBe('line 2, column 2');
    expect(refusalOf(() => parseDescriptor('raw(00)\n\n#')).at).toBe('line 3, column 2');
  });
});

describe('text that is none', () => {
  it.each(['', ' ', '\n\r\n', '\uFEFF', '\uFEFF \r\n\t'])('%j is empty', (text) => {
    expect(codeOf(() => parseDescriptor(text))).toBe('descriptor/empty');
  });

  it('is refused where a space, an odd blank or a second mark stands inside a line', () => {
    expect(refusalOf(() => parseDescriptor(`wsh(multi(1, ${A}/*))`))).toMatchObject({
      code: 'descriptor/key',
      at: 'column 13',
    });
    expect(codeOf(() => parseDescriptor(`wsh(multi(1,\u00a0${A}/*))`))).toBe('descriptor/character');
    expect(codeOf(() => parseDescriptor(`raw(00)\u2028`))).toBe('descriptor/character');
    expect(codeOf(() => parseDescriptor(`\uFEFF\uFEFFraw(00)`))).toBe('descriptor/character');
    expect(codeOf(() => parseDescriptor(`raw(00)\0`))).toBe('descriptor/character');
  });

  it('is refused where two descriptors are run together', () => {
    const refusal = refusalOf(() => parseDescriptor(`${withChecksum}\n${withChecksum}\n`));
    expect(refusal.code).toBe('descriptor/checksum');
    expect(refusal.next).toContain('one by one');
  });
});

describe('secrets', () => {
  const mnemonic = 'abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon abandon about';
  const xprv =
    'xprv9s21ZrQH143K31xYSDQpPDxsXRTUcvj2iNHm5NUtrGiGG5e2DtALGdso3pGz6ssrdK4PFmM8NSpSBHNqPqm55Qn3LqFtT2emdEXVYsCzC2U';

  it.each([
    ['an extended private key', `pk(${xprv})`, xprv],
    ['one with a wrong character', `pk(${xprv.replace('Gz6', 'Gz7')})`, 'Gz7ssrdK4PF'],
    ['one cut short', `pk(${xprv.slice(0, 50)})`, xprv.slice(4, 50)],
    ['one of SLIP-0132', `pk(Vprv${xprv.slice(4)})`, xprv.slice(4)],
    ['one that a line break divides', `pk(${xprv.slice(0, 2)}\n${xprv.slice(2)})`, xprv.slice(4)],
    ['one behind a wrong checksum', `pk(${xprv})#qqqqqqqq`, xprv],
    ['one in an unknown function', `nonsense(${xprv}`, xprv],
    ['one with another alphabet after it', `pk(${xprv}é)`, xprv],
    ['a WIF key', 'pk(L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY1)', 'L4rK1yDt'],
    ['a WIF key with a wrong character', 'pk(L4rK1yDtCWekvXuE6oXD9jCYfFNV2cWRpVuPLBcCU2z8TrisoyY2)', 'L4rK1yDt'],
    ['a WIF key alone', '5KYZdUEo39z3FPrtuX2QbbwGnNP5zTd7yyr2SC1j299sBCnWjss', '5KYZdUEo'],
    ['a test network WIF key', 'wpkh(cTpB4YiyKiBcPxnefsDpbnDxFDffjqJob8wGCEDXxgQ7zQoMXJdH)', 'cTpB4Yiy'],
    ['an encrypted private key', 'pk(6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg)', '6PRVWUbk'],
    ['a codex32 secret', 'pk(ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw)', '4nzvca9c'],
    ['a mnemonic alone', mnemonic, 'abandon'],
    ['a mnemonic with line breaks', mnemonic.replaceAll(' ', '\r\n'), 'abandon'],
    ['a mnemonic as a key', `pk(${mnemonic})`, 'abandon'],
    ['a Japanese mnemonic', Array(12).fill('あいこくしん').join('\u3000'), 'あいこ'],
  ])('are refused and not repeated: %s', (_, text, secret) => {
    const refusal = refusalOf(() => parseDescriptor(text));
    expect(refusal).toMatchObject({ code: 'descriptor/private-key-refused', kind: 'refused' });
    expect(`${JSON.stringify(refusal)} ${refusal.stack} ${String(refusal.cause)}`).not.toContain(secret);
  });

  it('tell the place of a key among others', () => {
    expect(refusalOf(() => parseDescriptor(`wsh(multi(1,${A},${xprv}))`)).at).toBe('column 125');
  });

  it.each([
    ['a mistyped public key', `pk(${A.replace('661', '662')})`, A.slice(8, 40)],
    ['a key cut short', `pk(${A.slice(0, 60)})`, A.slice(8, 40)],
    ['words', 'pk(correct horse battery staple)', 'horse'],
    ['a hexadecimal number', `pk(${'5a'.repeat(30)})`, '5a5a'],
    ['an unknown function', 'hunter2(00)', 'hunter2'],
    ['what is no checksum', 'raw(00)#Hunter-2', 'unter'],
    ['an annotation', 'raw(00)?hunter=x', 'hunter'],
    ['an address', 'addr(hunter2)', 'hunter2'],
  ])('may hide in %s, which no error repeats either', (_, text, hidden) => {
    const refusal = refusalOf(() => parseDescriptor(text));
    expect(`${JSON.stringify(refusal)} ${refusal.stack} ${String(refusal.cause)}`).not.toContain(hidden);
  });
});
