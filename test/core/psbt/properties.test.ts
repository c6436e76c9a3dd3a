/** What holds for every file: it comes back byte for byte, and damage is refused with a typed error or does no harm. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromBase64, toHex } from '../../../src/core/bytes.ts';
import { IcehouseError } from '../../../src/core/errors.ts';
import { toVersion0, toVersion2 } from '../../../src/core/psbt/convert.ts';
import { createPsbt, type NewPsbtInput } from '../../../src/core/psbt/create.ts';
import { parsePsbt } from '../../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../../src/core/psbt/serialize.ts';
import type { Bip32Derivation, KeyValueMap, Psbt } from '../../../src/core/psbt/types.ts';
import { codeOf } from '../../support/errors.ts';
import { usualSpend, vectors } from '../../support/psbts.ts';
import { anyTransaction } from '../../support/transactions.ts';

interface Vectors {
  readonly valid: readonly { readonly psbt: string }[];
}

/** One of each kind: Core's 2-of-3 with two signatures, version 2 with lock times, taproot, MuSig2, unknown records. */
const FILES = [
  usualSpend.combined_first_m,
  vectors<Vectors>('psbt/bip174-psbt.json').valid[5]!.psbt,
  vectors<Vectors>('psbt/bip370-psbt.json').valid[3]!.psbt,
  vectors<Vectors>('psbt/bip371-psbt.json').valid[4]!.psbt,
  vectors<Vectors>('psbt/bip373-psbt.json').valid[5]!.psbt,
].map((base64) => fromBase64(base64));

/** Typed error, or the same bytes again; anything else fails the test. */
function survives(bytes: Uint8Array): boolean {
  let psbt: Psbt;
  try {
    psbt = parsePsbt(bytes);
  } catch (error) {
    if (error instanceof IcehouseError) return true;
    throw error;
  }
  return toHex(serializePsbt(psbt)) === toHex(bytes);
}

describe('damage', () => {
  it('by one flipped bit is refused or harmless, at every place of a small file', () => {
    const file = FILES[2]!;
    for (let index = 0; index < file.length; index++) {
      for (let bit = 0; bit < 8; bit++) {
        expect(survives(file.with(index, file[index]! ^ (1 << bit)))).toBe(true);
      }
    }
  });

  it('by any other byte is refused or harmless', () => {
    const place = fc.tuple(fc.constantFrom(...FILES), fc.nat(), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(place, ([file, index, byte]) => survives(file.with(index % file.length, byte))),
      { numRuns: 3_000 },
    );
  });

  it('by bytes put in, taken out or doubled is refused or harmless', () => {
    const cut = fc.tuple(fc.constantFrom(...FILES), fc.nat(), fc.nat({ max: 40 }), fc.uint8Array({ maxLength: 40 }));
    fc.assert(
      fc.property(cut, ([file, index, length, filling]) => {
        const start = index % file.length;
        return survives(Uint8Array.of(...file.subarray(0, start), ...filling, ...file.subarray(start + length)));
      }),
      { numRuns: 2_000 },
    );
  });

  it.each(FILES.map((file, index) => ({ file, index })))('by cutting file $index anywhere is always refused', ({
    file,
  }) => {
    for (let length = 0; length < file.length; length++) {
      expect(codeOf(() => parsePsbt(file.subarray(0, length)))).toMatch(/^psbt\/(truncated|not-a-psbt)$/);
    }
  });

  it('of plain noise after the magic is refused or harmless', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 200 }), (noise) =>
        survives(Uint8Array.of(...FILES[0]!.subarray(0, 5), ...noise)),
      ),
      { numRuns: 2_000 },
    );
  });
});

const derivation: fc.Arbitrary<Bip32Derivation> = fc.record({
  publicKey: fc
    .tuple(fc.constantFrom(2, 3), fc.uint8Array({ minLength: 32, maxLength: 32 }))
    .map(([prefix, x]) => Uint8Array.of(prefix, ...x)),
  fingerprint: fc.uint8Array({ minLength: 4, maxLength: 4 }).map(toHex),
  path: fc.array(fc.integer({ min: 0, max: 0xffff_ffff }), { maxLength: 6 }),
});

const keyOf = ({ publicKey }: Bip32Derivation) => toHex(publicKey);

/** Types above 0x40 have no row in any table except the proprietary 0xfc. */
const unknown: fc.Arbitrary<KeyValueMap> = fc.uniqueArray(
  fc.record({
    key: fc
      .tuple(fc.integer({ min: 0x40, max: 0xfa }), fc.uint8Array({ maxLength: 12 }))
      .map(([type, data]) => Uint8Array.of(type, ...data)),
    value: fc.uint8Array({ maxLength: 40 }),
  }),
  { maxLength: 4, selector: ({ key }) => toHex(key) },
);

const metadata: fc.Arbitrary<NewPsbtInput> = fc.record(
  {
    sighashType: fc.integer({ min: 0, max: 255 }),
    redeemScript: fc.uint8Array({ maxLength: 60 }),
    witnessScript: fc.uint8Array({ maxLength: 60 }),
    bip32Derivations: fc.uniqueArray(derivation, { maxLength: 4, selector: keyOf }),
    unknown,
  },
  { requiredKeys: [] },
);

const newPsbt = anyTransaction
  .map((transaction) => ({
    ...transaction,
    inputs: transaction.inputs.map((input) => ({ ...input, scriptSig: new Uint8Array(), witness: [] })),
  }))
  .chain((transaction) =>
    fc.record({
      version: fc.constantFrom(0 as const, 2 as const),
      transaction: fc.constant(transaction),
      inputs: fc.array(metadata, { minLength: transaction.inputs.length, maxLength: transaction.inputs.length }),
      outputs: fc.array(metadata, { minLength: transaction.outputs.length, maxLength: transaction.outputs.length }),
      unknown,
    }),
  );

describe('a created PSBT', () => {
  it('is read back as the same value and written as the same bytes', () => {
    fc.assert(
      fc.property(newPsbt, (content) => {
        const created = createPsbt(content);
        const bytes = serializePsbt(created);
        const parsed = parsePsbt(bytes);
        expect(parsed).toEqual(created);
        expect(toHex(serializePsbt(parsed))).toBe(toHex(bytes));
        expect(parsed.transaction).toEqual(content.transaction);
      }),
      { numRuns: 150 },
    );
  });

  it('goes to the other version and back unchanged', () => {
    fc.assert(
      fc.property(newPsbt, (content) => {
        const created = createPsbt(content);
        const [there, back] = created.version === 0 ? [toVersion2, toVersion0] : [toVersion0, toVersion2];
        const converted = parsePsbt(serializePsbt(there(created)));
        expect(converted.txid).toBe(created.txid);
        expect(toHex(serializePsbt(back(converted)))).toBe(toHex(serializePsbt(created)));
      }),
      { numRuns: 150 },
    );
  });
});
