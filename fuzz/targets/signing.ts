/**
 * The whole way of a file through a signer: review, approval, signature. Whatever comes out is judged by other libraries
 * (`fuzz/oracle/`), and the approval of a sound payment must not carry over to a changed one. The three script types
 * share this and differ in their group.
 */
import type { AccountSecret } from '../../src/cold/key/account.ts';
import type { ColdSecondOpinion } from '../../src/cold/second/types.ts';
import { type SignedPsbt, signReview } from '../../src/cold/sign/sign.ts';
import { toHex } from '../../src/core/bytes.ts';
import type { RegisteredCharter } from '../../src/core/charter/types.ts';
import { IcehouseError } from '../../src/core/errors.ts';
import { type Approval, approveReview } from '../../src/core/review/approve.ts';
import { reviewText } from '../../src/core/review/describe.ts';
import { amountToType } from '../../src/core/review/describe-verdict.ts';
import { reviewPsbt } from '../../src/core/review/review.ts';
import type { Review } from '../../src/core/review/types.ts';
import { holds, type Marks } from '../engine/target.ts';
import type { AddedRecord } from '../oracle/added-records.ts';
import { describedTransaction } from '../oracle/described.ts';
import { judgeSigned } from '../oracle/judge.ts';
import { otherWallet } from '../oracle/place.ts';

/** 1 January 2026. */
const NOW = 1_767_225_600;

export interface Signer {
  readonly registered: RegisteredCharter;
  readonly account: AccountSecret;
  readonly second: ColdSecondOpinion;
}

/** The steps under test; the tests of the judge put broken ones in. */
export interface Steps {
  readonly review: typeof reviewPsbt;
  readonly approve: typeof approveReview;
  readonly sign: typeof signReview;
}

export const STEPS: Steps = { review: reviewPsbt, approve: approveReview, sign: signReview };

/** A payment that a person has read and agreed to. */
interface Agreed {
  readonly transaction: string;
  readonly outputs: string;
  readonly words: string;
  readonly approval: Approval;
  /** Input and key of each signature, with its value. */
  readonly signatures: ReadonlyMap<string, string>;
}

export type SignFile = (file: Uint8Array) => Marks;

/**
 * Makes the run of a signing target. `bases` are sound payments: one approval, learned by heart, is tried on every file.
 */
export function createSigning(signer: Signer, bases: readonly Uint8Array[], steps: Steps = STEPS): SignFile {
  const place = otherWallet(signer.registered.charter);
  const agreed = bases.map((base) => agreedOn(base));

  function reviewed(psbtBytes: Uint8Array): Review {
    const { registered, second } = signer;
    return steps.review({ psbtBytes, registered, second, now: NOW });
  }

  function sign(review: Review, approval: Approval): SignedPsbt | string {
    try {
      return steps.sign(steps.approve(review, approval), signer.account, signer.second);
    } catch (error) {
      if (error instanceof IcehouseError) return error.code;
      throw error;
    }
  }

  function agreedOn(base: Uint8Array): Agreed {
    const review = reviewed(base);
    const approval = wholeApproval(review);
    const signed = sign(review, approval);
    holds(typeof signed !== 'string', 'a sound payment is signed');
    return {
      ...facts(review),
      words: reviewText(review),
      approval,
      signatures: new Map(judgeSigned(review, signed, place).map(named)),
    };
  }

  /** What an approval of another payment does to this file: nothing, or the file says the same of what leaves. */
  function requireBound(review: Review, { transaction, outputs }: Facts): Marks {
    return agreed.flatMap((base) => {
      if (base.transaction === transaction || typeof approvedBy(review, base.approval) === 'string') return [];
      holds(
        review.totals !== undefined && amountToType(review) === base.approval.confirmedAmount,
        'an approval is bound',
      );
      if (base.outputs === outputs) return ['other transaction, same outputs'];
      holds(reviewText(review) !== base.words, 'another payment is told in other words');
      return ['other outputs, same sum'];
    });
  }

  function approvedBy(review: Review, approval: Approval): unknown {
    try {
      return steps.approve(review, approval);
    } catch (error) {
      if (error instanceof IcehouseError) return error.code;
      throw error;
    }
  }

  return (file) => {
    const copy = Uint8Array.from(file);
    const review = reviewed(copy);
    const codes = review.findings.map(({ code }) => code);
    reviewText(review);
    const signed = sign(review, wholeApproval(review));
    holds(Buffer.compare(copy, file) === 0, 'nobody writes into the file that was given');
    if (typeof signed === 'string') return ['refused', signed, ...codes];
    const mine = facts(review);
    const bound = requireBound(review, mine);
    const signatures = judgeSigned(review, signed, place).map(named);
    for (const base of agreed) {
      if (base.transaction !== mine.transaction) continue;
      const isSame = signatures.every(([where, value]) => base.signatures.get(where) === value);
      holds(isSame, 'the same transaction has the same signatures');
    }
    return ['signed', `${signatures.length} signatures`, ...bound, ...codes];
  };
}

interface Facts {
  readonly transaction: string;
  readonly outputs: string;
}

function facts(review: Review): Facts {
  return {
    transaction: describedTransaction(review).toHex(),
    outputs: review.outputs.map(({ amount, scriptPubKey }) => `${amount} ${toHex(scriptPubKey)}`).join(),
  };
}

/** What a person gives who reads nothing: every warning acknowledged, the amount typed as shown. */
function wholeApproval(review: Review): Approval {
  const warnings = review.findings.filter(({ severity }) => severity === 'warn').map(({ code }) => code);
  return { acknowledged: [...new Set(warnings)], confirmedAmount: amountToType(review) ?? '0' };
}

function named({ inputIndex, key, value }: AddedRecord): readonly [where: string, value: string] {
  return [`${inputIndex} ${toHex(key)}`, toHex(value)];
}
