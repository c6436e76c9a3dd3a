/**
 * A server in the shape of Bitcoin Core over the practice node: the calls that the watch side makes, with a watch-only
 * wallet that knows only the blocks it has looked through, like Core's. It takes no request whose shape was not recorded
 * of a real node (see `replay.ts`), so it cannot be more lenient than one.
 */
import { createServer } from 'node:http';
import { concatBytes, fromHex, toHex } from '../../../src/core/bytes.ts';
import { outputScripts } from '../../../src/core/descriptor/derive.ts';
import { formatDescriptor } from '../../../src/core/descriptor/format.ts';
import { expandMultipath } from '../../../src/core/descriptor/multipath.ts';
import { parseDescriptor } from '../../../src/core/descriptor/parse.ts';
import { IcehouseError } from '../../../src/core/errors.ts';
import { sha256d } from '../../../src/core/hash.ts';
import type { TxOutput } from '../../../src/core/tx/types.ts';
import { followNode } from '../../../src/practice/electrum-server/follow.ts';
import { createHistoryIndex, scripthashOf } from '../../../src/practice/electrum-server/history.ts';
import type { PracticeNode } from '../../../src/practice/node/types.ts';
import { listen } from '../../support/listen.ts';
import { bodyOf, isRecordedShape, PASSWORD } from './replay.ts';

/** Scripts of a keychain that this node derives, however many are asked for; enough for the tests. */
const DERIVED = 40;

interface Wallet {
  descriptor: string | undefined;
  active: boolean;
  end: number;
  /** Blocks from here on have been looked through. */
  since: number;
  scripthashes: readonly string[];
  /** What was seen in the mempool is remembered. */
  readonly remembered: Set<string>;
}

export interface CoreShapedNode {
  readonly url: string;
  readonly asked: string[];
  readonly wallets: ReadonlyMap<string, Wallet>;
  /** Replaces the honest result of a method. */
  readonly lies: Map<string, (params: readonly unknown[], honest: unknown) => unknown>;
  close(): Promise<void>;
}

class Fault extends Error {
  readonly code: number;
  constructor(code: number, message: string) {
    super(message);
    this.code = code;
  }
}

