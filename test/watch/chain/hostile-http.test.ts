/** What a hostile or broken Esplora server or Bitcoin Core node may do to a sync: each lie has its error, and nothing is stored. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type ServerResponse } from 'node:http';
import { createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../../src/core/amount.ts';
import { startPracticeNode } from '../../../src/practice/node/node.ts';
import type { PracticeNode } from '../../../src/practice/node/types.ts';
import type { Chain } from '../../../src/watch/chain/chain.ts';
import { readBlocks, readFee, readPage } from '../../../src/watch/chain/esplora/answers.ts';
import { openChain } from '../../../src/watch/chain/open.ts';
import { syncWallet } from '../../../src/watch/sync/sync.ts';
import { viewWallet } from '../../../src/watch/sync/view.ts';
import { codeOf, rejectionOf } from '../../support/errors.ts';
import { listen } from '../../support/listen.ts';
import { at, type Desk, familyCharter, openDesk } from '../world/family.ts';
import { type CoreShapedNode, serveCore } from './core-node.ts';
import { type EsploraServer, serveEsplora } from './esplora-server.ts';
import { PASSWORD } from './replay.ts';

const charter = familyCharter();
let node: PracticeNode;
let esplora: EsploraServer;
let core: CoreShapedNode;
let desk: Desk;
let chain: Chain | undefined;
let folder: string;

beforeAll(async () => {
  node = await startPracticeNode();
  esplora = await serveEsplora(node);
  core = await serveCore(node);
  folder = mkdtempSync(join(tmpdir(), 'icehouse-hostile-'));
  writeFileSync(join(folder, 'cookie'), PASSWORD);
  for (const amount of [50_000n, 7_000n]) await node.fund(at(charter, 'receive', 0).address, sats(amount));
  await node.mine(2);
});

afterAll(async () => {
  await Promise.all([esplora.close(), core.close()]);
  await node.close();
  rmSync(folder, { recursive: true });
});

beforeEach(async () => {
  desk = await openDesk(charter);
});

afterEach(async () => {
  chain?.close();
  esplora.lie = undefined;
  esplora.raw = undefined;
  core.lies.clear();
  await desk.remove();
});

async function syncOver(url: string, timeoutMs = 5_000) {
  chain = await openChain({
    url,
    network: 'regtest',
    charterId: charter.id,
    cookieFile: join(folder, 'cookie'),
    timeoutMs,
  });
  return syncWallet({ store: desk.store, chain, charter, now: new Date() });
}

async function expectNothing(): Promise<void> {
  const { balance, lastScan } = await viewWallet(desk.store, charter.id);
  expect([balance.total, lastScan]).toEqual([0n, undefined]);
}

async function expectRecovery(url: string): Promise<void> {
  esplora.lie = undefined;
  esplora.raw = undefined;
  core.lies.clear();
  chain?.close();
  await syncOver(url);
  expect((await viewWallet(desk.store, charter.id)).balance).toMatchObject({ confirmed: 57_000n, unproven: 0n });
}

describe('an Esplora server', () => {
  const answering = (pattern: RegExp, body: string | Buffer, status = 200) => {
    esplora.lie = (path) => (pattern.test(path) ? { status, body } : undefined);
  };

  const TXS = /\/txs$/;
  const CASES: readonly (readonly [string, string, RegExp, string | Buffer, number?])[] = [
    ['another transaction', 'chain/false-transaction', /\/raw$/, Buffer.from('0200000000', 'hex')],
    ['no transaction', 'chain/server-error', /\/raw$/, 'Transaction not found', 404],
    ['a proof of another form', 'chain/protocol', /merkle-proof$/, '{"block_height":1}'],
    ['a proof that leads elsewhere', 'chain/false-proof', /merkle-proof$/, ''],
    ['too many requests', 'chain/server-error', /merkle-proof$/, 'Too many requests', 429],
    ['a history that is no list', 'chain/protocol', TXS, '{}'],
    ['a history without heights', 'chain/protocol', TXS, `[{"txid":"${'ab'.repeat(32)}","status":{"confirmed":true}}]`],
    ['a made-up history', 'chain/server-error', TXS, `[{"txid":"${'ab'.repeat(32)}","status":{"confirmed":false}}]`],
    ['something that is no JSON', 'chain/protocol', TXS, '<html><script>alert(1)</script>'],
    ['its own troubles', 'chain/server-error', TXS, '\u001b[2J502 Bad Gateway', 502],
    ['headers of another form', 'chain/protocol', /^\/blocks\/\d+$/, '[{"height":1}]'],
    ['fewer headers than asked for', 'chain/protocol', /^\/blocks\/\d+$/, '[]'],
    ['a tip that is no hash', 'chain/protocol', /^\/blocks\/tip\/hash$/, 'tip'],
  ];
  for (const [name, code, pattern, body, status] of CASES) {
    it(`that gives ${name}: ${code}`, async () => {
      if (code === 'chain/false-proof') {
        esplora.lie = (path, honest) => {
          if (!pattern.test(path)) return undefined;
          const proof = JSON.parse(String(honest.body)) as { merkle: string[] };
          return { status: 200, body: JSON.stringify({ ...proof, merkle: proof.merkle.map(() => 'cd'.repeat(32)) }) };
        };
      } else answering(pattern, body, status);
      const refused = await rejectionOf(syncOver(esplora.url));
      expect(refused).toMatchObject({ code, at: esplora.url });
      expect(JSON.stringify(refused)).not.toContain('\\u001b');
      await expectNothing();
      await expectRecovery(esplora.url);
    });
  }

  it('that makes headers up is found out by their work', async () => {
    esplora.lie = (path, honest) => {
      if (!/^\/blocks\/\d+$/.test(path)) return undefined;
      const blocks = JSON.parse(String(honest.body)) as { nonce: number; bits: number }[];
      return { status: 200, body: JSON.stringify(blocks.map((block) => ({ ...block, bits: block.bits - 1 }))) };
    };
    await expect(syncOver(esplora.url)).rejects.toMatchObject({ code: 'chain/false-header' });
    await expectNothing();
  });

  it('that tells of one page for ever is left', async () => {
    let made = 0;
    esplora.lie = (path) => {
      if (!path.includes('/txs')) return undefined;
      const page = Array.from({ length: 25 }, () => {
        made += 1;
        return { txid: made.toString(16).padStart(64, '0'), status: { confirmed: true, block_height: 1 } };
      });
      return { status: 200, body: JSON.stringify(page) };
    };
    const stop = new AbortController();
    chain = await openChain({ url: esplora.url, network: 'regtest', charterId: '' });
    const asking = chain.histories([Uint8Array.of(1)], { signal: stop.signal });
    setTimeout(() => stop.abort(), 200);
    await expect(asking).rejects.toMatchObject({ code: 'chain/stopped' });
    // The same page again ends it by itself.
    esplora.lie = (path) =>
      path.includes('/txs')
        ? {
            status: 200,
            body: JSON.stringify([{ txid: 'ab'.repeat(32), status: { confirmed: true, block_height: 1 } }]),
          }
        : undefined;
    expect(await chain.histories([Uint8Array.of(1)])).toEqual([[{ txid: 'ab'.repeat(32), height: 1 }]]);
  });

  it('that does not know a proof leaves the transaction unproven, which is no zero', async () => {
    answering(/merkle-proof$/, 'not found', 404);
    await syncOver(esplora.url);
    expect((await viewWallet(desk.store, charter.id)).balance).toMatchObject({ confirmed: 0n, unproven: 57_000n });
  });

  const MISBEHAVIOUR: readonly (readonly [string, string, (response: ServerResponse) => void])[] = [
    ['is silent', 'chain/timeout', () => {}],
    [
      'stops in mid-sentence',
      'chain/unreachable',
      (response) => response.writeHead(200, { 'content-length': 50 }).write('[', () => response.destroy()),
    ],
    ['hangs up', 'chain/unreachable', (response) => response.destroy()],
    [
      'sends it elsewhere',
      'chain/server-error',
      (response) => response.writeHead(302, { location: 'http://127.0.0.1:1/' }).end(),
    ],
    ['does not stop', 'chain/protocol', (response) => void endless(response)],
    [
      'packs it',
      'chain/protocol',
      (response) => response.writeHead(200, { 'content-encoding': 'gzip' }).end(Buffer.from('1f8b08', 'hex')),
    ],
  ];
  function endless(response: ServerResponse): void {
    const chunk = Buffer.alloc(1_000_000, 0x20);
    const more = () => {
      while (!response.destroyed) if (!response.write(chunk)) return void response.once('drain', more);
    };
    more();
  }
  for (const [name, code, raw] of MISBEHAVIOUR) {
    it(`that ${name}: ${code}`, async () => {
      chain = await openChain({ url: esplora.url, network: 'regtest', charterId: '', timeoutMs: 400 });
      esplora.raw = raw;
      await expect(chain.histories([Uint8Array.of(1)])).rejects.toMatchObject({ code, at: esplora.url });
    });
  }

  it('of another network is refused by name', async () => {
    await expect(openChain({ url: esplora.url, network: 'signet', charterId: '' })).rejects.toMatchObject({
      code: 'chain/wrong-network',
      message: 'this is a regtest server, and the wallet is on signet',
    });
    answering(/header$/, '00'.repeat(80));
    await expect(openChain({ url: esplora.url, network: 'regtest', charterId: '' })).rejects.toMatchObject({
      code: 'chain/protocol',
    });
  });

  it('has its fee rates read with care', () => {
    expect(readFee('w', { 1: 5, 6: 2.5, 144: 1.012 }, 10)).toBe(2_500n);
    expect(readFee('w', { 3: 5 }, 1)).toBe(5_000n);
    expect([readFee('w', {}, 1), readFee('w', { 1: 0 }, 1)]).toEqual([undefined, undefined]);
    for (const lie of [[], { 1: '5' }, { 1: -1 }, { 1: 1e12 }, { x: 1 }, null])
      expect(codeOf(() => readFee('w', lie, 1))).toBe('chain/protocol');
    for (const lie of [null, [null], [{ txid: 1 }], [{ txid: 'ab'.repeat(32), status: {} }]])
      expect(codeOf(() => readPage('w', lie))).toBe('chain/protocol');
    for (const lie of [{}, [{ height: -1 }], [{ height: 1, version: 1e12 }]])
      expect(codeOf(() => readBlocks('w', lie))).toBe('chain/protocol');
  });
});

describe('a Bitcoin Core node', () => {
  const CASES: readonly (readonly [
    string,
    string,
    string,
    (params: readonly unknown[], honest: unknown) => unknown,
  ])[] = [
    [
      'another transaction',
      'chain/false-transaction',
      'gettransaction',
      (_, honest) => ({ ...(honest as object), hex: OTHER }),
    ],
    [
      'a transaction that is none',
      'chain/protocol',
      'gettransaction',
      (_, honest) => ({ ...(honest as object), hex: '00' }),
    ],
    [
      'a header without work',
      'chain/false-header',
      'getblockheader',
      (_, honest) => String(honest).replace(/.{8}$/, '00000000'),
    ],
    ['a header of another length', 'chain/protocol', 'getblockheader', () => '00'],
    ['a proof that is none', 'chain/protocol', 'gettxoutproof', () => '00'.repeat(90)],
    ['a proof for another block', 'chain/false-proof', 'gettxoutproof', (_, honest) => spoilt(String(honest))],
    ['a list of another form', 'chain/protocol', 'listtransactions', () => [{ txid: 'x' }]],
    [
      'a height that is none',
      'chain/protocol',
      'listtransactions',
      () => [{ txid: 'ab'.repeat(32), confirmations: 1 }],
    ],
    ['descriptors of another form', 'chain/protocol', 'listdescriptors', () => ({ descriptors: 5 })],
  ];
  const OTHER = `02000000${'01'}${'11'.repeat(32)}0000000000fdffffff01e8030000000000000151${'00'.repeat(4)}`;

  /** Turns the last bit of the first hash in the proof. */
  function spoilt(hex: string): string {
    const at = 2 * (80 + 5) + 2 * 31;
    return hex.slice(0, at) + (hex.slice(at, at + 2) === '00' ? '01' : '00') + hex.slice(at + 2);
  }

  for (const [name, code, method, lie] of CASES) {
    it(`that gives ${name}: ${code}`, async () => {
      core.lies.set(method, lie);
      await expect(syncOver(core.url)).rejects.toMatchObject({ code, at: core.url });
      await expectNothing();
      await expectRecovery(core.url);
    });
  }

  it('whose wallet is new finds coins only after it looked through the blocks', async () => {
    const fresh = await serveCore(node);
    await syncOver(fresh.url);
    expect((await viewWallet(desk.store, charter.id)).balance.confirmed).toBe(57_000n);
    const [wallet] = fresh.wallets.values();
    expect(wallet).toMatchObject({ active: true, since: 0, end: 999 });
    expect([...fresh.wallets.keys()]).toEqual([`icehouse-${charter.id.slice(0, 16)}`]);
    await fresh.close();
  });
});

