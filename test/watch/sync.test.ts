import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import type { Transaction } from '../../src/core/tx/types.ts';
import type { Chain } from '../../src/watch/chain/chain.ts';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { deriveRange } from '../../src/watch/derive/range.ts';
import { readHistory } from '../../src/watch/history/history.ts';
import { scanScripts } from '../../src/watch/sync/scan.ts';
import { type Further, type SyncReport, syncWallet } from '../../src/watch/sync/sync.ts';
import { viewWallet, type WalletView } from '../../src/watch/sync/view.ts';
import { paymentFromOutside, spend } from './world/blocks.ts';
import { at, type Desk, familyCharter, NOW, openDesk } from './world/family.ts';
import { serve, type TestServer } from './world/liar.ts';
import { createWorld, type World } from './world/world.ts';

const charter = familyCharter();
const receive = (index: number, amount: bigint) => ({
  amount: sats(amount),
  scriptPubKey: at(charter, 'receive', index).scriptPubKey,
});
const change = (index: number, amount: bigint) => ({
  amount: sats(amount),
  scriptPubKey: at(charter, 'change', index).scriptPubKey,
});
const elsewhere = (amount: bigint) => ({
  amount: sats(amount),
  scriptPubKey: new Uint8Array([0x00, 0x14, ...new Uint8Array(20).fill(7)]),
});

let world: World;
let server: TestServer;
let desk: Desk;
let chain: Chain;

beforeEach(async () => {
  world = createWorld();
  world.mine(3);
  server = await serve(world);
  desk = await openDesk(charter);
  chain = await connectElectrum({ url: server.url, network: 'regtest' });
});

afterEach(async () => {
  chain.close();
  await server.close();
  await desk.remove();
});

const sync = (): Promise<SyncReport> => syncWallet({ store: desk.store, chain, charter, now: NOW });
const view = (): Promise<WalletView> => viewWallet(desk.store, charter.id);
const entries = async () => (await readHistory(desk.store, charter.id)).entries;

