/** What signing leaves behind: the reviewed file, byte for byte, and one member's signatures. */
import { beforeAll, describe, expect, it } from 'vitest';
import type { SignatureQuestion } from '../../../src/cold/second/types.ts';
import { requireOnlySignaturesAdded } from '../../../src/cold/sign/only-signatures.ts';
import { type SignedPsbt, signReview } from '../../../src/cold/sign/sign.ts';
import { fromHex } from '../../../src/core/bytes.ts';
import { InvariantError } from '../../../src/core/errors.ts';
import { type InputSignature, withGlobalRecord } from '../../../src/core/psbt/edit.ts';
import { parsePsbt } from '../../../src/core/psbt/parse.ts';
import { serializePsbt } from '../../../src/core/psbt/serialize.ts';
import type { Psbt } from '../../../src/core/psbt/types.ts';
import { approveReview } from '../../../src/core/review/approve.ts';
import { reviewPsbt } from '../../../src/core/review/review.ts';
import { foundGroup, type Group } from '../../review/group.ts';
import { ownInput, type Payment, payTo, plainPayment, psbtBytes, strangerScript } from '../../review/payment.ts';

let group: Group;
let base: Payment;

beforeAll(async () => {
  group = await foundGroup();
  base = plainPayment(group.charter.wallet);
});

function signedBy(name: string, bytes: Uint8Array, acknowledged: readonly string[] = []): SignedPsbt {
  const member = group.members.find((each) => each.name === name)!;
  const review = reviewPsbt({ psbtBytes: bytes, registered: member.registered, second: group.second });
  return signReview(approveReview(review, { acknowledged, confirmedAmount: '1.5' }), member.account, group.second);
}

/** The maps of a file without partial signatures. */
function withoutSignatures({ map, inputs, outputs }: Psbt) {
  return [
    map,
    ...inputs.map((input) => input.map.filter(({ key }) => key[0] !== 0x02)),
    ...outputs.map((each) => each.map),
  ];
}

describe('signing', () => {
  it('keeps unknown and proprietary fields and everything else where they stood', () => {
    const unknown = [
      { key: fromHex('fc04636f696e00'), value: fromHex('00ff') },
      { key: fromHex('e1'), value: fromHex('beef') },
    ];
    const inputs = base.inputs.map((input) => ({ ...input, fields: { ...input.fields, unknown } }));
    const bytes = psbtBytes({ ...base, inputs, unknown });
    const signed = parsePsbt(signedBy('Alice', bytes, ['unknown-fields']).psbtBytes);
    expect(withoutSignatures(signed)).toEqual(withoutSignatures(parsePsbt(bytes)));
    expect(signed.inputs.map(({ partialSignatures }) => partialSignatures.length)).toEqual([1, 1]);
  });

  it('adds to the signatures of another member and tells how many there are', () => {
    const bobs = signedBy('Bob', psbtBytes(base));
    const both = signedBy('Alice', bobs.psbtBytes);
    expect(bobs.signedBy.length).toBe(1);
    expect(both.signedBy).toEqual([...both.signedBy].sort((left, right) => left - right));
    expect(both.signedBy.length).toBe(2);
    const other = signedBy('Bob', signedBy('Alice', psbtBytes(base)).psbtBytes);
    expect(other.psbtBytes).toEqual(both.psbtBytes);
  });

  it('signs what is left where its signature stands on some inputs only', () => {
    const whole = parsePsbt(signedBy('Alice', psbtBytes(base)).psbtBytes);
    const [first, second] = whole.inputs;
    const half = serializePsbt({
      ...whole,
      inputs: [first!, { ...second!, map: second!.map.filter(({ key }) => key[0] !== 0x02) }],
    });
    const completed = signedBy('Alice', half);
    expect(completed.added).toBe(1);
    expect(completed.psbtBytes).toEqual(serializePsbt(whole));
  });

  it('clears the flags of version 2 that would let others change inputs or outputs (BIP-0370)', () => {
    const second = parsePsbt(psbtBytes({ ...base, psbtVersion: 2 }));
    const open = serializePsbt(withGlobalRecord(second, { key: fromHex('06'), value: fromHex('87') }));
    const signed = parsePsbt(signedBy('Alice', open).psbtBytes);
    expect(parsePsbt(open).modifiable).toBe(0x87);
    expect(signed.modifiable).toBe(0x84);
    const signatures = signed.inputs.map(({ partialSignatures }) => partialSignatures);
    const asVersion0 = parsePsbt(signedBy('Alice', psbtBytes(base)).psbtBytes);
    expect(signatures).toEqual(asVersion0.inputs.map(({ partialSignatures }) => partialSignatures));
  });
});

