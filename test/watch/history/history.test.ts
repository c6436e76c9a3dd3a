import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { txidOf } from '../../../src/core/tx/txid.ts';
import { readHistory } from '../../../src/watch/history/history.ts';
import { viewWallet } from '../../../src/watch/sync/view.ts';
import { paymentFromOutside, spend } from '../world/blocks.ts';
import { away, type Books, charter, fillBooks, openBooks, own, ROOFER } from './books.ts';

let books: Books;
beforeEach(async () => {
  books = await openBooks();
});
afterEach(() => books.close());

const history = () => readHistory(books.desk.store, charter.id);
const entryOf = async (txid: string) => (await history()).entries.find((each) => each.txid === txid)!;

describe('the history of a wallet', () => {
  it('adds up to its balance, whatever kinds of transactions there are', async () => {
    const { deposits, payment, move, joint, replaced, replacing } = await fillBooks(books);
    const { entries, balance } = await history();
    expect(entries.map(({ txid, kind, state, counted, fee }) => [txid, kind, state, counted, fee])).toEqual([
      ...deposits.map((each, index) => [
        txidOf(each),
        'received',
        'confirmed',
        [1_000_000n, 2_000_000n, 4_000_000n][index],
        undefined,
      ]),
      [txidOf(payment), 'sent', 'confirmed', -301_000n, 1_000n],
      [txidOf(move), 'moved', 'confirmed', -1_000n, 1_000n],
      [txidOf(joint), 'joint', 'confirmed', -500_000n, undefined],
      [txidOf(replaced), 'sent', 'vanished', 0n, 1_000n],
      [txidOf(replacing), 'sent', 'unconfirmed', -109_000n, 9_000n],
    ]);
    expect(entries.at(-1)!.balance).toBe(balance.total);
    expect(balance.total).toBe(7_000_000n - 301_000n - 1_000n - 500_000n - 109_000n);
    expect(entries.map(({ confirmations }) => confirmations)).toEqual([3, 3, 3, 2, 2, 2, 0, 0]);
  });

  it('names the payee and the purpose by the proposal that a payment came from', async () => {
    const { payment } = await fillBooks(books);
    const { purpose, outputs } = await entryOf(txidOf(payment));
    expect(purpose).toMatch(/^new roof/);
    expect(outputs).toMatchObject([
      { amount: 300_000n, address: ROOFER, own: undefined, name: 'Roofer' },
      { amount: 699_000n, own: { keychain: 'change', index: 0 }, name: undefined },
    ]);
  });

  it('prefers the label that a person gave to an output', async () => {
    const { payment } = await fillBooks(books);
    const ref = `${txidOf(payment)}:0`;
    await books.desk.store.labels.set(charter.id, { type: 'output', ref, label: 'Zimmerei', spendable: undefined });
    expect((await entryOf(txidOf(payment))).outputs[0]?.name).toBe('Zimmerei');
  });

  it('tells by what a vanished transaction was replaced', async () => {
    const { replaced, replacing } = await fillBooks(books);
    expect(await entryOf(txidOf(replaced))).toMatchObject({
      state: 'vanished',
      delta: -101_000n,
      counted: 0n,
      replacedBy: txidOf(replacing),
    });
  });

  it('shows what a reorganisation took as vanished, with all that was built on it', async () => {
    const { deposits, payment } = await fillBooks(books);
    books.world.evict(...books.world.mempool.map(txidOf));
    books.world.reorganise(3, 4, [deposits[0]!]);
    await books.sync();
    const { entries, balance } = await history();
    expect(entries.filter(({ state }) => state === 'confirmed').map(({ txid }) => txid)).toEqual([
      txidOf(deposits[0]!),
    ]);
    expect(entries.filter(({ state }) => state === 'vanished')).toHaveLength(7);
    expect(await entryOf(txidOf(payment))).toMatchObject({ counted: 0n, delta: -301_000n });
    expect(entries.at(-1)!.balance).toBe(1_000_000n);
    expect(balance.total).toBe(1_000_000n);
  });

  it('marks what a server cannot prove', async () => {
    const deposit = paymentFromOutside([own('receive', 0, 1_000n)]);
    books.world.send(deposit);
    books.world.mine();
    books.server.lies.set('blockchain.transaction.get_merkle', () => new Error('no proof today'));
    await books.sync();
    expect(await entryOf(txidOf(deposit))).toMatchObject({ state: 'unproven', confirmations: 0, date: undefined });
  });

  it('counts a coin once when a server shows two transactions that spend it, and marks the second', async () => {
    const deposit = paymentFromOutside([own('receive', 0, 1_000_000n)]);
    books.world.send(deposit);
    books.world.mine();
    const coin = { txid: txidOf(deposit), vout: 0 };
    books.world.send(spend([coin], [away(400_000n), own('change', 0, 599_000n)]));
    books.world.send(spend([coin], [away(300_000n), own('change', 1, 699_000n)]));
    await books.sync();
    const { entries, balance } = await history();
    expect(entries.map(({ counted, doubt }) => [counted, doubt])).toEqual([
      [1_000_000n, undefined],
      [-401_000n, undefined],
      [699_000n, 'spent-twice'],
    ]);
    expect(entries.at(-1)!.balance).toBe(balance.total);
  });

  it('is not empty but unknown before the first sync', async () => {
    expect(await history()).toMatchObject({ entries: [], lastScan: undefined });
    expect((await viewWallet(books.desk.store, charter.id)).lastScan).toBeUndefined();
  });
});
