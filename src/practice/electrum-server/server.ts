/**
 * An Electrum-protocol server over the practice node: JSON-RPC lines over TCP on this machine only. Wallets that speak
 * the protocol (the watching side of this project, Electrum itself) see the practice network through it.
 */
import { createServer, type Socket } from 'node:net';
import { invariant } from '../../core/errors.ts';
import type { ServedNode } from '../node/types.ts';
import { followNode } from './follow.ts';
import { createHistoryIndex } from './history.ts';
import { openSession, type Session } from './session.ts';

export interface ElectrumServerOptions {
  /** What fee estimates answer, in sat/vB; 2 by default. */
  readonly feeRate?: number;
  /** 0, the default, takes any free port. */
  readonly port?: number;
  /** Told of every request by its method, for those who count. */
  readonly onRequest?: (method: string) => void;
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
  node: ServedNode,
  { feeRate = 2, port = 0, onRequest }: ElectrumServerOptions = {},
): Promise<ElectrumServer> {
  const index = createHistoryIndex();
  const sessions = new Map<Socket, Session>();
  const unfollow = await followNode(node, index, {
    tip: () => sessions.forEach((session) => void session.tellTip()),
    changes: (scripthashes) => sessions.forEach((session) => void session.tellChanges(scripthashes)),
  });

  const server = createServer((socket) => {
    sessions.set(socket, openSession(socket, { node, index, feeRate, onRequest }));
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
