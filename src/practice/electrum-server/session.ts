/** One client's connection: lines in, answers and notifications out, and what it is subscribed to. */
import type { Socket } from 'node:net';
import { answerLine, type Json, JsonRpcError, UNKNOWN_METHOD } from './json-rpc.ts';
import { type Context, METHODS, type Subscriptions, tipOf } from './methods.ts';
import { readParams } from './params.ts';

/** Characters in a line: enough for the largest standard transaction many times over. */
const LONGEST_LINE = 4_000_000;

export interface Session {
  /** Tells the client of a new tip where it asked to be told. */
  tellTip(): void;
  /** Tells the client of each of these script hashes whose status is no longer the one told last. */
  tellChanges(scripthashes: ReadonlySet<string>): void;
}

export function openSession(socket: Socket, server: Omit<Context, 'subscriptions'>): Session {
  const subscriptions: Subscriptions = { headers: false, scripthashes: new Map() };
  const context: Context = { ...server, subscriptions };

  function send(message: Json): void {
    if (!socket.destroyed) socket.write(`${JSON.stringify(message)}\n`);
  }

  async function call(method: string, params: readonly Json[]): Promise<Json> {
    server.onRequest?.(method);
    const known = METHODS.get(method);
    if (known === undefined) throw new JsonRpcError(UNKNOWN_METHOD, `unknown method "${method}"`);
    return known(context, readParams(params));
  }

  let pending = '';
  // Answers are many small writes: without this each round waits for the client's late acknowledgement.
  socket.setNoDelay(true);
  socket.setEncoding('utf8');
  socket.on('data', (text: string) => {
    const lines = (pending + text).split('\n');
    pending = lines.pop() ?? '';
    if (pending.length > LONGEST_LINE) socket.destroy();
    for (const line of lines.filter((each) => each.trim() !== '')) {
      void answerLine(line, call).then((answer) => answer !== undefined && send(answer));
    }
  });

  return {
    tellTip() {
      if (!subscriptions.headers) return;
      send({ jsonrpc: '2.0', method: 'blockchain.headers.subscribe', params: [tipOf(server.index)] });
    },
    tellChanges(changed) {
      for (const [scripthash, told] of subscriptions.scripthashes) {
        if (!changed.has(scripthash)) continue;
        const status = server.index.status(scripthash);
        if (status === told) continue;
        subscriptions.scripthashes.set(scripthash, status);
        send({ jsonrpc: '2.0', method: 'blockchain.scripthash.subscribe', params: [scripthash, status] });
      }
    },
  };
}
