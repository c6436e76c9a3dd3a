/**
 * A small Electrum-protocol server over a {@link World}, honest by default. A test replaces the answer to a method, or
 * takes the raw socket and does with it what hostile servers do.
 */
import { createServer, type Server, type Socket } from 'node:net';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { sha256 } from '../../../src/core/hash.ts';
import { parseTransaction } from '../../../src/core/tx/parse.ts';
import { txidOf } from '../../../src/core/tx/txid.ts';
import { hexOf } from './blocks.ts';
import { headerHex, type World } from './world.ts';

type Params = readonly unknown[];

/** Gets the parameters and the honest answer; an `Error` is sent as the server's error. */
export type Lie = (params: Params, honest: unknown) => unknown;

export interface TestServer {
  readonly url: string;
  /** Replaces answers by method; deleting brings honesty back. */
  readonly lies: Map<string, Lie>;
  /** Called for each line instead of answering it. */
  raw: ((socket: Socket, line: string) => void) | undefined;
  /** How often each method was asked. */
  readonly asked: Map<string, number>;
  /** Sends to all clients unasked. */
  notify(method: string, params: Params): void;
  close(): Promise<void>;
}

export async function serve(world: World): Promise<TestServer> {
  const sockets = new Set<Socket>();
  const lies = new Map<string, Lie>();
  const asked = new Map<string, number>();
  const server: Server = createServer((socket) => {
    sockets.add(socket);
    socket.setNoDelay(true);
    socket.on('error', () => {});
    socket.on('close', () => sockets.delete(socket));
    let text = '';
    socket.on('data', (chunk) => {
      text += chunk.toString('utf8');
      const lines = text.split('\n');
      text = lines.pop() ?? '';
      for (const line of lines) if (line.startsWith('{')) handle(socket, line);
    });
  });

  function handle(socket: Socket, line: string): void {
    if (test.raw) {
      test.raw(socket, line);
      return;
    }
    const { id, method, params } = JSON.parse(line) as { id: number; method: string; params: Params };
    asked.set(method, (asked.get(method) ?? 0) + 1);
    const honest = answer(world, method, params);
    const told = lies.has(method) ? lies.get(method)!(params, honest) : honest;
    const reply = told instanceof Error ? { error: { code: 1, message: told.message } } : { result: told };
    socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...reply })}\n`);
  }

  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  const test: TestServer = {
    url: `tcp://127.0.0.1:${port}`,
    lies,
    raw: undefined,
    asked,
    notify(method, params) {
      for (const socket of sockets) socket.write(`${JSON.stringify({ jsonrpc: '2.0', method, params })}\n`);
    },
    async close() {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
  return test;
}

function answer(world: World, method: string, params: Params): unknown {
  const [first, second] = params;
  switch (method) {
    case 'server.version':
      return ['test', '1.4'];
    case 'server.features':
      return { genesis_hash: world.blocks[0]!.hash };
    case 'blockchain.headers.subscribe':
      return { height: world.tip().height, hex: headerHex(world.tip().block) };
    case 'blockchain.block.header':
      return headerHex(world.blocks[Number(first)]!);
    case 'blockchain.block.headers': {
      const blocks = world.blocks.slice(Number(first), Number(first) + Math.min(Number(second), 2016));
      return { count: blocks.length, hex: blocks.map(headerHex).join(''), max: 2016 };
    }
    case 'blockchain.scripthash.get_history':
      return world.history(String(first));
    case 'blockchain.scripthash.subscribe': {
      const history = world.history(String(first));
      const told = history.map(({ tx_hash: txid, height }) => `${txid}:${height}:`).join('');
      return history.length === 0 ? null : toHex(sha256(Buffer.from(told)));
    }
    case 'server.ping':
      return null;
    case 'blockchain.transaction.get': {
      const found = world.find(String(first));
      return found ? hexOf(found.transaction) : new Error('no such mempool or blockchain transaction');
    }
    case 'blockchain.transaction.get_merkle':
      return world.merkle(String(first), Number(second)) ?? new Error('not in that block');
    case 'blockchain.transaction.broadcast': {
      const transaction = parseTransaction(fromHex(String(first)));
      world.send(transaction);
      return txidOf(transaction);
    }
    case 'blockchain.estimatefee':
      return 0.00005;
    default:
      return new Error('unknown method');
  }
}
