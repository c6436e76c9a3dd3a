/** The fee rate that a server's mempool shows: what would be mined within some blocks if little more came in. */
import type { FeeBand } from '../chain/chain.ts';

/** vbytes of a full block. */
const BLOCK_VBYTES = 1_000_000;

/**
 * Walks down from the dearest transactions until half of what so many blocks can take is filled: the other half is left to
 * those that will still come. Undefined for an empty list, as servers that keep none send it too.
 */
export function mempoolRate(bands: readonly FeeBand[], blocks: number): bigint | undefined {
  if (bands.length === 0) return undefined;
  const room = (blocks * BLOCK_VBYTES) / 2;
  const dearestFirst = bands.toSorted((left, right) => (left.rate > right.rate ? -1 : Number(left.rate < right.rate)));
  let filled = 0;
  for (const { rate, virtualSize } of dearestFirst) {
    filled += virtualSize;
    // Just above those who would share the last of the room.
    if (filled > room) return rate + 1n;
  }
  return RELAY_MINIMUM;
}

/** Everything that waits fits in: the least that nodes relay suffices, 1 sat/vB. */
const RELAY_MINIMUM = 1_000n;
