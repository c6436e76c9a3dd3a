/**
 * An earlier signed file in place of a journal, for a stateless system that keeps nothing: the member hands in the PSBT
 * that she signed before, and it is read by the same review as any other, so that it can only tell what the charter and
 * its own previous transactions prove.
 */
import type { RegisteredCharter } from '../charter/types.ts';
import { IcehouseError } from '../errors.ts';
import { reviewPsbt } from '../review/review.ts';
import type { SecondOpinion } from '../second/types.ts';
import { factsOfReview } from '../seen/facts.ts';
import type { EarlierTransaction } from './types.ts';

export interface PreviousFile {
  /** Binary (BIP-0174). */
  readonly psbtBytes: Uint8Array;
  /** What the person calls it. */
  readonly source: string;
  readonly registered: RegisteredCharter;
  readonly second: SecondOpinion;
}

/**
 * Reads a file that was signed before. It must bear a valid signature by one of the wallet's keys at least, since the
 * unsigned proposal says nothing about what may be confirmed.
 *
 * @throws IcehouseError `journal/not-signed` for a file without one, `seen/amounts-not-proven`, those of `reviewPsbt`.
 */
export function earlierFromPsbt({ psbtBytes, source, registered, second }: PreviousFile): EarlierTransaction {
  const review = reviewPsbt({ psbtBytes, registered, second });
  if (review.inputs.every(({ signedBy }) => signedBy.length === 0)) {
    throw new IcehouseError({
      code: 'journal/not-signed',
      message: 'the earlier file bears no valid signature of this wallet',
      at: source,
      expected: 'the PSBT that was signed before, as it came from the signer',
      next: 'look for the signed file; a finalized one has lost what is needed to compare it',
    });
  }
  return { facts: factsOfReview(review), signedAt: undefined, source };
}
