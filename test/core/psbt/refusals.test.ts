/** What a refusal tells besides its code: the field as the BIP names it, the byte of the file where there is one, words. */
import { describe, expect, it } from 'vitest';
import { sats } from '../../../src/core/amount.ts';
import { concatBytes, fromHex } from '../../../src/core/bytes.ts';
import type { ErrorDetails } from '../../../src/core/errors.ts';
import { combine } from '../../../src/core/psbt/combine.ts';
import { combinePlain } from '../../../src/core/psbt/combine-plain.ts';
import { toVersion2 } from '../../../src/core/psbt/convert.ts';
import { createPsbt } from '../../../src/core/psbt/create.ts';
import {
  withGlobalRecord,
  withInputMaps,
  withInputRecord,
  withPartialSignature,
  withSighashType,
} from '../../../src/core/psbt/edit.ts';
import { extractTransaction } from '../../../src/core/psbt/extract.ts';
import { readPushes } from '../../../src/core/psbt/final-scripts.ts';
import { finalizePsbt } from '../../../src/core/psbt/finalize.ts';
import { mapSize, record } from '../../../src/core/psbt/maps.ts';
import { PSBT_MAGIC, parsePsbt } from '../../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../../src/core/psbt/serialize.ts';
import { readPsbt } from '../../../src/core/psbt/text.ts';
import type { KeyValue, KeyValueMap, Psbt } from '../../../src/core/psbt/types.ts';
import { encodeWitness } from '../../../src/core/psbt/values.ts';
import { serializeTransaction } from '../../../src/core/tx/serialize.ts';
import { uint32Bytes } from '../../../src/core/tx/writer.ts';
import { payToWitnessScriptHash } from '../../../src/core/wallet/script.ts';
import { refusalOf } from '../../support/errors.ts';
import { coreSpends, fileOfMaps, mapsOf, psbtOf, usualSpend } from '../../support/psbts.ts';

const unsigned = psbtOf(usualSpend.unsigned);
const second = toVersion2(unsigned);
const signed = psbtOf(usualSpend.combined_first_m);
const alice = psbtOf(usualSpend.signed_by_key[0]!);
const { transaction } = unsigned;
const aliceFirst = alice.inputs[0]!.partialSignatures[0]!;

const without = (map: KeyValueMap, ...types: number[]) => map.filter(({ key }) => !types.includes(key[0]!));
const replaced = (map: KeyValueMap, entry: KeyValue) => [...without(map, entry.key[0]!), entry];

/** The byte at which the last copy of some bytes stands in a file. */
const byteOf = (file: Uint8Array, part: Uint8Array) => Buffer.from(file).lastIndexOf(Buffer.from(part));

function fileWithGlobal(psbt: Psbt, entry: KeyValue): Uint8Array {
  return fileOfMaps({ ...mapsOf(psbt), global: replaced(psbt.map, entry) });
}

/** The file with other maps for its second input and its second output. */
function fileWithSecond(psbt: Psbt, input: KeyValueMap, output = psbt.outputs[1]!.map): Uint8Array {
  const { global, inputs, outputs } = mapsOf(psbt);
  return fileOfMaps({ global, inputs: inputs.with(1, input), outputs: outputs.with(1, output) });
}

const expectRefusal = (act: () => unknown, expected: Partial<ErrorDetails>) => {
  const refusal = refusalOf(act);
  expect(refusal).toMatchObject(expected);
  expect(refusal.message).toMatch(/^\S+( \S+){2,}/);
};

