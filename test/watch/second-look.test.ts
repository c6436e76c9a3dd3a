/** Two servers, asked about every coin: what one of them keeps back comes to light, and its bare word adds nothing. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import type { Transaction } from '../../src/core/tx/types.ts';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { lookTwice } from '../../src/watch/sync/second-look.ts';
import { syncWallet } from '../../src/watch/sync/sync.ts';
import { viewWallet } from '../../src/watch/sync/view.ts';
import { paymentFromOutside, spend } from './world/blocks.ts';
import { at, type Desk, familyCharter, NOW, openDesk } from './world/family.ts';
import { serve, type TestServer } from './world/liar.ts';
import { createWorld, type World } from './world/world.ts';

const charter = familyCharter();
const HISTORY = 'blockchain.scripthash.get_history';
const pay = (index: number, amount: bigint): Transaction =>
  paymentFromOutside([{ amount: sats(amount), scriptPubKey: at(charter, 'receive', index).scriptPubKey }]);

let world: World;
let first: TestServer;
let second: TestServer;
let desk: Desk;

beforeEach(async () => {
  world = createWorld();
  world.mine(3);
  [first, second] = await Promise.all([serve(world), serve(world)]);
  desk = await openDesk(charter);
});

afterEach(async () => {
  await Promise.all([first.close(), second.close()]);
  await desk.remove();
});

async function syncWith(server: TestServer) {
  const chain = await connectElectrum({ url: server.url, network: 'regtest' });
  const report = await syncWallet({ store: desk.store, chain, charter, now: NOW });
  chain.close();
  return { ...report, where: chain.where };
}

/** A sync with the first server, then a look with the second. */
async function compare() {
  const report = await syncWith(first);
  const chain = await connectElectrum({ url: second.url, network: 'regtest' });
  try {
    return await lookTwice({ store: desk.store, chain, charter, now: NOW, first: report });
  } finally {
    chain.close();
  }
}

const view = () => viewWallet(desk.store, charter.id);
const counts = async () => (await desk.store.looks.last(charter.id))?.coins.map(({ seenBy }) => seenBy);

/** Keeps a transaction out of every history that a server tells. */
function hide(server: TestServer, txid: string): void {
  server.lies.set(HISTORY, (_, honest) => (honest as { tx_hash: string }[]).filter(({ tx_hash: id }) => id !== txid));
}

describe('a second look', () => {
  it('finds every coin seen by both servers', async () => {
    world.send(pay(0, 50_000n), pay(1, 7_000n));
    world.mine();
    expect(await compare()).toMatchObject({ uncovered: [], unproven: [] });
    expect(await counts()).toEqual([2, 2]);
    expect(await desk.store.looks.last(charter.id)).toMatchObject({
      first: first.url,
      second: second.url,
      at: NOW.toISOString(),
    });
  });

  it('uncovers a deposit that the first server hides, proves it and counts it', async () => {
    const hidden = pay(0, 50_000n);
    world.send(hidden, pay(1, 7_000n));
    world.mine();
    hide(first, txidOf(hidden));
    await syncWith(first);
    expect((await view()).balance.confirmed).toBe(7_000n);
    expect(await compare()).toMatchObject({ uncovered: [txidOf(hidden)] });
    const { balance, coins } = await view();
    expect(balance).toMatchObject({ confirmed: 57_000n, unproven: 0n });
    const look = await desk.store.looks.last(charter.id);
    expect(look?.coins.find(({ txid }) => txid === txidOf(hidden))).toMatchObject({ seenBy: 1 });
    expect(coins).toHaveLength(2);
    // The next sync with the liar changes nothing, and names it.
    expect((await syncWith(first)).withheld).toEqual([txidOf(hidden)]);
    expect((await view()).balance.confirmed).toBe(57_000n);
  });

  it('uncovers a payment that the first server hides', async () => {
    const deposit = pay(0, 50_000n);
    world.send(deposit);
    world.mine();
    const theft = spend(
      [{ txid: txidOf(deposit), vout: 0 }],
      [{ amount: sats(49_000n), scriptPubKey: Uint8Array.of(0x51) }],
    );
    world.send(theft);
    world.mine();
    hide(first, txidOf(theft));
    await syncWith(first);
    expect((await view()).balance.confirmed).toBe(50_000n);
    expect(await compare()).toMatchObject({ uncovered: [txidOf(theft)] });
    expect((await view()).balance.total).toBe(0n);
  });

  it('marks a coin that only the first server shows', async () => {
    const deposit = pay(0, 50_000n);
    world.send(deposit, pay(1, 7_000n));
    world.mine();
    hide(second, txidOf(deposit));
    await compare();
    const look = await desk.store.looks.last(charter.id);
    expect(Object.fromEntries(look!.coins.map(({ txid, seenBy }) => [txid, seenBy]))).toMatchObject({
      [txidOf(deposit)]: 1,
    });
    expect((await view()).balance.confirmed).toBe(57_000n);
  });

  it('takes no bare word: an unconfirmed payment told by the second server alone is not counted', async () => {
    const waiting = pay(0, 50_000n);
    world.send(waiting);
    hide(first, txidOf(waiting));
    expect(await compare()).toMatchObject({ uncovered: [], unproven: [txidOf(waiting)] });
    expect((await view()).balance.total).toBe(0n);
  });

  it('marks a coin that the second server sees spent', async () => {
    const deposit = pay(0, 50_000n);
    world.send(deposit);
    world.mine();
    const spending = spend(
      [{ txid: txidOf(deposit), vout: 0 }],
      [{ amount: sats(49_000n), scriptPubKey: Uint8Array.of(0x51) }],
    );
    world.send(spending);
    hide(first, txidOf(spending));
    await compare();
    expect(await counts()).toEqual([1]);
    expect((await view()).balance.confirmed).toBe(50_000n);
  });

  it('proves what the first server could not', async () => {
    world.send(pay(0, 50_000n));
    world.mine();
    first.lies.set('blockchain.transaction.get_merkle', () => new Error('no proof here'));
    await syncWith(first);
    expect((await view()).balance).toMatchObject({ confirmed: 0n, unproven: 50_000n });
    await compare();
    expect((await view()).balance).toMatchObject({ confirmed: 50_000n, unproven: 0n });
  });

  for (const [name, method, lie, code] of [
    [
      'proof',
      'blockchain.transaction.get_merkle',
      (honest: unknown) => ({ ...(honest as object), pos: 5 }),
      'chain/false-proof',
    ],
    ['transaction', 'blockchain.transaction.get', () => '00', 'chain/false-transaction'],
    ['history', HISTORY, () => [{ tx_hash: 'ab'.repeat(32), height: 1 }], 'chain/server-error'],
  ] as const) {
    it(`that lies about a ${name} changes nothing`, async () => {
      const hidden = pay(0, 50_000n);
      world.send(hidden, pay(1, 7_000n));
      world.mine();
      hide(first, txidOf(hidden));
      second.lies.set(method, (_, honest) => lie(honest));
      await expect(compare()).rejects.toMatchObject({ code, at: second.url });
      expect((await view()).balance.total).toBe(7_000n);
      expect(await desk.store.looks.last(charter.id)).toBeUndefined();
    });
  }
});
