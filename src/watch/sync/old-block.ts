/** Whether the newest block that a server shows is so old that it must be behind, or the clock here ahead. */
import type { NetworkName } from '../../core/network.ts';

/** Where blocks are mined every ten minutes on average, so long a wait does not happen: its chance is one in 10^10. */
const LONGEST_WAIT_SECONDS = 4 * 60 * 60;

/** @param time of the newest block, in seconds since 1970. */
export function isOldBlock(network: NetworkName, time: number, now: Date): boolean {
  // Blocks of regtest are mined on demand.
  return network !== 'regtest' && now.getTime() / 1000 - time > LONGEST_WAIT_SECONDS;
}