describe('a file that cannot be parsed', () => {
  const inputMap = second.inputs[1]!.map;

  it('of another version', () => {
    const at = 'global.PSBT_GLOBAL_VERSION';
    const ofVersion = (hex: string) => () => parsePsbt(fileWithGlobal(unsigned, record(0xfb, fromHex(hex))));
    expectRefusal(ofVersion('01000000'), { code: 'psbt/unknown-version', at, found: '1' });
    expectRefusal(ofVersion('010000'), { code: 'psbt/unknown-version', at, found: '3 bytes' });
  });

  it('without a field that it needs', () => {
    const file = fileWithSecond(second, without(inputMap, 0x0e));
    expectRefusal(() => parsePsbt(file), { code: 'psbt/missing-field', at: 'inputs[1].PSBT_IN_PREVIOUS_TXID' });
  });

  it('with a field of the other version', () => {
    const [strange] = second.inputs[1]!.map.filter(({ key }) => key[0] === 0x0e);
    const file = fileWithSecond(unsigned, [...unsigned.inputs[1]!.map, strange!]);
    const at = `inputs[1].PSBT_IN_PREVIOUS_TXID, byte ${byteOf(file, strange!.value) - 2}`;
    expectRefusal(() => parsePsbt(file), { code: 'psbt/field-not-in-version', at });
  });

  it('with a record twice', () => {
    const twice = record(0x09, fromHex('445566'));
    const file = fileWithSecond(unsigned, [twice, ...unsigned.inputs[1]!.map, twice]);
    const at = `inputs[1], byte ${byteOf(file, fromHex('010903445566')) + 1}`;
    expectRefusal(() => parsePsbt(file), { code: 'psbt/duplicate-key', at, found: 'a second key of type 0x09' });
  });

  it('with a key and with a value of another form', () => {
    const badKey = record(0x02, fromHex('77'.repeat(71)), fromHex('0599'));
    const keyFile = fileWithSecond(unsigned, [...unsigned.inputs[1]!.map, badKey]);
    expectRefusal(() => parsePsbt(keyFile), {
      code: 'psbt/invalid-key',
      at: `inputs[1].PSBT_IN_PARTIAL_SIG, byte ${byteOf(keyFile, badKey.key)}`,
      found: '2 bytes',
    });
    const badValue = record(0x18, fromHex('99'.repeat(31)));
    const valueFile = fileWithSecond(unsigned, [...unsigned.inputs[1]!.map, badValue]);
    expectRefusal(() => parsePsbt(valueFile), {
      code: 'psbt/invalid-value',
      at: `inputs[1].PSBT_IN_TAP_MERKLE_ROOT, byte ${byteOf(valueFile, badValue.value) - 2}`,
      found: '31 bytes',
    });
  });

  it('with an extended key that is deeper than its path', () => {
    const xpub = record(0x01, fromHex('01020304'), new Uint8Array(78).fill(0x55).with(4, 2));
    const file = fileOfMaps({ ...mapsOf(unsigned), global: [...unsigned.map, xpub] });
    expectRefusal(() => parsePsbt(file), {
      code: 'psbt/xpub-depth',
      at: `global.PSBT_GLOBAL_XPUB, byte ${byteOf(file, xpub.key)}`,
      found: '0 steps',
    });
  });

  it('with a script signature in its unsigned transaction', () => {
    const inputs = transaction.inputs.with(2, { ...transaction.inputs[2]!, scriptSig: fromHex('51') });
    const file = fileWithGlobal(unsigned, record(0x00, serializeTransaction({ ...transaction, inputs })));
    expectRefusal(() => parsePsbt(file), {
      code: 'psbt/script-sig-in-unsigned-transaction',
      at: 'global.PSBT_GLOBAL_UNSIGNED_TX.inputs[2]',
    });
  });

  it('with more inputs or outputs than a block holds', () => {
    const announced = (type: number) => () => parsePsbt(fileWithGlobal(second, record(type, fromHex('fe00002000'))));
    const code = 'psbt/count-too-large';
    expectRefusal(announced(0x04), { code, at: 'global.PSBT_GLOBAL_INPUT_COUNT', found: '2097152' });
    expectRefusal(announced(0x05), { code, at: 'global.PSBT_GLOBAL_OUTPUT_COUNT' });
  });

  it('with amounts over 21 million bitcoin', () => {
    const outputMap = second.outputs[1]!.map;
    const one = fileWithSecond(second, inputMap, replaced(outputMap, record(0x03, fromHex('0140075af0750700'))));
    expectRefusal(() => parsePsbt(one), {
      code: 'amount/out-of-range',
      at: `outputs[1].PSBT_OUT_AMOUNT, byte ${byteOf(one, fromHex('0140075af0750700'))}`,
    });
    const sum = fileWithSecond(second, inputMap, replaced(outputMap, record(0x03, fromHex('0040075af0750700'))));
    expectRefusal(() => parsePsbt(sum), { code: 'psbt/amounts-too-large', at: 'outputs' });
  });

  it('with lock times that exclude each other', () => {
    const { global, inputs, outputs } = mapsOf(second);
    const time = [...inputs[0]!, record(0x11, uint32Bytes(500_000_000))];
    const height = [...inputs[1]!, record(0x12, uint32Bytes(499_999_999))];
    const file = fileOfMaps({ global, inputs: [time, height, inputs[2]!], outputs });
    expectRefusal(() => parsePsbt(file), { code: 'psbt/locktime-conflict', at: 'inputs' });
  });

  it('with another previous transaction, or one that lacks the output', () => {
    const previous = unsigned.inputs[1]!.nonWitnessUtxo!;
    const [first] = unsigned.inputs[0]!.map;
    const swapped = fileWithSecond(unsigned, replaced(unsigned.inputs[1]!.map, first!));
    expectRefusal(() => parsePsbt(swapped), {
      code: 'psbt/previous-transaction-mismatch',
      at: `inputs[1].PSBT_IN_NON_WITNESS_UTXO, byte ${byteOf(swapped, first!.value) - 2}`,
      found: unsigned.inputs[0]!.nonWitnessUtxo!.txid,
      expected: previous.txid,
    });
    const vout = previous.transaction.outputs.length;
    const other = { ...transaction, inputs: transaction.inputs.with(1, { ...transaction.inputs[1]!, vout }) };
    const nonWitnessUtxo = serializeTransaction(previous.transaction);
    const content = { transaction: other, inputs: [{}, { nonWitnessUtxo }, {}], outputs: [{}, {}] };
    expectRefusal(() => createPsbt(content), {
      code: 'psbt/previous-output-missing',
      at: 'inputs[1].PSBT_IN_NON_WITNESS_UTXO',
      found: `output ${vout}`,
      expected: `below ${vout}`,
    });
  });

  it('that is no PSBT, too large, or ends early', () => {
    const bytes = serializePsbt(second);
    expectRefusal(() => parsePsbt(bytes.with(4, 0xfe)), { code: 'psbt/not-a-psbt', at: 'byte 0' });
    expectRefusal(() => readPsbt(new Uint8Array(32 * 1024 * 1024 + 1)), { code: 'psbt/too-large' });
    expectRefusal(() => parsePsbt(bytes.subarray(0, -1)), {
      code: 'psbt/truncated',
      at: `byte ${bytes.length - 1}`,
    });
    const head = PSBT_MAGIC.length + mapSize(second.map);
    expectRefusal(() => parsePsbt(bytes.subarray(0, head + 2)), {
      code: 'psbt/truncated',
      at: `byte ${head}`,
      found: '2 bytes for 3 maps',
    });
  });

  it('with a key or a type that no BIP defines', () => {
    const withRecord = (entry: KeyValue) => fileOfMaps({ ...mapsOf(unsigned), global: [...unsigned.map, entry] });
    const long = withRecord({ key: new Uint8Array(10_001).fill(0x70), value: new Uint8Array() });
    expectRefusal(() => parsePsbt(long), {
      code: 'psbt/key-too-long',
      at: `byte ${PSBT_MAGIC.length + mapSize(unsigned.map) - 1}`,
      found: '10001 bytes',
    });
    expectRefusal(() => parsePsbt(withRecord({ key: fromHex('fd0600'), value: new Uint8Array() })), {
      code: 'psbt/size-not-minimal',
      at: 'the type of a record, byte 0',
    });
    const many = Array.from({ length: 4_096 }, (_, index) => ({
      key: Uint8Array.of(0x70, ...uint32Bytes(index)),
      value: new Uint8Array(),
    }));
    expectRefusal(() => parsePsbt(fileOfMaps({ ...mapsOf(unsigned), global: [...unsigned.map, ...many] })), {
      code: 'psbt/too-many-records',
      expected: 'at most 4096 in a map and 200000 in the file',
    });
  });

  it('with an output whose field has another form', () => {
    const bad = record(0x02, fromHex('666666'), new Uint8Array(33).fill(0x66).with(0, 2));
    const file = fileWithSecond(unsigned, unsigned.inputs[1]!.map, [...unsigned.outputs[1]!.map, bad]);
    expectRefusal(() => parsePsbt(file), {
      code: 'psbt/invalid-value',
      at: `outputs[1].PSBT_OUT_BIP32_DERIVATION, byte ${byteOf(file, bad.key)}`,
    });
  });

  it('where a witness output has an amount out of range', () => {
    const value = fromHex('ffffffffffffff7f0151');
    const file = fileWithSecond(unsigned, replaced(unsigned.inputs[1]!.map, record(0x01, value)));
    expectRefusal(() => parsePsbt(file), {
      code: 'amount/out-of-range',
      at: `inputs[1].PSBT_IN_WITNESS_UTXO, byte ${byteOf(file, value)}`,
    });
  });
});

