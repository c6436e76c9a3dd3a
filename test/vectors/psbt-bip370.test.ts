/**
 * BIP-0370, PSBT version 2: what must parse, what must not, lock times, and Caravan's vectors, which add the unsigned
 * transaction of each case and what signing does to the modifiable flags.
 */
import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../src/core/bytes.ts';
import { toVersion0, toVersion2 } from '../../src/core/psbt/convert.ts';
import { withGlobalRecord, withPartialSignature } from '../../src/core/psbt/edit.ts';
import { record } from '../../src/core/psbt/maps.ts';
import { HAS_SIGHASH_SINGLE, INPUTS_MODIFIABLE, OUTPUTS_MODIFIABLE } from '../../src/core/psbt/modifiable.ts';
import { serializeWithoutWitness } from '../../src/core/tx/serialize.ts';
import { uint32Bytes } from '../../src/core/tx/writer.ts';
import { codeOf } from '../support/errors.ts';
import { base64Of, psbtOf, vectors } from '../support/psbts.ts';

interface Case {
  readonly case: string;
  readonly psbt: string;
}

type Flag = 'INPUTS' | 'OUTPUTS' | 'SIGHASH_SINGLE';

interface CaravanCase extends Case {
  readonly unsigned_tx_hex: string;
  readonly inputs: number;
  readonly outputs: number;
  readonly sequences?: readonly number[];
  readonly modifiable?: readonly Flag[];
}

interface Signing {
  readonly sighash: string;
  readonly byte: string;
  readonly modifiable_after: readonly Flag[];
}

const { valid, invalid, locktime } = vectors<{
  valid: Case[];
  invalid: Case[];
  locktime: (Case & { locktime: number | null })[];
}>('psbt/bip370-psbt.json');

const caravan = vectors<{ valid: CaravanCase[]; after_signing: Signing[] }>('psbt/caravan-psbtv2.json');

const FLAGS = { INPUTS: INPUTS_MODIFIABLE, OUTPUTS: OUTPUTS_MODIFIABLE, SIGHASH_SINGLE: HAS_SIGHASH_SINGLE };
const bits = (flags: readonly Flag[]): number => flags.reduce((all, flag) => all | FLAGS[flag], 0);

/** Codes of the invalid cases, in the file's order. */
const REFUSALS = [
  ...new Array(11).fill('psbt/field-not-in-version'),
  ...new Array(5).fill('psbt/missing-field'),
  'psbt/invalid-value',
];

describe('BIP-0370 vectors', () => {
  it('are 9 valid, 17 invalid and 4 lock times', () => {
    expect([valid.length, invalid.length, locktime.length]).toEqual([9, 17, 4]);
    expect(REFUSALS).toHaveLength(invalid.length);
  });

  it.each(valid)('round-trips: $case', ({ psbt }) => {
    expect(base64Of(psbtOf(psbt))).toBe(psbt);
  });

  it.each(invalid.map((each, index) => ({ ...each, code: REFUSALS[index] })))('refuses: $case', ({ psbt, code }) => {
    expect(codeOf(() => psbtOf(psbt))).toBe(code);
  });

  it.each(locktime.filter((each) => each.locktime !== null))('determines the lock time: $case', (each) => {
    expect(psbtOf(each.psbt).transaction.lockTime).toBe(each.locktime);
  });

  it.each(locktime.filter((each) => each.locktime === null))('refuses: $case', ({ psbt }) => {
    expect(codeOf(() => psbtOf(psbt))).toBe('psbt/locktime-conflict');
  });
});

describe('Caravan’s version 2 vectors', () => {
  // Caravan's transactions have the lock time 0 whatever the inputs require; the BIP goes before the program. So these
  // three have the BIP's lock time instead, and the last case, where the BIP finds none, is refused.
  const required = new Map([
    [3, 10_000],
    [10, 10_000],
    [11, 1_657_048_460],
  ]);
  const computable = caravan.valid.slice(0, 12).map((each, index) => ({
    ...each,
    unsigned_tx_hex: each.unsigned_tx_hex.slice(0, -8) + toHex(uint32Bytes(required.get(index) ?? 0)),
  }));

  it('are 13, one of them without a lock time', () => {
    expect(caravan.valid).toHaveLength(13);
    expect(codeOf(() => psbtOf(caravan.valid[12]!.psbt))).toBe('psbt/locktime-conflict');
  });

  it.each(computable)('gives the unsigned transaction: $case', ({ psbt, unsigned_tx_hex, inputs, outputs, sequences }) => {
    const parsed = psbtOf(psbt);
    expect(toHex(serializeWithoutWitness(parsed.transaction))).toBe(unsigned_tx_hex);
    expect(parsed.inputs).toHaveLength(inputs);
    expect(parsed.outputs).toHaveLength(outputs);
    const expected = sequences ?? parsed.inputs.map(() => 0xffff_ffff);
    expect(parsed.inputs.map(({ sequence }) => sequence)).toEqual(expected);
  });

  it.each(computable)('reads the modifiable flags: $case', ({ psbt, modifiable }) => {
    expect(psbtOf(psbt).modifiable).toBe(modifiable === undefined ? undefined : bits(modifiable));
  });

  it.each(computable)('gives the same transaction in version 0: $case', ({ psbt, unsigned_tx_hex }) => {
    const converted = psbtOf(base64Of(toVersion0(psbtOf(psbt))));
    expect(converted.version).toBe(0);
    expect(toHex(serializeWithoutWitness(converted.transaction))).toBe(unsigned_tx_hex);
    expect(psbtOf(base64Of(toVersion2(converted))).txid).toBe(converted.txid);
  });

  const flagsType = 0x06;
  const modifiable = withGlobalRecord(psbtOf(valid[1]!.psbt), record(flagsType, Uint8Array.of(0b011)));

  it.each(caravan.after_signing)('clears flags for a signature with $sighash', ({ byte, modifiable_after }) => {
    const publicKey = fromHex(`02${'11'.repeat(32)}`);
    const signature = fromHex(`${'30'.repeat(70)}${byte}`);
    const signed = withPartialSignature(modifiable, 0, { publicKey, signature });
    expect(signed.modifiable).toBe(bits(modifiable_after));
    expect(psbtOf(base64Of(signed)).modifiable).toBe(bits(modifiable_after));
  });

  it('are six ways of signing', () => {
    expect(caravan.after_signing).toHaveLength(6);
  });
});
