/**
 * BIP-0371 (taproot) and BIP-0373 (MuSig2) fields: held to their form and kept byte for byte. Using them is not supported
 * yet, which collecting signatures for such an input says.
 */
import { describe, expect, it } from 'vitest';
import { finalizePsbt } from '../../src/core/psbt/finalize.ts';
import { codeOf } from '../support/errors.ts';
import { base64Of, psbtOf, vectors } from '../support/psbts.ts';

interface Case {
  readonly case: string;
  readonly psbt: string;
}

interface Vectors {
  readonly valid: readonly Case[];
  readonly invalid: readonly Case[];
}

/** Codes of the invalid cases, in the order of each file. */
const REFUSALS: { readonly [bip: string]: readonly string[] } = {
  bip371: ['value', 'key', 'value', 'key', 'value', 'value', 'key'].map((part) => `psbt/invalid-${part}`),
  bip373: ['key', 'value', 'key', 'key', 'key', 'value', 'value'].map((part) => `psbt/invalid-${part}`),
};

describe.each([
  { bip: 'bip371', counts: [6, 7], taprootInputs: 6 },
  { bip: 'bip373', counts: [9, 7], taprootInputs: 8 },
])('$bip vectors', ({ bip, counts, taprootInputs }) => {
  const { valid, invalid } = vectors<Vectors>(`psbt/${bip}-psbt.json`);

  it('are as many as published', () => {
    expect([valid.length, invalid.length]).toEqual(counts);
    expect(REFUSALS[bip]).toHaveLength(invalid.length);
  });

  it.each(valid)('round-trips: $case', ({ psbt }) => {
    const parsed = psbtOf(psbt);
    expect(base64Of(parsed)).toBe(psbt);
    const maps = [...parsed.inputs, ...parsed.outputs];
    expect(maps.some(({ hasTaprootFields }) => hasTaprootFields)).toBe(true);
    expect(maps.flatMap(({ unknown }) => unknown)).toEqual([]);
  });

  it('says that spending these inputs is not supported yet', () => {
    const spending = valid.filter(({ psbt }) => psbtOf(psbt).inputs.some(({ hasTaprootFields }) => hasTaprootFields));
    expect(spending).toHaveLength(taprootInputs);
    for (const { psbt } of spending) {
      expect(codeOf(() => finalizePsbt(psbtOf(psbt)))).toBe('psbt/output-type-not-supported-yet');
    }
  });

  it.each(
    invalid.map((each, index) => ({ ...each, code: REFUSALS[bip]![index] })),
  )('refuses: $case', ({ psbt, code }) => {
    expect(codeOf(() => psbtOf(psbt))).toBe(code);
  });
});