describe('a PSBT that cannot be made', () => {
  it.each([0, 1, 2])('of a transaction with a script signature or a witness in input %i', (index) => {
    const input = transaction.inputs[index]!;
    const signatures = [{ scriptSig: fromHex('51') }, { witness: [fromHex('51')] }];
    for (const signature of signatures) {
      const inputs = transaction.inputs.with(index, { ...input, ...signature });
      const content = { transaction: { ...transaction, inputs }, inputs: [{}, {}, {}], outputs: [{}, {}] };
      expectRefusal(() => createPsbt(content), { code: 'psbt/already-signed', at: `inputs[${index}]` });
    }
  });

  it('with a record twice, which stands in no file yet', () => {
    const stranger = { key: fromHex('fdfe0001'), value: new Uint8Array() };
    const content = { transaction, inputs: [{}, { unknown: [stranger, stranger] }, {}], outputs: [{}, {}] };
    const found = 'a second key of type 0xfe';
    expectRefusal(() => createPsbt(content), { code: 'psbt/duplicate-key', at: 'inputs[1]', found });
  });

  it('without a map for each input and output', () => {
    expectRefusal(() => createPsbt({ transaction, inputs: [{}], outputs: [{}, {}] }), {
      code: 'psbt/map-count',
      found: '1 input maps and 2 output maps',
      expected: '3 and 2',
    });
  });
});

