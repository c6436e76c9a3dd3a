/** Broadcasting: the intent is noted, the server's word is not enough, and doing it twice is harmless. */
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { serializeTransaction } from '../../src/core/tx/serialize.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import type { Transaction } from '../../src/core/tx/types.ts';
import type { Chain } from '../../src/watch/chain/chain.ts';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { broadcastTransaction } from '../../src/watch/spend/broadcast.ts';
import { syncWallet } from '../../src/watch/sync/sync.ts';
import { viewWallet } from '../../src/watch/sync/view.ts';
import { paymentFromOutside, spend } from './world/blocks.ts';
import { type Desk, familyCharter, NOW, openDesk, at as placeOf } from './world/family.ts';
import { serve, type TestServer } from './world/liar.ts';
import { createWorld, type World } from './world/world.ts';

const charter = familyCharter();
const STRANGER = new Uint8Array([0x00, 0x14, ...new Uint8Array(20).fill(7)]);

let world: World;
let server: TestServer;
let desk: Desk;
let chain: Chain;

beforeEach(async () => {
  world = createWorld();
  server = await serve(world);
  desk = await openDesk(charter);
  chain = await connectElectrum({ url: server.url, network: 'regtest' });
});

afterEach(async () => {
  chain.close();
  await server.close();
  await desk.remove();
});

const sync = () => syncWallet({ store: desk.store, chain, charter, now: NOW });

describe('broadcasting', () => {
  const payment = async () => {
    const { scriptPubKey } = placeOf(charter, 'receive', 0);
    const deposit = paymentFromOutside([{ amount: sats(400_000n), scriptPubKey }]);
    world.send(deposit);
    world.mine();
    await sync();
    return spend([{ txid: txidOf(deposit), vout: 0 }], [{ amount: sats(390_000n), scriptPubKey: STRANGER }]);
  };
  const broadcast = (transaction: Uint8Array) =>
    broadcastTransaction({ store: desk.store, chain, transaction, now: NOW });

  const dropAndSay = (answer: unknown, transaction: Transaction) =>
    server.lies.set('blockchain.transaction.broadcast', () => {
      world.evict(txidOf(transaction));
      return answer;
    });

  it('believes what it sees, and does no harm twice', async () => {
    const transaction = await payment();
    const bytes = serializeTransaction(transaction);
    expect(await broadcast(bytes)).toMatchObject({ txid: txidOf(transaction), outcome: 'sent' });
    expect(await broadcast(bytes)).toMatchObject({ txid: txidOf(transaction), outcome: 'already-known' });
    expect(server.asked.get('blockchain.transaction.broadcast')).toBe(1);
    expect(await desk.store.broadcasts.list()).toMatchObject([
      { txid: txidOf(transaction), bytes, tries: 2, seenAt: NOW.toISOString() },
    ]);
    await sync();
    expect((await viewWallet(desk.store, charter.id)).balance.total).toBe(0n);
  });

  it('tells a refusal with its reason, escaped, and keeps the transaction', async () => {
    const transaction = await payment();
    dropAndSay(new Error('min relay fee not met\u001b[2J'), transaction);
    await expect(broadcast(serializeTransaction(transaction))).rejects.toMatchObject({
      code: 'chain/rejected',
      found: 'min relay fee not met\\u{1B}[2J',
    });
    expect(await desk.store.broadcasts.list()).toMatchObject([{ txid: txidOf(transaction), seenAt: undefined }]);
  });

  it('does not believe a server that only says yes', async () => {
    const transaction = await payment();
    dropAndSay(txidOf(transaction), transaction);
    await expect(broadcast(serializeTransaction(transaction))).rejects.toMatchObject({ code: 'chain/not-seen' });
    // Nor one that shows another transaction under this name.
    server.lies.set('blockchain.transaction.get', () => '00');
    await expect(broadcast(serializeTransaction(transaction))).rejects.toMatchObject({ code: 'chain/not-seen' });
  });

  it('takes a refusal for no last word', async () => {
    const transaction = await payment();
    server.lies.set('blockchain.transaction.broadcast', (_, honest) => {
      expect(honest).toBe(txidOf(transaction));
      return new Error('Transaction already in block chain');
    });
    expect(await broadcast(serializeTransaction(transaction))).toMatchObject({ outcome: 'sent' });
  });

  it('marks the proposal that it came from, though signing a nested input gives it another id', async () => {
    const transaction = await payment();
    const unsigned = { ...transaction, inputs: transaction.inputs.map((input) => ({ ...input, witness: [] })) };
    const id = txidOf(unsigned);
    const inputs = transaction.inputs.map(({ txid, vout }) => ({ txid, vout }));
    const at = NOW.toISOString();
    const proposal = { id, charterId: charter.id, psbtBytes: Uint8Array.of(1), inputs, changeIndex: undefined, at };
    await desk.store.proposals.add(proposal);
    const nested = {
      ...transaction,
      inputs: transaction.inputs.map((input) => ({ ...input, scriptSig: Uint8Array.of(1, 0) })),
    };
    const { txid } = await broadcast(serializeTransaction(nested));
    expect(txid).not.toBe(id);
    expect(await desk.store.proposals.get(id)).toMatchObject({ state: 'broadcast' });
  });

  it('goes out through every server; one that fails is told and does not matter', async () => {
    const transaction = await payment();
    const other = await serve(world);
    const second = await connectElectrum({ url: other.url, network: 'regtest' });
    const both = (bytes: Uint8Array) =>
      broadcastTransaction({ store: desk.store, chain, also: [second], transaction: bytes, now: NOW });
    dropAndSay(new Error('too many\u001b[2J'), transaction);
    const { outcome, ways } = await both(serializeTransaction(transaction));
    expect(outcome).toBe('sent');
    expect(ways).toMatchObject([
      { where: server.url, outcome: 'failed', error: { code: 'chain/rejected', found: 'too many\\u{1B}[2J' } },
      { where: other.url, outcome: 'sent', error: undefined },
    ]);
    other.raw = (socket) => socket.destroy();
    server.lies.clear();
    expect(await both(serializeTransaction(transaction))).toMatchObject({
      outcome: 'already-known',
      ways: [{ outcome: 'already-known' }, { outcome: 'failed', error: { code: 'chain/unreachable' } }],
    });
    world.evict(txidOf(transaction));
    dropAndSay(new Error('no'), transaction);
    await expect(both(serializeTransaction(transaction))).rejects.toMatchObject({
      code: 'chain/rejected',
      found: 'no',
    });
    second.close();
    await other.close();
  });

  it('refuses what is no transaction', async () => {
    await expect(broadcast(Uint8Array.of(1, 2, 3))).rejects.toMatchObject({ code: 'tx/truncated' });
    expect(await desk.store.broadcasts.list()).toEqual([]);
  });
});
