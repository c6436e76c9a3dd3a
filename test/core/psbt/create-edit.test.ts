import { describe, expect, it } from 'vitest';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { combinePlain } from '../../../src/core/psbt/combine-plain.ts';
import { toVersion0, toVersion2 } from '../../../src/core/psbt/convert.ts';
import { createPsbt } from '../../../src/core/psbt/create.ts';
import {
  withGlobalRecord,
  withInputRecord,
  withoutPartialSignature,
  withPartialSignature,
  withPartialSignatures,
  withSighashType,
} from '../../../src/core/psbt/edit.ts';
import { record } from '../../../src/core/psbt/maps.ts';
import { serializePsbt } from '../../../src/core/psbt/serialize.ts';
import type { Psbt } from '../../../src/core/psbt/types.ts';
import { serializeTransaction } from '../../../src/core/tx/serialize.ts';
import { codeOf } from '../../support/errors.ts';
import { base64Of, psbtOf, usualSpend } from '../../support/psbts.ts';

const unsigned = psbtOf(usualSpend.unsigned);
const [alice, bob] = usualSpend.signed_by_key.map(psbtOf) as [Psbt, Psbt];
const aliceFirst = alice.inputs[0]!.partialSignatures[0]!;
const bobFirst = bob.inputs[0]!.partialSignatures[0]!;
const signaturesOf = (psbt: Psbt) =>
  psbt.inputs.flatMap((input, inputIndex) => input.partialSignatures.map((each) => ({ inputIndex, ...each })));
const proprietary = record(0xfc, fromHex('aabb'), fromHex('0869636568 6f757365 00'.replaceAll(' ', '')));

describe('createPsbt', () => {
  const { transaction } = unsigned;

  it('refuses a transaction that carries signatures', () => {
    const inputs = transaction.inputs.with(1, { ...transaction.inputs[1]!, scriptSig: fromHex('51') });
    const content = { transaction: { ...transaction, inputs }, inputs: [{}, {}, {}], outputs: [{}, {}] };
    expect(codeOf(() => createPsbt(content))).toBe('psbt/already-signed');
  });

  it('wants one map for each input and output', () => {
    expect(codeOf(() => createPsbt({ transaction, inputs: [{}], outputs: [{}, {}] }))).toBe('psbt/map-count');
    expect(codeOf(() => createPsbt({ transaction, inputs: [{}, {}, {}], outputs: [] }))).toBe('psbt/map-count');
  });

  it('reads a transaction without inputs as such, though its bytes look like one with witnesses', () => {
    const empty = { ...transaction, inputs: [], outputs: transaction.outputs.slice(0, 1) };
    const created = createPsbt({ transaction: empty, inputs: [], outputs: [{}] });
    expect(psbtOf(base64Of(created)).transaction).toEqual(empty);
  });

  it('refuses a previous transaction that is another one', () => {
    const nonWitnessUtxo = serializeTransaction({ ...transaction, lockTime: 1 });
    const content = { transaction, inputs: [{ nonWitnessUtxo }, {}, {}], outputs: [{}, {}] };
    expect(codeOf(() => createPsbt(content))).toBe('psbt/previous-transaction-mismatch');
  });

  it('refuses the same record twice and fingerprints that are none', () => {
    const twice = { transaction, inputs: [{ unknown: [proprietary, proprietary] }, {}, {}], outputs: [{}, {}] };
    expect(codeOf(() => createPsbt(twice))).toBe('psbt/duplicate-key');
    const [derivation] = unsigned.inputs[0]!.bip32Derivations;
    const misnamed = { bip32Derivations: [{ ...derivation!, fingerprint: 'not hex' }] };
    const content = { transaction, inputs: [misnamed, {}, {}], outputs: [{}, {}] };
    expect(codeOf(() => createPsbt(content))).toBe('psbt/invalid-fingerprint');
  });

  it('puts global records in the order of their types', () => {
    const xpub = { extendedKey: new Uint8Array(78), fingerprint: '00000000', path: [] };
    const content = { transaction, inputs: [{}, {}, {}], outputs: [{}, {}], unknown: [proprietary], xpubs: [xpub] };
    const types = (psbt: Psbt) => psbt.map.map(({ key }) => key[0]);
    expect(types(createPsbt(content))).toEqual([0x00, 0x01, 0xfc]);
    const second = createPsbt({ ...content, version: 2, transaction: { ...transaction, lockTime: 800_000 } });
    expect(types(second)).toEqual([0x01, 0x02, 0x03, 0x04, 0x05, 0xfb, 0xfc]);
    expect(second.modifiable).toBeUndefined();
    const final = transaction.inputs.map((input) => ({ ...input, sequence: 0xffff_ffff }));
    const mixed = { ...transaction, inputs: final.with(1, { ...final[1]!, sequence: 0 }) };
    const replaceable = createPsbt({ ...content, version: 2, transaction: mixed });
    expect(replaceable.inputs.map(({ map }) => map.map(({ key }) => key[0]))).toEqual([
      [0x0e, 0x0f],
      [0x0e, 0x0f, 0x10],
      [0x0e, 0x0f],
    ]);
    expect(psbtOf(base64Of(second))).toEqual(second);
  });
});