describe('an edit that cannot be made', () => {
  it('names the field, without a byte as there is no file', () => {
    expectRefusal(() => withInputRecord(unsigned, 1, record(0x03, fromHex('01'))), {
      code: 'psbt/invalid-value',
      at: 'inputs[1].PSBT_IN_SIGHASH_TYPE',
      found: '1 bytes',
    });
    expectRefusal(() => withInputRecord(unsigned, 1, record(0x01, fromHex('01000000000000000000'))), {
      code: 'psbt/trailing-bytes',
      at: 'inputs[1].PSBT_IN_WITNESS_UTXO, byte 9',
    });
    expectRefusal(() => withInputRecord(unsigned, 1, record(0x0e, new Uint8Array(32))), {
      code: 'psbt/record-not-editable',
      at: 'inputs[1].PSBT_IN_PREVIOUS_TXID',
    });
    expectRefusal(() => withGlobalRecord(unsigned, record(0x00, new Uint8Array())), {
      code: 'psbt/record-not-editable',
      at: 'global.PSBT_GLOBAL_UNSIGNED_TX',
    });
    expectRefusal(() => withGlobalRecord(unsigned, record(0x01, new Uint8Array(4), new Uint8Array(78).fill(1))), {
      code: 'psbt/xpub-depth',
      at: 'global.PSBT_GLOBAL_XPUB',
    });
  });

  it('names the input', () => {
    expectRefusal(() => withSighashType(unsigned, 3, 1), {
      code: 'psbt/no-such-input',
      found: '3',
      expected: 'below 3',
    });
    expectRefusal(() => withPartialSignature(alice, 0, { ...aliceFirst, signature: new Uint8Array(71) }), {
      code: 'psbt/signature-exists',
      at: 'inputs[0].PSBT_IN_PARTIAL_SIG',
    });
  });
});

