/** The Electrum-protocol server, asked by a client that is not ours, over the real practice node. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { concatBytes, fromHex, toHex, utf8ToBytes } from '../../src/core/bytes.ts';
import { sha256, sha256d } from '../../src/core/hash.ts';
import { type ElectrumServer, startElectrumServer } from '../../src/practice/electrum-server/server.ts';
import { startPracticeNode } from '../../src/practice/node/node.ts';
import type { PracticeNode } from '../../src/practice/node/types.ts';
import { openClient, type TestClient } from './client.ts';

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
/** SHA-256 of the address's script, reversed. */
const SCRIPTHASH = toHex(sha256(fromHex('0014751e76e8199196d454941c45d1b3a323f1433bd6')).reverse());
const UNUSED = '00'.repeat(32);

let node: PracticeNode;
let server: ElectrumServer;
let client: TestClient;

beforeAll(async () => {
  node = await startPracticeNode();
  server = await startElectrumServer(node);
});
afterAll(async () => {
  await server.close();
  await node.close();
});
beforeEach(async () => {
  client = await openClient(server.port);
});
afterEach(() => client.close());

function statusOf(history: readonly { readonly tx_hash: string; readonly height: number }[]): string {
  return toHex(sha256(utf8ToBytes(history.map(({ tx_hash, height }) => `${tx_hash}:${height}:`).join(''))));
}

describe('the server', () => {
  it('speaks protocol 1.4 and refuses what does not', async () => {
    expect(await client.call('server.version', 'test', '1.4')).toEqual(['Icehouse practice', '1.4']);
    expect(await client.call('server.version', 'test', ['1.1', '1.4.3'])).toEqual(['Icehouse practice', '1.4']);
    for (const range of ['1.5', ['1.4.1', '1.5'], ['1.0', '1.2'], 4, 'x']) {
      await expect(client.call('server.version', 'test', range)).rejects.toMatchObject({ code: 1 });
    }
  });

  it('names regtest by its genesis block', async () => {
    expect(await client.call('server.features')).toMatchObject({
      genesis_hash: '0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206',
      hash_function: 'sha256',
      protocol_max: '1.4',
    });
  });

  it('answers the small questions', async () => {
    expect(await client.call('server.ping')).toBeNull();
    expect(await client.call('server.donation_address')).toBe('');
    expect(await client.call('server.peers.subscribe')).toEqual([]);
    expect(await client.call('server.banner')).toContain('practice');
    expect(await client.call('blockchain.estimatefee', 6)).toBe(0.00002);
    expect(await client.call('blockchain.relayfee')).toBe(0.00001);
    expect(await client.call('mempool.get_fee_histogram')).toEqual([]);
  });

  it('answers nonsense with an error and stays', async () => {
    expect(await client.line('{')).toMatchObject({ id: null, error: { code: -32700 } });
    expect(await client.line('7')).toMatchObject({ error: { code: -32600 } });
    expect(await client.line('{"id":3,"method":"server.ping","params":{}}')).toMatchObject({ error: { code: -32602 } });
    await expect(client.call('no.such.method')).rejects.toMatchObject({ code: -32601 });
    await expect(client.call('blockchain.scripthash.get_history', 'zz')).rejects.toMatchObject({ code: -32602 });
    await expect(client.call('blockchain.block.header', -1)).rejects.toMatchObject({ code: -32602 });
    await expect(client.call('blockchain.block.header', 100_000)).rejects.toMatchObject({ code: 1 });
    await expect(client.call('blockchain.transaction.get', UNUSED)).rejects.toMatchObject({ code: 2 });
    expect(await client.line('[{"id":1,"method":"server.ping"},{"id":2,"method":"server.banner"}]')).toMatchObject([
      { id: 1, result: null },
      { id: 2 },
    ]);
  });
});

