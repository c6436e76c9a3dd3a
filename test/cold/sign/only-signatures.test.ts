/** The last look at a signed file, one difference at a time: what it lets pass and what it does not. */
import { beforeAll, describe, expect, it } from 'vitest';
import { requireOnlySignaturesAdded } from '../../../src/cold/sign/only-signatures.ts';
import { fromHex } from '../../../src/core/bytes.ts';
import { InvariantError } from '../../../src/core/errors.ts';
import { toVersion2 } from '../../../src/core/psbt/convert.ts';
import { type InputSignature, withGlobalRecord, withPartialSignatures } from '../../../src/core/psbt/edit.ts';
import { record } from '../../../src/core/psbt/maps.ts';
import type { KeyValue, KeyValueMap, Psbt } from '../../../src/core/psbt/types.ts';
import { psbtOf, usualSpend } from '../../support/psbts.ts';

const before = psbtOf(usualSpend.unsigned);
const after = psbtOf(usualSpend.signed_by_key[0]!);
const added: readonly InputSignature[] = after.inputs.flatMap(({ partialSignatures }, inputIndex) =>
  partialSignatures.map((signature) => ({ inputIndex, ...signature })),
);

const passes = (from: Psbt, to: Psbt, signatures = added) => requireOnlySignaturesAdded(from, to, signatures);
const fails = (from: Psbt, to: Psbt, signatures = added) =>
  expect(() => passes(from, to, signatures)).toThrow(InvariantError);

/** The PSBT with another map for one input. */
function withInput(psbt: Psbt, index: number, change: (map: KeyValueMap) => KeyValueMap): Psbt {
  const input = psbt.inputs[index]!;
  return { ...psbt, inputs: psbt.inputs.with(index, { ...input, map: change(input.map) }) };
}

const withValue = (map: KeyValueMap, at: number, value: Uint8Array) => map.with(at, { key: map[at]!.key, value });

describe('a signed file', () => {
  it('passes with what was added, and unsigned when nothing was', () => {
    passes(before, after);
    passes(before, before, []);
    passes(after, after, []);
  });

  it('fails when a signature is missing, foreign, double or on another input', () => {
    const bob = psbtOf(usualSpend.signed_by_key[1]!);
    fails(before, before);
    fails(before, bob);
    fails(before, psbtOf(usualSpend.combined_first_m));
    fails(before, after, added.slice(1));
    fails(
      before,
      withInput(after, 0, () => before.inputs[0]!.map),
    );
    fails(
      before,
      withInput(after, 0, () => after.inputs[1]!.map),
    );
  });

  it('fails when the signature added has another key or another value', () => {
    const position = after.inputs[0]!.map.findIndex(({ key }) => key[0] === 0x02);
    const { value, key } = after.inputs[0]!.map[position]!;
    fails(
      before,
      withInput(after, 0, (map) => withValue(map, position, value.with(-1, 0x02))),
    );
    fails(
      before,
      withInput(after, 0, (map) => map.with(position, { value, key: key.with(1, key[1]! ^ 1) })),
    );
    fails(
      before,
      withInput(after, 0, (map) => map.with(position, { value, key: key.with(0, 0x03) })),
    );
  });

  it('fails when a record is gone, new, moved or changed', () => {
    const stranger: KeyValue = { key: fromHex('e1'), value: fromHex('') };
    fails(before, { ...after, map: [...after.map, stranger] });
    fails({ ...before, map: [...before.map, stranger] }, after);
    fails(
      before,
      withInput(after, 0, (map) => [...map, stranger]),
    );
    fails(
      before,
      withInput(after, 0, (map) => map.slice(1)),
    );
    fails(
      before,
      withInput(after, 0, (map) => map.toReversed()),
    );
    fails(
      before,
      withInput(after, 1, (map) => withValue(map, 0, fromHex('00'))),
    );
    const renamed = (map: KeyValueMap) => map.with(0, { key: fromHex('e1'), value: map[0]!.value });
    fails(before, withInput(after, 1, renamed));
    fails(before, { ...after, map: renamed(after.map) });
    const [output] = after.outputs;
    fails(before, { ...after, outputs: after.outputs.with(0, { ...output!, map: [...output!.map, stranger] }) });
    fails(before, { ...after, outputs: after.outputs.with(0, after.outputs[1]!) });
  });

  it('fails when there is an input or output more or less', () => {
    fails(before, { ...after, inputs: [...after.inputs, after.inputs[0]!] });
    fails(before, { ...after, inputs: after.inputs.slice(0, 2) });
    fails(before, { ...after, outputs: [...after.outputs, after.outputs[0]!] });
    fails(before, { ...after, outputs: after.outputs.slice(0, 1) });
  });
});

describe('the flags of version 2', () => {
  const flagged = (flags: string, psbt: Psbt) => withGlobalRecord(psbt, record(0x06, fromHex(flags)));
  let open: Psbt;
  let signed: Psbt;

  beforeAll(() => {
    open = flagged('87', toVersion2(before));
    signed = withPartialSignatures(open, added);
  });

  it('must be those that BIP-0370 asks for, and change only when something was signed', () => {
    passes(open, signed);
    passes(open, open, []);
    for (const flags of ['87', '86', '85', '80', '04', '00']) fails(open, flagged(flags, signed));
    fails(open, flagged('84', open), []);
  });

  it('are no other record of that type', () => {
    const other = { key: fromHex('0601'), value: fromHex('87') };
    const nothing = { key: fromHex('06'), value: fromHex('') };
    const cleared = { key: fromHex('0601'), value: fromHex('84') };
    passes({ ...before, map: [...before.map, other] }, { ...after, map: [...after.map, other] });
    fails({ ...before, map: [...before.map, other] }, { ...after, map: [...after.map, cleared] });
    passes({ ...before, map: [...before.map, nothing] }, { ...after, map: [...after.map, nothing] });
    const stranger = { key: fromHex('e1'), value: fromHex('87') };
    passes({ ...before, map: [...before.map, stranger] }, { ...after, map: [...after.map, stranger] });
  });
});
