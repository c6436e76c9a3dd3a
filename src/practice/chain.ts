/**
 * The practice chain as the ceremony sees it: the embedded node and the Electrum-protocol server over it, started and
 * closed together.
 */

import { equalBytes } from '../core/bytes.ts';
import { IcehouseError } from '../core/errors.ts';
import { decodeAddress, encodeAddress } from '../core/wallet/address.ts';
import type { PracticeChain } from './ceremony/stage.ts';
import { startElectrumServer } from './electrum-server/server.ts';
import { startPracticeNode } from './node/node.ts';
import type { PracticeNode } from './node/types.ts';

export interface OpenPracticeChain extends PracticeChain {
  close(): Promise<void>;
}

/** A server over the node, by whichever protocol the watching side shall reach it. */
export type PracticeServer = (node: PracticeNode) => Promise<{ readonly url: string; close(): Promise<void> }>;

const electrumServer: PracticeServer = async (node) => {
  const { host, port, close } = await startElectrumServer(node);
  return { url: `tcp://${host}:${port}`, close };
};

/**
 * Starts the chain.
 *
 * @param random the system's randomness, for the payee's address; nobody holds its key.
 * @throws IcehouseError `practice/node-missing` where bcoin is not installed.
 */
export async function openPracticeChain(
  random: (length: number) => Uint8Array,
  serve: PracticeServer = electrumServer,
): Promise<OpenPracticeChain> {
  const node = await startPracticeNode();
  const server = await serve(node);
  return {
    server: server.url,
    deposit: async (address, amount) => {
      await node.fund(address, amount);
    },
    mine: async (blocks) => {
      await node.mine(blocks);
    },
    mineExactly: async (transaction) => {
      await node.mineExactly([transaction]);
    },
    payeeAddress: () => {
      const script = new Uint8Array([0x00, 0x14, ...random(20)]);
      const address = encodeAddress(script, 'regtest');
      if (address === undefined) throw new IcehouseError({ code: 'practice/payee', message: 'no address came out' });
      return address;
    },
    confirmations: async (txid) => (await node.confirmations(txid)) ?? 0,
    unspentAt: (address) => receivedAt(node, decodeAddress(address, 'regtest')),
    close: async () => {
      await server.close();
      await node.close();
    },
  };
}

/** Adds up what every block paid to a script whose key nobody holds: nothing of it can be spent. */
async function receivedAt(node: PracticeNode, scriptPubKey: Uint8Array): Promise<bigint> {
  let total = 0n;
  for (let height = 0; height <= node.height(); height++) {
    const block = await node.block(height);
    for (const { outputs } of block?.transactions ?? []) {
      for (const output of outputs) if (equalBytes(output.scriptPubKey, scriptPubKey)) total += output.amount;
    }
  }
  return total;
}
