/** The ways to a server: certificates that are remembered, proxies that keep wallets apart, and the same for every back end. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { ConnectOptions } from '../../../src/watch/chain/chain.ts';
import { connectElectrum } from '../../../src/watch/chain/electrum/connect.ts';
import { AUTHORITY, type CertificateMemory, judgeCertificate } from '../../../src/watch/chain/net/certificates.ts';
import { parseProxyAddress, type SocksProxy } from '../../../src/watch/chain/net/socks.ts';
import { openChain } from '../../../src/watch/chain/open.ts';
import { codeOf, refusalOf, rejectionOf } from '../../support/errors.ts';
import { type Socks5, startSocks5 } from '../../support/socks5.ts';
import { startTlsFront, type TlsFront } from '../../support/tls-front.ts';
import { serve, type TestServer } from '../world/liar.ts';
import {
  CERTIFICATE,
  CERTIFICATE_SHA256,
  OTHER_CERTIFICATE,
  OTHER_CERTIFICATE_SHA256,
  OTHER_PRIVATE_KEY,
  PRIVATE_KEY,
} from '../world/tls-identity.ts';
import { createWorld, type World } from '../world/world.ts';

let world: World;
let server: TestServer;
const closing: (() => Promise<void>)[] = [];

beforeEach(async () => {
  world = createWorld();
  world.mine(2);
  server = await serve(world);
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await server.close();
});

const portOf = (url: string): number => Number(/:(\d+)/.exec(url.replace(/^.*\/\/[^:]*/, ''))![1]);

function memory(): CertificateMemory & { readonly entries: Map<string, string> } {
  const entries = new Map<string, string>();
  return {
    entries,
    known: (where) => entries.get(where),
    learn: (where, certificate) => void entries.set(where, certificate),
  };
}

describe('a certificate that nobody vouches for', () => {
  const FIRST = { key: PRIVATE_KEY, cert: CERTIFICATE };
  const OTHER = { key: OTHER_PRIVATE_KEY, cert: OTHER_CERTIFICATE };
  let front: TlsFront;
  let url: string;

  beforeEach(async () => {
    front = await startTlsFront(FIRST, portOf(server.url));
    closing.push(front.close);
    url = `ssl://127.0.0.1:${front.port}`;
  });

  const connect = (options: Partial<ConnectOptions>) => connectElectrum({ url, network: 'regtest', ...options });

  it('is remembered at first sight, and another one refused with both hashes', async () => {
    const certificates = memory();
    (await connect({ certificates })).close();
    expect([...certificates.entries]).toEqual([[url, CERTIFICATE_SHA256]]);
    (await connect({ certificates })).close();
    front.become(OTHER);
    await expect(connect({ certificates })).rejects.toMatchObject({
      code: 'chain/certificate-changed',
      kind: 'refused',
      found: OTHER_CERTIFICATE_SHA256,
      expected: CERTIFICATE_SHA256,
      next: expect.stringContaining('--certificate'),
    });
    expect(certificates.entries.get(url)).toBe(CERTIFICATE_SHA256);
  });

  it('is changed by a person who names the new one, and by nobody else', async () => {
    const certificates = memory();
    (await connect({ certificates })).close();
    front.become(OTHER);
    await expect(connect({ certificates, certificateSha256: CERTIFICATE_SHA256 })).rejects.toMatchObject({
      code: 'chain/certificate-changed',
    });
    (await connect({ certificates, certificateSha256: OTHER_CERTIFICATE_SHA256.toUpperCase() })).close();
    expect(certificates.entries.get(url)).toBe(OTHER_CERTIFICATE_SHA256);
    (await connect({ certificates })).close();
  });

  it('is told to no server that speaks HTTP before it is known either', async () => {
    const certificates = memory();
    certificates.entries.set(`https://127.0.0.1:${front.port}`, OTHER_CERTIFICATE_SHA256);
    const asked = server.asked.size;
    const refused = await rejectionOf(
      openChain({ url: `https://127.0.0.1:${front.port}`, network: 'regtest', charterId: '', certificates }),
    );
    expect(refused).toMatchObject({ code: 'chain/certificate-changed', found: CERTIFICATE_SHA256 });
    expect(server.asked.size).toBe(asked);
  });

  it('does not take the place of one that an authority vouched for', () => {
    const certificates = memory();
    const shown = { where: 'ssl://a:1', found: CERTIFICATE_SHA256, isVouched: true, agreed: undefined };
    judgeCertificate(shown, certificates);
    expect(certificates.entries.get('ssl://a:1')).toBe(AUTHORITY);
    // Renewals by an authority are no matter.
    judgeCertificate({ ...shown, found: OTHER_CERTIFICATE_SHA256 }, certificates);
    expect(codeOf(() => judgeCertificate({ ...shown, isVouched: false }, certificates))).toBe(
      'chain/certificate-changed',
    );
  });

  it('stays what it was when an authority vouches for another one', () => {
    const certificates = memory();
    const shown = { where: 'ssl://a:1', found: CERTIFICATE_SHA256, isVouched: false, agreed: undefined };
    judgeCertificate(shown, certificates);
    const other = { ...shown, found: OTHER_CERTIFICATE_SHA256, isVouched: true };
    expect(refusalOf(() => judgeCertificate(other, certificates))).toMatchObject({ expected: CERTIFICATE_SHA256 });
  });

  it('is refused where nothing is remembered', async () => {
    await expect(connect({})).rejects.toMatchObject({ code: 'chain/certificate-unknown', found: CERTIFICATE_SHA256 });
  });
});

