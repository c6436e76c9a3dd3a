/** Whether the words that a person reads tell the whole of what the review holds: each output in its section, whole. */
import { formatBtc } from '../../src/core/amount.ts';
import { toHex } from '../../src/core/bytes.ts';
import { describeReview, type SectionName } from '../../src/core/review/describe.ts';
import type { Review } from '../../src/core/review/types.ts';
import { holds } from '../engine/target.ts';

export function requireToldInFull(review: Review): void {
  const sections = new Map(describeReview(review).map(({ name, lines }) => [name, lines.join('').replace(/\s/g, '')]));
  for (const [index, { owned, amount, address, scriptPubKey, data }] of review.outputs.entries()) {
    const name: SectionName = owned ? 'returns' : 'recipients';
    const words = sections.get(name) ?? '';
    holds(words.includes(`(outputs[${index}])`), 'each output is told where it belongs');
    holds(words.includes(formatBtc(amount)), 'each amount is told');
    holds(words.includes(data ? toHex(data) : (address ?? toHex(scriptPubKey))), 'each recipient is told whole');
  }
  const sum = sections.get('sum') ?? '';
  const { totals } = review;
  if (totals === undefined) return;
  for (const amount of [totals.inputs, totals.leaving, totals.returning, totals.fee]) {
    holds(sum.includes(formatBtc(amount)), 'the sum is told with all its parts');
  }
}