describe('a spend that cannot be completed', () => {
  const changed = (psbt: Psbt, map: (standing: KeyValueMap) => KeyValueMap) =>
    withInputMaps(psbt, new Map([[1, map(psbt.inputs[1]!.map)]]));
  const proposals: readonly (readonly [string, Psbt])[] = [
    ['psbt/no-previous-transaction', changed(signed, (map) => without(map, 0x00, 0x01))],
    ['psbt/script-missing', changed(signed, (map) => without(map, 0x05))],
    ['psbt/script-mismatch', changed(signed, (map) => replaced(map, record(0x05, fromHex('51'))))],
    ['psbt/utxo-conflict', changed(signed, (map) => replaced(map, record(0x01, fromHex('01000000000000000151'))))],
  ];

  it.each(proposals)('says at which input: %s', (code, psbt) => {
    const expected = { code, at: 'inputs[1]' } as Partial<ErrorDetails>;
    expectRefusal(() => finalizePsbt(psbt), expected);
    expectRefusal(() => extractTransaction(withInputMaps(psbt, new Map([[0, finalMapOf(0)]]))), {
      at: 'inputs[1]',
    });
    expectRefusal(() => combine(psbt, []), expected);
  });

  const finalMapOf = (index: number) => finalizePsbt(signed).inputs[index]!.map;

  it('says which sighash type was asked for', () => {
    expectRefusal(() => finalizePsbt(withSighashType(signed, 1, 0x83)), {
      code: 'psbt/sighash-type-not-supported-yet',
      at: 'inputs[1].PSBT_IN_SIGHASH_TYPE',
      found: '131',
      expected: '1 (ALL)',
    });
  });

  it('is refused, not merely wrong, when what claims to be final is not', () => {
    const script = signed.inputs[1]!.witnessScript!;
    const preset = changed(signed, (map) => [...map, record(0x08, encodeWitness([script]))]);
    expectRefusal(() => finalizePsbt(preset), {
      code: 'psbt/final-script-invalid',
      kind: 'refused',
      at: 'inputs[1]',
      expected: '2 valid signatures in the order of the keys and nothing else',
    });
  });

  it('is refused when a P2SH input carries its signatures in a witness as well', () => {
    const { combined_first_m } = coreSpends.find(({ type }) => type === 'sh')!;
    const final = finalizePsbt(psbtOf(combined_first_m));
    const elements = [...readPushes(final.inputs[0]!.finalScriptSig!)!];
    const preset = withInputRecord(final, 0, record(0x08, encodeWitness(elements)));
    expectRefusal(() => finalizePsbt(preset), { code: 'psbt/final-script-invalid' });
  });

  it('is refused when a file is of another transaction', () => {
    const other = createPsbt({ transaction: { ...transaction, lockTime: 7 }, inputs: [{}, {}, {}], outputs: [{}, {}] });
    expectRefusal(() => combinePlain(unsigned, other), { code: 'psbt/another-transaction', kind: 'refused' });
  });

  const spending = (scriptPubKey: Uint8Array, witnessScript?: Uint8Array) => {
    const witnessUtxo = { amount: sats(1_000n), scriptPubKey };
    return createPsbt({ transaction, inputs: [{ witnessUtxo, witnessScript }, {}, {}], outputs: [{}, {}] });
  };
  const scriptHash = fromHex(`a914${'11'.repeat(20)}87`);
  const witnessScriptHash = fromHex(`0020${'11'.repeat(32)}`);

  it.each([
    ['P2WPKH', fromHex(`0014${'11'.repeat(20)}`)],
    ['taproot', witnessScriptHash.with(0, 0x51)],
    ['a witness program of another length', witnessScriptHash.subarray(0, 33)],
    ['a push of another length', witnessScriptHash.with(1, 31)],
    ['another hash opcode', scriptHash.with(0, 0xa8)],
    ['another length of the hash', scriptHash.with(1, 19)],
    ['no OP_EQUAL', scriptHash.with(22, 0x88)],
    ['an opcode too many', concatBytes(scriptHash, fromHex('51'))],
  ])('says that it spends no script hash: %s', (_, script) => {
    expectRefusal(() => finalizePsbt(spending(script)), {
      code: 'psbt/output-type-not-supported-yet',
      at: 'inputs[0]',
    });
  });

  it('says that the script of a script hash is not there', () => {
    for (const script of [scriptHash, witnessScriptHash]) {
      expectRefusal(() => finalizePsbt(spending(script)), { code: 'psbt/script-missing', at: 'inputs[0]' });
    }
  });

  it('says that a script is no multisig script', () => {
    const script = fromHex('51');
    expectRefusal(() => finalizePsbt(spending(payToWitnessScriptHash(script), script)), {
      code: 'psbt/not-a-multisig',
      at: 'inputs[0]',
    });
  });
});