describe('a SOCKS5 proxy', () => {
  let proxy: Socks5;

  beforeEach(async () => {
    proxy = await startSocks5();
    closing.push(proxy.close);
    proxy.names.set('node.example', '127.0.0.1');
    proxy.names.set('icehouseicehouseicehouseicehouseicehouseicehouseiceho2ad.onion', '127.0.0.1');
  });

  const through = (isolation: string): SocksProxy => ({ ...parseProxyAddress(proxy.url), isolation });
  const connect = (host: string, options: Partial<ConnectOptions> = {}) =>
    connectElectrum({ url: `tcp://${host}:${portOf(server.url)}`, network: 'regtest', timeoutMs: 5_000, ...options });

  it('gets names to look up itself, and a way of its own for each wallet and server', async () => {
    for (const isolation of ['wallet one', 'wallet two'])
      (await connect('node.example', { proxy: through(isolation) })).close();
    const port = portOf(server.url);
    expect(proxy.passages).toEqual([
      { user: 'wallet one', password: 'wallet one', addressType: 3, host: 'node.example', port },
      { user: 'wallet two', password: 'wallet two', addressType: 3, host: 'node.example', port },
    ]);
  });

  it('leads to .onion servers, which nothing else does', async () => {
    const onion = 'icehouseicehouseicehouseicehouseicehouseicehouseiceho2ad.onion';
    const chain = await connect(onion, { proxy: through('w') });
    expect((await chain.tip()).height).toBe(2);
    chain.close();
    expect(proxy.passages).toMatchObject([{ host: onion, addressType: 3 }]);
    await expect(connect(onion)).rejects.toMatchObject({ code: 'chain/onion-needs-proxy', kind: 'usage' });
  });

  it('carries TLS too, whose certificate is judged by the server’s own name', async () => {
    const front = await startTlsFront({ key: PRIVATE_KEY, cert: CERTIFICATE }, portOf(server.url));
    closing.push(front.close);
    const certificates = memory();
    const url = `ssl://node.example:${front.port}`;
    const chain = await connectElectrum({ url, network: 'regtest', proxy: through('w'), certificates });
    expect((await chain.tip()).height).toBe(2);
    chain.close();
    expect([...certificates.entries]).toEqual([[url, CERTIFICATE_SHA256]]);
  });

  it('is not needed for a server on this machine', async () => {
    (await connect('127.0.0.1', { proxy: through('w') })).close();
    expect(proxy.passages).toEqual([]);
  });

  it('that is dead is said to be, and nothing goes around it', async () => {
    const dead = through('w');
    await proxy.close();
    const asked = server.asked.size;
    await expect(connect('node.example', { proxy: dead })).rejects.toMatchObject({
      code: 'chain/proxy-unreachable',
      kind: 'environment',
      at: proxy.url,
    });
    expect(server.asked.size).toBe(asked);
  });

  it('that opens no way is told with its reason', async () => {
    proxy.refusal = 5;
    await expect(connect('node.example', { proxy: through('w') })).rejects.toMatchObject({
      code: 'chain/proxy-refused',
      kind: 'environment',
    });
  });

  it('that is none ends the wait', async () => {
    const mute = await serve(world);
    mute.raw = () => {};
    closing.push(mute.close);
    const { host, port } = parseProxyAddress(mute.url.replace('tcp', 'socks5'));
    await expect(
      connect('node.example', { proxy: { host, port, isolation: 'w' }, timeoutMs: 300 }),
    ).rejects.toMatchObject({ code: 'chain/proxy-refused' });
  });

  it('can be left while it is being asked', async () => {
    const mute = await serve(world);
    mute.raw = () => {};
    closing.push(mute.close);
    const { host, port } = parseProxyAddress(mute.url.replace('tcp', 'socks5'));
    const stop = new AbortController();
    const connecting = connect('node.example', { proxy: { host, port, isolation: 'w' }, signal: stop.signal });
    setTimeout(() => stop.abort(), 50);
    await expect(connecting).rejects.toMatchObject({ code: 'chain/stopped' });
  });

  for (const text of [
    '',
    '127.0.0.1:9050',
    'http://127.0.0.1:9050',
    'socks4://127.0.0.1:9050',
    'socks5://a',
    'socks5://a:0',
  ]) {
    it(`is not named by ${JSON.stringify(text)}`, () => {
      expect(codeOf(() => parseProxyAddress(text))).toBe('chain/bad-proxy-url');
    });
  }
});

