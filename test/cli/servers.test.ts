/** Servers as a person meets them: named, remembered, tried in turn, compared, followed, and warned of. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Writable } from 'node:stream';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { type ElectrumServer, startElectrumServer } from '../../src/practice/electrum-server/server.ts';
import { startPracticeNode } from '../../src/practice/node/node.ts';
import type { PracticeNode } from '../../src/practice/node/types.ts';
import { findOwnNode } from '../../src/watch/chain/core/own-node.ts';
import { refusalOf } from '../support/errors.ts';
import { startSocks5 } from '../support/socks5.ts';
import { startTlsFront } from '../support/tls-front.ts';
import { type CoreShapedNode, serveCore } from '../watch/chain/core-node.ts';
import { type EsploraServer, serveEsplora } from '../watch/chain/esplora-server.ts';
import { PASSWORD } from '../watch/chain/replay.ts';
import { serve, type TestServer } from '../watch/world/liar.ts';
import {
  CERTIFICATE,
  CERTIFICATE_SHA256,
  OTHER_CERTIFICATE,
  OTHER_CERTIFICATE_SHA256,
  OTHER_PRIVATE_KEY,
  PRIVATE_KEY,
} from '../watch/world/tls-identity.ts';
import { headerHex } from '../watch/world/world.ts';
import { makeGroup } from './group.ts';
import { freshFolder, icehouse, MAIN } from './icehouse.ts';
import { type Online, openOnline } from './online.ts';

let online: Online;
const closing: (() => Promise<void>)[] = [];

let made: string;

beforeAll(async () => {
  made = mkdtempSync(join(tmpdir(), 'icehouse-servers-'));
  await makeGroup(made);
});

afterAll(() => rmSync(made, { recursive: true }));

beforeEach(async () => {
  online = await openOnline(made);
});

afterEach(async () => {
  for (const close of closing.splice(0)) await close();
  await online.close();
});

const add = (...words: string[]) => online.attempt('watch', 'add', 'family.json', '--data', 'watch', ...words);
const sync = (...words: string[]) => online.attempt('watch', 'sync', 'Family', '--data', 'watch', ...words);
const portOf = (url: string): number => Number(url.split(':').at(-1));
const dead = 'tcp://127.0.0.1:1';

async function other(): Promise<TestServer> {
  const server = await serve(online.world);
  closing.push(server.close);
  return server;
}

const codes = (json: Record<string, unknown>) => (json.warnings as { code: string }[]).map(({ code }) => code);
const errorOf = (json: Record<string, unknown>) => json.error as { code: string; message: string; found?: string };
const remembered = () =>
  JSON.parse(readFileSync(join(online.folder, 'watch/servers.json'), 'utf8')) as Record<string, unknown>;

describe('servers of a wallet', () => {
  it('are remembered in their order, and tried in turn', async () => {
    const answer = await add('--server', dead, '--server', online.server.url);
    expect(answer.exitCode).toBe(0);
    expect(codes(answer.json())).toEqual(['watch/server-failed']);
    expect(Object.values(remembered())).toMatchObject([{ servers: [dead, online.server.url] }]);
    const next = await sync();
    expect(next.json()).toMatchObject({
      warnings: [{ code: 'watch/server-failed', message: expect.stringContaining(dead) }],
    });
    const none = await sync('--server', dead, '--server', 'tcp://127.0.0.1:2');
    expect(none.exitCode).toBe(4);
    expect(errorOf(none.json()).code).toBe('chain/no-server');
  });

  it('are read from the file of an older version too', async () => {
    const [id] = Object.keys(remembered());
    writeFileSync(join(online.folder, 'watch/servers.json'), JSON.stringify({ [id!]: online.server.url }));
    expect((await sync()).exitCode).toBe(0);
    writeFileSync(join(online.folder, 'watch/servers.json'), '{"x":1}');
    expect(errorOf((await sync()).json()).code).toBe('watch/bad-servers-file');
  });

  it('of another network are refused by name, and nothing is stored', async () => {
    const foreign = await other();
    foreign.lies.set('server.features', () => ({
      genesis_hash: '00000000da84f2bafbbc53dee25a72ae507ff4914b867c565be350b0da8bf043',
    }));
    foreign.lies.set('blockchain.block.header', () => TESTNET4_GENESIS);
    const before = remembered();
    const answer = await add('--server', foreign.url);
    expect(answer.exitCode).toBe(1);
    expect(errorOf(answer.json())).toMatchObject({
      code: 'chain/wrong-network',
      message: 'this is a testnet4 server, and the wallet is on regtest',
    });
    expect(remembered()).toEqual(before);
  });

  it('take no password in their address', async () => {
    const answer = await add('--server', 'core+http://bob:hunter2@127.0.0.1:8332');
    expect(answer.exitCode).toBe(2);
    expect(errorOf(answer.json()).code).toBe('chain/secret-in-url');
    expect(answer.stdout + answer.stderr).not.toContain('hunter2');
  });

  it('of Bitcoin Core need a password file', async () => {
    expect(errorOf((await add('--server', 'core+http://127.0.0.1:18443')).json()).code).toBe('core/no-password');
    const none = await add('--server', 'core+http://127.0.0.1:18443', '--rpc-cookie', 'no-such-file');
    expect(errorOf(none.json()).code).toBe('core/no-cookie');
  });
});

const TESTNET4_GENESIS =
  '0100000000000000000000000000000000000000000000000000000000000000000000004e7b2b9128fe0291db0693af2ae418b767e657cd407e80cb1434221eaea7a07a046f3566ffff001dbb0c7817';

describe('a server with a certificate of its own', () => {
  it('is remembered at first sight with its hash shown, and refused with another certificate', async () => {
    const front = await startTlsFront({ key: PRIVATE_KEY, cert: CERTIFICATE }, portOf(online.server.url));
    closing.push(front.close);
    const url = `ssl://127.0.0.1:${front.port}`;
    const first = await add('--server', url);
    expect(first.json()).toMatchObject({
      warnings: [{ code: 'watch/first-certificate', message: expect.stringContaining(CERTIFICATE_SHA256) }],
    });
    expect(codes((await sync()).json())).toEqual([]);
    front.become({ key: OTHER_PRIVATE_KEY, cert: OTHER_CERTIFICATE });
    const changed = await sync();
    expect(changed.exitCode).toBe(1);
    expect(errorOf(changed.json())).toMatchObject({
      code: 'chain/certificate-changed',
      found: OTHER_CERTIFICATE_SHA256,
      expected: CERTIFICATE_SHA256,
    });
    expect((await sync('--certificate', OTHER_CERTIFICATE_SHA256)).exitCode).toBe(0);
    expect((await sync()).exitCode).toBe(0);
    const which = await sync('--server', url, '--server', dead, '--certificate', OTHER_CERTIFICATE_SHA256);
    expect(errorOf(which.json()).code).toBe('watch/which-certificate');
  });
});

describe('a public server', () => {
  it('is warned of until a person agrees, once', async () => {
    const proxy = await startSocks5();
    closing.push(proxy.close);
    proxy.names.set('electrum.example.org', '127.0.0.1');
    const url = `tcp://electrum.example.org:${portOf(online.server.url)}`;
    const first = await add('--server', url, '--proxy', proxy.url);
    expect(first.exitCode).toBe(0);
    expect(first.json()).toMatchObject({
      warnings: [{ code: 'watch/public-server', message: expect.stringContaining('learns which addresses belong') }],
    });
    expect(codes((await sync()).json())).toEqual(['watch/public-server']);
    expect(codes((await sync('--public-server-ok')).json())).toEqual([]);
    expect(codes((await sync()).json())).toEqual([]);
    // Every run has a way of its own through the proxy, which is remembered; the server's name is looked up there.
    expect(new Set(proxy.passages.map(({ user }) => user)).size).toBe(proxy.passages.length);
    expect(proxy.passages.length).toBe(4);
    expect(proxy.passages.every(({ host, addressType }) => host === 'electrum.example.org' && addressType === 3)).toBe(
      true,
    );
    await proxy.close();
    expect(errorOf((await sync()).json())).toMatchObject({ code: 'chain/proxy-unreachable' });
  });
});

describe('a second server', () => {
  it('shows what the first one hides, and how many have seen each coin', async () => {
    const second = await other();
    await online.deposit(90_000n);
    expect(await online.run('watch', 'balance', 'Family', '--data', 'watch')).toMatchObject({ secondLook: null });
    const both = await add('--server', online.server.url, '--second', second.url);
    expect(both.json()).toMatchObject({ secondLook: { second: second.url, byBoth: 90_000, byOne: 0, notCompared: 0 } });

    online.server.lies.set('blockchain.scripthash.get_history', () => []);
    const answer = await sync();
    expect(answer.json()).toMatchObject({
      balance: { confirmed: 90_000 },
      secondLook: { byBoth: 0, byOne: 90_000 },
    });
    const coins = await online.run('watch', 'coins', 'Family', '--data', 'watch');
    expect(coins).toMatchObject({ coins: [{ amount: 90_000, seenBy: 1 }] });
    expect((await online.text('watch', 'coins', 'Family', '--data', 'watch')).stdout).toContain('1 of 2');
    expect((await online.text('watch', 'balance', 'Family', '--data', 'watch')).stdout).toContain(
      'seen by 1 of 2 servers only',
    );
  });

  it('that cannot be asked is told, and the first one’s proofs stand', async () => {
    await online.deposit(90_000n);
    const answer = await sync('--second', dead);
    expect(answer.exitCode).toBe(0);
    expect(answer.json()).toMatchObject({ balance: { confirmed: 90_000 }, secondLook: null });
    expect(codes(answer.json())).toEqual(['watch/second-server']);
    expect(errorOf((await sync('--second', online.server.url)).json()).code).toBe('watch/same-server');
  });
});

describe('following', () => {
  it('reports what is announced, asking only for what has changed, and leaves the folder free meanwhile', async () => {
    const stop = new AbortController();
    const reports: Record<string, unknown>[] = [];
    let arrived = (): void => {};
    const stdout = new Writable({
      write(chunk: Buffer, _, done) {
        reports.push(JSON.parse(chunk.toString()) as Record<string, unknown>);
        arrived();
        done();
      },
    });
    const next = async () => {
      if (reports.length === 0) await new Promise<void>((resolve) => (arrived = resolve));
      return reports.shift()!;
    };
    const words = ['watch', 'sync', 'Family', '--data', 'watch', '--follow', '--json'];
    const following = icehouse(words, { folder: online.folder, io: { stdout, signal: stop.signal } });
    expect(await next()).toMatchObject({ height: 1, balance: { total: 0 } });
    const { address } = await online.run('watch', 'receive', 'Family', '--data', 'watch');
    expect(address).toMatch(/^bcrt1/);
    const asked = online.server.asked.get('blockchain.scripthash.get_history') ?? 0;
    online.world.mine();
    const { height, block } = online.world.tip();
    online.server.notify('blockchain.headers.subscribe', [{ height, hex: headerHex(block) }]);
    expect(await next()).toMatchObject({ height: 2 });
    // No script was announced to have changed: at most those of the new address's gap are asked about.
    expect((online.server.asked.get('blockchain.scripthash.get_history') ?? 0) - asked).toBeLessThan(5);
    stop.abort();
    expect((await following).exitCode).toBe(130);
  });

  it('makes a broken connection anew after a pause, until it is stopped', async () => {
    const stop = new AbortController();
    const told: string[] = [];
    const stderr = new Writable({
      write(chunk: Buffer, _, done) {
        told.push(chunk.toString());
        if (told.join('').includes('trying again in')) stop.abort();
        done();
      },
    });
    const words = ['watch', 'sync', 'Family', '--data', 'watch', '--retry', '--server', dead];
    const { exitCode } = await icehouse(words, { folder: online.folder, io: { stderr, signal: stop.signal } });
    expect(exitCode).toBe(130);
    expect(told.join('').replace(/\s+/g, ' ')).toContain('(chain/unreachable); trying again in 1 s, ctrl-C stops.');
  });
});

describe('one node by every way', () => {
  let node: PracticeNode;
  let electrum: ElectrumServer;
  let core: CoreShapedNode;
  let esplora: EsploraServer;

  beforeEach(async () => {
    node = await startPracticeNode();
    [electrum, core, esplora] = await Promise.all([startElectrumServer(node), serveCore(node), serveEsplora(node)]);
    closing.push(electrum.close, core.close, esplora.close, node.close);
    writeFileSync(join(online.folder, 'cookie'), PASSWORD);
  });

  it('shows the same balance', async () => {
    const { address } = await online.run('watch', 'receive', 'Family', '--data', 'watch');
    await node.fund(String(address), sats(70_000n));
    await node.mine(1);
    const ways = [
      ['--server', `tcp://${electrum.host}:${electrum.port}`],
      ['--server', core.url, '--rpc-cookie', 'cookie'],
      ['--server', esplora.url, '--second', core.url, '--rpc-cookie', 'cookie'],
    ];
    for (const [place, way] of ways.entries()) {
      const answer = await online.run('watch', 'add', 'family.json', '--data', `watch-${place}`, ...way);
      expect(answer).toMatchObject({ balance: { confirmed: 70_000, unproven: 0 }, warnings: [] });
      if (place === 2) expect(answer).toMatchObject({ secondLook: { second: core.url, byBoth: 70_000 } });
    }
    // The path of the cookie is kept, its content nowhere.
    const kept = readFileSync(join(online.folder, 'watch-1/servers.json'), 'utf8');
    expect(JSON.parse(kept)).toMatchObject({
      [Object.keys(remembered())[0]!]: { cookieFile: join(online.folder, 'cookie') },
    });
    expect(kept).not.toContain(PASSWORD.split(':')[1]);
    expect(await online.run('watch', 'sync', 'Family', '--data', 'watch-1')).toMatchObject({
      balance: { confirmed: 70_000 },
    });
  });

  it('is followed over Bitcoin Core’s RPC', async () => {
    await online.run(
      'watch',
      'add',
      'family.json',
      '--data',
      'followed',
      '--server',
      core.url,
      '--rpc-cookie',
      'cookie',
    );
    const { address } = await online.run('watch', 'receive', 'Family', '--data', 'followed');
    const stop = new AbortController();
    const balances: number[] = [];
    let isFunded = false;
    const stdout = new Writable({
      write(chunk: Buffer, _, done) {
        const { balance } = JSON.parse(chunk.toString()) as { balance: { total: number } };
        balances.push(balance.total);
        if (balance.total > 0) stop.abort();
        else if (!isFunded) {
          isFunded = true;
          void node.fund(String(address), sats(8_000n));
        }
        done();
      },
    });
    const words = ['watch', 'sync', 'Family', '--data', 'followed', '--follow', '--json'];
    const { exitCode } = await icehouse(words, { folder: online.folder, io: { stdout, signal: stop.signal } });
    expect([exitCode, balances.at(-1)]).toEqual([130, 8_000]);
  });
});

describe('the program', () => {
  it('ends its retries by ctrl-C, with a word and the shell’s code', async () => {
    const words = ['watch', 'sync', 'Family', '--data', 'watch', '--retry', '--server', dead];
    const child = spawn(process.execPath, [MAIN, ...words], { cwd: online.folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let told = '';
    child.stderr.on('data', (chunk: Buffer) => {
      told += chunk.toString();
      if (told.includes('ctrl-C')) child.kill('SIGINT');
    });
    const [code] = (await once(child, 'close')) as [number];
    expect(code).toBe(130);
    expect(told).toContain('trying again');
  });
});

describe('the node on this machine', () => {
  let home: string;

  beforeEach(() => {
    home = freshFolder();
  });

  const make = (...parts: string[]) => {
    mkdirSync(join(home, ...parts), { recursive: true });
    writeFileSync(join(home, ...parts, '.cookie'), 'a:b');
  };
  const find = (network: 'main' | 'testnet4' | 'regtest', platform = 'linux') =>
    findOwnNode(network, { platform, home, appData: [join(home, 'AppData')] });

  it('is found by its cookie, network by network', () => {
    make('.bitcoin');
    make('.bitcoin', 'testnet4');
    expect(find('main')).toEqual({ url: 'core+http://127.0.0.1:8332', cookieFile: join(home, '.bitcoin', '.cookie') });
    expect(find('testnet4')).toMatchObject({ url: 'core+http://127.0.0.1:48332' });
    expect(refusalOf(() => find('regtest'))).toMatchObject({
      code: 'core/no-own-node',
      kind: 'environment',
      expected: expect.stringContaining(join(home, '.bitcoin', 'regtest', '.cookie')),
    });
  });

  it('is found where other systems put it', () => {
    make('Library', 'Application Support', 'Bitcoin');
    make('AppData', 'Bitcoin', 'regtest');
    expect(find('main', 'darwin').cookieFile).toContain('Application Support');
    expect(find('regtest', 'win32')).toMatchObject({ url: 'core+http://127.0.0.1:18443' });
  });
});
