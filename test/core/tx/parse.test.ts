import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { MAX_TRANSACTION_BYTES, parsePreviousTransaction, parseTransaction } from '../../../src/core/tx/parse.ts';
import { serializeTransaction, serializeWithoutWitness } from '../../../src/core/tx/serialize.ts';
import { txidOf, wtxidOf } from '../../../src/core/tx/txid.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { anyTransaction, otherTransaction } from '../../support/transactions.ts';

/** Version, count and one input; one output and lock time. */
const INPUT = `${'ab'.repeat(32)}0100000000fdffffff`;
const OUTPUT = '40420f000000000001 51'.replaceAll(' ', '');
const GOOD = `0200000001${INPUT}01${OUTPUT}00000000`;
const SEGWIT = `02000000000101${INPUT}01${OUTPUT}0201aa02bbcc00000000`;

const parseHex = (hex: string) => parseTransaction(fromHex(hex));

describe('parseTransaction', () => {
  it('reads the coinbase of the genesis block, whose id everybody knows', () => {
    const genesis =
      '01000000010000000000000000000000000000000000000000000000000000000000000000ffffffff4d04ffff001d0104455468652054' +
      '696d65732030332f4a616e2f32303039204368616e63656c6c6f72206f6e206272696e6b206f66207365636f6e64206261696c6f757420' +
      '666f722062616e6b73ffffffff0100f2052a01000000434104678afdb0fe5548271967f1a67130b7105cd6a828e03909a67962e0ea1f61' +
      'deb649f6bc3f4cef38c4f35504e51ec112de5c384df7ba0b8d578a4c702b6bf11d5fac00000000';
    const transaction = parseHex(genesis);
    expect(txidOf(transaction)).toBe('4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b');
    expect(transaction.outputs[0]!.amount).toBe(5_000_000_000n);
    expect(toHex(serializeTransaction(transaction))).toBe(genesis);
  });

  it('reads both forms', () => {
    expect(parseHex(GOOD).inputs[0]).toEqual({
      txid: 'ab'.repeat(32),
      vout: 1,
      scriptSig: new Uint8Array(),
      sequence: 0xffff_fffd,
      witness: [],
    });
    const { inputs } = parseHex(SEGWIT);
    expect(inputs[0]!.witness.map(toHex)).toEqual(['aa', 'bbcc']);
    expect(txidOf(parseHex(SEGWIT))).toBe(txidOf(parseHex(GOOD)));
    expect(wtxidOf(parseHex(SEGWIT))).not.toBe(wtxidOf(parseHex(GOOD)));
  });

  it('is undone by serializing, and agrees with bitcoinjs-lib about bytes and ids', () => {
    fc.assert(
      fc.property(anyTransaction, (transaction) => {
        const bytes = serializeTransaction(transaction);
        const parsed = parseTransaction(bytes);
        expect(parsed).toEqual(transaction);
        const other = otherTransaction(transaction);
        expect(toHex(other.toBuffer())).toBe(toHex(bytes));
        expect(txidOf(parsed)).toBe(other.getId());
        expect(wtxidOf(parsed)).toBe(toHex(new Uint8Array(other.getHash(true)).reverse()));
      }),
      { numRuns: 200 },
    );
  });

  it('names a previous transaction as txidOf does, and leaves its witness out', () => {
    fc.assert(
      fc.property(anyTransaction, (transaction) => {
        const previous = parsePreviousTransaction(serializeTransaction(transaction));
        expect(previous.txid).toBe(txidOf(transaction));
        expect(toHex(serializeTransaction(previous.transaction))).toBe(toHex(serializeWithoutWitness(transaction)));
      }),
      { numRuns: 100 },
    );
  });

  it.each([
    ['nothing', '', 'tx/truncated'],
    ['a missing lock time', GOOD.slice(0, -8), 'tx/truncated'],
    ['a byte too many', `${GOOD}00`, 'tx/trailing-bytes'],
    ['a count with more bytes than it needs', `02000000fd0100${INPUT}01${OUTPUT}00000000`, 'tx/size-not-minimal'],
    [
      'a script size of four bytes for 1',
      `0200000001${INPUT}0140420f0000000000fe010000005100000000`,
      'tx/size-not-minimal',
    ],
    ['a flag that is not known', `020000000002${SEGWIT.slice(12)}`, 'tx/unknown-flag'],
    ['no inputs', `02000000000001${OUTPUT}00000000`, 'tx/no-inputs'],
    ['no inputs in the witness form', `0200000000010001${OUTPUT}00000000`, 'tx/no-inputs'],
    ['no outputs', `0200000001${INPUT}0000000000`, 'tx/no-outputs'],
    ['the witness form without any witness', `02000000000101${INPUT}01${OUTPUT}0000000000`, 'tx/empty-witness'],
    [
      'an amount of 21 million bitcoin and one satoshi',
      GOOD.replace('40420f0000000000', '0140075af0750700'),
      'amount/out-of-range',
    ],
    ['a negative amount', GOOD.replace('40420f0000000000', 'ffffffffffffffff'), 'amount/out-of-range'],
    [
      'outputs that add up to more than there is',
      `0200000001${INPUT}020040075af07507000151${OUTPUT}00000000`,
      'tx/amounts-too-large',
    ],
    ['2^53 - 1 inputs', `02000000ffffffffffffff1f00${INPUT}`, 'tx/count-too-large'],
    ['2^64 - 1 inputs', `02000000ffffffffffffffffff${INPUT}`, 'tx/size-too-large'],
    ['24,391 inputs', `02000000fd475f${INPUT}`, 'tx/count-too-large'],
    ['2,000 inputs in a hundred bytes', `02000000fdd007${INPUT}01${OUTPUT}00000000`, 'tx/truncated'],
    ['2^32 witness elements', `02000000000101${INPUT}01${OUTPUT}ff0000000001000000`, 'tx/count-too-large'],
    ['a script longer than the rest', `0200000001${INPUT}0140420f0000000000feffffff7f51`, 'tx/truncated'],
  ])('refuses %s', (_, hex, code) => {
    expect(codeOf(() => parseHex(hex))).toBe(code);
  });

  it('accepts exactly 21 million bitcoin', () => {
    const all = GOOD.replace('40420f0000000000', '0040075af0750700');
    expect(parseHex(all).outputs[0]!.amount).toBe(2_100_000_000_000_000n);
  });

  it('refuses what no block can hold before reading it', () => {
    const zeros = new Uint8Array(MAX_TRANSACTION_BYTES + 1);
    expect(codeOf(() => parseTransaction(zeros))).toBe('tx/too-large');
  });

  it('says where it stopped', () => {
    const refusal = refusalOf(() => parseTransaction(fromHex(GOOD.slice(0, 60)), { at: 'inputs[7].X', base: 1_000 }));
    expect(refusal).toMatchObject({ at: 'inputs[7].X, byte 1004', code: 'tx/truncated' });
  });

  it('reads the unsigned form without inputs or outputs, and takes no marker there', () => {
    const none = parseTransaction(fromHex('02000000000000000000'), { form: 'unsigned' });
    expect([none.inputs, none.outputs]).toEqual([[], []]);
    expect(codeOf(() => parseTransaction(fromHex(SEGWIT), { form: 'unsigned' }))).toMatch(/^(tx|amount)\//);
  });

  it('refuses every beginning of a transaction', () => {
    const bytes = fromHex(SEGWIT);
    for (let length = 0; length < bytes.length; length++) {
      expect(codeOf(() => parseTransaction(bytes.subarray(0, length)))).toMatch(/^tx\/(truncated|empty-witness)$/);
    }
  });
});
