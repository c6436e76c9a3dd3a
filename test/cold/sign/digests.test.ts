/** The coin behind a digest: proven by the file and the same as in the review, or there is nothing to sign. */
import { beforeAll, describe, expect, it } from 'vitest';
import { createDigests } from '../../../src/cold/sign/digests.ts';
import { sats } from '../../../src/core/amount.ts';
import { toHex } from '../../../src/core/bytes.ts';
import { InvariantError } from '../../../src/core/errors.ts';
import { parsePsbt } from '../../../src/core/psbt/parse.ts';
import type { Psbt } from '../../../src/core/psbt/types.ts';
import { reviewPsbt } from '../../../src/core/review/review.ts';
import type { ReviewedInput } from '../../../src/core/review/types.ts';
import { createSighasher } from '../../../src/core/tx/sighash.ts';
import { foundGroup, type Group } from '../../review/group.ts';
import { plainPayment, psbtBytes } from '../../review/payment.ts';

let group: Group;
let psbt: Psbt;
let inputs: readonly ReviewedInput[];

beforeAll(async () => {
  group = await foundGroup();
  const bytes = psbtBytes(plainPayment(group.charter.wallet));
  psbt = parsePsbt(bytes);
  const { registered } = group.members[0]!;
  inputs = reviewPsbt({ psbtBytes: bytes, registered, second: group.second }).inputs;
});

const digestOf = (index: number, input: ReviewedInput, file: Psbt = psbt) =>
  createDigests(file, group.charter.wallet, group.second).of(index, input);

describe('a digest', () => {
  it('is that of BIP-0143 with script and amount of the reviewed coin', () => {
    const { owned } = inputs[1]!;
    const expected = createSighasher(psbt.transaction).segwitV0(1, owned!.multisigScript, sats(60_000_000n));
    expect(toHex(digestOf(1, inputs[1]!))).toBe(toHex(expected));
  });

  it('is not made for another input than the reviewed one', () => {
    expect(() => digestOf(0, inputs[1]!)).toThrow(InvariantError);
    expect(() => digestOf(2, inputs[1]!)).toThrow(InvariantError);
  });

  it('is not made for a coin that the review did not find to be the wallet’s', () => {
    expect(() => digestOf(1, { ...inputs[1]!, owned: undefined })).toThrow(InvariantError);
  });

  it('is not made without the previous transaction or its output', () => {
    const [first, second] = psbt.inputs;
    const bare = { ...psbt, inputs: [first!, { ...second!, nonWitnessUtxo: undefined }] };
    const missing = { ...psbt, inputs: [first!, { ...second!, vout: 2 }] };
    for (const file of [bare, missing]) expect(() => digestOf(1, inputs[1]!, file)).toThrow(InvariantError);
  });
});
