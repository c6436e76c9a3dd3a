import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/core/bytes.ts';
import { carriedData, dustLimit, scriptKind } from '../../src/core/review/script-kind.ts';

const H20 = '11'.repeat(20);
const H32 = '11'.repeat(32);

describe('the kind of a script', () => {
  it.each([
    [`76a914${H20}88ac`, 'p2pkh', 546n],
    [`a914${H20}87`, 'p2sh', 540n],
    [`0014${H20}`, 'p2wpkh', 294n],
    [`0020${H32}`, 'p2wsh', 330n],
    [`5120${H32}`, 'p2tr', 330n],
    ['6a', 'data', 0n],
    [`6a20${H32}`, 'data', 0n],
  ] as const)('%s is %s', (hex, kind, dust) => {
    expect(scriptKind(fromHex(hex))).toBe(kind);
    expect(dustLimit(kind)).toBe(dust);
  });

  it.each([
    '',
    `76a914${H20}88ac00`,
    `76a914${H20}88ad`,
    `76a914${H20}87ac`,
    `76a814${H20}88ac`,
    `a914${H20}88`,
    `a814${H20}87`,
    `0015${H20}00`,
    `0014${H20}00`,
    `0020${H32}00`,
    `5220${H32}`,
    `5120${H32}00`,
    `5114${H20}`,
    `21${'02'.repeat(33)}ac`,
  ])('%s is none of them', (hex) => {
    expect(scriptKind(fromHex(hex))).toBe('unknown');
  });
});

describe('what a data output carries', () => {
  it.each([
    ['6a', ''],
    ['6a03616263', '616263'],
    ['6a4c03616263', '616263'],
    ['6a0361626300', '0361626300'],
    ['6a04616263', '04616263'],
    ['6a51', '51'],
    ['6a00', '00'],
    ['6a4d0300616263', '4d0300616263'],
  ])('%s carries %s', (script, data) => {
    expect(toHex(carriedData(fromHex(script)))).toBe(data);
  });
});