export async function serveCore(node: PracticeNode): Promise<CoreShapedNode> {
  const index = createHistoryIndex();
  const wallets = new Map<string, Wallet>();
  const lookAtMempool = (): void => {
    for (const wallet of wallets.values())
      for (const [txid, height] of touching(wallet)) if (height <= 0) wallet.remembered.add(txid);
  };
  const unfollow = await followNode(node, index, { tip: lookAtMempool, changes: lookAtMempool });

  function touching(wallet: Wallet): Map<string, number> {
    const entries = wallet.scripthashes.flatMap((hash) => index.history(hash));
    return new Map(entries.map(({ txid, height }) => [txid, height]));
  }

  /** All that the wallet has: what it has looked through, what waits, and what once waited. */
  function kept(wallet: Wallet) {
    const there = touching(wallet);
    const known = [...there].filter(([, height]) => height <= 0 || height >= wallet.since);
    const dead = [...wallet.remembered].filter((txid) => !there.has(txid)).map((txid) => [txid, 0] as const);
    return [...dead, ...known].map(([txid, height]) => ({
      ...{ txid, category: 'receive', abandoned: false },
      confirmations: height > 0 ? index.blocks.length - height : 0,
      ...(height > 0 ? { blockheight: height, blockhash: index.blocks[height]!.hash } : {}),
    }));
  }

  /** As Core lists it: what a transaction pays to the wallet that it spends from is taken for change, and left out. */
  async function listed(wallet: Wallet) {
    const isOwn = ({ scriptPubKey }: TxOutput) => wallet.scripthashes.includes(scripthashOf(scriptPubKey));
    const entries = await Promise.all(
      kept(wallet).map(async (entry) => {
        const transaction = await node.transaction(entry.txid);
        if (!transaction) return [entry];
        const spent = await Promise.all(
          transaction.spends.map(async ({ txid, vout }) => (await node.transaction(txid))?.outputs[vout]),
        );
        if (!spent.some((output) => output && isOwn(output))) return [entry];
        return transaction.outputs.filter((output) => !isOwn(output)).map(() => ({ ...entry, category: 'send' }));
      }),
    );
    return entries.flat();
  }

  function walletOf(path: string): Wallet {
    const found = wallets.get(decodeURIComponent(path.replace('/wallet/', '')));
    if (!found) throw new Fault(-18, 'Requested wallet does not exist or is not loaded');
    return found;
  }

  const heightOf = (hash: string): number => index.blocks.findIndex((block) => block.hash === hash);

  async function answer(path: string, method: string, params: readonly unknown[]): Promise<unknown> {
    const [first, second] = Array.isArray(params) ? params : [];
    switch (method) {
      case 'getblockhash': {
        const block = index.blocks[Number(first)];
        if (!block) throw new Fault(-8, 'Block height out of range');
        return block.hash;
      }
      case 'getbestblockhash':
        return index.blocks.at(-1)!.hash;
      case 'getblockheader':
        return index.blocks[heightOf(String(first))]!.header;
      case 'getblockchaininfo':
        return { chain: 'regtest', blocks: index.blocks.length - 1, bestblockhash: index.blocks.at(-1)!.hash };
      case 'listwalletdir':
        return { wallets: [...wallets.keys()].map((name) => ({ name })) };
      case 'createwallet': {
        const { wallet_name: name } = params as unknown as { wallet_name: string };
        const none = { descriptor: undefined, active: false, end: -1, since: Infinity, scripthashes: [] };
        wallets.set(name, { ...none, remembered: new Set() });
        return { name };
      }
      case 'getwalletinfo':
        return {
          ...{ private_keys_enabled: false, descriptors: true, scanning: false },
          txcount: kept(walletOf(path)).length,
        };
      case 'listunspent': {
        const { scripthashes, since } = walletOf(path);
        const coins = scripthashes.flatMap((hash) => index.unspent(hash));
        return coins
          .filter(({ height }) => height <= 0 || height >= since)
          .map(({ txid, vout, amount }) => ({ txid, vout, amount: Number(amount) / 1e8 }));
      }
      case 'listdescriptors': {
        const { descriptor, active, end } = walletOf(path);
        const parts =
          descriptor === undefined ? [] : expandMultipath(parseDescriptor(descriptor)).map(formatDescriptor);
        return { descriptors: parts.map((desc) => ({ desc, active, range: [0, end] })) };
      }
      case 'importdescriptors': {
        const wallet = walletOf(path);
        const [{ desc, active, range }] = first as [{ desc: string; active: boolean; range: [number, number] }];
        const parts = expandMultipath(parseDescriptor(desc));
        const scripts = parts.flatMap((part) =>
          Array.from({ length: DERIVED }, (_, at) => outputScripts(part, at)).flat(),
        );
        const since = Math.min(wallet.since, index.blocks.length);
        Object.assign(wallet, {
          descriptor: desc,
          active,
          end: range[1],
          scripthashes: scripts.map(scripthashOf),
          since,
        });
        return [{ success: true }];
      }
      case 'rescanblockchain': {
        const wallet = walletOf(path);
        wallet.since = Math.min(wallet.since, Number(first));
        return { start_height: Number(first), stop_height: index.blocks.length - 1 };
      }
      case 'listtransactions': {
        const list = await listed(walletOf(path));
        const [, count, skip] = params as [string, number, number];
        return list.slice(Math.max(0, list.length - skip - count), Math.max(0, list.length - skip));
      }
      case 'getmempoolentry':
        if (!node.mempool().some(({ txid }) => txid === first)) throw new Fault(-5, 'Transaction not in mempool');
        return { vsize: 1 };
      case 'gettransaction': {
        const entry = kept(walletOf(path)).find(({ txid }) => txid === first);
        const known = entry && (await node.transaction(entry.txid));
        if (!entry || !known) throw new Fault(-5, 'Invalid or non-wallet transaction id');
        return { ...entry, hex: known.hex };
      }
      case 'getrawtransaction': {
        // Without an index of all transactions, as a node is by default.
        const known = await node.transaction(String(first));
        if (!known || known.height !== undefined) throw new Fault(-5, 'No such mempool transaction.');
        return known.hex;
      }
      case 'gettxoutproof': {
        const [txid] = first as [string];
        const { txids, header } = index.blocks[heightOf(String(second))]!;
        if (!txids.includes(txid)) throw new Fault(-5, 'Not all transactions found in specified or retrieved block');
        return toHex(merkleBlock(fromHex(header), txids, txid));
      }
      case 'testmempoolaccept':
        return [{ allowed: true }];
      case 'sendrawtransaction':
        try {
          return await node.broadcast(String(first));
        } catch (error) {
          if (error instanceof IcehouseError) throw new Fault(-26, error.found ?? error.message);
          throw error;
        }
      case 'estimatesmartfee':
        return { feerate: 0.00002, blocks: Number(first) };
      default:
        throw new Fault(-32601, 'Method not found');
    }
  }

  const asked: string[] = [];
  const lies: CoreShapedNode['lies'] = new Map();
  const server = createServer(async (request, response) => {
    const text = await bodyOf(request);
    const isAllowed = request.headers.authorization === `Basic ${Buffer.from(PASSWORD).toString('base64')}`;
    if (!isAllowed) return response.writeHead(401).end();
    const { method, params } = JSON.parse(text) as { method: string; params: readonly unknown[] };
    const path = request.url ?? '';
    asked.push(method);
    if (!isRecordedShape(path, { method, params })) return response.writeHead(418).end(`never recorded: ${method}`);
    try {
      const honest = await answer(path, method, params);
      const result = lies.has(method) ? lies.get(method)!(params, honest) : honest;
      return response.writeHead(200).end(JSON.stringify({ result, error: null, id: 'icehouse' }));
    } catch (error) {
      if (!(error instanceof Fault)) throw error;
      const { code, message } = error;
      return response.writeHead(500).end(JSON.stringify({ result: null, error: { code, message }, id: 'icehouse' }));
    }
  });
  const { port, close } = await listen(server);
  return {
    url: `core+http://127.0.0.1:${port}`,
    asked,
    wallets,
    lies,
    close() {
      unfollow();
      return close();
    },
  };
}

