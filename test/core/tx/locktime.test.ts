import { describe, expect, it } from 'vitest';
import { lockTimeOf, relativeLockOf, signalsReplacement } from '../../../src/core/tx/locktime.ts';
import type { Transaction } from '../../../src/core/tx/types.ts';

function transaction({ version = 2, lockTime = 0, sequences = [0xffff_fffd] }): Transaction {
  const inputs = sequences.map((sequence, vout) => ({
    txid: '00'.repeat(32),
    vout,
    scriptSig: new Uint8Array(),
    sequence,
    witness: [],
  }));
  return { version, inputs, outputs: [], lockTime };
}

describe('lockTimeOf', () => {
  it.each([
    [{ lockTime: 0 }, { kind: 'none' }],
    [{ lockTime: 1 }, { kind: 'height', height: 1 }],
    [{ lockTime: 499_999_999 }, { kind: 'height', height: 499_999_999 }],
    [{ lockTime: 500_000_000 }, { kind: 'time', seconds: 500_000_000 }],
    [{ lockTime: 900_000, sequences: [0xffff_ffff, 0xffff_ffff] }, { kind: 'none' }],
    [
      { lockTime: 900_000, sequences: [0xffff_ffff, 0xffff_fffe] },
      { kind: 'height', height: 900_000 },
    ],
  ])('of %o is %o', (given, expected) => {
    expect(lockTimeOf(transaction(given))).toEqual(expected);
  });
});

describe('relativeLockOf', () => {
  it.each([
    [{ sequences: [0xffff_fffd] }, { kind: 'none' }],
    [{ sequences: [0x8000_0001] }, { kind: 'none' }],
    [{ sequences: [0] }, { kind: 'none' }],
    [{ sequences: [144] }, { kind: 'blocks', blocks: 144 }],
    // Bits between the value and the type flag mean nothing (BIP-0068).
    [{ sequences: [0x003f_0000 + 144] }, { kind: 'blocks', blocks: 144 }],
    [{ sequences: [0x0040_0000 + 10] }, { kind: 'time', seconds: 5_120 }],
    [{ sequences: [144], version: 1 }, { kind: 'none' }],
  ])('of %o is %o', (given, expected) => {
    const tx = transaction(given);
    expect(relativeLockOf(tx, tx.inputs[0]!)).toEqual(expected);
  });
});

describe('signalsReplacement', () => {
  it.each([
    [[0xffff_ffff, 0xffff_fffe], false],
    [[0xffff_ffff, 0xffff_fffd], true],
    [[144], true],
  ])('of sequences %o is %s', (sequences, expected) => {
    expect(signalsReplacement(transaction({ sequences }))).toBe(expected);
  });
});
