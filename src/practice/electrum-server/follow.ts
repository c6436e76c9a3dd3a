/** Keeps an index of the node's chain and mempool up to date, for every kind of server over it. */
import { invariant } from '../../core/errors.ts';
import type { ServedNode } from '../node/types.ts';
import type { HistoryIndex } from './history.ts';

/** Called when clients are to be told. */
export interface Tell {
  tip(): void;
  changes(scripthashes: ReadonlySet<string>): void;
}

/**
 * Fills the index and keeps it up to date. Clients are told after a block or a new transaction, never between the two
 * halves of one change (a transaction that leaves the mempool because a block mines it).
 */
export async function followNode(node: ServedNode, index: HistoryIndex, tell: Tell): Promise<() => void> {
  for (let height = 0; height <= node.height(); height++) {
    const block = await node.block(height);
    invariant(block !== undefined, 'a node that stands still while it is read has every block up to its tip');
    index.connect(block);
  }
  for (const tx of node.mempool()) index.enterMempool(tx);

  const changed = new Set<string>();
  const note = (scripthashes: ReadonlySet<string>): void => {
    for (const scripthash of scripthashes) changed.add(scripthash);
  };
  const tellChanges = (): void => {
    tell.changes(changed);
    changed.clear();
  };
  const stops = [
    node.on('removed', (tx) => note(index.leaveMempool(tx))),
    node.on('disconnected', (block) => note(index.disconnect(block))),
    node.on('tx', (tx) => {
      note(index.enterMempool(tx));
      tellChanges();
    }),
    node.on('block', (block) => {
      note(index.connect(block));
      tell.tip();
      tellChanges();
    }),
  ];
  return () => {
    for (const stop of stops) stop();
  };
}
