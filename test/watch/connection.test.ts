/** The Electrum-protocol connection by itself: pins, time-outs, sizes, and servers that do not play by the rules. */
import type { Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromHex } from '../../src/core/bytes.ts';
import { isAtHome, parseServerAddress } from '../../src/watch/chain/address.ts';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { createLineCutter } from '../../src/watch/chain/electrum/lines.ts';
import { scripthash } from '../../src/watch/chain/electrum/scripthash.ts';
import { refusalOf } from '../support/errors.ts';
import { serve, type TestServer } from './world/liar.ts';
import { CERTIFICATE, CERTIFICATE_SHA256, PRIVATE_KEY } from './world/tls-identity.ts';
import { createWorld, headerHex, type World } from './world/world.ts';

let world: World;
let server: TestServer;

beforeEach(async () => {
  world = createWorld();
  world.mine(2);
  server = await serve(world);
});

afterEach(() => server.close());

const connect = (options: { timeoutMs?: number; signal?: AbortSignal; url?: string } = {}) =>
  connectElectrum({ url: server.url, network: 'regtest', timeoutMs: 5_000, ...options });

const MAIN_GENESIS =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4a29ab5f49ffff001d1dac2b7c';

describe('server addresses', () => {
  it('are read in every scheme, with names and numbers', () => {
    const read = (text: string) => {
      const { kind, isTls, host, port, path } = parseServerAddress(text);
      return [kind, isTls, host, port, path];
    };
    expect(read(' tcp://127.0.0.1:50001 ')).toEqual(['electrum', false, '127.0.0.1', 50001, '']);
    expect(read('ssl://electrum.example.org:50002/')).toEqual(['electrum', true, 'electrum.example.org', 50002, '']);
    expect(read('tcp://[::1]:60401')).toEqual(['electrum', false, '::1', 60401, '']);
    expect(read('https://Esplora.example.org/api/')).toEqual(['esplora', true, 'esplora.example.org', 443, '/api']);
    expect(read('http://127.0.0.1:3000')).toEqual(['esplora', false, '127.0.0.1', 3000, '']);
    expect(read('core+http://127.0.0.1:8332')).toEqual(['core', false, '127.0.0.1', 8332, '']);
    expect(read('core+https://node.home:8332/')).toEqual(['core', true, 'node.home', 8332, '']);
  });

  it('have one usual form', () => {
    for (const [text, where] of [
      ['ssl://HOST.example:50002/', 'ssl://host.example:50002'],
      ['tcp://[::1]:1', 'tcp://[::1]:1'],
      ['https://host.example:443/api/', 'https://host.example/api'],
    ] as const)
      expect(parseServerAddress(text).where).toBe(where);
  });

  for (const text of [
    '',
    'electrum.org',
    'ftp://a:1',
    'tcp://a',
    'core+http://a',
    'tcp://a:0',
    'tcp://a:65536',
    'tcp://a:1/x',
    'core+http://a:1/wallet/x',
    'https://a/../x y',
    'https://a/?q=1',
    'tcp://a b:1',
    'constructor://a:1',
  ]) {
    it(`refuse ${JSON.stringify(text)}`, () => {
      expect(() => parseServerAddress(text)).toThrow(expect.objectContaining({ code: 'chain/bad-server-url' }));
    });
  }

  it('hold no password, which is not repeated', () => {
    for (const text of ['core+http://bob:hunter2@127.0.0.1:8332', 'https://hunter2@a/api', 'tcp://u@h:1']) {
      const refusal = refusalOf(() => parseServerAddress(text));
      expect(refusal).toMatchObject({ code: 'chain/secret-in-url', kind: 'usage' });
      expect(JSON.stringify(refusal)).not.toContain('hunter2');
    }
  });

  it('tell what stands at home from what is public', () => {
    for (const host of [
      'localhost',
      '127.0.0.9',
      '::1',
      '10.0.0.8',
      '192.168.1.5',
      '172.20.1.1',
      'fd00::1',
      'umbrel.local',
      'node',
    ])
      expect([host, isAtHome(host)]).toEqual([host, true]);
    for (const host of ['8.8.8.8', '172.32.0.1', '2001:db8::1', 'electrum.example.org', 'abc.onion', '11.0.0.1'])
      expect([host, isAtHome(host)]).toEqual([host, false]);
  });
});

