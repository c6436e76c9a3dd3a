/**
 * Mining on demand: blocks from the mempool, blocks with chosen transactions, and reorganisations by a longer side
 * branch (bcoin can no longer mine after `invalidateblock`, so that is not used).
 */
import { IcehouseError, invariant } from '../../core/errors.ts';
import type { BcoinAddress, BcoinEntry, BcoinTx } from './bcoin-types.ts';
import type { NodeParts } from './parts.ts';
import { refusingAs } from './refusal.ts';

/** What a block is to hold besides its coinbase: everything that waits in the mempool, or exactly these. */
export type BlockContent = 'mempool' | readonly BcoinTx[];

/** @throws IcehouseError `node/block-refused` where consensus rules forbid the block. */
export async function mineOn(
  parts: NodeParts,
  parent: BcoinEntry,
  content: BlockContent,
  to: BcoinAddress,
): Promise<BcoinEntry> {
  const job = await parts.miner.createJob(parent, to);
  if (content !== 'mempool') {
    job.attempt.items = [];
    job.attempt.fees = 0;
    for (const tx of content) job.pushTX(tx);
    job.refresh();
  }
  const block = await job.mineAsync();
  const entry = await refusingAs('node/block-refused', () => parts.chain.add(block));
  invariant(entry !== null, 'a block mined on a known parent is no orphan');
  return entry;
}

/** The best chain's block at a height, if there is one. */
export async function entryAt({ chain }: NodeParts, height: number): Promise<BcoinEntry | undefined> {
  if (!Number.isSafeInteger(height) || height < 0 || height > chain.height) return undefined;
  return (await chain.getEntry(height)) ?? undefined;
}

/**
 * Replaces the last `depth` blocks by `depth` + 1 new ones, the first of which holds `include`. Then offers everything
 * that was replaced or waiting to the mempool again, as Bitcoin Core does. bcoin's own mempool forgets some of it and
 * stumbles over chains of transactions, which is why it is empty in the meantime.
 *
 * @throws IcehouseError `node/reorganisation-depth`, `node/block-refused`.
 */
export async function replaceTip(
  parts: NodeParts,
  depth: number,
  include: readonly BcoinTx[],
  to: BcoinAddress,
): Promise<void> {
  const { chain } = parts;
  if (!Number.isSafeInteger(depth) || depth < 1 || depth > chain.height) {
    throw new IcehouseError({
      code: 'node/reorganisation-depth',
      message: 'so many blocks cannot be replaced',
      found: `${depth}`,
      expected: `1 to ${chain.height}`,
    });
  }
  const forkHeight = chain.height - depth;
  const again = [...(await transactionsAbove(parts, forkHeight)), ...(await parts.emptyMempool())];
  let parent = await entryAt(parts, forkHeight);
  invariant(parent !== undefined, 'the best chain has a block at every height up to its tip');
  for (let count = 0; count <= depth; count++) parent = await mineOn(parts, parent, count === 0 ? include : [], to);
  for (const tx of again) await acceptAgain(parts, tx);
}

async function transactionsAbove(parts: NodeParts, height: number): Promise<readonly BcoinTx[]> {
  const found: BcoinTx[] = [];
  for (let each = height + 1; each <= parts.chain.height; each++) {
    const entry = await entryAt(parts, each);
    const block = entry && (await parts.chain.getBlock(entry.hash));
    if (block) found.push(...block.txs.filter((tx) => !tx.isCoinbase()));
  }
  return found;
}

async function acceptAgain({ chain, mempool, accept }: NodeParts, tx: BcoinTx): Promise<void> {
  const hash = tx.hash('hex');
  if (mempool.hasEntry(hash) || (await chain.getMeta(hash)) !== null) return;
  try {
    await accept(tx);
  } catch (error) {
    // What the new branch made invalid is dropped without a word.
    if (!(error instanceof IcehouseError && error.code === 'node/rejected')) throw error;
  }
}
