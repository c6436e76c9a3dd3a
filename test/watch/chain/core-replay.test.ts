/** The Bitcoin Core back end against the recorded answers of a real node, in the order of the recording. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fromHex } from '../../../src/core/bytes.ts';
import { parsePreviousTransaction } from '../../../src/core/tx/parse.ts';
import { txidOf } from '../../../src/core/tx/txid.ts';
import { decodeAddress } from '../../../src/core/wallet/address.ts';
import type { Chain } from '../../../src/watch/chain/chain.ts';
import { connectCore } from '../../../src/watch/chain/core/connect.ts';
import { readCookie } from '../../../src/watch/chain/core/cookie.ts';
import { parseHeader } from '../../../src/watch/spv/header.ts';
import { merkleFlaw } from '../../../src/watch/spv/merkle.ts';
import { refusalOf, rejectionOf } from '../../support/errors.ts';
import { PASSWORD, type ReplayedNode, recordedAt, replayNode, transcript } from './replay.ts';

const DEPOSIT = 'df03815dc707cc2e4f99459ea9f210480eefffeb98948d83b5c703d1affb0ef0';
const PAYMENT = 'a3410280336eb2c74ad39c070b5df2ab9bfc6dde19e11ab1bedacf352e96d569';
const FIRST_ADDRESS = 'bcrt1qczs63mj2s5ec4ypvh0jl4pwzv2h3pupwdmzvy07hm2v4uzhcmu4sprd7vk';
const SECOND_ADDRESS = 'bcrt1q85f4hqzqwwk4suls7dhyk6kynealq0anm8rsjswquqc9gs65xt4sah9wwj';

let folder: string;
let node: ReplayedNode;
let chain: Chain | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'icehouse-core-'));
  node = await replayNode();
});

afterEach(async () => {
  chain?.close();
  chain = undefined;
  const { unknown } = node;
  await node.close();
  rmSync(folder, { recursive: true });
  expect(unknown).toEqual([]);
});

function cookie(text = `${PASSWORD}\n`): string {
  const path = join(folder, '.cookie');
  writeFileSync(path, text);
  return path;
}

const connect = async (cookieFile = cookie()) => {
  chain = await connectCore({
    url: node.url,
    network: 'regtest',
    cookieFile,
    walletName: 'icehouse-family',
    timeoutMs: 5_000,
  });
  return chain;
};

const scripts = [FIRST_ADDRESS, SECOND_ADDRESS].map((address) => decodeAddress(address, 'regtest'));

const watch = (request: { scripts?: number; signal?: AbortSignal; onProgress?: (share: number) => void } = {}) =>
  chain!.watch!({
    ...{ descriptor: transcript.descriptor, scripts: 100, birthdayHeight: 0, known: async () => new Map(), ...request },
  });

const fault = (code: number, message: string, status = 500) => ({
  status,
  body: JSON.stringify({ result: null, error: { code, message }, id: 'icehouse' }),
});

describe('a recorded node', () => {
  it('is on its network, and refused for another by name', async () => {
    await connect();
    await expect(
      connectCore({ url: node.url, network: 'testnet4', cookieFile: cookie(), walletName: 'w' }),
    ).rejects.toMatchObject({
      code: 'chain/wrong-network',
      message: 'this is a regtest server, and the wallet is on testnet4',
      found: 'regtest',
      expected: 'testnet4',
    });
  });

  it('gets a watch-only wallet, the descriptor and a look through its blocks; once', async () => {
    await connect();
    node.moment = 9; // The wallet is not loaded, and nowhere on the disk.
    node.instead.set('listwalletdir', () => ({
      status: 200,
      body: '{"result":{"wallets":[]},"error":null,"id":"icehouse"}',
    }));
    node.instead.set('getwalletinfo', () => (node.asked.includes('createwallet') ? recordedAt(22) : recordedAt(9)));
    node.instead.set('listdescriptors', () =>
      node.asked.includes('importdescriptors')
        ? undefined
        : { status: 200, body: '{"result":{"descriptors":[]},"error":null,"id":"icehouse"}' },
    );
    node.instead.set('importdescriptors', () => recordedAt(19));
    await watch();
    const orders = node.asked.filter((method) => !method.startsWith('get') && !method.startsWith('list'));
    expect(orders).toEqual(['createwallet', 'importdescriptors', 'rescanblockchain', 'importdescriptors']);
    await watch();
    expect(node.asked.filter((method) => method === 'rescanblockchain')).toHaveLength(1);
  });

  it('is taken as it is where the descriptor is active already', async () => {
    await connect();
    node.moment = 21;
    await watch();
    expect(node.asked).toEqual(['getblockhash', 'getwalletinfo', 'listdescriptors']);
  });

  it('looks through its blocks again when more scripts are wanted than it watches', async () => {
    await connect();
    node.moment = 21;
    node.instead.set('importdescriptors', () => recordedAt(19));
    await watch({ scripts: 1_001 });
    expect(node.asked).toContain('rescanblockchain');
  });

  it('loads the wallet that is on the disk', async () => {
    await connect();
    node.moment = 73;
    node.instead.set('getwalletinfo', () => (node.asked.includes('loadwallet') ? recordedAt(22) : recordedAt(73)));
    await watch();
    expect(node.asked).toContain('loadwallet');
    expect(node.asked).not.toContain('createwallet');
  });

  it('may have loaded the wallet in the same moment', async () => {
    await connect();
    node.moment = 75; // "already loaded"
    node.instead.set('getwalletinfo', () => (node.asked.includes('loadwallet') ? recordedAt(22) : recordedAt(73)));
    await watch();
    expect(node.asked).toContain('loadwallet');
  });

  it('tells what waits in its mempool', async () => {
    await connect();
    node.moment = 21;
    await watch();
    // Of the two recorded deposits, only one was asked for whole.
    node.instead.set('getmempoolentry', (params) =>
      isDeepStrictEqual(params, [DEPOSIT]) ? undefined : fault(-5, 'Transaction not in mempool'),
    );
    expect(await chain!.histories(scripts)).toEqual([[{ txid: DEPOSIT, height: undefined }], []]);
  });

  it('is caught giving another transaction than its list names', async () => {
    await connect();
    node.moment = 21;
    await watch();
    node.instead.set('getmempoolentry', () => recordedAt(28));
    node.instead.set('gettransaction', () => recordedAt(34));
    await expect(chain!.histories(scripts)).rejects.toMatchObject({ code: 'chain/false-transaction' });
  });

  it('does not count what its wallet remembers and no mempool holds', async () => {
    await connect();
    node.moment = 21;
    await watch();
    node.instead.set('getmempoolentry', () => fault(-5, 'Transaction not in mempool'));
    expect(await chain!.histories(scripts)).toEqual([[], []]);
  });

  it('gives a transaction whole, and a proof that leads to its block', async () => {
    await connect();
    const [bytes] = await chain!.transactions([DEPOSIT]);
    const { txid, transaction } = parsePreviousTransaction(bytes!);
    expect(txid).toBe(DEPOSIT);
    node.instead.set('getblockhash', () => recordedAt(44));
    const [proof] = await chain!.merkleProofs([{ txid: DEPOSIT, height: 102 }]);
    const header = parseHeader(fromHex(String((transcript.calls[40]!.response as { result: string }).result)), 102);
    expect(header.hash).toBe(String((transcript.calls[44]!.response as { result: string }).result));
    expect(merkleFlaw({ txid, transaction, proof: proof!, merkleRoot: header.merkleRoot })).toBeUndefined();
    expect(proof!.position).toBe(1);
  });

  it('does not know a transaction', async () => {
    await connect();
    node.instead.set('getrawtransaction', () => recordedAt(38));
    node.instead.set('gettransaction', () => fault(-5, 'Invalid or non-wallet transaction id'));
    await expect(chain!.transactions(['00'.repeat(32)])).rejects.toMatchObject({
      code: 'chain/server-error',
      found: expect.stringContaining('No such mempool or blockchain transaction'),
    });
  });

  it('has no idea of fees', async () => {
    await connect();
    expect(await chain!.estimateFee(6)).toBeUndefined();
    node.instead.set('estimatesmartfee', () => ({
      status: 200,
      body: '{"result":{"feerate":0.00012345,"blocks":6},"error":null,"id":"icehouse"}',
    }));
    expect(await chain!.estimateFee(6)).toBe(12_345n);
  });

  it('tries a transaction before it takes it', async () => {
    await connect();
    const hex = (place: number) => (transcript.calls[place]!.request.params as string[][])[0]![0]!;
    node.moment = 67;
    await chain!.broadcast(fromHex(hex(62)));
    expect(node.asked.slice(1)).toEqual(['testmempoolaccept', 'sendrawtransaction']);
    expect(txidOf(parsePreviousTransaction(fromHex(hex(62))).transaction)).toBe(PAYMENT);
  });

  it('refuses a broken signature in its trial, with its reason', async () => {
    await connect();
    const [hex] = (transcript.calls[63]!.request.params as string[][])[0]!;
    await expect(chain!.broadcast(fromHex(hex!))).rejects.toMatchObject({
      code: 'chain/rejected',
      kind: 'refused',
      found: expect.stringContaining('Signature must be zero for failed CHECK(MULTI)SIG operation'),
    });
    expect(node.asked).not.toContain('sendrawtransaction');
    // Where the trial says nothing, sending says it.
    node.instead.set('testmempoolaccept', () => recordedAt(62));
    await expect(chain!.broadcast(fromHex(hex!))).rejects.toMatchObject({ code: 'chain/rejected' });
  });

  it('takes no harm from a transaction that is in a block already', async () => {
    await connect();
    const hex = (transcript.calls[62]!.request.params as string[][])[0]![0]!;
    node.moment = 70;
    node.instead.set('testmempoolaccept', () => ({
      status: 200,
      body: '{"result":[{"allowed":false,"reject-reason":"txn-already-known"}],"error":null,"id":"icehouse"}',
    }));
    await chain!.broadcast(fromHex(hex));
    expect(node.asked.at(-1)).toBe('sendrawtransaction');
  });
});

describe('a node that says no', () => {
  const WALLET_CASES: readonly (readonly [string, string, number, string])[] = [
    ['createwallet', 'core/wallet-refused', 17, 'Database already exists'],
    ['importdescriptors', 'core/import-refused', 18, 'Missing checksum'],
    ['importdescriptors', 'core/import-refused', 20, 'does not match computed checksum'],
  ];
  for (const [method, code, place, words] of WALLET_CASES) {
    it(`${method}: ${words}`, async () => {
      await connect();
      node.instead.set('listwalletdir', () => ({
        status: 200,
        body: '{"result":{"wallets":[]},"error":null,"id":"icehouse"}',
      }));
      node.instead.set('getwalletinfo', () => (node.asked.includes('createwallet') ? recordedAt(22) : recordedAt(9)));
      node.instead.set('listdescriptors', () => ({
        status: 200,
        body: '{"result":{"descriptors":[]},"error":null,"id":"icehouse"}',
      }));
      node.instead.set(method, () => recordedAt(place));
      await expect(watch()).rejects.toMatchObject({ code, kind: 'environment', found: expect.stringContaining(words) });
    });
  }

  it('loadwallet: a reason other than being loaded', async () => {
    await connect();
    node.instead.set('getwalletinfo', () => recordedAt(73));
    node.instead.set('loadwallet', () => fault(-4, 'Wallet file verification failed. Refusing to load database.'));
    await expect(watch()).rejects.toMatchObject({ code: 'core/wallet-refused' });
  });

  it('the password', async () => {
    const refused = await rejectionOf(connect(cookie('icehouse:wrong-horse')));
    expect(refused).toMatchObject({ code: 'core/wrong-password', kind: 'environment', at: node.url });
    expect(JSON.stringify(refused)).not.toContain('horse');
    expect(transcript.calls[8]).toMatchObject({ status: 401, note: 'wrong password' });
  });

  it('a password that was good before the node started anew, until the new one is there', async () => {
    const path = cookie();
    await connect(path);
    node.moment = 21;
    writeFileSync(path, PASSWORD);
    await watch();
    cookie('icehouse:of-another-start');
    await expect(connect(path)).rejects.toMatchObject({ code: 'core/wrong-password' });
  });

  const METHOD_CASES: readonly (readonly [string, string, ReturnType<typeof fault>])[] = [
    ['an unknown method', 'core/unknown-method', recordedAt(6)],
    ['while it is starting', 'core/warming-up', fault(-28, 'Loading block index…')],
    ['with its wallet in trouble', 'core/wallet-refused', fault(-4, 'Wallet is corrupted')],
    ['to this machine', 'core/not-allowed', { status: 403, body: '' }],
    ['as it has too much to do', 'core/busy', { status: 503, body: 'Work queue depth exceeded' }],
    ['by something that is no node', 'chain/protocol', { status: 302, body: '' }],
    ['in something that is no JSON', 'chain/protocol', { status: 200, body: '<html>' }],
    ['in another form', 'chain/protocol', { status: 200, body: '[]' }],
    ['to another question', 'chain/protocol', { status: 200, body: '{"result":1,"error":null,"id":"other"}' }],
    [
      'with an error of another form',
      'chain/protocol',
      { status: 500, body: '{"result":null,"error":"no","id":"icehouse"}' },
    ],
  ];
  for (const [name, code, answer] of METHOD_CASES) {
    it(`${name}: ${code}`, async () => {
      await connect();
      node.instead.set('getblockchaininfo', () => answer);
      await expect(chain!.tip()).rejects.toMatchObject({ code, kind: 'environment', at: node.url });
    });
  }

  it('with words that are shown escaped', async () => {
    await connect();
    node.instead.set('estimatesmartfee', () => fault(-1, '\u001b[2J<b>'));
    expect(await rejectionOf(chain!.estimateFee(2))).toMatchObject({
      code: 'chain/server-error',
      found: '\\u{1B}[2J<b>',
    });
  });

  it('as its blocks are gone', async () => {
    await connect();
    node.moment = 21;
    node.instead.set('importdescriptors', () => recordedAt(19));
    node.instead.set('rescanblockchain', () =>
      fault(-1, "Can't rescan beyond pruned data. Use RPC call getblockchaininfo."),
    );
    await expect(watch({ scripts: 5_000 })).rejects.toMatchObject({ code: 'core/pruned' });
  });

  it('as another wallet with keys has the name', async () => {
    await connect();
    node.instead.set('getwalletinfo', () => ({
      status: 200,
      body: recordedAt(22).body.replace('"private_keys_enabled":false', '"private_keys_enabled":true'),
    }));
    await expect(watch()).rejects.toMatchObject({
      code: 'core/not-watch-only',
      kind: 'refused',
      found: 'icehouse-family',
    });
    expect(node.asked).not.toContain('importdescriptors');
  });
});

describe('the look through the blocks', () => {
  const scanning = (value: unknown) => ({
    status: 200,
    body: recordedAt(22).body.replace('"scanning":false', `"scanning":${JSON.stringify(value)}`),
  });

  /** Answers the rescan only when it is told to. */
  async function slowNode() {
    await connect();
    node.moment = 21;
    node.instead.set('importdescriptors', () => recordedAt(19));
    let release = (): void => {};
    const released = new Promise<void>((resolve) => (release = resolve));
    return { release, released };
  }

  it('tells how far it is', async () => {
    const { release, released } = await slowNode();
    node.instead.set('rescanblockchain', () => undefined);
    node.instead.set('getwalletinfo', () => {
      const isRunning = node.asked.includes('rescanblockchain');
      return isRunning ? scanning({ duration: 5, progress: 0.25 }) : recordedAt(22);
    });
    const shares: number[] = [];
    node.held = released;
    await watch({
      scripts: 5_000,
      onProgress: (share) => {
        shares.push(share);
        release();
      },
    });
    expect(shares).toContain(0.25);
  });

  it('is stopped in the node as well, and done over the next time', async () => {
    const { release, released } = await slowNode();
    node.held = released;
    node.instead.set('abortrescan', () => {
      release();
      return { status: 200, body: '{"result":true,"error":null,"id":"icehouse"}' };
    });
    const stop = new AbortController();
    node.instead.set('getwalletinfo', () => {
      if (node.asked.includes('rescanblockchain')) stop.abort();
      return recordedAt(22);
    });
    await expect(watch({ scripts: 5_000, signal: stop.signal })).rejects.toMatchObject({ code: 'chain/stopped' });
    expect(node.asked).toContain('abortrescan');
    // The descriptor was imported, but not made active.
    expect(node.asked.filter((method) => method === 'importdescriptors')).toHaveLength(1);
    node.instead.clear();
    node.instead.set('importdescriptors', () => recordedAt(19));
    await watch({ scripts: 5_000 });
    expect(node.asked.filter((method) => method === 'rescanblockchain')).toHaveLength(2);
  });
});

