/**
 * An Esplora-shaped server over the practice node: the paths, pages and forms of Blockstream's HTTP interface, as far as
 * wallets use them. Honest by default; a test may answer in its place.
 */
import { createServer, type ServerResponse } from 'node:http';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { IcehouseError } from '../../../src/core/errors.ts';
import { followNode } from '../../../src/practice/electrum-server/follow.ts';
import { createHistoryIndex, type HistoryEntry } from '../../../src/practice/electrum-server/history.ts';
import { merkleBranch } from '../../../src/practice/electrum-server/merkle.ts';
import type { PracticeNode } from '../../../src/practice/node/types.ts';
import { listen } from '../../support/listen.ts';
import { bodyOf } from './replay.ts';

export interface HttpReply {
  readonly status: number;
  readonly body: string | Buffer;
}

export interface EsploraServer {
  readonly url: string;
  /** Paths in the order asked. */
  readonly asked: string[];
  /** Replaces the honest answer to a path; undefined keeps it. */
  lie: ((path: string, honest: HttpReply) => HttpReply | undefined) | undefined;
  /** Takes the connection instead of answering. */
  raw: ((response: ServerResponse, path: string) => void) | undefined;
  close(): Promise<void>;
}

/** Confirmed transactions in a page, as Blockstream's server has it. */
const PAGE = 25;

const found = (body: unknown): HttpReply => ({
  status: 200,
  body: typeof body === 'string' || Buffer.isBuffer(body) ? body : JSON.stringify(body),
});
const missing = (what: string): HttpReply => ({ status: 404, body: `${what} not found` });

export async function serveEsplora(node: PracticeNode): Promise<EsploraServer> {
  const index = createHistoryIndex();
  const unfollow = await followNode(node, index, { tip: () => {}, changes: () => {} });

  const statusOf = ({ height }: HistoryEntry) =>
    height > 0
      ? { confirmed: true, block_height: height, block_hash: index.blocks[height]!.hash }
      : { confirmed: false };
  const entry = (each: HistoryEntry) => ({ txid: each.txid, status: statusOf(each) });

  function block(height: number) {
    const { hash, header, txids } = index.blocks[height]!;
    const bytes = fromHex(header);
    const view = new DataView(bytes.buffer, bytes.byteOffset);
    const hex = (from: number, to: number) => toHex(bytes.slice(from, to).reverse());
    return {
      ...{
        id: hash,
        height,
        version: view.getInt32(0, true),
        timestamp: view.getUint32(68, true),
        tx_count: txids.length,
      },
      ...{ merkle_root: hex(36, 68), previousblockhash: height === 0 ? null : hex(4, 36) },
      ...{ nonce: view.getUint32(76, true), bits: view.getUint32(72, true) },
    };
  }

  function history(script: string, after: string | undefined): HttpReply {
    const all = index.history(toHex(fromHex(script).reverse()));
    const mempool = all.filter(({ height }) => height <= 0);
    const chain = all.filter(({ height }) => height > 0).toReversed();
    const from = after === undefined ? 0 : chain.findIndex(({ txid }) => txid === after) + 1;
    const page = chain.slice(from, from + PAGE);
    return found([...(after === undefined ? mempool : []), ...page].map(entry));
  }

  async function transaction(txid: string, part: string): Promise<HttpReply> {
    const known = await node.transaction(txid);
    if (!known) return missing('Transaction');
    if (part === 'raw') return found(Buffer.from(known.hex, 'hex'));
    if (known.height === undefined) return missing('Transaction is not in a block, so its proof');
    const { txids } = index.blocks[known.height]!;
    const pos = txids.indexOf(txid);
    return found({ block_height: known.height, merkle: merkleBranch(txids, pos).branch, pos });
  }

  async function answer(path: string, body: string): Promise<HttpReply> {
    const [, ...words] = path.split('/');
    const [first, second = '', third, fourth, fifth] = words;
    const tip = index.blocks.length - 1;
    if (path === '/blocks/tip/hash') return found(index.blocks[tip]!.hash);
    if (path === '/blocks/tip/height') return found(String(tip));
    if (path === '/fee-estimates') return found({ 1: 5, 6: 2.5, 144: 1.012 });
    if (path === '/mempool') {
      return found({
        count: 2,
        vsize: 600_000,
        total_fee: 1,
        fee_histogram: [
          [12.5, 500_000],
          [1, 100_000],
        ],
      });
    }
    if (path === '/tx') {
      try {
        return found(await node.broadcast(body));
      } catch (error) {
        if (!(error instanceof IcehouseError)) throw error;
        return { status: 400, body: `sendrawtransaction RPC error: {"code":-26,"message":"${error.found}"}` };
      }
    }
    if (first === 'blocks') {
      const from = Number(second);
      return found(Array.from({ length: Math.min(10, from + 1) }, (_, back) => block(from - back)));
    }
    if (first === 'block-height')
      return index.blocks[Number(second)] ? found(index.blocks[Number(second)]!.hash) : missing('Block');
    if (first === 'block') {
      const height = index.blocks.findIndex(({ hash }) => hash === second);
      if (height < 0) return missing('Block');
      return third === 'header' ? found(index.blocks[height]!.header) : found(block(height));
    }
    if (first === 'scripthash' && third === 'txs') return history(second, fourth === 'chain' ? fifth : undefined);
    if (first === 'tx' && third !== undefined) return transaction(second, third);
    return missing('Page');
  }

  const server = createServer(async (request, response) => {
    const path = (request.url ?? '').replace(/^\/api/, '');
    esplora.asked.push(path);
    if (esplora.raw) return esplora.raw(response, path);
    const honest = await answer(path, await bodyOf(request));
    const { status, body } = esplora.lie?.(path, honest) ?? honest;
    response.writeHead(status).end(body);
  });
  const { port, close } = await listen(server);
  const esplora: EsploraServer = {
    url: `http://127.0.0.1:${port}/api`,
    asked: [],
    lie: undefined,
    raw: undefined,
    close() {
      unfollow();
      return close();
    },
  };
  return esplora;
}