describe('following a wallet on the chain', () => {
  it('knows nothing, which is not zero, before the first sync', async () => {
    expect((await view()).lastScan).toBeUndefined();
    await sync();
    expect((await view()).lastScan).toEqual({ height: 3, at: NOW.toISOString(), where: server.url });
  });

  it('sees a deposit first in the mempool, then proven in a block', async () => {
    const deposit = paymentFromOutside([elsewhere(5n), receive(0, 100_000n)]);
    world.send(deposit);
    const { appeared } = await sync();
    expect(appeared).toEqual([txidOf(deposit)]);
    expect((await view()).balance).toEqual({
      confirmed: 0n,
      unconfirmed: 100_000n,
      unproven: 0n,
      immature: 0n,
      total: 100_000n,
    });

    world.mine(2);
    await sync();
    const { balance, coins } = await view();
    const history = await entries();
    expect(balance).toEqual({ confirmed: 100_000n, unconfirmed: 0n, unproven: 0n, immature: 0n, total: 100_000n });
    expect(coins).toMatchObject([
      {
        txid: txidOf(deposit),
        vout: 1,
        amount: 100_000n,
        keychain: 'receive',
        index: 0,
        address: at(charter, 'receive', 0).address,
        state: 'confirmed',
        height: 4,
        confirmations: 2,
      },
    ]);
    expect(history).toMatchObject([
      { txid: txidOf(deposit), state: 'confirmed', height: 4, delta: 100_000n, balance: 100_000n, fee: undefined },
    ]);
    expect(history[0]?.date).toBe(new Date((1_700_000_000 + 4 * 600) * 1000).toISOString());
  });

  it('follows a payment with change, with its fee and running balance', async () => {
    const deposit = paymentFromOutside([receive(0, 100_000n)]);
    world.send(deposit);
    world.mine();
    const payment = spend([{ txid: txidOf(deposit), vout: 0 }], [elsewhere(30_000n), change(0, 69_500n)]);
    world.send(payment);
    await sync();
    const { balance } = await view();
    const history = await entries();
    expect(balance.total).toBe(69_500n);
    expect(balance.unconfirmed).toBe(69_500n);
    expect(history.map(({ delta, fee, balance }) => ({ delta, fee, balance }))).toEqual([
      { delta: 100_000n, fee: undefined, balance: 100_000n },
      { delta: -30_500n, fee: 500n, balance: 69_500n },
    ]);
  });

  it('finds coins up to the gap limit behind the last used address, and those behind handed-out ones', async () => {
    world.send(paymentFromOutside([receive(4, 1_000n)]), paymentFromOutside([receive(9, 2_000n)]));
    world.send(paymentFromOutside([receive(15, 4_000n)]));
    world.mine();
    await sync();
    expect((await view()).balance.total).toBe(3_000n);
    await desk.store.addresses.handOut(charter.id, 'receive', 15);
    await sync();
    expect((await view()).balance.total).toBe(7_000n);
    expect(await desk.store.addresses.keychains(charter.id)).toEqual({
      receive: { handedOut: 15, used: 15, scripts: 21 },
      change: { handedOut: -1, used: -1, scripts: 5 },
    });
  });

  it('fetches each transaction once and proves it once', async () => {
    world.send(paymentFromOutside([receive(0, 1n), receive(1, 2n)]), paymentFromOutside([receive(1, 4n)]));
    world.mine();
    await sync();
    world.send(paymentFromOutside([receive(2, 8n)]));
    world.mine();
    await sync();
    expect(server.asked.get('blockchain.transaction.get')).toBe(3);
    expect(server.asked.get('blockchain.transaction.get_merkle')).toBe(3);
    expect((await view()).balance.confirmed).toBe(15n);
  });

  it('keeps newly mined coins apart until they are 100 blocks deep', async () => {
    world.mine(1, receive(0, 50n));
    await sync();
    expect((await view()).balance).toMatchObject({ immature: 50n, confirmed: 0n });
    world.mine(98);
    await sync();
    expect((await view()).balance).toMatchObject({ immature: 50n, confirmed: 0n });
    world.mine(1);
    await sync();
    expect((await view()).balance).toMatchObject({ immature: 0n, confirmed: 50n });
  });

  it('shows an evicted transaction as vanished and counts it no more', async () => {
    const deposit = paymentFromOutside([receive(0, 100_000n)]);
    world.send(deposit);
    await sync();
    world.evict(txidOf(deposit));
    expect((await sync()).vanished).toEqual([txidOf(deposit)]);
    const { balance, coins } = await view();
    const history = await entries();
    expect(balance.total).toBe(0n);
    expect(coins).toEqual([]);
    expect(history).toMatchObject([{ state: 'vanished', delta: 100_000n, balance: 0n }]);
    expect((await sync()).vanished).toEqual([]);

    world.send(deposit);
    await sync();
    expect((await view()).balance.unconfirmed).toBe(100_000n);
  });

  it('gives a coin back when the payment that spent it is replaced', async () => {
    const deposit = paymentFromOutside([receive(0, 100_000n)]);
    world.send(deposit);
    world.mine();
    const coin = { txid: txidOf(deposit), vout: 0 };
    const first = spend([coin], [elsewhere(30_000n), change(0, 69_900n)]);
    const second = spend([coin], [elsewhere(30_000n), change(0, 69_000n)]);
    world.send(first);
    await sync();
    world.evict(txidOf(first));
    world.send(second);
    expect(await sync()).toMatchObject({ appeared: [txidOf(second)], vanished: [txidOf(first)] });
    expect((await view()).balance.total).toBe(69_000n);
    expect((await entries()).map(({ state }) => state)).toEqual(['confirmed', 'vanished', 'unconfirmed']);
  });

  it('shows chained unconfirmed transactions parents first, whatever order the server has', async () => {
    const deposit = paymentFromOutside([receive(0, 100_000n)]);
    const child = spend([{ txid: txidOf(deposit), vout: 0 }], [change(0, 99_000n)]);
    const grandchild = spend([{ txid: txidOf(child), vout: 0 }], [change(1, 98_000n)]);
    world.send(grandchild, child, deposit);
    await sync();
    const history = await entries();
    expect(history.map(({ balance }) => balance)).toEqual([100_000n, 99_000n, 98_000n]);
    expect(history.map(({ txid }) => txid)).toEqual([deposit, child, grandchild].map(txidOf));
  });

  it('looks behind the gap limit when asked to, and remembers what it found there', async () => {
    world.send(paymentFromOutside([receive(0, 1n)]), paymentFromOutside([receive(30, 1_000n)]));
    world.mine();
    const look = (further: Further) => syncWallet({ store: desk.store, chain, charter, now: NOW, further });
    await sync();
    expect((await view()).balance.total).toBe(1n);
    await look({ gapLimit: 29, toIndex: 29 });
    expect((await view()).balance.total).toBe(1n);
    await look({ toIndex: 30 });
    expect((await view()).balance.total).toBe(1_001n);
    expect((await desk.store.addresses.keychains(charter.id)).receive.used).toBe(30);
    // Later syncs look there by themselves, and a limit below the charter's is none.
    world.send(paymentFromOutside([receive(31 + charter.gapLimit - 1, 2_000n)]));
    await look({ gapLimit: 1 });
    expect((await view()).balance.total).toBe(3_001n);
  });

  it('goes on until as many addresses are unused as it was asked to', async () => {
    world.send(paymentFromOutside([receive(20, 1_000n)]), paymentFromOutside([change(41, 2_000n)]));
    world.mine();
    const look = (gapLimit: number) =>
      syncWallet({ store: desk.store, chain, charter, now: NOW, further: { gapLimit } });
    await look(20);
    expect((await view()).balance.total).toBe(0n);
    await look(21);
    expect((await view()).balance.total).toBe(1_000n);
    await look(42);
    expect((await view()).balance.total).toBe(3_000n);
  });

  it('tells where it is and can be stopped', async () => {
    world.send(paymentFromOutside([receive(0, 1n)]));
    world.mine();
    const stages = new Set<string>();
    await syncWallet({ store: desk.store, chain, charter, now: NOW, onProgress: ({ stage }) => stages.add(stage) });
    expect([...stages]).toEqual(['headers', 'transactions', 'addresses', 'proofs']);

    const stop = new AbortController();
    const stopping = syncWallet({
      store: desk.store,
      chain,
      charter,
      now: NOW,
      signal: stop.signal,
      onProgress: ({ stage }) => stage === 'addresses' && stop.abort(),
    });
    await expect(stopping).rejects.toMatchObject({ code: 'chain/stopped' });
    await sync();
  });
});

