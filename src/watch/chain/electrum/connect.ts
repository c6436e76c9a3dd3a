/**
 * The Electrum-protocol back end (versions 1.4 to 1.6) of `chain.ts`. Connecting pins the network: the server must name the
 * network's genesis block and show its header, else it is refused before any address is told to it.
 */
import { toHex } from '../../../core/bytes.ts';
import { IcehouseError } from '../../../core/errors.ts';
import type { NetworkName } from '../../../core/network.ts';
import { VERSION } from '../../../core/version.ts';
import { parseServerAddress } from '../address.ts';
import { type Chain, type ConnectOptions, DEFAULT_TIMEOUT_MS } from '../chain.ts';
import { rejected } from '../errors.ts';
import { checkGenesis } from '../genesis.ts';
import { openStream } from '../net/stream.ts';
import { readFeeBands, readFeeInBitcoin, readHeaderHex } from '../read.ts';
import * as read from './answers.ts';
import { createFollowing } from './following.ts';
import { createRpc, type Rpc } from './rpc.ts';

/** Servers give at most one difficulty period of headers at a time. */
const HEADERS_AT_ONCE = 2016;

/**
 * Connects to `tcp://host:port` or `ssl://host:port` and checks that it serves the wallet's network.
 *
 * @throws IcehouseError `chain/bad-server-url`, `chain/unreachable`, `chain/timeout`, `chain/protocol`,
 * `chain/wrong-network`, `chain/stopped`, and those of `openStream`.
 */
export async function connectElectrum(options: ConnectOptions): Promise<Chain> {
  const { signal, network, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const address = parseServerAddress(options.url, 'electrum');
  const { where } = address;
  const rpc = createRpc(await openStream(address, { ...options, timeoutMs }), { where, timeoutMs });
  try {
    read.readVersion(where, await rpc.call('server.version', [`Icehouse ${VERSION}`, read.PROTOCOL_RANGE], signal));
    const claimed = read.readGenesisHash(where, await rpc.call('server.features', [], signal));
    const header = readHeaderHex(where, await rpc.call('blockchain.block.header', [0], signal));
    checkGenesis(where, network, claimed, header);
  } catch (error) {
    rpc.close();
    throw error;
  }
  return electrumChain(rpc, where, network);
}

function electrumChain(rpc: Rpc, where: string, network: NetworkName): Chain {
  const following = createFollowing(rpc, where);
  return {
    where,
    network,
    async tip({ signal } = {}) {
      return read.readTip(where, await rpc.call('blockchain.headers.subscribe', [], signal));
    },
    async headers(from, count, { signal } = {}) {
      const headers: Uint8Array[] = [];
      while (headers.length < count) {
        const asked = Math.min(HEADERS_AT_ONCE, count - headers.length);
        const answer = await rpc.call('blockchain.block.headers', [from + headers.length, asked], signal);
        headers.push(...read.readHeaders(where, answer, asked));
      }
      return headers;
    },
    histories: (scriptPubKeys, request = {}) => following.histories(scriptPubKeys, request),
    transactions(txids, { signal } = {}) {
      return Promise.all(
        txids.map(async (txid) =>
          read.readTransaction(where, await rpc.call('blockchain.transaction.get', [txid], signal)),
        ),
      );
    },
    merkleProofs(transactions, { signal } = {}) {
      return Promise.all(
        transactions.map(async ({ txid, height }) => {
          const answer = await withoutServerError(
            rpc.call('blockchain.transaction.get_merkle', [txid, height], signal),
          );
          return answer === undefined ? undefined : read.readMerkleProof(where, answer, height);
        }),
      );
    },
    async broadcast(transaction, { signal } = {}) {
      try {
        await rpc.call('blockchain.transaction.broadcast', [toHex(transaction)], signal);
      } catch (error) {
        throw isServerError(error) ? rejected(where, error.found) : error;
      }
    },
    async estimateFee(blocks, { signal } = {}) {
      return readFeeInBitcoin(where, await rpc.call('blockchain.estimatefee', [blocks], signal));
    },
    async feeHistogram({ signal } = {}) {
      return readFeeBands(where, await rpc.call('mempool.get_fee_histogram', [], signal));
    },
    news: (scriptPubKeys, request = {}) => following.news(scriptPubKeys, request),
    close: rpc.close,
  };
}

function isServerError(error: unknown): error is IcehouseError {
  return error instanceof IcehouseError && error.code === 'chain/server-error';
}

/** A server that has no proof to give leaves the transaction unproven, which is shown; it does not end the sync. */
async function withoutServerError(answer: Promise<unknown>): Promise<unknown> {
  try {
    return await answer;
  } catch (error) {
    if (isServerError(error)) return undefined;
    throw error;
  }
}
