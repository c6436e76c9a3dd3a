/** Returned files against a stored proposal: what is taken, what is told, and that nothing else gets in. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { HDKey } from '@scure/bip32';
import { describe, expect, it } from 'vitest';
import { sats } from '../../../src/core/amount.ts';
import { concatBytes, fromHex, toHex } from '../../../src/core/bytes.ts';
import { formatPath } from '../../../src/core/key/path.ts';
import { combine } from '../../../src/core/psbt/combine.ts';
import { toVersion2 } from '../../../src/core/psbt/convert.ts';
import { createPsbt } from '../../../src/core/psbt/create.ts';
import {
  withInputMaps,
  withInputRecord,
  withoutPartialSignature,
  withPartialSignature,
} from '../../../src/core/psbt/edit.ts';
import { finalizeAndExtract } from '../../../src/core/psbt/extract.ts';
import { finalizePsbt } from '../../../src/core/psbt/finalize.ts';
import { findValue, record } from '../../../src/core/psbt/maps.ts';
import { createMultisigInputs } from '../../../src/core/psbt/multisig-spend.ts';
import type { VerifyEcdsa } from '../../../src/core/psbt/signatures.ts';
import type { PartialSignature, Psbt } from '../../../src/core/psbt/types.ts';
import { encodeWitness } from '../../../src/core/psbt/values.ts';
import { parseTransaction } from '../../../src/core/tx/parse.ts';
import { serializeOutput } from '../../../src/core/tx/serialize.ts';
import { codeOf } from '../../support/errors.ts';
import { base64Of, coreSpends, psbtOf, usualSpend } from '../../support/psbts.ts';

const base = psbtOf(usualSpend.unsigned);
const [alice, bob] = usualSpend.signed_by_key.map(psbtOf) as [Psbt, Psbt];
const signatureIn = (psbt: Psbt, input: number) => psbt.inputs[input]!.partialSignatures[0]!;

/** Alice's file with another signature under her key in the second input. */
function tampered(change: (signature: Uint8Array) => Uint8Array): Psbt {
  const { publicKey, signature } = signatureIn(alice, 1);
  const cleared = withoutPartialSignature(alice, 1, publicKey);
  return withPartialSignature(cleared, 1, { publicKey, signature: change(signature) });
}

/** Signs an input for the cosigner at a position, with extra entropy: valid, but not what Core made. */
function otherSignature(position: number, inputIndex: number): PartialSignature {
  const { publicKey } = signatureIn(psbtOf(usualSpend.signed_by_key[position]!), inputIndex);
  const derivation = base.inputs[inputIndex]!.bip32Derivations.find(
    (each) => toHex(each.publicKey) === toHex(publicKey),
  );
  const master = HDKey.fromMasterSeed(fromHex(usualSpend.keys[position]!.seed));
  const { privateKey } = master.derive(`m/${formatPath(derivation!.path).replaceAll('h', "'")}`);
  const digest = createMultisigInputs(base, 'previous-transaction')(inputIndex).digest();
  const extraEntropy = new Uint8Array(32).fill(7);
  const der = secp256k1.sign(digest, privateKey!, { prehash: false, format: 'der', extraEntropy });
  return { publicKey, signature: concatBytes(der, Uint8Array.of(1)) };
}

const summary = ({ files }: ReturnType<typeof combine>) =>
  files.map(({ result, taken, bad, error }) => [result, taken.length, bad.length, error?.code]);

