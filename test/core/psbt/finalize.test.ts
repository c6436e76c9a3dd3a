import { describe, expect, it } from 'vitest';
import { sats } from '../../../src/core/amount.ts';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { combine } from '../../../src/core/psbt/combine.ts';
import { toVersion0, toVersion2 } from '../../../src/core/psbt/convert.ts';
import { createPsbt } from '../../../src/core/psbt/create.ts';
import {
  withInputMaps,
  withInputRecord,
  withoutPartialSignature,
  withPartialSignature,
  withSighashType,
} from '../../../src/core/psbt/edit.ts';
import { extractTransaction, finalizeAndExtract } from '../../../src/core/psbt/extract.ts';
import { finalizePsbt } from '../../../src/core/psbt/finalize.ts';
import { findValue, record } from '../../../src/core/psbt/maps.ts';
import { serializePsbt } from '../../../src/core/psbt/serialize.ts';
import type { Psbt } from '../../../src/core/psbt/types.ts';
import { encodeWitness } from '../../../src/core/psbt/values.ts';
import { serializeOutput } from '../../../src/core/tx/serialize.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { base64Of, coreSpends, psbtOf, transactionHex, usualSpend } from '../../support/psbts.ts';

const signed = psbtOf(usualSpend.combined_first_m);
const [alice, bob, carol] = usualSpend.signed_by_key.map(psbtOf) as [Psbt, Psbt, Psbt];
const signatureIn = (psbt: Psbt, input: number) => psbt.inputs[input]!.partialSignatures[0]!;
const typesOf = (psbt: Psbt) => psbt.inputs[0]!.map.map(({ key }) => key[0]);

describe('finalizePsbt', () => {
  it('refuses below m and tells the count', () => {
    expect(refusalOf(() => finalizePsbt(alice))).toMatchObject({
      code: 'psbt/not-enough-signatures',
      at: 'inputs[0]',
      found: '1',
      expected: '2',
    });
  });

  it('names the signature that is to blame', () => {
    const { publicKey } = signatureIn(bob, 0);
    const spoilt = withPartialSignature(withoutPartialSignature(signed, 0, publicKey), 0, {
      publicKey,
      signature: signatureIn(bob, 1).signature,
    });
    const refusal = refusalOf(() => finalizePsbt(spoilt));
    expect(refusal.found).toBe(`1, and bad ones (${toHex(publicKey)}: does-not-verify)`);
  });

  it('takes m of more signatures, the first in the order of the script', () => {
    const all = combine(signed, [carol]).psbt;
    expect(all.inputs[0]!.partialSignatures).toHaveLength(3);
    const witness = finalizePsbt(all).inputs[0]!.finalScriptWitness!;
    const { witnessScript } = all.inputs[0]!;
    expect(witness).toHaveLength(4);
    const position = ({ publicKey }: { publicKey: Uint8Array }) => toHex(witnessScript!).indexOf(toHex(publicKey));
    const inOrder = all.inputs[0]!.partialSignatures.toSorted((left, right) => position(left) - position(right));
    expect(witness.slice(1, 3)).toEqual(inOrder.slice(0, 2).map(({ signature }) => signature));
    expect(finalizeAndExtract(all).inputs).toHaveLength(3);
  });

  it('leaves a bad signature out when there are m good ones', () => {
    const { publicKey } = signatureIn(carol, 0);
    const spoilt = withPartialSignature(signed, 0, { publicKey, signature: signatureIn(carol, 1).signature });
    expect(transactionHex(finalizeAndExtract(spoilt))).toBe(usualSpend.final_tx);
  });

  it('keeps the outputs spent and unknown records, and drops what served signing', () => {
    const rich = [record(0x70, fromHex('aa')), record(0xfc, fromHex('bb'), fromHex('016100'))].reduce(
      (psbt, entry) => withInputRecord(psbt, 0, entry),
      withSighashType(signed, 0, 1),
    );
    const final = finalizePsbt(rich);
    expect(typesOf(final)).toEqual([0x00, 0x01, 0x08, 0x70, 0xfc]);
    expect(final.outputs).toEqual(rich.outputs);
    expect(psbtOf(base64Of(final))).toEqual(final);
  });

  it('keeps the fields of version 2 that make the transaction', () => {
    const final = finalizePsbt(toVersion2(signed));
    expect(typesOf(final)).toEqual([0x00, 0x01, 0x08, 0x0e, 0x0f, 0x10]);
    expect(base64Of(toVersion0(final))).toBe(base64Of(finalizePsbt(signed)));
    expect(transactionHex(extractTransaction(psbtOf(base64Of(final))))).toBe(usualSpend.final_tx);
  });

  it('refuses inputs that ask for another sighash type', () => {
    expect(codeOf(() => finalizePsbt(withSighashType(signed, 1, 0x03)))).toBe('psbt/sighash-type-not-supported-yet');
  });

  it('works on a claimed amount, which must be the true one for the signatures to verify', () => {
    const withoutPrevious = (psbt: Psbt) =>
      withInputMaps(psbt, new Map(psbt.inputs.map(({ map }, index) => [index, map.filter(({ key }) => key[0] !== 0)])));
    const claimed = withoutPrevious(signed);
    expect(transactionHex(finalizeAndExtract(claimed))).toBe(usualSpend.final_tx);
    const { scriptPubKey, amount } = claimed.inputs[0]!.witnessUtxo!;
    const lie = record(0x01, serializeOutput({ scriptPubKey, amount: sats(amount - 1n) }));
    expect(codeOf(() => finalizePsbt(withInputRecord(claimed, 0, lie)))).toBe('psbt/not-enough-signatures');
  });

  it('wants the previous transaction of a P2SH input, whose signature does not cover the amount', () => {
    const spend = coreSpends.find(({ type }) => type === 'sh')!;
    const psbt = psbtOf(spend.combined_first_m);
    const { vout, nonWitnessUtxo, map } = psbt.inputs[0]!;
    const claimed = record(0x01, serializeOutput(nonWitnessUtxo!.transaction.outputs[vout]!));
    const bare = withInputMaps(psbt, new Map([[0, [claimed, ...map.filter(({ key }) => key[0] !== 0)]]]));
    expect(codeOf(() => finalizePsbt(bare))).toBe('psbt/no-previous-transaction');
  });
});

