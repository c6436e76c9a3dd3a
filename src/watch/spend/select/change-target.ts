/**
 * How much change to aim at where change is made. Change about as large as a payment does not give away which of the two
 * it is, and an amount by chance does not give away the program; after Bitcoin Core's `GenerateChangeTarget`.
 */
import type { QuickRandom } from '../random.ts';

/** Satoshis: smaller change is avoided where that costs nothing. Bitcoin Core's `CHANGE_LOWER`. */
export const LEAST_CHANGE = 50_000;
/** Satoshis: more is never aimed at. Bitcoin Core's `CHANGE_UPPER`. */
const MOST_CHANGE = 1_000_000;

/** Satoshis of change to aim at for a payment of so many, without what the output itself costs. */
export function changeTarget(payment: number, random: QuickRandom): number {
  if (payment <= LEAST_CHANGE / 2) return LEAST_CHANGE;
  return LEAST_CHANGE + random.below(Math.min(payment * 2, MOST_CHANGE) - LEAST_CHANGE);
}