describe('a cookie file', () => {
  it('is one line of user and password', () => {
    expect(readCookie(cookie('__cookie__:0123abcd'))).toBe('__cookie__:0123abcd');
    expect(readCookie(cookie('bob:p:w\r\n'))).toBe('bob:p:w');
  });

  for (const text of ['', 'nopassword', ':x', 'a:', 'a:b\nc:d', 'a b:c', `a:${'b'.repeat(2_000)}`]) {
    it(`refuses ${JSON.stringify(text.slice(0, 20))} without repeating it`, () => {
      const refusal = refusalOf(() => readCookie(cookie(text)));
      expect(refusal).toMatchObject({ code: 'core/bad-cookie', kind: 'input' });
      expect(refusal.found).toBeUndefined();
    });
  }

  it('that is not there is told with the next step', () => {
    expect(refusalOf(() => readCookie(join(folder, 'none')))).toMatchObject({
      code: 'core/no-cookie',
      kind: 'environment',
    });
    expect(refusalOf(() => readCookie(folder))).toMatchObject({
      code: expect.stringMatching(/^core\/(no|bad)-cookie$/),
    });
  });

  it('is not sent in clear over the internet', async () => {
    await expect(
      connectCore({ url: 'core+http://node.example.org:8332', network: 'main', cookieFile: cookie(), walletName: 'w' }),
    ).rejects.toMatchObject({ code: 'core/password-in-clear', kind: 'refused' });
  });
});