describe('headers', () => {
  it('come one by one and in rows, the same as the node’s', async () => {
    const header = toHex((await node.block(5))!.header);
    expect(await client.call('blockchain.block.header', 5)).toBe(header);
    expect(await client.call('blockchain.block.headers', 4, 3)).toMatchObject({
      count: 3,
      hex: expect.stringMatching(new RegExp(`^.{160}${header}.{160}$`)),
      max: 2016,
    });
    expect(await client.call('blockchain.block.headers', 100_000, 3)).toEqual({ count: 0, hex: '', max: 2016 });
  });

  it('are proven up to a checkpoint', async () => {
    const { header, branch, root } = (await client.call('blockchain.block.header', 5, 10)) as {
      header: string;
      branch: string[];
      root: string;
    };
    expect(merkleRoot(toHex(sha256d(fromHex(header)).reverse()), branch, 5)).toBe(root);
    const row = (await client.call('blockchain.block.headers', 3, 3, 10)) as { root: string; branch: string[] };
    expect(row).toMatchObject({ root, branch });
    await expect(client.call('blockchain.block.header', 11, 10)).rejects.toMatchObject({ code: 1 });
  });

  it('are told as they come', async () => {
    expect(await client.call('blockchain.headers.subscribe')).toEqual({
      height: node.height(),
      hex: toHex((await node.block(node.height()))!.header),
    });
    await node.mine(1);
    await client.call('server.ping');
    expect(client.notifications).toEqual([
      {
        jsonrpc: '2.0',
        method: 'blockchain.headers.subscribe',
        params: [{ height: node.height(), hex: toHex((await node.block(node.height()))!.header) }],
      },
    ]);
  });
});

describe('the history of a script', () => {
  it('is empty for an unused one', async () => {
    expect(await client.call('blockchain.scripthash.subscribe', UNUSED)).toBeNull();
    expect(await client.call('blockchain.scripthash.get_history', UNUSED)).toEqual([]);
    expect(await client.call('blockchain.scripthash.get_balance', UNUSED)).toEqual({ confirmed: 0, unconfirmed: 0 });
    expect(await client.call('blockchain.scripthash.unsubscribe', UNUSED)).toBe(true);
    expect(await client.call('blockchain.scripthash.unsubscribe', UNUSED)).toBe(false);
  });

  it('follows a coin from the mempool into a block, through a reorganisation and back', async () => {
    await client.call('blockchain.scripthash.subscribe', SCRIPTHASH);
    const { txid, vout } = await node.fund(ADDRESS, sats(70_000n));
    const waiting = [{ tx_hash: txid, height: 0, fee: 600 }];
    expect(await client.call('blockchain.scripthash.get_history', SCRIPTHASH)).toEqual(waiting);
    expect(await client.call('blockchain.scripthash.get_mempool', SCRIPTHASH)).toEqual(waiting);
    expect(await client.call('blockchain.scripthash.get_balance', SCRIPTHASH)).toEqual({
      confirmed: 0,
      unconfirmed: 70_000,
    });

    await node.mine(1);
    const height = node.height();
    const mined = [{ tx_hash: txid, height }];
    expect(await client.call('blockchain.scripthash.get_history', SCRIPTHASH)).toEqual(mined);
    expect(await client.call('blockchain.scripthash.get_mempool', SCRIPTHASH)).toEqual([]);
    expect(await client.call('blockchain.scripthash.listunspent', SCRIPTHASH)).toEqual([
      { tx_hash: txid, tx_pos: vout, height, value: 70_000 },
    ]);

    await node.reorganise(1);
    expect(await client.call('blockchain.scripthash.get_history', SCRIPTHASH)).toEqual(waiting);
    await node.mine(1);
    const again = [{ tx_hash: txid, height: node.height() }];
    expect(await client.call('blockchain.scripthash.get_history', SCRIPTHASH)).toEqual(again);

    const statuses = client.notifications.map(({ params }) => params);
    expect(statuses).toEqual(
      [waiting, mined, null, waiting, again].map((history) => [SCRIPTHASH, history && statusOf(history)]),
    );
  });

  it('marks what has an unconfirmed parent, and counts what the mempool spends', async () => {
    // One reward is ripe: the second payment can only spend the change of the first.
    const poor = await startPracticeNode({ blocks: 100 });
    const serverOfPoor = await startElectrumServer(poor);
    const asking = await openClient(serverOfPoor.port);
    try {
      const parent = await poor.fund(ADDRESS, sats(1_000_000n));
      const child = await poor.fund(ADDRESS, sats(2_000_000n));
      expect(await asking.call('blockchain.scripthash.get_history', SCRIPTHASH)).toEqual([
        { tx_hash: parent.txid, height: 0, fee: 600 },
        { tx_hash: child.txid, height: -1, fee: 600 },
      ]);
      const [change] = (await poor.transaction(child.txid))!.outputs.slice(1);
      const purse = toHex(sha256(change!.scriptPubKey).reverse());
      expect(await asking.call('blockchain.scripthash.get_balance', purse)).toEqual({
        confirmed: 100 * 5_000_000_000,
        unconfirmed: -(3_000_000 + 2 * 600),
      });
    } finally {
      asking.close();
      await serverOfPoor.close();
      await poor.close();
    }
  });
});