describe('a partial signature', () => {
  it('is added without touching another byte, in Bitcoin Core’s order', () => {
    expect(base64Of(withPartialSignatures(unsigned, signaturesOf(alice)))).toBe(usualSpend.signed_by_key[0]);
    const both = [...signaturesOf(bob), ...signaturesOf(alice)];
    expect(base64Of(withPartialSignatures(unsigned, both))).toBe(usualSpend.combined_first_m);
    expect(base64Of(withPartialSignatures(unsigned, both.toReversed()))).toBe(usualSpend.combined_first_m);
  });

  it('leaves the PSBT that it is added to as it was', () => {
    withPartialSignature(unsigned, 0, aliceFirst);
    expect(base64Of(unsigned)).toBe(usualSpend.unsigned);
  });

  it('changes nothing when it stands already', () => {
    expect(withPartialSignature(alice, 0, aliceFirst)).toBe(alice);
  });

  it('clears the flags of version 2 when it is added, and only then', () => {
    const flags = (psbt: Psbt) => psbt.modifiable;
    const open = withGlobalRecord(toVersion2(unsigned), record(0x06, fromHex('03')));
    const once = withPartialSignature(open, 0, aliceFirst);
    expect([flags(open), flags(once)]).toEqual([3, 0]);
    const opened = withGlobalRecord(once, record(0x06, fromHex('03')));
    expect(withPartialSignature(opened, 0, aliceFirst)).toEqual(opened);
    expect(flags(withPartialSignature(opened, 0, bobFirst))).toBe(0);
    expect(flags(withPartialSignature(withGlobalRecord(once, record(0x06, fromHex('f8'))), 0, bobFirst))).toBe(0xf8);
  });

  it('does not replace another one by the same key, which can be taken out', () => {
    const other = { ...aliceFirst, signature: bobFirst.signature };
    expect(codeOf(() => withPartialSignature(alice, 0, other))).toBe('psbt/signature-exists');
    const cleared = withoutPartialSignature(alice, 0, aliceFirst.publicKey);
    expect(cleared.inputs[0]!.partialSignatures).toEqual([]);
    expect(base64Of(withPartialSignature(cleared, 0, aliceFirst))).toBe(usualSpend.signed_by_key[0]);
    expect(base64Of(withoutPartialSignature(alice, 0, bobFirst.publicKey))).toBe(usualSpend.signed_by_key[0]);
  });

  it.each([
    ['an input that is not there', 3, aliceFirst, 'psbt/no-such-input'],
    ['a key of another length', 0, { ...aliceFirst, publicKey: new Uint8Array(32) }, 'psbt/invalid-key'],
    ['no bytes', 0, { ...aliceFirst, signature: new Uint8Array() }, 'psbt/invalid-value'],
  ])('is refused with %s', (_, inputIndex, signature, code) => {
    expect(codeOf(() => withPartialSignature(unsigned, inputIndex, signature))).toBe(code);
    expect(codeOf(() => withPartialSignature(toVersion2(unsigned), inputIndex, signature))).toBe(code);
  });
});