describe('a second library that can look ahead', () => {
  it('is told of each signature before it is asked, sixteen at a time, with the arrays that it is asked with', () => {
    const { wallet } = group.charter;
    const inputs = Array.from({ length: 20 }, (_, index) =>
      ownInput(wallet, { keychain: index % 2 === 0 ? 'receive' : 'change', index, amount: 10_000_000n }),
    );
    const bytes = psbtBytes({ ...base, inputs, outputs: [payTo(strangerScript('Acme'), 199_980_000n)] });
    const { account, registered } = group.members[0]!;
    const review = reviewPsbt({ psbtBytes: bytes, registered, second: group.second });
    const acknowledged = review.findings.filter(({ severity }) => severity === 'warn').map(({ code }) => code);
    const approved = approveReview(review, { acknowledged, confirmedAmount: '1.9998' });
    const told: (readonly SignatureQuestion[])[] = [];
    const asked: (readonly Uint8Array[])[] = [];
    const signed = signReview(approved, account, {
      ...group.second,
      foreseeSignatures: (questions) => {
        told.push(questions);
      },
      signEcdsa: (privateKey, digest) => {
        asked.push([privateKey, digest]);
        return group.second.signEcdsa(privateKey, digest);
      },
    });
    expect(told.map(({ length }) => length)).toEqual([16, 4]);
    for (const [position, { privateKey, digest, publicKey }] of told.flat().entries()) {
      expect(asked[position]![0]).toBe(privateKey);
      expect(asked[position]![1]).toBe(digest);
      expect(publicKey).toEqual(review.inputs[position]!.owned!.publicKeys[registered.me]);
      expect(privateKey).toEqual(new Uint8Array(32));
    }
    expect(signed.added).toBe(20);
    expect(signed.psbtBytes).toEqual(signReview(approved, account, group.second).psbtBytes);
  });
});

describe('the last look at the signed file', () => {
  let before: Psbt;
  let after: Psbt;
  let added: InputSignature[];

  beforeAll(() => {
    const bytes = psbtBytes({ ...base, psbtVersion: 2 });
    before = parsePsbt(bytes);
    after = parsePsbt(signedBy('Alice', bytes).psbtBytes);
    added = after.inputs.flatMap(({ partialSignatures }, inputIndex) =>
      partialSignatures.map((signature) => ({ inputIndex, ...signature })),
    );
  });

  it('passes the signatures that were made', () => {
    expect(added.length).toBe(2);
    expect(() => requireOnlySignaturesAdded(before, after, added)).not.toThrow();
  });

  it('passes nothing else', () => {
    const [first, second] = after.inputs;
    const spoilt: Record<string, Psbt> = {
      'a record more in the global map': { ...after, map: [...after.map, { key: fromHex('e1'), value: fromHex('') }] },
      'a record less in an output': {
        ...after,
        outputs: after.outputs.map((each) => ({ ...each, map: each.map.slice(1) })),
      },
      'a record more in an input': {
        ...after,
        inputs: [{ ...first!, map: [...first!.map, { key: fromHex('e1'), value: fromHex('') }] }, second!],
      },
      'another order in an input': { ...after, inputs: [{ ...first!, map: first!.map.toReversed() }, second!] },
      'another value in an input': {
        ...after,
        inputs: [first!, { ...second!, map: second!.map.with(0, { key: second!.map[0]!.key, value: fromHex('00') }) }],
      },
      'an input less': { ...after, inputs: [first!] },
      'an output less': { ...after, outputs: after.outputs.slice(1) },
    };
    for (const [what, file] of Object.entries(spoilt)) {
      expect(() => requireOnlySignaturesAdded(before, file, added), what).toThrow(InvariantError);
    }
    expect(() => requireOnlySignaturesAdded(before, after, added.slice(1))).toThrow(InvariantError);
    expect(() => requireOnlySignaturesAdded(before, before, added)).toThrow(InvariantError);
  });
});
