/**
 * The Esplora back end of `chain.ts`: block explorers and home nodes that speak Blockstream's HTTP interface. It asks one
 * question for each script and each transaction, so it is the slowest of the three; and whoever runs it sees them all.
 */
import { toHex } from '../../../core/bytes.ts';
import { IcehouseError } from '../../../core/errors.ts';
import { sha256 } from '../../../core/hash.ts';
import { parseServerAddress } from '../address.ts';
import {
  type Chain,
  type ChainRequest,
  type ConnectOptions,
  DEFAULT_TIMEOUT_MS,
  type ReportedTransaction,
} from '../chain.ts';
import { readMerkleProof } from '../electrum/answers.ts';
import { foreignText, protocolError, rejected } from '../errors.ts';
import { checkGenesis } from '../genesis.ts';
import { type Http, type HttpAnswer, openHttp } from '../net/http.ts';
import { inParallel } from '../parallel.ts';
import { pause } from '../pause.ts';
import { isHeight, readFeeBands, readHash, readHeaderHex, readJson, readRecord, wrong } from '../read.ts';
import { readBlocks, readFee, readPage } from './answers.ts';

/** The longest honest answers: a transaction of a whole block’s weight, a page of transactions, anything else. */
const MAX_TRANSACTION_BYTES = 4_100_000;
const MAX_PAGE_BYTES = 40_000_000;
const MAX_SHORT_BYTES = 100_000;

/** Pages of one script's history after which the server is not believed any more: 25 transactions each. */
const MAX_PAGES = 4_000;

/** Blocks in one answer. */
const BLOCKS_AT_ONCE = 10;

/** How often a follower looks for a new block, and after how long it looks for new transactions all the same. */
const LOOK_EVERY_MS = 15_000;
const LOOK_AGAIN_MS = 60_000;

/**
 * Connects to `https://host/path` and checks that it serves the wallet's network.
 *
 * @throws IcehouseError `chain/bad-server-url`, `chain/wrong-network`, and what `Chain` and `openStream` throw.
 */
export async function connectEsplora(options: ConnectOptions): Promise<Chain> {
  const { network, signal, timeoutMs = DEFAULT_TIMEOUT_MS } = options;
  const address = parseServerAddress(options.url, 'esplora');
  const { where } = address;
  const http = openHttp(address, { ...options, timeoutMs });
  const asking = askingOf(http, where);
  try {
    const genesis = readHash(where, await asking.text('/block-height/0', { signal }), 'the hash of a block');
    checkGenesis(where, network, genesis, await asking.header(genesis, { signal }));
  } catch (error) {
    http.close();
    throw error;
  }
  return esploraChain(http, asking, where, network);
}

interface Asking {
  answer(path: string, maxBytes: number, request: ChainRequest): Promise<HttpAnswer>;
  text(path: string, request: ChainRequest): Promise<string>;
  json(path: string, maxBytes: number, request: ChainRequest): Promise<unknown>;
  header(hash: string, request: ChainRequest): Promise<Uint8Array>;
}

function askingOf(http: Http, where: string): Asking {
  const answer: Asking['answer'] = (path, maxBytes, { signal }) => http.ask({ method: 'GET', path, maxBytes, signal });
  const body = async (path: string, maxBytes: number, request: ChainRequest): Promise<Buffer> => {
    const { status, body: bytes } = await answer(path, maxBytes, request);
    if (status !== 200) throw serverError(where, status, bytes);
    return bytes;
  };
  const text: Asking['text'] = async (path, request) =>
    (await body(path, MAX_SHORT_BYTES, request)).toString('latin1').trim();
  return {
    answer,
    text,
    json: async (path, maxBytes, request) =>
      readJson(where, (await body(path, maxBytes, request)).toString('utf8'), 'an answer in JSON'),
    header: async (hash, request) => readHeaderHex(where, await text(`/block/${hash}/header`, request)),
  };
}