describe('combine', () => {
  it('takes what verifies and says whose it is', () => {
    const combined = combine(base, [alice, bob]);
    expect(summary(combined)).toEqual([
      ['signatures-taken', 3, 0, undefined],
      ['signatures-taken', 3, 0, undefined],
    ]);
    const inputs = [0, 1, 2];
    expect(combined.files[1]!.taken).toEqual(
      inputs.map((inputIndex) => ({ inputIndex, publicKey: signatureIn(bob, inputIndex).publicKey })),
    );
    expect(base64Of(combined.psbt)).toBe(usualSpend.combined_first_m);
    expect(base64Of(base)).toBe(usualSpend.unsigned);
  });

  it('gives the same whatever comes first', () => {
    expect(base64Of(combine(base, [bob, alice]).psbt)).toBe(usualSpend.combined_first_m);
    expect(base64Of(combine(combine(base, [bob]).psbt, [alice]).psbt)).toBe(usualSpend.combined_first_m);
  });

  it('says when a file brings nothing new: the unsigned proposal sent back, or the same file again', () => {
    expect(summary(combine(base, [base, alice, alice]))).toEqual([
      ['no-new-signature', 0, 0, undefined],
      ['signatures-taken', 3, 0, undefined],
      ['no-new-signature', 0, 0, undefined],
    ]);
  });

  it('names valid signatures that stand already, apart from those that it takes', () => {
    const [first, again] = combine(base, [alice, alice]).files;
    const keys = alice.inputs.map((_, inputIndex) => ({
      inputIndex,
      publicKey: signatureIn(alice, inputIndex).publicKey,
    }));
    expect(first).toEqual({ result: 'signatures-taken', taken: keys, repeated: [], bad: [], error: undefined });
    expect(again).toEqual({ result: 'no-new-signature', taken: [], repeated: keys, bad: [], error: undefined });
    const other = createPsbt({
      transaction: { ...base.transaction, lockTime: 9 },
      inputs: [{}, {}, {}],
      outputs: [{}, {}],
    });
    const [refused] = combine(base, [other]).files;
    expect(refused).toMatchObject({ result: 'not-combined', taken: [], repeated: [], bad: [] });
  });

  it('names a file of another transaction and goes on with the others', () => {
    const { transaction } = base;
    const others = [
      { ...transaction, lockTime: 1 },
      { ...transaction, inputs: transaction.inputs.with(0, { ...transaction.inputs[0]!, sequence: 0 }) },
      { ...transaction, outputs: transaction.outputs.toReversed() },
    ].map((each) => createPsbt({ transaction: each, inputs: [{}, {}, {}], outputs: [{}, {}] }));
    const combined = combine(base, [...others, bob]);
    const another = ['not-combined', 0, 0, 'psbt/another-transaction'];
    expect(summary(combined)).toEqual([another, another, another, ['signatures-taken', 3, 0, undefined]]);
    expect(combined.files[0]!.error).toMatchObject({ kind: 'refused', expected: base.txid });
  });

  it('takes signatures out of files that signers have stripped or written in version 2', () => {
    const bare = createPsbt({ transaction: base.transaction, inputs: [{}, {}, {}], outputs: [{}, {}] });
    const stripped = alice.inputs.reduce(
      (psbt, _, index) => withPartialSignature(psbt, index, signatureIn(alice, index)),
      bare,
    );
    expect(base64Of(combine(base, [stripped, toVersion2(bob)]).psbt)).toBe(usualSpend.combined_first_m);
  });

  it('takes nothing but signatures: no amount, sighash type, script, derivation or unknown record', () => {
    const lie = serializeOutput({ amount: sats(1n), scriptPubKey: fromHex('51') });
    const altered = [record(0x01, lie), record(0x03, fromHex('83000000')), record(0x70, fromHex('aa'))].reduce(
      (psbt, entry) => withInputRecord(psbt, 0, entry),
      alice,
    );
    expect(base64Of(combine(base, [altered]).psbt)).toBe(usualSpend.signed_by_key[0]);
  });

  it.each([
    ['of another input', () => signatureIn(alice, 0).signature, 'does-not-verify'],
    ['with the sighash byte NONE', (signature: Uint8Array) => signature.with(-1, 0x02), 'sighash-type'],
    ['with ALL and ANYONECANPAY', (signature: Uint8Array) => signature.with(-1, 0x81), 'sighash-type'],
    ['with a high S', highS, 'high-s'],
    ['with a zero too many in R', paddedR, 'not-strict-der'],
    ['of noise', (signature: Uint8Array) => new Uint8Array(signature.length).fill(1), 'not-strict-der'],
  ])('names a signature %s and keeps the other ones', (_, change, problem) => {
    const combined = combine(base, [tampered(change), bob]);
    expect(combined.files[0]).toMatchObject({
      result: 'signatures-taken',
      bad: [{ inputIndex: 1, publicKey: signatureIn(alice, 1).publicKey, problem }],
    });
    expect(combined.files[0]!.taken.map(({ inputIndex }) => inputIndex)).toEqual([0, 2]);
    expect(combined.files[1]!.taken).toHaveLength(3);
    expect(combined.psbt.inputs.map(({ partialSignatures }) => partialSignatures.length)).toEqual([2, 1, 2]);
  });

  it('names a signature by a key that is not in the script', () => {
    const foreign = withPartialSignature(base, 0, signatureIn(alice, 1));
    const combined = combine(base, [foreign]);
    expect(summary(combined)).toEqual([['no-new-signature', 0, 1, undefined]]);
    expect(combined.files[0]!.bad[0]!.problem).toBe('foreign-key');
  });

  it('keeps the valid signature that a key has, and replaces an invalid one', () => {
    const other = withPartialSignature(base, 0, otherSignature(0, 0));
    expect(summary(combine(base, [other]))).toEqual([['signatures-taken', 1, 0, undefined]]);
    expect(base64Of(combine(alice, [other]).psbt)).toBe(usualSpend.signed_by_key[0]);
    expect(summary(combine(alice, [other]))).toEqual([['no-new-signature', 0, 0, undefined]]);
    const spoilt = tampered(() => signatureIn(alice, 0).signature);
    const combined = combine(spoilt, [alice]);
    expect(summary(combined)).toEqual([['signatures-taken', 1, 0, undefined]]);
    expect(base64Of(combined.psbt)).toBe(usualSpend.signed_by_key[0]);
  });

  it('verifies with the function it is given', () => {
    const asked: number[] = [];
    const verify: VerifyEcdsa = (publicKey, digest, signature) => {
      asked.push(publicKey.length, digest.length, signature.length);
      return false;
    };
    expect(summary(combine(base, [alice], { verify }))).toEqual([['no-new-signature', 0, 3, undefined]]);
    expect(asked).toEqual([33, 32, 64, 33, 32, 64, 33, 32, 64]);
  });
});

