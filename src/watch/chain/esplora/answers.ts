/** Reads the answers of an Esplora server into the values of `chain.ts`, refusing every other shape. */
import { fromHex } from '../../../core/bytes.ts';
import type { ReportedTransaction } from '../chain.ts';
import { isHeight, readHash, readList, readRecord, wrong } from '../read.ts';

/** A page of a script's transactions, newest first; of each, its id and its block count here. */
export function readPage(where: string, value: unknown): ReportedTransaction[] {
  const expected = 'a list of transactions with txid and status';
  return readList(where, value, expected).map((entry) => {
    const { txid, status } = readRecord(where, entry, expected);
    const { confirmed, block_height: height } = readRecord(where, status, expected);
    const id = readHash(where, txid, expected);
    if (confirmed === false) return { txid: id, height: undefined };
    if (confirmed !== true || !isHeight(height)) wrong(where, expected);
    return { txid: id, height };
  });
}

/** Summaries of blocks, put together to the 80 bytes that their headers are, by height. */
export function readBlocks(where: string, value: unknown): Map<number, Uint8Array> {
  const expected = 'a list of blocks with the parts of their headers';
  return new Map(
    readList(where, value, expected).map((entry) => {
      const block = readRecord(where, entry, expected);
      if (!isHeight(block.height)) wrong(where, expected);
      const bytes = new Uint8Array(80);
      const view = new DataView(bytes.buffer);
      const number = (part: unknown): number => {
        const isFitting = Number.isSafeInteger(part) && (part as number) >= -(2 ** 31) && (part as number) < 2 ** 32;
        return isFitting ? (part as number) : wrong(where, expected);
      };
      // The block before the first one has no name.
      const previous = block.height === 0 ? '00'.repeat(32) : block.previousblockhash;
      view.setUint32(0, number(block.version), true);
      bytes.set(fromHex(readHash(where, previous, expected)).reverse(), 4);
      bytes.set(fromHex(readHash(where, block.merkle_root, expected)).reverse(), 36);
      view.setUint32(68, number(block.timestamp), true);
      view.setUint32(72, number(block.bits), true);
      view.setUint32(76, number(block.nonce), true);
      return [block.height, bytes];
    }),
  );
}

/** More than any fee rate that was ever paid, in sat/vB; beyond it the number is no estimate. */
const MAX_RATE = 1e9;

/**
 * `fee-estimates`: sat/vB by the number of blocks. Gives the estimate for the longest wait that is not longer than the one
 * asked for, in milli-satoshis for a vbyte; undefined where the server has none.
 */
export function readFee(where: string, value: unknown, blocks: number): bigint | undefined {
  const expected = 'fee rates by number of blocks';
  const targets = Object.entries(readRecord(where, value, expected)).map(([target, rate]) => {
    if (!/^\d{1,4}$/.test(target) || typeof rate !== 'number' || !(rate >= 0 && rate < MAX_RATE))
      wrong(where, expected);
    return { target: Number(target), rate };
  });
  const sorted = targets.toSorted((left, right) => left.target - right.target);
  const found = sorted.findLast(({ target }) => target <= blocks) ?? sorted[0];
  return found === undefined || found.rate === 0 ? undefined : BigInt(Math.round(found.rate * 1000));
}
