/** The practice node itself: mining, funding, refusals and reorganisations, which the tests of others rely on. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { toHex } from '../../src/core/bytes.ts';
import { sha256d } from '../../src/core/hash.ts';
import { startPracticeNode } from '../../src/practice/node/node.ts';
import type { NodeEvents, PracticeNode } from '../../src/practice/node/types.ts';

const ADDRESS = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';
const OTHER_ADDRESS = 'bcrt1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qzf4jry';

let node: PracticeNode;
beforeEach(async () => {
  node = await startPracticeNode();
});
afterEach(() => node.close());

describe('mining', () => {
  it('gives blocks whose headers hash to their names and follow each other', async () => {
    const [first, second] = await node.mine(2);
    const [older, newer] = [await node.block(121), await node.block(122)];
    expect([older?.hash, newer?.hash]).toEqual([first, second]);
    expect(newer?.header.length).toBe(80);
    expect(toHex(sha256d(newer!.header).reverse())).toBe(second);
    expect(toHex(newer!.header.slice(4, 36).reverse())).toBe(first);
  });

  it('has Bitcoin Core’s regtest genesis block, and none above the tip', async () => {
    expect(await node.blockHash(0)).toBe('0f9188f13cb7b2c71f2a335e3a4fc328bf5beb436012afca590b1a11466e2206');
    expect(await node.blockHash(node.height() + 1)).toBeUndefined();
    expect(await node.blockHash(-1)).toBeUndefined();
    expect(await node.block(0.5)).toBeUndefined();
  });

  it('pays the reward where it is asked to', async () => {
    await node.mine(1, ADDRESS);
    const block = await node.block(node.height());
    expect(toHex(block!.transactions[0]!.outputs[0]!.scriptPubKey)).toBe(
      '0014751e76e8199196d454941c45d1b3a323f1433bd6',
    );
  });
});

describe('funding', () => {
  it('pays exactly, unconfirmed first and confirmed by a block', async () => {
    const { txid, vout } = await node.fund(ADDRESS, sats(12_345_678_901n));
    expect(node.mempool().map((tx) => tx.txid)).toEqual([txid]);
    expect(await node.confirmations(txid)).toBe(0);
    await node.mine(2);
    expect(await node.confirmations(txid)).toBe(2);
    const found = await node.transaction(txid);
    expect(found).toMatchObject({ height: 121 });
    expect(found?.outputs[vout]?.amount).toBe(12_345_678_901n);
  });

  it('pays many at once and many times in a row without a block between', async () => {
    const many = Array.from({ length: 500 }, (_, index) => ({
      address: ADDRESS,
      amount: sats(1_000n + BigInt(index)),
    }));
    const coins = await node.fundAll(many);
    const { outputs } = (await node.transaction(coins[0]!.txid))!;
    expect(coins.map(({ vout }) => outputs[vout]?.amount)).toEqual(many.map(({ amount }) => amount));
    const alone = await Promise.all(Array.from({ length: 30 }, () => node.fund(OTHER_ADDRESS, sats(1_000_000_000n))));
    await node.mine(1);
    for (const { txid } of alone) expect(await node.confirmations(txid)).toBe(1);
  });

  it('says when the rewards do not suffice', async () => {
    await expect(node.fund(ADDRESS, sats(2_000_0000_0000n))).rejects.toMatchObject({ code: 'node/purse-empty' });
  });
});

describe('refusals', () => {
  it('tells apart what is no transaction, what spends nothing known, and what is known already', async () => {
    const { txid } = await node.fund(ADDRESS, sats(100_000n));
    const { hex } = (await node.transaction(txid))!;
    for (const text of ['', '0', 'zz', '00', hex.slice(2), `${hex}00`]) {
      await expect(node.broadcast(text)).rejects.toMatchObject({ code: 'node/not-a-transaction' });
    }
    await expect(node.broadcast(hex)).rejects.toMatchObject({ code: 'node/rejected', kind: 'refused' });
    const orphan = hex.replace(/^(.{14}).{64}/, `$1${'11'.repeat(32)}`);
    await expect(node.broadcast(orphan)).rejects.toMatchObject({
      code: 'node/rejected',
      found: 'bad-txns-inputs-missingorspent',
    });
    expect(node.mempool().length).toBe(1);
  });

  it('refuses dust by its mempool, and addresses of other networks', async () => {
    await expect(node.fund(ADDRESS, sats(100n))).rejects.toMatchObject({ code: 'node/rejected', found: 'dust' });
    const main = 'bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4';
    await expect(node.fund(main, sats(100_000n))).rejects.toMatchObject({ code: 'node/not-an-address' });
    await expect(node.mine(1, main)).rejects.toMatchObject({ code: 'node/not-an-address' });
  });

  it('refuses a block with a transaction that is in the chain already, and goes on', async () => {
    const { txid } = await node.fund(ADDRESS, sats(100_000n));
    await node.mine(1);
    const { hex } = (await node.transaction(txid))!;
    await expect(node.mineExactly([hex])).rejects.toMatchObject({ code: 'node/block-refused' });
    await node.mine(1);
    expect(node.height()).toBe(122);
  });
});

describe('reorganisations', () => {
  it('returns the transactions of replaced blocks to the mempool, with those that wait on them', async () => {
    const first = await node.fund(ADDRESS, sats(100_000n));
    const hashes = await node.mine(2);
    const later = await node.fund(ADDRESS, sats(200_000n));
    await node.reorganise(2);
    expect(node.height()).toBe(123);
    expect(hashes).not.toContain(await node.blockHash(121));
    expect(node.mempool().map(({ txid }) => txid)).toEqual([first.txid, later.txid]);
    await node.mine(1);
    expect(await node.confirmations(first.txid)).toBe(1);
  });

  it('lets a double spend in the new branch win', async () => {
    const paid = await node.fund(ADDRESS, sats(100_000n));
    const { hex } = (await node.transaction(paid.txid))!;
    await node.mine(1);
    // The purse's coin again, to somebody else: the same transaction with another payee.
    const doubleSpend = hex.replace('751e76e8199196d454941c45d1b3a323f1433bd6', '00'.repeat(20));
    await node.reorganise(1, { include: [doubleSpend] });
    expect(await node.transaction(paid.txid)).toBeUndefined();
    expect(await node.confirmations(paid.txid)).toBeUndefined();
    expect(node.mempool()).toEqual([]);
    await node.mine(1);
    expect(node.height()).toBe(123);
  });

  it('refuses a depth that there is not', async () => {
    for (const depth of [0, -1, 1.5, 121]) {
      await expect(node.reorganise(depth)).rejects.toMatchObject({ code: 'node/reorganisation-depth' });
    }
  });
});

it('tells what happens, in its order, until one stops listening', async () => {
  const told: string[] = [];
  const names: readonly (keyof NodeEvents)[] = ['block', 'disconnected', 'tx', 'removed'];
  const stops = names.map((name) => node.on(name, (what) => void told.push(`${name} ${label(what)}`)));
  const { txid } = await node.fund(ADDRESS, sats(100_000n));
  await node.mine(1);
  await node.reorganise(1);
  expect(told).toEqual([
    `tx ${txid}`,
    `removed ${txid}`,
    'block 121',
    'disconnected 121',
    'block 121',
    'block 122',
    `tx ${txid}`,
  ]);
  for (const stop of stops) stop();
  await node.mine(1);
  expect(told.length).toBe(7);
});

function label(what: NodeEvents[keyof NodeEvents]): string {
  return 'txid' in what ? what.txid : `${what.height}`;
}
