/** A client of a few lines for the Electrum protocol, which knows nothing of ours: what the server says is read as it is. */
import { once } from 'node:events';
import { connect } from 'node:net';
import { createInterface } from 'node:readline';

export interface TestClient {
  /** The answer's result; an answer that is an error is thrown as a value. */
  call(method: string, ...params: unknown[]): Promise<unknown>;
  /** Sends a line as it is and resolves to the next answer, parsed. */
  line(text: string): Promise<unknown>;
  /** What came without being asked for, so far. */
  readonly notifications: readonly Notification[];
  close(): void;
}

export interface Notification {
  readonly method: string;
  readonly params: readonly unknown[];
}

interface Message {
  readonly id?: unknown;
  readonly result?: unknown;
  readonly error?: unknown;
}

export async function openClient(port: number): Promise<TestClient> {
  const socket = connect(port, '127.0.0.1');
  await once(socket, 'connect');
  const notifications: Notification[] = [];
  const waiting: ((message: Message) => void)[] = [];
  createInterface({ input: socket }).on('line', (text) => {
    const message = JSON.parse(text) as Message | Notification;
    if ('method' in message) notifications.push(message);
    else waiting.shift()!(message);
  });
  const line = (text: string): Promise<Message> => {
    socket.write(`${text}\n`);
    return new Promise((resolve) => void waiting.push(resolve));
  };
  return {
    notifications,
    line,
    async call(method, ...params) {
      const { result, error } = await line(JSON.stringify({ jsonrpc: '2.0', id: 1, method, params }));
      if (error !== undefined) throw error;
      return result;
    },
    close: () => socket.destroy(),
  };
}
