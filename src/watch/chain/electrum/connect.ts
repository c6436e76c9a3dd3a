/**
 * The Electrum-protocol back end (version 1.4) of `chain.ts`. Connecting pins the network: the server must name the
 * network's genesis block and show its header, else it is refused before any address is told to it.
 */

import { toHex } from '../../../core/bytes.ts';
import { IcehouseError } from '../../../core/errors.ts';
import { sha256d } from '../../../core/hash.ts';
import { NETWORK_NAMES, NETWORKS, type NetworkName } from '../../../core/network.ts';
import { VERSION } from '../../../core/version.ts';
import type { Chain, ConnectOptions } from '../chain.ts';
import { protocolError } from '../errors.ts';
import * as read from './answers.ts';
import { createRpc, type Rpc } from './rpc.ts';
import { scripthash } from './scripthash.ts';
import { openTransport, parseServerUrl } from './transport.ts';

const DEFAULT_TIMEOUT_MS = 30_000;

/** Servers give at most one difficulty period of headers at a time. */
const HEADERS_AT_ONCE = 2016;

/**
 * Connects to `tcp://host:port` or `ssl://host:port` and checks that it serves the wallet's network.
 *
 * @throws IcehouseError `chain/bad-server-url`, `chain/unreachable`, `chain/timeout`, `chain/protocol`,
 * `chain/wrong-network`, `chain/certificate-unknown`, `chain/certificate-changed`, `chain/stopped`.
 */
export async function connectElectrum(options: ConnectOptions): Promise<Chain> {
  const url = parseServerUrl(options.url);
  const where = options.url.trim();
  const timeoutMs = options.timeoutMs ?? DEFAULT_TIMEOUT_MS;
  const { signal, certificateSha256 } = options;
  const rpc = createRpc(await openTransport(url, { timeoutMs, signal, certificateSha256 }), { where, timeoutMs });
  try {
    read.readVersion(where, await rpc.call('server.version', [`Icehouse ${VERSION}`, '1.4'], signal));
    await checkGenesis(rpc, where, options.network, signal);
  } catch (error) {
    rpc.close();
    throw error;
  }
  return electrumChain(rpc, where, options.network);
}

async function checkGenesis(rpc: Rpc, where: string, wanted: NetworkName, signal?: AbortSignal): Promise<void> {
  const claimed = read.readGenesisHash(where, await rpc.call('server.features', [], signal));
  const header = read.readHeader(where, await rpc.call('blockchain.block.header', [0], signal));
  const shown = toHex(sha256d(header).reverse());
  if (claimed !== shown) throw protocolError(where, 'the server names one genesis block and shows another');
  if (shown === NETWORKS[wanted].genesisHash) return;
  const served = NETWORK_NAMES.find((name) => NETWORKS[name].genesisHash === shown);
  throw new IcehouseError({
    code: 'chain/wrong-network',
    kind: 'refused',
    message: 'this server serves another network than the wallet lives on',
    at: where,
    found: served ?? `a chain that begins with block ${shown}`,
    expected: wanted,
    next: `use a server for ${wanted}`,
  });
}

function electrumChain(rpc: Rpc, where: string, network: NetworkName): Chain {
  const method = 'blockchain.headers.subscribe';
  return {
    where,
    network,
    async tip({ signal } = {}) {
      return read.readTip(where, await rpc.call(method, [], signal));
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
    histories(scriptPubKeys, { signal } = {}) {
      return Promise.all(
        scriptPubKeys.map(async (script) =>
          read.readHistory(where, await rpc.call('blockchain.scripthash.get_history', [scripthash(script)], signal)),
        ),
      );
    },
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
        throw isServerError(error) ? rejected(where, error) : error;
      }
    },
    async estimateFee(blocks, { signal } = {}) {
      return read.readFeeEstimate(where, await rpc.call('blockchain.estimatefee', [blocks], signal));
    },
    async feeHistogram({ signal } = {}) {
      return read.readFeeHistogram(where, await rpc.call('mempool.get_fee_histogram', [], signal));
    },
    onNewTip(listener) {
      return rpc.onNotification(method, (params) => {
        listener(read.readTip(where, Array.isArray(params) ? params[0] : undefined));
      });
    },
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

function rejected(where: string, error: IcehouseError): IcehouseError {
  return new IcehouseError({
    code: 'chain/rejected',
    kind: 'refused',
    message: 'the server did not accept the transaction',
    at: where,
    ...(error.found === undefined ? {} : { found: error.found }),
    next: 'read its reason; a transaction that is known already is no trouble',
  });
}
