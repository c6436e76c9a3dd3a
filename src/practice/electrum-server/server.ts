/**
 * An Electrum-protocol server over the practice node: JSON-RPC lines over TCP on this machine only. Wallets that speak
 * the protocol (the watching side of this project, Electrum itself) see the practice network through it.
 */
import { createServer, type Socket } from 'node:net';
import { invariant } from '../../core/errors.ts';
import type { PracticeNode } from '../node/types.ts';
import { createHistoryIndex, type HistoryIndex } from './history.ts';
import { openSession, type Session } from './session.ts';

export interface ElectrumServerOptions {
  /** What fee estimates answer, in sat/vB; 2 by default. */
  readonly feeRate?: number;
  /** 0, the default, takes any free port. */
  readonly port?: number;
}

export interface ElectrumServer {
  readonly host: '127.0.0.1';
  readonly port: number;
  /** Ends all connections and stops; the node runs on. */
  close(): Promise<void>;
}

const HOST = '127.0.0.1';

/** Reads the node's chain and mempool, follows them, and serves them until closed. */
export async function startElectrumServer(
  node: PracticeNode,
  { feeRate = 2, port = 0 }: ElectrumServerOptions = {},
): Promise<ElectrumServer> {
  const index = createHistoryIndex();
  const sessions = new Map<Socket, Session>();
  const unfollow = await follow(node, index, {
    tip: () => sessions.forEach((session) => void session.tellTip()),
    changes: (scripthashes) => sessions.forEach((session) => void session.tellChanges(scripthashes)),
  });

  const server = createServer((socket) => {
    sessions.set(socket, openSession(socket, { node, index, feeRate }));
    // A client that goes away in mid-sentence is no matter for the others.
    socket.on('error', () => socket.destroy());
    socket.on('close', () => sessions.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, HOST, resolve);
  });
  const address = server.address();
  invariant(address !== null && typeof address === 'object', 'a TCP server listens at an address with a port');

  return {
    host: HOST,
    port: address.port,
    close() {
      unfollow();
      for (const socket of sessions.keys()) socket.destroy();
      return new Promise((resolve) => void server.close(() => resolve()));
    },
  };
}

interface Tell {
  tip(): void;
  changes(scripthashes: ReadonlySet<string>): void;
}

/**
 * Fills the index and keeps it up to date. Clients are told after a block or a new transaction, never between the two
 * halves of one change (a transaction that leaves the mempool because a block mines it).
 */
async function follow(node: PracticeNode, index: HistoryIndex, tell: Tell): Promise<() => void> {
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