function esploraChain(http: Http, asking: Asking, where: string, network: Chain['network']): Chain {
  let lastTip: string | undefined;

  const tipHash = async (request: ChainRequest): Promise<string> =>
    readHash(where, await asking.text('/blocks/tip/hash', request), 'the hash of a block');

  /** The mempool and the newest blocks come first; pages go on after the last transaction in a block. */
  async function history(script: Uint8Array, request: ChainRequest): Promise<readonly ReportedTransaction[]> {
    const base = `/scripthash/${toHex(sha256(script))}/txs`;
    const told = new Map<string, ReportedTransaction>();
    let path = base;
    for (let page = 0; page < MAX_PAGES; page++) {
      const transactions = readPage(where, await asking.json(path, MAX_PAGE_BYTES, request));
      const isNew = transactions.some(({ txid, height }) => height !== undefined && !told.has(txid));
      for (const transaction of transactions) told.set(transaction.txid, transaction);
      const last = transactions.findLast(({ height }) => height !== undefined);
      if (!isNew || last === undefined) return [...told.values()];
      path = `${base}/chain/${last.txid}`;
    }
    throw protocolError(where, 'the server tells of one script’s history without end');
  }

  async function headers(from: number, count: number, request: ChainRequest): Promise<Uint8Array[]> {
    const starts: number[] = [];
    for (let start = from + count - 1; start >= from; start -= BLOCKS_AT_ONCE) starts.push(start);
    const pages = await inParallel(starts, async (start) => {
      const page = readBlocks(where, await asking.json(`/blocks/${start}`, MAX_PAGE_BYTES, request));
      return [...page].filter(([height]) => height <= start && height > start - BLOCKS_AT_ONCE);
    });
    const byHeight = new Map(pages.flat());
    return Array.from({ length: count }, (_, index) => {
      return byHeight.get(from + index) ?? wrong(where, `the block at height ${from + index}`);
    });
  }

  return {
    where,
    network,
    async tip(request = {}) {
      const hash = await tipHash(request);
      const { height } = readRecord(where, await asking.json(`/block/${hash}`, MAX_SHORT_BYTES, request), 'a block');
      if (!isHeight(height)) wrong(where, 'a block with its height');
      lastTip = hash;
      return { height, header: await asking.header(hash, request) };
    },
    headers: (from, count, request = {}) => headers(from, count, request),
    histories: (scripts, request = {}) => inParallel(scripts, (script) => history(script, request)),
    transactions: (txids, request = {}) =>
      inParallel(txids, async (txid) => {
        const { status, body } = await asking.answer(`/tx/${txid}/raw`, MAX_TRANSACTION_BYTES, request);
        if (status !== 200) throw serverError(where, status, body);
        return Uint8Array.from(body);
      }),
    merkleProofs: (transactions, request = {}) =>
      inParallel(transactions, async ({ txid, height }) => {
        const { status, body } = await asking.answer(`/tx/${txid}/merkle-proof`, MAX_SHORT_BYTES, request);
        if (status === 404 || status === 400) return undefined;
        if (status !== 200) throw serverError(where, status, body);
        return readMerkleProof(where, readJson(where, body.toString('utf8'), 'a merkle proof'), height);
      }),
    async broadcast(transaction, { signal } = {}) {
      const body = toHex(transaction);
      const headers = { 'content-type': 'text/plain' };
      const answer = await http.ask({ method: 'POST', path: '/tx', body, headers, maxBytes: MAX_SHORT_BYTES, signal });
      if (answer.status !== 200) throw rejected(where, foreignText(answer.body.toString('utf8')));
    },
    estimateFee: async (blocks, request = {}) =>
      readFee(where, await asking.json('/fee-estimates', MAX_SHORT_BYTES, request), blocks),
    async feeHistogram(request = {}) {
      const mempool = readRecord(where, await asking.json('/mempool', MAX_SHORT_BYTES, request), 'the mempool');
      return readFeeBands(where, mempool.fee_histogram);
    },
    async news(_, request = {}) {
      for (let waited = 0; waited < LOOK_AGAIN_MS; waited += LOOK_EVERY_MS) {
        await pause(LOOK_EVERY_MS, request.signal);
        if ((await tipHash(request)) !== lastTip) return;
      }
    },
    close: http.close,
  };
}

function serverError(where: string, status: number, body: Buffer): IcehouseError {
  return new IcehouseError({
    code: 'chain/server-error',
    kind: 'environment',
    message: `the server refused the request with HTTP status ${status}`,
    at: where,
    found: foreignText(body.toString('utf8')),
  });
}
