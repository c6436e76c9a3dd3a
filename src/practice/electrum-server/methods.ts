/**
 * Every method of the Electrum protocol 1.4 that this server knows, in one table. Names, parameters and answers are the
 * protocol's; what the practice network lacks (peers, fee markets, verbose transactions) is answered plainly.
 */
import { IcehouseError } from '../../core/errors.ts';
import type { ServedNode } from '../node/types.ts';
import type { HistoryEntry, HistoryIndex, IndexedBlock } from './history.ts';
import { type Json, JsonRpcError } from './json-rpc.ts';
import { merkleBranch } from './merkle.ts';
import type { Params } from './params.ts';

export const PROTOCOL = '1.4';
const SOFTWARE = 'Icehouse practice';
/** Most headers in one answer: one difficulty period, as other servers have it. */
const MOST_HEADERS = 2016;
const SATS_PER_BTC = 100_000_000;
const BAD_REQUEST = 1;
const NODE_REFUSES = 2;

/** What one client listens to; the session tells it when something changes. */
export interface Subscriptions {
  headers: boolean;
  /** Script hash → status as last told. */
  readonly scripthashes: Map<string, string | null>;
}

export interface Context {
  readonly node: ServedNode;
  readonly index: HistoryIndex;
  readonly subscriptions: Subscriptions;
  /** What `estimatefee` answers, in sat/vB. */
  readonly feeRate: number;
  readonly onRequest?: ((method: string) => void) | undefined;
}

type Method = (context: Context, params: Params) => Json | Promise<Json>;

export const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['server.version', (_, params) => [SOFTWARE, negotiated(params.raw(1))]],
  ['server.banner', () => 'A practice network: its coins are worth nothing.'],
  ['server.donation_address', () => ''],
  ['server.peers.subscribe', () => []],
  ['server.ping', () => null],
  [
    'server.features',
    ({ index }) => ({
      genesis_hash: blockAt(index, 0).hash,
      hash_function: 'sha256',
      hosts: {},
      protocol_min: PROTOCOL,
      protocol_max: PROTOCOL,
      pruning: null,
      server_version: SOFTWARE,
    }),
  ],

  [
    'blockchain.headers.subscribe',
    ({ index, subscriptions }) => {
      subscriptions.headers = true;
      return tipOf(index);
    },
  ],
  [
    'blockchain.block.header',
    ({ index }, params) => {
      const height = params.count(0);
      const { header } = blockAt(index, height);
      const proof = headerProof(index, height, params.count(1, 0));
      return proof === undefined ? header : { header, ...proof };
    },
  ],
  [
    'blockchain.block.headers',
    ({ index }, params) => {
      const start = params.count(0);
      const headers = index.blocks.slice(start, start + Math.min(params.count(1), MOST_HEADERS));
      const proof = headers.length > 0 && headerProof(index, start + headers.length - 1, params.count(2, 0));
      const hex = headers.map(({ header }) => header).join('');
      return { count: headers.length, hex, max: MOST_HEADERS, ...(proof || {}) };
    },
  ],
  ['blockchain.estimatefee', ({ feeRate }) => (feeRate * 1000) / SATS_PER_BTC],
  ['blockchain.relayfee', () => 1000 / SATS_PER_BTC],
  ['mempool.get_fee_histogram', () => []],

  [
    'blockchain.scripthash.subscribe',
    ({ index, subscriptions }, params) => {
      const scripthash = params.hash(0);
      const status = index.status(scripthash);
      subscriptions.scripthashes.set(scripthash, status);
      return status;
    },
  ],
  [
    'blockchain.scripthash.unsubscribe',
    ({ subscriptions }, params) => subscriptions.scripthashes.delete(params.hash(0)),
  ],
  ['blockchain.scripthash.get_history', ({ index }, params) => index.history(params.hash(0)).map(historyItem)],
  [
    'blockchain.scripthash.get_mempool',
    ({ index }, params) =>
      index
        .history(params.hash(0))
        .filter(({ height }) => height <= 0)
        .map(historyItem),
  ],
  [
    'blockchain.scripthash.get_balance',
    ({ index }, params) => {
      const { confirmed, unconfirmed } = index.balance(params.hash(0));
      return { confirmed: Number(confirmed), unconfirmed: Number(unconfirmed) };
    },
  ],
  [
    'blockchain.scripthash.listunspent',
    ({ index }, params) =>
      index
        .unspent(params.hash(0))
        .map(({ txid, vout, height, amount }) => ({ tx_hash: txid, tx_pos: vout, height, value: Number(amount) })),
  ],

  [
    'blockchain.transaction.get',
    async ({ node }, params) => {
      if (params.flag(1)) throw new JsonRpcError(BAD_REQUEST, 'verbose transactions are not supported');
      const found = await node.transaction(params.hash(0));
      if (found === undefined) throw new JsonRpcError(NODE_REFUSES, 'no such mempool or blockchain transaction');
      return found.hex;
    },
  ],
  [
    'blockchain.transaction.get_merkle',
    ({ index }, params) => {
      const height = params.count(1);
      const { txids } = blockAt(index, height);
      const pos = txids.indexOf(params.hash(0));
      if (pos < 0) throw new JsonRpcError(BAD_REQUEST, `the transaction is not in the block at height ${height}`);
      return { block_height: height, merkle: merkleBranch(txids, pos).branch, pos };
    },
  ],
  [
    'blockchain.transaction.id_from_pos',
    ({ index }, params) => {
      const { txids } = blockAt(index, params.count(0));
      const pos = params.count(1);
      const txid = txids[pos];
      if (txid === undefined) throw new JsonRpcError(BAD_REQUEST, 'the block has no transaction at this position');
      return params.flag(2) ? { tx_hash: txid, merkle: merkleBranch(txids, pos).branch } : txid;
    },
  ],
  [
    'blockchain.transaction.broadcast',
    async ({ node }, params) => {
      try {
        return await node.broadcast(params.text(0));
      } catch (error) {
        if (!(error instanceof IcehouseError)) throw error;
        const reason = error.found ?? error.message;
        throw new JsonRpcError(BAD_REQUEST, `the transaction was rejected by network rules.\n\n${reason}`);
      }
    },
  ],
]);