describe('inputs that are final already', () => {
  const final = finalizePsbt(signed);

  it.each(coreSpends)('pass when they are right: $type $m-of-$n', ({ combined_first_m }) => {
    const once = finalizePsbt(psbtOf(combined_first_m));
    expect(toHex(serializePsbt(finalizePsbt(once)))).toBe(toHex(serializePsbt(once)));
  });

  const [dummy, first, second, script] = final.inputs[0]!.finalScriptWitness!;

  it.each([
    ['an empty witness', []],
    ['the script alone', [script!]],
    ['something in place of the empty element', [Uint8Array.of(1), first!, second!, script!]],
    ['one signature', [dummy!, first!, script!]],
    ['signatures in the wrong order', [dummy!, second!, first!, script!]],
    ['a signature twice', [dummy!, first!, first!, script!]],
    ['an element too many', [dummy!, dummy!, first!, second!, script!]],
    ['a signature of another input', [dummy!, first!, final.inputs[1]!.finalScriptWitness![2]!, script!]],
  ])('are refused with %s', (_, witness) => {
    const preset = withInputRecord(final, 0, record(0x08, encodeWitness(witness)));
    const refused = witness.length === 0 ? 'psbt/script-missing' : 'psbt/final-script-invalid';
    expect(codeOf(() => finalizePsbt(preset))).toBe(refused);
    expect(codeOf(() => extractTransaction(preset))).toBe(refused);
  });

  it('are refused with a script signature that does not belong there', () => {
    const preset = withInputRecord(final, 0, record(0x07, fromHex('51')));
    expect(codeOf(() => extractTransaction(preset))).toBe('psbt/final-script-invalid');
  });
});

describe('extractTransaction', () => {
  it('wants every input final', () => {
    expect(refusalOf(() => extractTransaction(signed))).toMatchObject({ code: 'psbt/not-final', at: 'inputs[0]' });
    const partly = withInputMaps(signed, new Map([[0, finalizePsbt(signed).inputs[0]!.map]]));
    expect(refusalOf(() => extractTransaction(partly))).toMatchObject({ code: 'psbt/not-final', at: 'inputs[1]' });
    expect(transactionHex(finalizeAndExtract(partly))).toBe(usualSpend.final_tx);
  });

  it('makes no transaction without inputs or outputs', () => {
    const transaction = { ...signed.transaction, inputs: [] };
    const empty = createPsbt({ transaction, inputs: [], outputs: [{}, {}] });
    expect(codeOf(() => extractTransaction(empty))).toBe('psbt/nothing-to-extract');
    expect(codeOf(() => finalizeAndExtract(empty))).toBe('psbt/nothing-to-extract');
    const final = finalizePsbt(signed);
    const paysNobody = { ...final, transaction: { ...final.transaction, outputs: [] } };
    expect(codeOf(() => extractTransaction(paysNobody, { verify: () => true }))).toBe('psbt/nothing-to-extract');
  });

  it('verifies with the function it is given', () => {
    const final = finalizePsbt(signed);
    expect(codeOf(() => extractTransaction(final, { verify: () => false }))).toBe('psbt/final-script-invalid');
    expect(codeOf(() => finalizePsbt(signed, { verify: () => false }))).toBe('psbt/not-enough-signatures');
    expect(findValue(final.inputs[0]!.map, { type: 0x08 })).toBeDefined();
  });
});