describe('connecting', () => {
  it('pins the network by the genesis block', async () => {
    const chain = await connect();
    expect(chain).toMatchObject({ network: 'regtest', where: server.url });
    chain.close();
  });

  it('refuses a server of another network by name', async () => {
    server.lies.set('server.features', () => ({
      genesis_hash: '000000000019d6689c085ae165831e934ff763ae46a2a6c172b3f1b60a8ce26f',
    }));
    server.lies.set('blockchain.block.header', () => MAIN_GENESIS);
    await expect(connect()).rejects.toMatchObject({ code: 'chain/wrong-network', found: 'main', expected: 'regtest' });
  });

  it('refuses a server that names our network and shows the header of another', async () => {
    server.lies.set('blockchain.block.header', () => MAIN_GENESIS);
    await expect(connect()).rejects.toMatchObject({ code: 'chain/protocol' });
  });

  it('refuses another protocol', async () => {
    server.lies.set('server.version', () => ['test', '1.2']);
    await expect(connect()).rejects.toMatchObject({ code: 'chain/protocol' });
  });

  it('says that nothing listens', async () => {
    const { url } = server;
    await server.close();
    await expect(connect({ url })).rejects.toMatchObject({ code: 'chain/unreachable', kind: 'environment', at: url });
    server = await serve(world);
  });

  it('can be stopped', async () => {
    server.raw = () => {};
    const stop = new AbortController();
    const connecting = connect({ signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(connecting).rejects.toMatchObject({ code: 'chain/stopped' });
    await expect(connect({ signal: AbortSignal.abort() })).rejects.toMatchObject({ code: 'chain/stopped' });
  });
});

describe('a connection', () => {
  it('answers many questions at once and in order', async () => {
    const chain = await connect();
    world.mine(600);
    const headers = await chain.headers(0, 603);
    expect(headers).toHaveLength(603);
    expect(
      await chain.histories(Array.from({ length: 700 }, (_, index) => Uint8Array.of(index & 0xff, index >> 8))),
    ).toEqual(Array.from({ length: 700 }, () => []));
    expect(await chain.estimateFee(6)).toBe(5_000n);
    chain.close();
    await expect(chain.tip()).rejects.toMatchObject({ code: 'chain/unreachable' });
  });

  it('has no opinion on fees when the server has none', async () => {
    const chain = await connect();
    server.lies.set('blockchain.estimatefee', () => -1);
    expect(await chain.estimateFee(6)).toBeUndefined();
    for (const lie of ['1', null, 1e300]) {
      server.lies.set('blockchain.estimatefee', () => lie);
      await expect(chain.estimateFee(6)).rejects.toMatchObject({ code: 'chain/protocol' });
    }
    chain.close();
  });

  it('hears of new blocks', async () => {
    const chain = await connect();
    await chain.tip();
    const heard = chain.news([]);
    world.mine();
    server.notify('blockchain.headers.subscribe', [{ height: world.tip().height, hex: headerHex(world.tip().block) }]);
    await heard;
    expect((await chain.tip()).height).toBe(3);
    chain.close();
  });

  it('ends at malformed news', async () => {
    const chain = await connect();
    server.notify('blockchain.headers.subscribe', ['x']);
    server.raw = () => {};
    await expect(chain.tip()).rejects.toMatchObject({ code: 'chain/protocol' });
  });

  const MISBEHAVIOUR: readonly (readonly [string, string, (socket: Socket, line: string) => void])[] = [
    ['garbage', 'chain/protocol', (socket) => socket.write('HTTP/1.1 400 Bad Request\n\n')],
    ['bytes that are no text', 'chain/protocol', (socket) => socket.write(Buffer.from([0xff, 0xfe, 0x00, 0x0a]))],
    ['a JSON array', 'chain/protocol', (socket) => socket.write('[]\n')],
    ['JSON nested without end', 'chain/protocol', (socket) => socket.write(`${'['.repeat(1_000_000)}\n`)],
    [
      'an answer to a question that was not asked',
      'chain/protocol',
      (socket) => socket.write('{"id":99,"result":1}\n'),
    ],
    ['an answer without an id', 'chain/protocol', (socket) => socket.write('{"result":1}\n')],
    ['silence', 'chain/timeout', () => {}],
    ['one byte now and then', 'chain/timeout', (socket) => void setInterval(() => socket.write(' '), 20).unref()],
    ['half a line and the end', 'chain/unreachable', (socket) => socket.end('{"id":')],
    ['a cut connection', 'chain/unreachable', (socket) => socket.destroy()],
    ['a reset connection', 'chain/unreachable', (socket) => socket.resetAndDestroy()],
  ];

  for (const [name, code, misbehave] of MISBEHAVIOUR) {
    it(`ends at ${name}: ${code}`, async () => {
      // Short where silence is the lie, patient where an answer is to be read on a busy machine.
      const chain = await connect({ timeoutMs: code === 'chain/timeout' ? 300 : 5_000 });
      server.raw = misbehave;
      await expect(chain.tip()).rejects.toMatchObject({ code, kind: 'environment' });
      await expect(chain.tip()).rejects.toMatchObject({ code });
    });
  }

  it('gives up a line of 100 MB long before its end', async () => {
    const chain = await connect();
    const chunk = Buffer.alloc(1_000_000, 0x20);
    let sent = 0;
    server.raw = (socket) => {
      const more = () => {
        while (sent < 100 && socket.writable) {
          sent += 1;
          if (!socket.write(chunk)) return void socket.once('drain', more);
        }
      };
      more();
    };
    await expect(chain.tip()).rejects.toMatchObject({ code: 'chain/protocol' });
    expect(sent).toBeLessThan(40);
  });

  it('drops the answer to a question that nobody waits for any more', async () => {
    const chain = await connect();
    const held: string[] = [];
    server.raw = (_, line) => held.push(line);
    const stop = new AbortController();
    const stopping = chain.tip({ signal: stop.signal });
    await new Promise((resolve) => setTimeout(resolve, 50));
    stop.abort();
    await expect(stopping).rejects.toMatchObject({ code: 'chain/stopped' });
    server.raw = undefined;
    expect((await chain.tip()).height).toBe(2);
    chain.close();
  });
});

describe('TLS', () => {
  const withTls = async (work: (url: string) => Promise<void>) => {
    const tls = createTlsServer({ key: PRIVATE_KEY, cert: CERTIFICATE }, (socket) => {
      socket.on('error', () => {});
      socket.on('data', (chunk) => {
        for (const line of chunk.toString().trim().split('\n')) {
          const { id, method } = JSON.parse(line) as { id: number; method: string };
          const results: Record<string, unknown> = {
            'server.version': ['test', '1.4'],
            'server.features': { genesis_hash: world.blocks[0]!.hash },
            'blockchain.block.header': headerHex(world.blocks[0]!),
          };
          socket.write(`${JSON.stringify({ id, result: results[method] })}\n`);
        }
      });
    });
    await new Promise<void>((resolve) => tls.listen(0, '127.0.0.1', resolve));
    const address = tls.address();
    try {
      await work(`ssl://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}`);
    } finally {
      tls.close();
    }
  };

  it('takes exactly the certificate that was agreed on', () =>
    withTls(async (url) => {
      const chain = await connectElectrum({
        url,
        network: 'regtest',
        certificateSha256: CERTIFICATE_SHA256.toUpperCase(),
      });
      chain.close();
      const other = CERTIFICATE_SHA256.replace(/^./, (digit) => (digit === '0' ? '1' : '0'));
      await expect(connectElectrum({ url, network: 'regtest', certificateSha256: other })).rejects.toMatchObject({
        code: 'chain/certificate-changed',
        found: CERTIFICATE_SHA256,
      });
    }));

  it('refuses a certificate that nobody vouches for, and shows its hash', () =>
    withTls(async (url) => {
      await expect(connectElectrum({ url, network: 'regtest' })).rejects.toMatchObject({
        code: 'chain/certificate-unknown',
        kind: 'refused',
        found: CERTIFICATE_SHA256,
      });
    }));

  it('says that a plain server is none', async () => {
    await expect(connect({ url: server.url.replace('tcp', 'ssl'), timeoutMs: 500 })).rejects.toMatchObject({
      code: expect.stringMatching(/^chain\/(unreachable|timeout)$/),
    });
  });
});

describe('lines', () => {
  it('are cut wherever the packets end', () => {
    const cutter = createLineCutter(8);
    expect(cutter.push(Buffer.from('ab'))).toEqual([]);
    expect(cutter.push(Buffer.from('c\nd\n\nef'))).toEqual(['abc', 'd', '']);
    expect(cutter.push(Buffer.from('gh\n'))).toEqual(['efgh']);
    expect(cutter.push(Buffer.from('12345678\n'))).toEqual(['12345678']);
    expect(cutter.push(Buffer.from('123456789\n'))).toBeUndefined();
  });

  it('keep characters whole that two packets share', () => {
    const cutter = createLineCutter(8);
    const [first, second] = [Buffer.from('é').subarray(0, 1), Buffer.from('é').subarray(1)];
    expect(cutter.push(first)).toEqual([]);
    expect(cutter.push(Buffer.concat([second, Buffer.from('\n')]))).toEqual(['é']);
  });
});

describe('script hashes', () => {
  it('are those of the protocol documentation', () => {
    const genesisPayee = fromHex('76a91462e907b15cbf27d5425399ebf6f0fb50ebb88f1888ac');
    expect(scripthash(genesisPayee)).toBe('8b01df4e368ea28f8dc0423bcf7a4923e3a12d307c875e47a0cfbf90b5c39161');
  });
});
