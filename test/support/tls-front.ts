/** A TLS door in front of a plain server of this machine; its certificate can be exchanged. */
import { connect } from 'node:net';
import { createServer } from 'node:tls';
import { listen } from './listen.ts';

export interface Identity {
  readonly key: string;
  readonly cert: string;
}

export interface TlsFront {
  readonly port: number;
  /** Shows another certificate from now on. */
  become(identity: Identity): void;
  close(): Promise<void>;
}

export async function startTlsFront(identity: Identity, port: number): Promise<TlsFront> {
  const server = createServer(identity, (socket) => {
    const behind = connect(port, '127.0.0.1');
    socket.on('error', () => behind.destroy());
    behind.on('error', () => socket.destroy());
    socket.on('close', () => behind.destroy());
    socket.pipe(behind).pipe(socket);
  });
  return { ...(await listen(server)), become: (other) => server.setSecureContext(other) };
}
