/**
 * bcoin's chain, mempool and miner, wired as its full node wires them but without the peer-to-peer and HTTP parts: no
 * port is opened and no file is read. What happens is announced after the mempool has followed the chain.
 */
import type { Bcoin, BcoinChain, BcoinMempool, BcoinMiner, BcoinTx } from './bcoin-types.ts';
import { nodeBlock, nodeTransaction } from './convert.ts';
import { type Announcer, createAnnouncer } from './events.ts';
import { refusal, refusingAs } from './refusal.ts';

export interface NodeParts {
  readonly chain: BcoinChain;
  readonly mempool: BcoinMempool;
  readonly miner: BcoinMiner;
  readonly announcer: Announcer;
  /**
   * Offers a transaction to the mempool; resolves to its id.
   *
   * @throws IcehouseError `node/rejected`.
   */
  accept(tx: BcoinTx): Promise<string>;
  /** Empties the mempool and hands over what was in it, parents before children. */
  emptyMempool(): Promise<readonly BcoinTx[]>;
  close(): Promise<void>;
}

export async function openParts(bcoin: Bcoin): Promise<NodeParts> {
  const store = { network: 'regtest', memory: true, indexAddress: true } as const;
  const chain = new bcoin.Chain({ ...store, indexTX: true });
  // `replaceByFee` admits transactions that signal BIP-0125; replacing one is beyond this node.
  const mempool = new bcoin.Mempool({ ...store, chain, requireStandard: true, replaceByFee: true });
  const miner = new bcoin.Miner({ chain, mempool });
  const announcer = announcing(chain, mempool);
  await chain.open();
  await mempool.open();
  await miner.open();

  let open = true;
  return {
    chain,
    mempool,
    miner,
    announcer,
    async accept(tx) {
      const missing = await refusingAs('node/rejected', () => mempool.addTX(tx));
      if (missing && missing.length > 0) {
        mempool.removeOrphan(tx.hash('hex'));
        throw refusal('node/rejected', 'bad-txns-inputs-missingorspent');
      }
      return tx.txid();
    },
    async emptyMempool() {
      const waiting = [...mempool.map.values()].map(({ tx }) => tx);
      await mempool.reset();
      for (const tx of waiting) announcer.announce('removed', nodeTransaction(tx));
      return waiting;
    },
    async close() {
      if (!open) return;
      open = false;
      await miner.close();
      await mempool.close();
      await chain.close();
    },
  };
}

function announcing(chain: BcoinChain, mempool: BcoinMempool): Announcer {
  const announcer = createAnnouncer();
  chain.on('connect', async (entry, block) => {
    await mempool._addBlock(entry, block.txs);
    announcer.announce('block', nodeBlock(entry.height, block));
  });
  chain.on('disconnect', async (entry, block) => {
    await mempool._removeBlock(entry, block.txs);
    announcer.announce('disconnected', nodeBlock(entry.height, block));
  });
  mempool.on('tx', (tx) => announcer.announce('tx', nodeTransaction(tx)));
  mempool.on('remove entry', ({ tx }) => announcer.announce('removed', nodeTransaction(tx)));
  return announcer;
}
