/**
 * Joins headers to a chain: each must name its predecessor, state the difficulty that the rules demand, prove its work,
 * and agree with the checkpoints. Pure; `sync/headers.ts` fetches and stores. Not checked: timestamps beyond what
 * difficulty makes of them, and what is inside the blocks, which is full nodes' work.
 */
import type { NetworkName } from '../../core/network.ts';
import { disproved } from '../chain/errors.ts';
import { type Checkpoint, knownHash } from './checkpoints.ts';
import { requiredBits } from './difficulty.ts';
import { type Header, hasProofOfWork, parseHeader, workOfBits } from './header.ts';

export interface Segment {
  readonly network: NetworkName;
  /** The server, for errors. */
  readonly where: string;
  /** What the first header must follow: a checkpoint, or the last header that is already known. */
  readonly after: Checkpoint;
  /** Raw headers of consecutive blocks, 80 bytes each. */
  readonly headers: readonly Uint8Array[];
  /** Finds headers before the segment, back to the beginning of the previous period or the checkpoint. */
  readonly known: (height: number) => Header | undefined;
}

/**
 * Checks a run of headers and returns them as values.
 *
 * @throws IcehouseError `chain/false-header` when one does not follow, lacks its work, is too easy or contradicts a
 * checkpoint.
 */
export function verifySegment({ network, where, after, headers, known }: Segment): Header[] {
  const verified: Header[] = [];
  const first = after.height + 1;
  let previousHash = after.hash;
  const lookup = (height: number): Header => {
    const found = height >= first ? verified[height - first] : known(height);
    if (found === undefined) throw falseHeader(where, height, 'is needed to judge those after it and is not known');
    return found;
  };
  for (const bytes of headers) {
    const header = parseHeader(bytes, first + verified.length);
    const { height, hash } = header;
    if (header.previousHash !== previousHash) throw falseHeader(where, height, 'does not follow the block before it');
    const stated = height === first ? after.nextBits : undefined;
    if (header.bits !== (stated ?? requiredBits(network, height, header.time, lookup)))
      throw falseHeader(where, height, 'has the wrong difficulty');
    if (!hasProofOfWork(header)) throw falseHeader(where, height, 'does not prove its work');
    if ((knownHash(network, height) ?? hash) !== hash)
      throw falseHeader(where, height, 'is not the one that everybody knows');
    verified.push(header);
    previousHash = hash;
  }
  return verified;
}

function falseHeader(where: string, height: number, what: string) {
  return disproved('chain/false-header', where, `the header of block ${height} ${what}`);
}

/** Sum of the work of headers; chains are compared by it, never by their length. */
export function workOf(headers: readonly Header[]): bigint {
  return headers.reduce((sum, header) => sum + workOfBits(header.bits), 0n);
}