describe('transactions', () => {
  it('come whole, with a proof that leads to the header’s merkle root', async () => {
    const coins = await Promise.all([1, 2, 3, 4].map((each) => node.fund(ADDRESS, sats(10_000n * BigInt(each)))));
    await node.mine(1);
    const height = node.height();
    const block = (await node.block(height))!;
    const root = toHex(block.header.slice(36, 68).reverse());
    for (const { txid } of coins) {
      expect(await client.call('blockchain.transaction.get', txid)).toBe((await node.transaction(txid))!.hex);
      const { pos, merkle } = (await client.call('blockchain.transaction.get_merkle', txid, height)) as {
        pos: number;
        merkle: string[];
      };
      expect(block.transactions[pos]?.txid).toBe(txid);
      expect(merkleRoot(txid, merkle, pos)).toBe(root);
      expect(await client.call('blockchain.transaction.id_from_pos', height, pos)).toBe(txid);
      expect(await client.call('blockchain.transaction.id_from_pos', height, pos, true)).toEqual({
        tx_hash: txid,
        merkle,
      });
    }
    const refused = [
      client.call('blockchain.transaction.get_merkle', coins[0]!.txid, height - 1),
      client.call('blockchain.transaction.id_from_pos', height, 99),
      client.call('blockchain.transaction.get', coins[0]!.txid, true),
    ];
    for (const each of refused) await expect(each).rejects.toMatchObject({ code: 1 });
  });

  it('are broadcast, or refused with the node’s reason', async () => {
    await expect(client.call('blockchain.transaction.broadcast', '00')).rejects.toMatchObject({ code: 1 });
    const { txid } = await node.fund(ADDRESS, sats(90_000n));
    const { hex } = (await node.transaction(txid))!;
    await node.mine(1);
    await node.reorganise(1, { include: [] });
    await expect(client.call('blockchain.transaction.broadcast', hex)).rejects.toMatchObject({
      message: expect.stringContaining('txn-already-in-mempool'),
    });
    await node.mine(1);
  });
});

it('serves what was there before it started', async () => {
  const { txid } = await node.fund(ADDRESS, sats(55_000n));
  const late = await startElectrumServer(node);
  const lateClient = await openClient(late.port);
  try {
    const [own, other] = await Promise.all(
      [client, lateClient].map((each) => each.call('blockchain.scripthash.get_history', SCRIPTHASH)),
    );
    expect(other).toEqual(own);
    expect(other).toContainEqual({ tx_hash: txid, height: 0, fee: 600 });
  } finally {
    lateClient.close();
    await late.close();
  }
});

/** Climbs from a leaf (as people read it) to the root, left or right by the bits of its position. */
function merkleRoot(leaf: string, branch: readonly string[], position: number): string {
  const root = branch.reduce((hash, sibling, level) => {
    const other = fromHex(sibling).reverse();
    return sha256d((position >> level) & 1 ? concatBytes(other, hash) : concatBytes(hash, other));
  }, fromHex(leaf).reverse());
  return toHex(root.reverse());
}
