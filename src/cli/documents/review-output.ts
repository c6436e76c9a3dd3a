/** A review as the commands print it: the lines that every surface shows, and the stable JSON. */
import { reviewedHash } from '../../core/review/approve.ts';
import type { Severity } from '../../core/review/catalogue.ts';
import { reviewText } from '../../core/review/describe.ts';
import type { Review } from '../../core/review/types.ts';

export type Verdict = 'stop' | 'warn' | 'clear';

export function verdictOf({ findings }: Review): Verdict {
  const has = (severity: Severity): boolean => findings.some((finding) => finding.severity === severity);
  if (has('stop')) return 'stop';
  return has('warn') ? 'warn' : 'clear';
}

export function reviewLines(review: Review): string[] {
  return reviewText(review).trimEnd().split('\n');
}

export function reviewJson(review: Review) {
  const { keys } = review.registered.charter.wallet;
  return {
    txid: review.psbt.txid,
    reviewedHash: reviewedHash(review.psbtBytes),
    verdict: verdictOf(review),
    findings: review.findings,
    totals: review.totals ?? null,
    outputs: review.outputs.map(({ role, address, amount, payee, known }) => ({
      ...{ role, address: address ?? null, amount, payee: payee ?? null, known },
    })),
    signedBy: review.signedBy.map((position) => keys[position]!.name),
    review: reviewLines(review),
  };
}