/** The newest header, as `headers.subscribe` answers and notifies it. */
export function tipOf(index: HistoryIndex): Json {
  const height = index.blocks.length - 1;
  return { height, hex: blockAt(index, height).header };
}

function negotiated(range: Json | undefined): string {
  const [least, most] = Array.isArray(range) ? range : [range ?? PROTOCOL, range ?? PROTOCOL];
  if (versionNumber(least) <= versionNumber(PROTOCOL) && versionNumber(PROTOCOL) <= versionNumber(most))
    return PROTOCOL;
  throw new JsonRpcError(BAD_REQUEST, `unsupported protocol version: this server speaks ${PROTOCOL}`);
}

/** `1.4.2` as a number to compare; anything else lies outside every range. */
function versionNumber(version: Json | undefined): number {
  if (typeof version !== 'string' || !/^\d{1,3}(\.\d{1,3}){0,2}$/.test(version)) return Number.NaN;
  const [major = 0, minor = 0, patch = 0] = version.split('.').map(Number);
  return (major * 1000 + minor) * 1000 + patch;
}

function blockAt(index: HistoryIndex, height: number): IndexedBlock {
  const block = index.blocks[height];
  if (block === undefined) throw new JsonRpcError(BAD_REQUEST, `there is no block at height ${height}`);
  return block;
}

/** Proof that the header at `height` belongs to the chain up to `checkpoint`; none asked for where that is 0. */
function headerProof(index: HistoryIndex, height: number, checkpoint: number) {
  if (checkpoint === 0) return undefined;
  blockAt(index, checkpoint);
  if (height > checkpoint) throw new JsonRpcError(BAD_REQUEST, 'the header lies above the checkpoint');
  const hashes = index.blocks.slice(0, checkpoint + 1).map(({ hash }) => hash);
  const { branch, root } = merkleBranch(hashes, height);
  return { branch, root };
}

function historyItem({ txid, height, fee }: HistoryEntry): Json {
  return { tx_hash: txid, height, ...(fee === undefined ? {} : { fee: Number(fee) }) };
}
