/**
 * A second reader of every PSBT vector: @scure/btc-signer, which shares no line with our codec. It must see the same
 * unsigned transaction in every valid one and refuse every invalid one.
 */
import { Transaction } from '@scure/btc-signer';
import { describe, expect, it } from 'vitest';
import { fromBase64, toHex } from '../../src/core/bytes.ts';
import { serializeWithoutWitness } from '../../src/core/tx/serialize.ts';
import { codeOf } from '../support/errors.ts';
import { coreSpends, psbtOf, vectors } from '../support/psbts.ts';

interface Vectors {
  readonly valid: readonly { readonly psbt: string }[];
  readonly invalid: readonly { readonly psbt: string }[];
  readonly invalid_with_msg?: readonly { readonly psbt: string }[];
}

const FILES = ['psbt/bip174', 'psbt/bip370', 'psbt/bip371', 'psbt/bip373', 'core/core-rpc'].map((name) =>
  vectors<Vectors>(`${name}-psbt.json`),
);

function secondReader(psbt: string): Transaction {
  return Transaction.fromPSBT(fromBase64(psbt), {
    allowUnknown: true,
    allowUnknownInputs: true,
    allowUnknownOutputs: true,
    allowLegacyWitnessUtxo: true,
  });
}

const valid = FILES.flatMap((file) => file.valid.map(({ psbt }) => psbt));
const invalid = FILES.flatMap((file) => [...file.invalid, ...(file.invalid_with_msg ?? [])].map(({ psbt }) => psbt));
const spends = coreSpends.flatMap(({ unsigned, signed_by_key, combined_first_m }) => [
  unsigned,
  ...signed_by_key,
  combined_first_m,
]);

describe('the second reader', () => {
  it('has 57 valid and 86 invalid vectors, and the files of 11 spends', () => {
    expect([valid.length, invalid.length, spends.length]).toEqual([57, 86, 78]);
  });

  it('sees the same unsigned transaction in every valid one', () => {
    for (const psbt of [...valid, ...spends]) {
      const ours = toHex(serializeWithoutWitness(psbtOf(psbt).transaction));
      expect(toHex(secondReader(psbt).unsignedTx)).toBe(ours);
    }
  });

  it('refuses every invalid one, as we do', () => {
    for (const psbt of invalid) {
      expect(() => secondReader(psbt)).toThrow();
      expect(codeOf(() => psbtOf(psbt))).toMatch(/^(psbt|tx|amount)\//);
    }
  });
});
