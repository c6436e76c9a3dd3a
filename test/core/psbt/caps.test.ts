/** Files that are small and want to be large, and files that are large for nothing: refused before they cost anything. */
import { describe, expect, it } from 'vitest';
import { sats } from '../../../src/core/amount.ts';
import { fromHex } from '../../../src/core/bytes.ts';
import { createPsbt } from '../../../src/core/psbt/create.ts';
import { MAX_KEY_BYTES, MAX_RECORDS_IN_MAP, record } from '../../../src/core/psbt/maps.ts';
import { MAX_PSBT_BYTES, PSBT_MAGIC, parsePsbt } from '../../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../../src/core/psbt/serialize.ts';
import { readPsbt } from '../../../src/core/psbt/text.ts';
import type { KeyValueMap } from '../../../src/core/psbt/types.ts';
import { MAX_OUTPUTS } from '../../../src/core/tx/parse.ts';
import { serializeTransaction } from '../../../src/core/tx/serialize.ts';
import { txidOf } from '../../../src/core/tx/txid.ts';
import { uint32Bytes } from '../../../src/core/tx/writer.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { fileOfMaps, mapsOf, psbtOf, usualSpend } from '../../support/psbts.ts';

const usual = psbtOf(usualSpend.unsigned);

/** Generous for a busy machine; what these files want would take minutes or all memory. */
const SOON = 10_000;

function codeSoon(act: () => unknown): string {
  const start = performance.now();
  const code = codeOf(act);
  expect(performance.now() - start).toBeLessThan(SOON);
  return code;
}

const afterMagic = (hex: string) => Uint8Array.of(...PSBT_MAGIC, ...fromHex(hex));

/** Records of an unknown type, each with another key of eight bytes. */
const strangers = (count: number): KeyValueMap =>
  Array.from({ length: count }, (_, index) => ({
    key: Uint8Array.of(0x70, 1, 2, 3, ...uint32Bytes(index)),
    value: new Uint8Array(1),
  }));

describe('bombs', () => {
  it.each([
    ['a key of 2^53 - 1 bytes', 'ffffffffffffff1f00', 'psbt/key-too-long'],
    ['a key of 2^64 - 1 bytes', 'ffffffffffffffffff', 'psbt/size-too-large'],
    ['a value of 2^53 - 1 bytes', '0100ffffffffffffff1f00', 'psbt/truncated'],
    ['a transaction of 2^53 - 1 inputs', '01000d02000000ffffffffffffff1f0000', 'tx/count-too-large'],
    ['a transaction of 24,390 inputs in seven bytes', '01000702000000fd465f00', 'tx/truncated'],
  ])('refuses %s', (_, hex, code) => {
    expect(codeSoon(() => parsePsbt(afterMagic(hex)))).toBe(code);
  });

  it('refuses 16,000 unknown records in a map, and reads the 4,096 that it allows', () => {
    const file = (count: number) => fileOfMaps({ ...mapsOf(usual), global: [...usual.map, ...strangers(count - 1)] });
    expect(codeSoon(() => parsePsbt(file(16_000)))).toBe('psbt/too-many-records');
    expect(codeSoon(() => parsePsbt(file(MAX_RECORDS_IN_MAP + 1)))).toBe('psbt/too-many-records');
    const start = performance.now();
    expect(parsePsbt(file(MAX_RECORDS_IN_MAP)).unknown).toHaveLength(MAX_RECORDS_IN_MAP - 1);
    expect(performance.now() - start).toBeLessThan(SOON);
  });

  it('finds a repeated key among thousands', () => {
    const repeated = [...usual.map, ...strangers(2_000), strangers(1)[0]!];
    expect(codeSoon(() => parsePsbt(fileOfMaps({ ...mapsOf(usual), global: repeated })))).toBe('psbt/duplicate-key');
  });

  it('counts records over all maps', () => {
    const inputCount = 60;
    const transaction = {
      ...usual.transaction,
      inputs: Array.from({ length: inputCount }, (_, vout) => ({ ...usual.transaction.inputs[0]!, vout })),
    };
    const created = createPsbt({ transaction, inputs: transaction.inputs.map(() => ({})), outputs: [{}, {}] });
    const inputs = created.inputs.map(() => strangers(MAX_RECORDS_IN_MAP));
    expect(codeSoon(() => parsePsbt(fileOfMaps({ ...mapsOf(created), inputs })))).toBe('psbt/too-many-records');
  });

  it('refuses a key longer than any BIP defines', () => {
    const long = { key: new Uint8Array(MAX_KEY_BYTES + 1).fill(0x70), value: new Uint8Array() };
    const file = fileOfMaps({ ...mapsOf(usual), global: [...usual.map, long] });
    expect(codeSoon(() => parsePsbt(file))).toBe('psbt/key-too-long');
  });

  it('refuses a witness of a hundred thousand empty elements in a final field', () => {
    const witness = fromHex(`fea1860100${'00'.repeat(100_001)}`);
    const file = fileOfMaps({
      ...mapsOf(usual),
      inputs: [[record(0x08, witness)], ...mapsOf(usual).inputs.slice(1)],
    });
    expect(codeSoon(() => parsePsbt(file))).toBe('psbt/count-too-large');
  });

  it('refuses previous transactions of half a million outputs together', () => {
    const outputs = new Array(MAX_OUTPUTS).fill({ amount: sats(1n), scriptPubKey: new Uint8Array() });
    const previous = [0, 1, 2, 3, 4].map((lockTime) => ({ ...usual.transaction, outputs, lockTime }));
    const transaction = {
      ...usual.transaction,
      inputs: previous.map((each) => ({ ...usual.transaction.inputs[0]!, txid: txidOf(each), vout: 0 })),
    };
    const content = {
      transaction,
      inputs: previous.map((each) => ({ nonWitnessUtxo: serializeTransaction(each) })),
      outputs: [{}, {}],
    };
    expect(refusalOf(() => createPsbt(content))).toMatchObject({
      code: 'psbt/previous-transactions-too-large',
      at: 'inputs[4].PSBT_IN_NON_WITNESS_UTXO',
    });
  });
});

describe('size', () => {
  const large = new Uint8Array(100_000_000);
  large.set(serializePsbt(usual));

  it('is looked at before anything else: 100 MB with a tail of zeros', () => {
    expect(codeSoon(() => parsePsbt(large))).toBe('psbt/too-large');
    expect(codeSoon(() => readPsbt(large))).toBe('psbt/too-large');
  });

  it('within the limit still has to be that of a PSBT', () => {
    expect(codeSoon(() => parsePsbt(large.subarray(0, MAX_PSBT_BYTES)))).toBe('psbt/trailing-bytes');
    expect(codeSoon(() => readPsbt(large.subarray(0, MAX_PSBT_BYTES)))).toBe('psbt/trailing-bytes');
  });
});