/** A block header with the partial merkle tree that proves one transaction (BIP-0037). */
export function merkleBlock(header: Uint8Array, txids: readonly string[], wanted: string): Uint8Array {
  const levels = [txids.map((txid) => fromHex(txid).reverse() as Uint8Array)];
  for (let level = levels[0]!; level.length > 1; levels.push(level)) {
    level = Array.from({ length: Math.ceil(level.length / 2) }, (_, at) =>
      sha256d(concatBytes(level[2 * at]!, level[2 * at + 1] ?? level[2 * at]!)),
    );
  }
  const flags: boolean[] = [];
  const hashes: Uint8Array[] = [];
  const place = txids.indexOf(wanted);
  const visit = (level: number, at: number): void => {
    const isParent = place >> level === at;
    flags.push(isParent);
    if (level === 0 || !isParent) {
      hashes.push(levels[level]![at]!);
      return;
    }
    visit(level - 1, 2 * at);
    if (2 * at + 1 < levels[level - 1]!.length) visit(level - 1, 2 * at + 1);
  };
  visit(levels.length - 1, 0);
  const bits = new Uint8Array(Math.ceil(flags.length / 8));
  for (const [at, flag] of flags.entries()) if (flag) bits[at >> 3]! |= 1 << (at & 7);
  const total = new Uint8Array(4);
  new DataView(total.buffer).setUint32(0, txids.length, true);
  return concatBytes(header, total, Uint8Array.of(hashes.length), ...hashes, Uint8Array.of(bits.length), bits);
}
