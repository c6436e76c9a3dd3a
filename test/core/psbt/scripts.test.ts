/** Multisig scripts read back, and what satisfies them. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex, toHex } from '../../../src/core/bytes.ts';
import { finalScripts, readPushes, signaturesOf } from '../../../src/core/psbt/final-scripts.ts';
import { readMultisigScript } from '../../../src/core/psbt/multisig-script.ts';
import { multisigScript } from '../../../src/core/wallet/script.ts';

const key = (position: number) => new Uint8Array(33).fill(position + 1).with(0, 0x02);
const keys = (count: number) => Array.from({ length: count }, (_, position) => key(position));

describe('readMultisigScript', () => {
  it('reads what multisigScript writes, for every m and n', () => {
    for (let n = 1; n <= 20; n++) {
      for (let m = 1; m <= n; m++) {
        expect(readMultisigScript(multisigScript(m, keys(n)))).toEqual({ m, publicKeys: keys(n) });
      }
    }
  });

  const good = multisigScript(2, keys(3));

  it.each([
    ['nothing', new Uint8Array()],
    [
      'twenty-one keys',
      concatBytes(fromHex('51'), ...keys(21).map((each) => concatBytes(fromHex('21'), each)), fromHex('0115ae')),
    ],
    ['m as a push of one byte, in place of OP_2', concatBytes(fromHex('2102'), good.subarray(2))],
    ['a key twice', multisigScript(2, [key(0), key(0), key(1)])],
    ['a key with a wrong prefix', multisigScript(2, [key(0), key(1).with(0, 0x04), key(2)])],
    ['more signatures than keys', good.with(0, 0x54)],
    ['another count of keys', good.with(good.length - 2, 0x52)],
    ['another opcode at its end', good.with(good.length - 1, 0xac)],
    ['a byte too many', concatBytes(good, Uint8Array.of(0x51))],
    ['a push written longer than it need be', concatBytes(good.subarray(0, 1), fromHex('4c21'), good.subarray(2))],
    ['m as a push of one byte', concatBytes(fromHex('0102'), good.subarray(1))],
    ['no signatures needed', good.with(0, 0x00)],
    ['a push of no byte in front', good.with(0, 0x00).with(1, 0x00)],
    [
      'an attacker’s way out',
      concatBytes(Uint8Array.of(33), key(0), fromHex('75'), Uint8Array.of(33), key(1), fromHex('ac')),
    ],
  ])('takes no script with %s', (_, script) => {
    expect(readMultisigScript(script)).toBeUndefined();
  });

  it('takes no script that was cut off', () => {
    for (const script of [good, multisigScript(17, keys(20))]) {
      for (let length = 0; length < script.length; length++) {
        expect(readMultisigScript(script.subarray(0, length))).toBeUndefined();
      }
    }
  });

  it('never throws', () => {
    fc.assert(
      fc.property(
        fc.nat({ max: good.length - 1 }),
        fc.nat({ max: 255 }),
        fc.nat({ max: 200 }),
        (index, byte, length) => {
          readMultisigScript(good.with(index, byte).subarray(0, length));
        },
      ),
      { numRuns: 500 },
    );
  });
});

describe('finalScripts', () => {
  const signatures = [new Uint8Array(71).fill(1), new Uint8Array(72).fill(2)];

  it.each(['p2wsh', 'p2sh-p2wsh', 'p2sh'] as const)('of %s give their signatures back', (scriptType) => {
    for (const n of [2, 3, 7, 8, 15]) {
      const final = finalScripts(scriptType, multisigScript(2, keys(n)), signatures);
      expect(signaturesOf(final)).toEqual(signatures);
      expect([final.scriptSig === undefined, final.witness === undefined]).toEqual([
        scriptType === 'p2wsh',
        scriptType === 'p2sh',
      ]);
    }
  });

  it('push scripts with the shortest opcode', () => {
    const head = (n: number) => {
      const script = multisigScript(1, keys(n));
      const { scriptSig } = finalScripts('p2sh', script, [new Uint8Array(1)]);
      return toHex(scriptSig!.subarray(3, scriptSig!.length - script.length));
    };
    expect([head(2), head(3), head(7), head(8)]).toEqual(['47', '4c69', '4cf1', '4d1301']);
    const ofLength = (length: number) => {
      const { scriptSig } = finalScripts('p2sh', Uint8Array.of(0x51), [new Uint8Array(length)]);
      return toHex(scriptSig!.subarray(1, scriptSig!.length - length - 2));
    };
    expect([75, 76, 255, 256].map(ofLength)).toEqual(['4b', '4c4c', '4cff', '4d0001']);
  });
});

it('signatures of a script that does more than push are none', () => {
  expect(signaturesOf({ scriptSig: fromHex('00015101515175'), witness: undefined })).toEqual([]);
  expect(signaturesOf({ scriptSig: undefined, witness: undefined })).toEqual([]);
});

describe('readPushes', () => {
  it.each([
    ['', []],
    ['00', ['']],
    ['0151', ['51']],
    ['4c0151', ['51']],
    ['4d010051', ['51']],
  ])('of %s are %o', (script, elements) => {
    expect(readPushes(fromHex(script))?.map(toHex)).toEqual(elements);
  });

  it.each([
    '51',
    '02aa',
    '4c',
    '4c02aa',
    '4d',
    '4d01',
    '4d0200aa',
    '4e0100000051',
    `4e${'00'.repeat(0x4e)}`,
    `51${'00'.repeat(0x51)}`,
    'ac',
  ])('of %s are none', (script) => {
    expect(readPushes(fromHex(script))).toBeUndefined();
  });
});
