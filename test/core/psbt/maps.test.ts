/** Maps at their limits, and the positions that are told of their records. */
import { describe, expect, it } from 'vitest';
import { concatBytes, fromHex } from '../../../src/core/bytes.ts';
import { InvariantError } from '../../../src/core/errors.ts';
import { contextOf } from '../../../src/core/psbt/check-fields.ts';
import { INPUT_FIELDS } from '../../../src/core/psbt/fields.ts';
import { MAX_KEY_BYTES, readMap, repeatedKey } from '../../../src/core/psbt/maps.ts';
import { createMultisigInputs } from '../../../src/core/psbt/multisig-spend.ts';
import { createReader } from '../../../src/core/tx/reader.ts';
import { codeOf } from '../../support/errors.ts';
import { psbtOf, usualSpend } from '../../support/psbts.ts';

const readerOf = (...parts: Uint8Array[]) => createReader(concatBytes(...parts), { area: 'psbt' });

describe('readMap', () => {
  it('takes a key of the greatest length, and no longer one', () => {
    const keyOf = (length: number) =>
      concatBytes(Uint8Array.of(0xfd, length & 0xff, length >> 8), new Uint8Array(length));
    const end = fromHex('0000');
    expect(readMap(readerOf(keyOf(MAX_KEY_BYTES), end), { left: 9 })[0]!.key).toHaveLength(MAX_KEY_BYTES);
    expect(codeOf(() => readMap(readerOf(keyOf(MAX_KEY_BYTES + 1), end), { left: 9 }))).toBe('psbt/key-too-long');
  });

  it('takes as many records as the file has left', () => {
    const two = fromHex('017000017100' + '00');
    const budget = { left: 2 };
    expect(readMap(readerOf(two), budget)).toHaveLength(2);
    expect(budget.left).toBe(0);
    expect(codeOf(() => readMap(readerOf(two), { left: 1 }))).toBe('psbt/too-many-records');
  });
});

describe('repeatedKey', () => {
  const entries = (count: number) =>
    Array.from({ length: count }, (_, index) => ({ key: Uint8Array.of(0x70, index), value: new Uint8Array() }));

  it.each([2, 31, 32, 33, 34, 100])('finds the second of two among %i records', (count) => {
    const map = entries(count);
    expect(repeatedKey(map)).toBeUndefined();
    const again = { key: map[count - 2]!.key, value: Uint8Array.of(1) };
    expect(repeatedKey(map.with(-1, again))).toBe(again);
  });
});

describe('a position', () => {
  const field = INPUT_FIELDS.named.PSBT_IN_WITNESS_UTXO;
  const file = new Uint8Array(40).subarray(10);

  it('counts from the first byte of the file', () => {
    expect(contextOf(file.subarray(7), field, { name: 'inputs[0]', file })).toEqual({
      area: 'psbt',
      at: 'inputs[0].PSBT_IN_WITNESS_UTXO',
      base: 7,
    });
  });

  it('is not told of bytes that are not of the file', () => {
    const context = { area: 'psbt', at: 'inputs[0].PSBT_IN_WITNESS_UTXO' };
    expect(contextOf(new Uint8Array(7), field, { name: 'inputs[0]', file })).toEqual(context);
    expect(contextOf(new Uint8Array(7), field, { name: 'inputs[0]' })).toEqual(context);
  });
});

describe('createMultisigInputs', () => {
  const psbt = psbtOf(usualSpend.unsigned);

  it('computes each input once', () => {
    const inputAt = createMultisigInputs(psbt, 'previous-transaction');
    expect(inputAt(0)).toBe(inputAt(0));
    expect(inputAt(0).digest()).toBe(inputAt(0).digest());
    expect(inputAt(0).digest()).not.toEqual(inputAt(1).digest());
  });

  it('asks for inputs and outputs that are there', () => {
    expect(() => createMultisigInputs(psbt, 'any-utxo')(3)).toThrow(InvariantError);
    const elsewhere = { ...psbt, inputs: psbt.inputs.map((input) => ({ ...input, vout: 99 })) };
    expect(() => createMultisigInputs(elsewhere, 'any-utxo')(0)).toThrow(InvariantError);
  });
});
