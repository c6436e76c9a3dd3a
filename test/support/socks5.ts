/** A small SOCKS5 proxy (RFC 1928, RFC 1929) that notes who asked for which way, and opens it. */
import { connect, createServer, type Socket } from 'node:net';
import { listen } from './listen.ts';

export interface Passage {
  readonly user: string;
  readonly password: string;
  /** 3 for a name, which the proxy looks up; 1 and 4 for addresses. */
  readonly addressType: number;
  readonly host: string;
  readonly port: number;
}

export interface Socks5 {
  readonly url: string;
  readonly passages: Passage[];
  /** Where a name leads, in place of a look-up. */
  readonly names: Map<string, string>;
  /** What the proxy answers in place of opening the way: a code of RFC 1928, such as 5 (refused). */
  refusal: number | undefined;
  close(): Promise<void>;
}

export async function startSocks5(): Promise<Socks5> {
  const server = createServer((client) => void serve(client).catch(() => client.destroy()));
  const { port, close } = await listen(server);
  const proxy: Socks5 = {
    url: `socks5://127.0.0.1:${port}`,
    passages: [],
    names: new Map(),
    refusal: undefined,
    close,
  };

  async function serve(client: Socket): Promise<void> {
    client.on('error', () => {});
    const [, methodCount] = await take(client, 2);
    const methods = await take(client, methodCount!);
    if (!methods.includes(2)) return void client.end(Buffer.from([5, 0xff]));
    client.write(Buffer.from([5, 2]));
    const [, userLength] = await take(client, 2);
    const user = (await take(client, userLength!)).toString();
    const password = (await take(client, (await take(client, 1))[0]!)).toString();
    client.write(Buffer.from([1, 0]));
    const [, , , addressType] = await take(client, 4);
    const host = await readHost(client, addressType!);
    const target = (await take(client, 2)).readUInt16BE();
    proxy.passages.push({ user, password, addressType: addressType!, host, port: target });
    if (proxy.refusal !== undefined) return void client.end(Buffer.from([5, proxy.refusal, 0, 1, 0, 0, 0, 0, 0, 0]));
    const way = connect(target, proxy.names.get(host) ?? host);
    way.on('error', () => client.destroy());
    client.on('close', () => way.destroy());
    way.once('connect', () => {
      client.write(Buffer.from([5, 0, 0, 1, 0, 0, 0, 0, 0, 0]));
      client.pipe(way).pipe(client);
    });
  }
  return proxy;
}

async function readHost(client: Socket, addressType: number): Promise<string> {
  if (addressType === 3) return (await take(client, (await take(client, 1))[0]!)).toString();
  if (addressType === 1) return (await take(client, 4)).join('.');
  return (await take(client, 16)).toString('hex').replace(/(....)(?=.)/g, '$1:');
}

/** The next bytes, exactly so many. */
async function take(client: Socket, count: number): Promise<Buffer> {
  for (;;) {
    const bytes = count === 0 ? Buffer.alloc(0) : (client.read(count) as Buffer | null);
    if (bytes !== null) return bytes;
    await new Promise<void>((resolve, reject) => {
      client.once('readable', resolve).once('close', () => reject(new Error('the client left')));
    });
  }
}
