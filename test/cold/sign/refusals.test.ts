/** When nothing is signed: another seed, a forged approval, a second library that answers otherwise; all or nothing. */
import { secp256k1 } from '@noble/curves/secp256k1.js';
import { beforeAll, describe, expect, it } from 'vitest';
import type { ColdSecondOpinion } from '../../../src/cold/second/types.ts';
import { signReview } from '../../../src/cold/sign/sign.ts';
import { toHex } from '../../../src/core/bytes.ts';
import type { ScriptType } from '../../../src/core/key/types.ts';
import { parsePsbt } from '../../../src/core/psbt/parse.ts';
import { approveReview } from '../../../src/core/review/approve.ts';
import { reviewPsbt } from '../../../src/core/review/review.ts';
import type { ApprovedReview } from '../../../src/core/review/types.ts';
import type { SighashRequest } from '../../../src/core/second/types.ts';
import { foundGroup, type Group } from '../../review/group.ts';
import { plainPayment, psbtBytes } from '../../review/payment.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';

let group: Group;
let approved: ApprovedReview;

function approvedBy({ charter, members, second }: Group): ApprovedReview {
  const bytes = psbtBytes(plainPayment(charter.wallet));
  const review = reviewPsbt({ psbtBytes: bytes, registered: members[0]!.registered, second });
  return approveReview(review, { acknowledged: [], confirmedAmount: '1.5' });
}

beforeAll(async () => {
  group = await foundGroup();
  approved = approvedBy(group);
});

const signWith = (answers: Partial<ColdSecondOpinion>) =>
  signReview(approved, group.members[0]!.account, { ...group.second, ...answers });

describe('signing is refused', () => {
  it('to the seed of another member, with both public keys told', () => {
    const [alice, bob] = group.members;
    const refusal = refusalOf(() => signReview(approved, bob!.account, group.second));
    expect(refusal).toMatchObject({
      code: 'sign/not-your-key',
      kind: 'refused',
      found: `the public key ${toHex(bob!.account.key.extendedKey.publicKey)}`,
      expected: toHex(alice!.account.key.extendedKey.publicKey),
    });
    expect(refusal.message).toContain('seed');
  });

  it('for an approval that nobody gave', () => {
    const forged = { ...approved };
    expect(codeOf(() => signReview(forged, group.members[0]!.account, group.second))).toBe('review/not-approved');
  });

  it('when the second library hashes something else, at the input where it does', () => {
    const { sighashAll } = group.second;
    const refusal = refusalOf(() =>
      signWith({
        sighashAll: (question) => (question.inputIndex === 1 ? new Uint8Array(32) : sighashAll(question)),
      }),
    );
    expect(refusal).toMatchObject({ code: 'second-opinion/differs', kind: 'refused', at: 'inputs[1]' });
    expect(refusal.message).toContain('what is to be signed');
  });

  it('when the second library makes another signature, a valid one included', () => {
    const { signEcdsa } = group.second;
    let calls = 0;
    const other = (privateKey: Uint8Array, digest: Uint8Array) =>
      ++calls === 2
        ? secp256k1.sign(digest, privateKey, { prehash: false, extraEntropy: new Uint8Array(32).fill(9) })
        : signEcdsa(privateKey, digest);
    expect(refusalOf(() => signWith({ signEcdsa: other }))).toMatchObject({
      code: 'second-opinion/differs',
      kind: 'refused',
      at: 'inputs[1]',
    });
  });

  it('when the second library finds that the signature does not verify', () => {
    const refusal = refusalOf(() => signWith({ verifyEcdsa: () => false }));
    expect(refusal).toMatchObject({ code: 'second-opinion/differs', at: 'inputs[0]' });
    expect(refusal.message).toContain('same signature');
  });
});

describe('the second library', () => {
  it.each([
    'p2wsh',
    'p2sh-p2wsh',
    'p2sh',
  ] as const)('is asked about %s as it is spent', async (scriptType: ScriptType) => {
    const other = await foundGroup({ scriptType });
    const asked: SighashRequest[] = [];
    const sighashAll = (question: SighashRequest) => {
      asked.push(question);
      return other.second.sighashAll(question);
    };
    const signed = signReview(approvedBy(other), other.members[0]!.account, { ...other.second, sighashAll });
    expect(signed.added).toBe(2);
    expect(signed.me).toBe(other.members[0]!.registered.me);
    expect(signed.wallet).toBe(other.charter.wallet);
    expect(asked.map(({ inputIndex, amount, segwit }) => [inputIndex, amount, segwit])).toEqual([
      [0, 100_000_000n, scriptType !== 'p2sh'],
      [1, 60_000_000n, scriptType !== 'p2sh'],
    ]);
    const signatures = parsePsbt(signed.psbtBytes).inputs.map(({ partialSignatures }) => partialSignatures[0]!);
    for (const { signature } of signatures) expect(signature.at(-1)).toBe(0x01);
  });
});