describe('a record', () => {
  it('of the global map goes where its type belongs and is replaced in place', () => {
    const proposed = withGlobalRecord(unsigned, proprietary);
    expect(proposed.unknown).toEqual([proprietary]);
    expect(psbtOf(base64Of(proposed))).toEqual(proposed);
    const again = withGlobalRecord(proposed, { ...proprietary, value: fromHex('cc') });
    expect(again.map).toHaveLength(2);
    expect(toHex(again.unknown[0]!.value)).toBe('cc');
  });

  it.each([0x00, 0x02, 0x03, 0x04, 0x05, 0xfb])('of type %i makes the transaction and cannot be set', (type) => {
    expect(codeOf(() => withGlobalRecord(unsigned, record(type, fromHex('00'))))).toBe('psbt/record-not-editable');
  });

  it('does not have a previous transaction hashed again', () => {
    expect(withSighashType(unsigned, 1, 1).inputs[1]!.nonWitnessUtxo).toBe(unsigned.inputs[1]!.nonWitnessUtxo);
  });

  it('of an input may be anything but what it spends', () => {
    expect(withSighashType(unsigned, 2, 1).inputs[2]!.sighashType).toBe(1);
    expect(codeOf(() => withInputRecord(unsigned, 0, record(0x0e, new Uint8Array(32))))).toBe(
      'psbt/record-not-editable',
    );
    expect(codeOf(() => withInputRecord(unsigned, 0, record(0x03, fromHex('01'))))).toBe('psbt/invalid-value');
    const other = record(0x00, serializeTransaction(unsigned.transaction));
    expect(codeOf(() => withInputRecord(unsigned, 0, other))).toBe('psbt/previous-transaction-mismatch');
  });
});

describe('conversion', () => {
  it('gives the PSBT itself where there is nothing to convert', () => {
    expect(toVersion0(unsigned)).toBe(unsigned);
    const second = toVersion2(unsigned);
    expect(toVersion2(second)).toBe(second);
    expect(second.transaction).toEqual(unsigned.transaction);
  });

  it('keeps signatures, unknown records and their order', () => {
    const rich = withGlobalRecord(alice, proprietary);
    const there = psbtOf(base64Of(toVersion2(rich)));
    expect(there.inputs.map(({ partialSignatures }) => partialSignatures)).toEqual(
      alice.inputs.map(({ partialSignatures }) => partialSignatures),
    );
    expect(base64Of(toVersion0(there))).toBe(base64Of(rich));
  });

  it('refuses a record that means something else in version 2', () => {
    const stranger = { key: fromHex('0e0102'), value: new Uint8Array() };
    const short = withInputRecord(unsigned, 0, { key: fromHex('70'), value: new Uint8Array() });
    expect(toVersion2(short).inputs[0]!.unknown).toEqual(short.inputs[0]!.unknown);
    const psbt = withInputRecord(unsigned, 0, { key: fromHex('700102'), value: new Uint8Array() });
    expect(toVersion2(psbt).inputs[0]!.unknown).toHaveLength(1);
    const inputs = [{ unknown: [stranger] }, {}, {}];
    const created = createPsbt({ transaction: unsigned.transaction, inputs, outputs: [{}, {}] });
    expect(codeOf(() => toVersion2(created))).toBe('psbt/invalid-key');
  });
});

describe('the plain union', () => {
  it('refuses another transaction and another version', () => {
    const other = createPsbt({
      transaction: { ...unsigned.transaction, lockTime: 7 },
      inputs: [{}, {}, {}],
      outputs: [{}, {}],
    });
    expect(codeOf(() => combinePlain(unsigned, other))).toBe('psbt/another-transaction');
    expect(codeOf(() => combinePlain(unsigned, toVersion2(unsigned)))).toBe('psbt/another-transaction');
  });

  it('puts what the second file adds in Bitcoin Core’s order, whichever comes first', () => {
    expect(base64Of(combinePlain(alice, bob))).toBe(usualSpend.combined_first_m);
    expect(base64Of(combinePlain(bob, alice))).toBe(usualSpend.combined_first_m);
    const strangers = ['7003', '7001', '7002'].map((key) => ({ key: fromHex(key), value: new Uint8Array() }));
    const rich = strangers.reduce(withGlobalRecord, unsigned);
    expect(combinePlain(unsigned, rich).unknown.map(({ key }) => toHex(key))).toEqual(['7001', '7002', '7003']);
  });

  it('keeps the first value of a key, whoever is right', () => {
    const altered = withSighashType(alice, 0, 3);
    expect(toHex(serializePsbt(combinePlain(altered, alice)))).toBe(toHex(serializePsbt(altered)));
  });
});
