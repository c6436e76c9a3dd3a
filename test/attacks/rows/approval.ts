/** Attacks between reading and signing: another file, a forged approval, a patched library (44, 45, 55). */
import type { ColdSecondOpinion } from '../../../src/cold/second/types.ts';
import { signReview } from '../../../src/cold/sign/sign.ts';
import { sha256 } from '../../../src/core/hash.ts';
import { approveReview, reviewedHash } from '../../../src/core/review/approve.ts';
import { reviewPsbt } from '../../../src/core/review/review.ts';
import type { ApprovedReview, Review } from '../../../src/core/review/types.ts';
import { wordsOfMember } from '../../review/group.ts';
import { ownOutput, strangerScript } from '../../review/payment.ts';
import { charterFileOf } from '../documents.ts';
import { changed, type Fixture, NOW, replaced } from '../fixture.ts';
import { type ActCase, type CommandLine, type Row, refused } from '../row.ts';

function reviewed({ alice, group }: Fixture, psbtBytes: Uint8Array): Review {
  return reviewPsbt({ psbtBytes, registered: alice.registered, second: group.second, now: NOW });
}

interface Typed {
  readonly amount?: string;
  readonly hash?: string;
}

function approved(f: Fixture, psbtBytes = changed(f.base, {}), { amount = '1.5', hash }: Typed = {}): ApprovedReview {
  const earlier = hash === undefined ? {} : { reviewedHash: hash };
  return approveReview(reviewed(f, psbtBytes), { acknowledged: [], confirmedAmount: amount, ...earlier });
}

/** Alice's signatures, made with her own libraries or with patched ones. */
function signs({ alice, group }: Fixture, approval: ApprovedReview, second: ColdSecondOpinion = group.second) {
  return signReview(approval, alice.account, second);
}

/** `icehouse sign` of a file, with what was typed because of another reading of it. */
function signing(f: Fixture, psbtBytes: Uint8Array, { amount = '1.5', hash }: Typed, more: string[] = []): CommandLine {
  const words = ['sign', 'payment.psbt', '--charter', 'family.json', '--out', 'signed.psbt', '--secret-stdin'];
  const earlier = hash === undefined ? [] : ['--reviewed-hash', hash];
  return {
    words: [...words, '--confirm-amount', amount, ...earlier, ...more],
    files: { 'payment.psbt': psbtBytes, 'family.json': charterFileOf(f.group) },
    input: `${wordsOfMember('Alice')}\n`,
  };
}

/** The base with Mallory as its recipient: the same sums, so that the same amount is to be typed. */
function toMallory({ base }: Fixture): Uint8Array {
  const outputs = replaced(base.outputs, 0, (each) => ({ ...each, scriptPubKey: strangerScript('Mallory') }));
  return changed(base, { outputs });
}

/** The base with more for the recipient. */
function withMore({ base }: Fixture): Uint8Array {
  const outputs = base.outputs.map((each, index) => ({
    ...each,
    amount: index === 0 ? each.amount + 1_000_000n : each.amount - 1_000_000n,
  }));
  return changed(base, { outputs });
}

/** A library that has been tampered with on Alice's machine. No command has an opening for one. */
function patched(name: string, patch: (second: ColdSecondOpinion) => Partial<ColdSecondOpinion>): ActCase {
  return {
    name,
    expected: refused('second-opinion/differs'),
    library: (f) => {
      const { second } = f.group;
      const evil = { ...second, ...patch(second) };
      return { attack: () => signs(f, approved(f), evil), control: () => signs(f, approved(f)) };
    },
  };
}

/** 0.019 BTC of fee, over the cap of 0.01 and the rate of 500 sat/vB. */
function costly({ base, wallet }: Fixture): Uint8Array {
  const change = ownOutput(wallet, { keychain: 'change', index: 2, amount: 8_100_000n });
  return changed(base, { outputs: [base.outputs[0]!, change] });
}

const CAPS = ['--fee-cap', '2000000', '--fee-rate-cap', '10000'];

export const APPROVAL_ROWS: readonly Row<ActCase>[] = [
  {
    row: 44,
    cases: [
      {
        name: '44-file-replaced-after-reading',
        expected: refused('review/bytes-changed'),
        library: (f) => {
          const hash = reviewedHash(changed(f.base, {}));
          return {
            attack: () => signs(f, approved(f, toMallory(f), { hash })),
            control: () => signs(f, approved(f, changed(f.base, {}), { hash })),
          };
        },
        commands: (f) => {
          const honest = changed(f.base, {});
          const hash = reviewedHash(honest);
          return { attack: signing(f, toMallory(f), { hash }), control: signing(f, honest, { hash }) };
        },
      },
      {
        name: '44-sum-changed-after-reading',
        expected: refused('review/amount-differs'),
        library: (f) => ({
          attack: () => signs(f, approved(f, withMore(f))),
          control: () => signs(f, approved(f, withMore(f), { amount: '1.51' })),
        }),
        commands: (f) => ({
          attack: signing(f, withMore(f), {}),
          control: signing(f, withMore(f), { amount: '1.51' }),
        }),
      },
      {
        name: '44-bytes-changed-after-approval',
        expected: refused('review/bytes-changed'),
        library: (f) => ({
          attack: () => {
            const approval = approved(f);
            approval.review.psbtBytes[60]! ^= 0x01;
            return signs(f, approval);
          },
          control: () => signs(f, approved(f)),
        }),
      },
      {
        name: '44-approval-that-nobody-gave',
        expected: refused('review/not-approved'),
        library: (f) => {
          const review = reviewed(f, changed(f.base, {}));
          const forged = { review, reviewedHash: reviewedHash(review.psbtBytes), acknowledged: [] };
          return {
            attack: () => signs(f, forged as unknown as ApprovedReview),
            control: () => signs(f, approved(f)),
          };
        },
      },
    ],
  },
  {
    row: 45,
    cases: [
      {
        name: '45-cap-raised-and-not-acknowledged',
        expected: refused('review/not-acknowledged'),
        commands: (f) => ({
          attack: signing(f, costly(f), {}, CAPS),
          control: signing(f, costly(f), {}, [...CAPS, '--acknowledge', 'fee-cap-raised']),
        }),
      },
    ],
  },
  {
    row: 55,
    cases: [
      patched('55-another-nonce', (second) => ({ signEcdsa: (key, digest) => second.signEcdsa(key, sha256(digest)) })),
      patched('55-another-digest', (second) => ({ sighashAll: (request) => sha256(second.sighashAll(request)) })),
      patched('55-signature-that-does-not-verify', () => ({ verifyEcdsa: () => false })),
    ],
  },
];