describe('something that is no HTTP server', () => {
  it('is told from one', async () => {
    const babble = createTcpServer((socket) => socket.end('SSH-2.0-OpenSSH\r\n'));
    const { port, close } = await listen(babble);
    await expect(
      openChain({ url: `http://127.0.0.1:${port}`, network: 'regtest', charterId: '' }),
    ).rejects.toMatchObject({
      code: 'chain/protocol',
      message: 'the server does not speak HTTP',
    });
    await close();
  });

  it('may close a kept connection without harm', async () => {
    let answered = 0;
    const server = createServer((_, response) => {
      answered += 1;
      response
        .writeHead(200, { connection: 'keep-alive', 'keep-alive': 'timeout=60' })
        .end(answered === 1 ? GENESIS_HASH : GENESIS_HEADER);
    });
    const { port, close } = await listen(server);
    const first = await openChain({ url: `http://127.0.0.1:${port}`, network: 'regtest', charterId: '' });
    server.closeIdleConnections();
    server.removeAllListeners('request').on('request', (_, response) => response.end(GENESIS_HASH));
    await expect(first.headers(0, 1)).rejects.toMatchObject({ code: 'chain/protocol' });
    first.close();
    await close();
  });
});

const GENESIS_HASH = '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206';
const GENESIS_HEADER =
  '0100000000000000000000000000000000000000000000000000000000000000000000003ba3edfd7a7b12b27ac72c3e67768f617fc81bc3888a51323a9fb8aa4b1e5e4adae5494dffff7f2002000000';
