/**
 * What the selection algorithms see of coins. Amounts are plain numbers here: all bitcoin that can exist are
 * 2.1 × 10^15 satoshis, well below 2^53, so sums are exact, and a search of 100,000 steps is twenty times quicker than
 * with `bigint`. What is paid in the end is worked out anew in `Sats` by `select.ts`.
 */

/** A coin, or coins that are only spent together. */
export interface Piece {
  /** Satoshis. */
  readonly amount: number;
  /** Satoshis that are left of it after the fee for its own inputs: Bitcoin Core's effective value. Positive. */
  readonly value: number;
  /** Weight units of its inputs. */
  readonly weight: number;
}

/** Steps after which a search ends with the best found so far (Bitcoin Core's `TOTAL_TRIES`): some milliseconds. */
export const MAX_TRIES = 100_000;

/** Positions of the pieces from the most valuable to the least; among equals those first whose rank is lower. */
export function byValue(pieces: readonly Piece[], rank: (piece: Piece) => number = ({ weight }) => weight): number[] {
  return pieces
    .map((_, position) => position)
    .sort((left, right) => {
      const [one, other] = [pieces[left]!, pieces[right]!];
      return other.value - one.value || rank(one) - rank(other);
    });
}