describe('the versions of the Electrum protocol', () => {
  const connect = () => connectElectrum({ url: server.url, network: 'regtest' });

  it('are negotiated from 1.4 to 1.6, and the first thing that is said', async () => {
    const asked: unknown[] = [];
    for (const version of ['1.4', '1.4.3', '1.5', '1.6', '1.6.1']) {
      server.lies.set('server.version', (params) => {
        asked.push(params[1]);
        return ['test', version];
      });
      (await connect()).close();
    }
    expect(new Set(asked.map((each) => JSON.stringify(each)))).toEqual(new Set(['["1.4","1.6"]']));
    expect([...server.asked.keys()][0]).toBe('server.version');
    for (const version of ['1.3', '1.7', '2.0', '1.46', 1.4]) {
      server.lies.set('server.version', () => ['test', version]);
      await expect(connect()).rejects.toMatchObject({ code: 'chain/protocol' });
    }
  });

  it('give headers as one text before 1.6 and as a list since', async () => {
    server.lies.set('server.version', () => ['test', '1.6']);
    server.lies.set('blockchain.block.headers', (_, honest) => {
      const { count, hex } = honest as { count: number; hex: string };
      return { count, headers: hex.match(/.{160}/g), max: 2016 };
    });
    const chain = await connect();
    const headers = await chain.headers(0, 3);
    expect(headers.map((header) => Buffer.from(header).toString('hex'))).toEqual(
      world.blocks.map(({ header }) => Buffer.from(header).toString('hex')),
    );
    server.lies.set('blockchain.block.headers', () => ({ count: 2, headers: ['00'.repeat(80)] }));
    await expect(chain.headers(0, 3)).rejects.toMatchObject({ code: 'chain/protocol' });
    chain.close();
  });
});