describe('a file that was finalized already', () => {
  it.each(coreSpends.filter(({ n }) => n <= 3))('gives its signatures back: $type $m-of-$n', (spend) => {
    const stored = psbtOf(spend.unsigned);
    const final = finalizePsbt(psbtOf(spend.combined_first_m));
    expect(base64Of(combine(stored, [final]).psbt)).toBe(spend.combined_first_m);
    const transaction = parseTransaction(fromHex(spend.final_tx));
    expect(base64Of(combine(stored, [transaction]).psbt)).toBe(spend.combined_first_m);
  });

  it.each([
    ['signatures in the wrong order', (signatures: Uint8Array[]) => signatures.toReversed()],
    ['one signature too few', (signatures: Uint8Array[]) => signatures.slice(1)],
    ['one signature too many', (signatures: Uint8Array[]) => [...signatures, signatures[0]!]],
    ['a signature of another input', (signatures: Uint8Array[]) => [signatures[0]!, signatureIn(alice, 1).signature]],
  ])('with %s gives none of that input', (_, change) => {
    const final = finalizePsbt(psbtOf(usualSpend.combined_first_m));
    const [dummy, ...rest] = final.inputs[0]!.finalScriptWitness!;
    const script = rest.pop()!;
    const witness = record(0x08, encodeWitness([dummy!, ...change(rest), script]));
    const combined = combine(base, [withInputRecord(final, 0, witness)]);
    expect(combined.files[0]!.bad).toEqual([{ inputIndex: 0, publicKey: undefined, problem: 'does-not-verify' }]);
    expect(combined.files[0]!.taken).toHaveLength(4);
    expect(combined.psbt.inputs[0]!.partialSignatures).toEqual([]);
  });

  it('and carries another transaction is refused by its id', () => {
    const final = finalizeAndExtract(psbtOf(usualSpend.combined_first_m));
    expect(summary(combine(base, [{ ...final, lockTime: 1 }]))).toEqual([
      ['not-combined', 0, 0, 'psbt/another-transaction'],
    ]);
  });
});

describe('a base that cannot be combined onto', () => {
  const spendOf = (type: string) => psbtOf(coreSpends.find((each) => each.type === type)!.unsigned);
  const without = (psbt: Psbt, ...types: number[]) =>
    withInputMaps(psbt, new Map([[0, psbt.inputs[0]!.map.filter(({ key }) => !types.includes(key[0]!))]]));
  const withField = (psbt: Psbt, type: number, value: Uint8Array) => withInputRecord(psbt, 0, record(type, value));
  const witnessScript = findValue(base.inputs[0]!.map, { type: 0x05 })!;
  const spent = base.inputs[0]!.witnessUtxo!;

  it.each([
    ['has no previous transaction', without(base, 0x00), 'psbt/no-previous-transaction'],
    ['has no output spent at all', without(base, 0x00, 0x01), 'psbt/no-previous-transaction'],
    ['lacks the witness script', without(base, 0x05), 'psbt/script-missing'],
    ['lacks the redeem script', without(spendOf('sh-wsh'), 0x04), 'psbt/script-missing'],
    ['has the script of another wallet', withField(base, 0x05, witnessScript.with(0, 0x51)), 'psbt/script-mismatch'],
    [
      'contradicts its previous transaction about the amount',
      withField(base, 0x01, serializeOutput({ ...spent, amount: sats(spent.amount + 1n) })),
      'psbt/utxo-conflict',
    ],
    [
      'contradicts its previous transaction about the script',
      withField(base, 0x01, serializeOutput({ ...spent, scriptPubKey: fromHex('51') })),
      'psbt/utxo-conflict',
    ],
  ])('says that it %s, whatever the files hold', (_, psbt, code) => {
    expect(codeOf(() => combine(psbt, [alice, bob]))).toBe(code);
    expect(codeOf(() => combine(psbt, []))).toBe(code);
  });
});

function highS(signature: Uint8Array): Uint8Array {
  const { r, s } = secp256k1.Signature.fromBytes(signature.subarray(0, -1), 'der');
  const high = new secp256k1.Signature(r, secp256k1.Point.Fn.neg(s));
  return concatBytes(high.toBytes('der'), Uint8Array.of(1));
}

/** A zero in front of R where the sign needs none: valid BER, not DER. */
function paddedR(signature: Uint8Array): Uint8Array {
  const lengthOfR = signature[3]!;
  const head = Uint8Array.of(0x30, signature[1]! + 1, 0x02, lengthOfR + 1, 0x00);
  return concatBytes(head, signature.subarray(4));
}