describe('the end of a scan', () => {
  const paidForEver: Pick<Chain, 'histories' | 'transactions'> & { readonly where: string } = {
    where: 'made up',
    histories: async (scripts) => scripts.map((script) => [{ txid: txidOf(paidTo(script)), height: undefined }]),
    transactions: async (txids) => txids.map((txid) => serializeTransaction(made.get(txid)!)),
  };
  const made = new Map<string, Transaction>();
  const paidTo = (scriptPubKey: Uint8Array): Transaction => {
    const transaction = spend([{ txid: '77'.repeat(32), vout: 0 }], [{ amount: sats(1n), scriptPubKey }]);
    made.set(txidOf(transaction), transaction);
    return transaction;
  };

  it('comes even when a server pays each address that it is asked about', async () => {
    const nothing = { handedOut: -1, used: -1, scripts: 0 };
    const scanning = scanScripts(
      {
        chain: { ...chain, ...paidForEver },
        store: desk.store,
        derive: async (...range) => deriveRange(charter.wallet, ...range),
        keychains: { receive: nothing, change: nothing },
        gapLimit: 5,
        known: new Set(),
        maxScripts: 100,
      },
      {},
    );
    await expect(scanning).rejects.toMatchObject({ code: 'chain/endless-history', kind: 'refused' });
  });
});

describe('reorganisations', () => {
  it('takes a proof away with its block and gives it back in the next one', async () => {
    const deposit = paymentFromOutside([receive(0, 100_000n)]);
    world.send(deposit);
    world.mine(2);
    await sync();
    expect((await view()).balance.confirmed).toBe(100_000n);

    world.reorganise(2, 3, []);
    world.send(deposit);
    await sync();
    expect((await view()).balance).toMatchObject({ confirmed: 0n, unconfirmed: 100_000n });

    world.mine();
    await sync();
    expect((await view()).coins).toMatchObject([{ state: 'confirmed', height: 7, confirmations: 1 }]);
  });

  it('shows a deposit that a reorganisation removed as vanished', async () => {
    const deposit = paymentFromOutside([receive(0, 100_000n)]);
    world.send(deposit);
    world.mine(30);
    await sync();
    world.reorganise(30, 31);
    expect((await sync()).vanished).toEqual([txidOf(deposit)]);
    expect((await view()).balance.total).toBe(0n);
  });

  it('proves a transaction anew when it moves to another block', async () => {
    const deposit = paymentFromOutside([receive(0, 100_000n)]);
    world.send(deposit);
    world.mine(2);
    await sync();
    world.reorganise(2, 3, [deposit]);
    await sync();
    expect((await view()).coins).toMatchObject([{ state: 'confirmed', height: 4, confirmations: 3 }]);
  });

  it('refuses a branch with less work and keeps what it knows', async () => {
    const deposit = paymentFromOutside([receive(0, 100_000n)]);
    world.send(deposit);
    world.mine(3);
    await sync();
    world.reorganise(3, 2);
    await expect(sync()).rejects.toMatchObject({ code: 'chain/less-work' });
    expect((await view()).balance.confirmed).toBe(100_000n);
  });

  it('starts over when a block comes in between', async () => {
    const deposit = paymentFromOutside([receive(0, 100_000n)]);
    world.send(deposit);
    let isMined = false;
    server.lies.set('blockchain.scripthash.get_history', (params) => {
      if (!isMined) world.mine(2);
      isMined = true;
      return world.history(String(params[0]));
    });
    await sync();
    expect((await view()).coins).toMatchObject([{ state: 'confirmed', height: 4, confirmations: 2 }]);
  });
});
