/**
 * What the watch side keeps, on both databases: each function happens whole or not at all, and amounts stay exact.
 */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import { parseHeader } from '../../src/watch/spv/header.ts';
import { peer } from '../peers/peer.ts';
import { type PostgresServer, startPostgres } from '../support/postgres.ts';
import { GENESIS, mineHeader, paymentFromOutside, spend } from './world/blocks.ts';
import { charterId, openShelf, pay, type Shelf, scan, scripts, stored, thrown, time } from './world/shelf.ts';

let shelf: Shelf;

describe('on SQLite', () => {
  beforeEach(async () => {
    shelf = await openShelf();
  });
  afterEach(() => shelf.remove());
  storeTests();
});

const postgres = peer('postgres');

postgres.describe('on PostgreSQL', () => {
  let server: PostgresServer;
  beforeAll(async () => {
    server = await startPostgres(postgres.path!);
  });
  afterAll(() => server.stop());
  beforeEach(async () => {
    shelf = await openShelf(await server.database());
  });
  afterEach(() => shelf.remove());
  storeTests();
});

function storeTests(): void {
  describe('wallets', () => {
    it('are added once, and their file can gain receipts', async () => {
      await expect(
        shelf.store.wallets.add({ charterId, network: 'main', charterFile: '', at: time }),
      ).rejects.toMatchObject(thrown('store/wallet-exists'));
      await shelf.store.wallets.replaceCharterFile(charterId, '{"receipts":2}');
      expect((await shelf.store.wallets.get(charterId)).charterFile).toBe('{"receipts":2}');
      for (const unknown of [
        () => shelf.store.wallets.get('00'.repeat(32)),
        () => shelf.store.ledger.coins('x'),
        () => shelf.store.labels.list(''),
      ])
        await expect(unknown()).rejects.toMatchObject(thrown('store/wallet-unknown'));
    });
  });

  describe('addresses', () => {
    it('are handed out upwards only', async () => {
      await shelf.store.addresses.handOut(charterId, 'receive', 0);
      await shelf.store.addresses.handOut(charterId, 'receive', 7);
      for (const index of [7, 3]) {
        await expect(shelf.store.addresses.handOut(charterId, 'receive', index)).rejects.toMatchObject(
          thrown('store/already-handed-out'),
        );
      }
      await shelf.store.addresses.handOut(charterId, 'change', 0);
      expect(await shelf.store.addresses.keychains(charterId)).toMatchObject({
        receive: { handedOut: 7 },
        change: { handedOut: 0 },
      });
    });

    it('stay used when the transaction that paid them vanishes', async () => {
      const transaction = pay(5n, 1);
      await shelf.record(transaction);
      const gone = { txid: txidOf(transaction), seen: 'gone' as const, height: undefined, proof: undefined };
      await shelf.store.scans.record({
        charterId,
        scripts: [],
        transactions: [],
        sightings: [gone],
        scan,
        since: scan,
      });
      expect(await shelf.store.ledger.coins(charterId)).toEqual([]);
      expect((await shelf.store.addresses.keychains(charterId)).receive).toEqual({
        handedOut: -1,
        used: 1,
        scripts: 2,
      });
    });
  });

  describe('headers', () => {
    it('make a chain without gaps whose end can be replaced', async () => {
      const first = parseHeader(GENESIS.header, 0);
      const make = (previous: string, height: number, time: number) =>
        parseHeader(mineHeader(previous, new Uint8Array(32), time), height);
      const second = make(first.hash, 1, 5);
      const third = make(second.hash, 2, 6);
      const other = make(first.hash, 1, 7);
      expect(await shelf.store.headers.range('regtest')).toBeUndefined();
      await shelf.store.headers.replaceFrom('regtest', [first, second, third]);
      expect(await shelf.store.headers.list('regtest', 1, 9)).toEqual([second, third]);
      await shelf.store.headers.replaceFrom('regtest', [other]);
      expect(await shelf.store.headers.range('regtest')).toEqual({ first: 0, last: 1 });
      expect(await shelf.store.headers.list('regtest', 0, 9)).toEqual([first, other]);
      expect(await shelf.store.headers.range('main')).toBeUndefined();
      await expect(shelf.store.headers.replaceFrom('regtest', [make(other.hash, 3, 9)])).rejects.toThrow(
        'without a gap',
      );
    });
  });

  describe('labels', () => {
    it('freeze coins and name things', async () => {
      const transaction = pay(5n);
      const txid = txidOf(transaction);
      await shelf.record(transaction);
      await shelf.store.labels.set(charterId, {
        type: 'output',
        ref: `${txid}:0`,
        label: 'from Dora',
        spendable: false,
      });
      await shelf.store.labels.set(charterId, { type: 'tx', ref: txid, label: 'rent', spendable: undefined });
      expect(await shelf.store.ledger.coins(charterId)).toMatchObject([{ isFrozen: true, label: 'from Dora' }]);
      expect(await shelf.store.ledger.transactions(charterId)).toMatchObject([{ label: 'rent' }]);
      await shelf.store.labels.set(charterId, { type: 'output', ref: `${txid}:0`, label: '', spendable: true });
      expect(await shelf.store.ledger.coins(charterId)).toMatchObject([{ isFrozen: false, label: undefined }]);
      expect(await shelf.store.labels.list(charterId)).toHaveLength(2);
    });
  });

  describe('proposals', () => {
    const coin = { txid: 'ab'.repeat(32), vout: 1 };
    const proposal = {
      id: '01'.repeat(32),
      charterId,
      psbtBytes: Uint8Array.of(1),
      inputs: [coin],
      changeIndex: 0,
      at: time,
    };

    it('reserve their coins and hand out their change, or do neither', async () => {
      await shelf.store.proposals.add(proposal);
      expect((await shelf.store.addresses.keychains(charterId)).change.handedOut).toBe(0);
      await expect(shelf.store.proposals.add(proposal)).rejects.toMatchObject(thrown('store/coins-reserved'));
      const rival = { ...proposal, id: '02'.repeat(32), inputs: [{ ...coin, vout: 2 }, coin], changeIndex: 1 };
      await expect(shelf.store.proposals.add(rival)).rejects.toMatchObject({
        code: 'store/coins-reserved',
        at: `${coin.txid}:1`,
        found: proposal.id,
      });
      const late = { ...proposal, id: '03'.repeat(32), inputs: [], changeIndex: 0 };
      await expect(shelf.store.proposals.add(late)).rejects.toMatchObject(thrown('store/already-handed-out'));
      expect(await shelf.store.proposals.list(charterId)).toHaveLength(1);
      expect((await shelf.store.addresses.keychains(charterId)).change.handedOut).toBe(0);

      await shelf.store.proposals.update(
        { id: proposal.id, version: 1 },
        { state: 'withdrawn', reason: 'paid in cash', at: time },
      );
      await shelf.store.proposals.add(rival);
      expect(await shelf.store.proposals.get(proposal.id)).toMatchObject({
        state: 'withdrawn',
        reason: 'paid in cash',
      });
    });

    it('reserve nothing as drafts, and become proposals by being added', async () => {
      await shelf.store.proposals.add({ ...proposal, state: 'draft', changeIndex: undefined });
      const rival = { ...proposal, id: '02'.repeat(32), changeIndex: undefined };
      await shelf.store.proposals.add(rival);
      await expect(shelf.store.proposals.add(proposal)).rejects.toMatchObject(thrown('store/coins-reserved'));
      await shelf.store.proposals.update({ id: rival.id, version: 1 }, { state: 'withdrawn', at: time });
      await shelf.store.proposals.add({ ...proposal, psbtBytes: Uint8Array.of(3) });
      const added = await shelf.store.proposals.get(proposal.id);
      expect(added).toMatchObject({ state: 'proposed', psbtBytes: Uint8Array.of(3), version: 2 });
      expect((await shelf.store.addresses.keychains(charterId)).change.handedOut).toBe(0);
      // A proposal is no draft any more.
      await expect(shelf.store.proposals.add({ ...proposal, state: 'draft' })).rejects.toMatchObject(
        thrown('store/proposal-exists'),
      );
    });

    it('share coins with those that are named, and with no others', async () => {
      await shelf.store.proposals.add(proposal);
      const bump = { ...proposal, id: '02'.repeat(32), changeIndex: undefined, sharing: [proposal.id] };
      await shelf.store.proposals.add(bump);
      const third = { ...bump, id: '03'.repeat(32) };
      await expect(shelf.store.proposals.add(third)).rejects.toMatchObject({
        ...thrown('store/coins-reserved'),
        found: bump.id,
      });
      await shelf.store.proposals.add({ ...third, sharing: [proposal.id, bump.id] });
      expect(await shelf.store.proposals.list(charterId)).toHaveLength(3);
    });

    it('keep what an update does not mention', async () => {
      await shelf.store.proposals.add(proposal);
      await shelf.store.proposals.update({ id: proposal.id, version: 1 }, { psbtBytes: Uint8Array.of(2), at: 'later' });
      expect(await shelf.store.proposals.get(proposal.id)).toEqual({
        id: proposal.id,
        charterId,
        psbtBytes: Uint8Array.of(2),
        state: 'proposed',
        reason: undefined,
        version: 2,
        createdAt: time,
        updatedAt: 'later',
      });
      await expect(shelf.store.proposals.get('x')).rejects.toMatchObject(thrown('store/proposal-unknown'));
      await expect(shelf.store.proposals.update({ id: 'x', version: 1 }, { at: time })).rejects.toMatchObject(
        thrown('store/proposal-unknown'),
      );
    });

    it('are changed from what was seen, and reserve their coins again only where those are free', async () => {
      await shelf.store.proposals.add(proposal);
      const seen = await shelf.store.proposals.get(proposal.id);
      await shelf.store.proposals.update(seen, { state: 'expired', at: time });
      await expect(shelf.store.proposals.update(seen, { state: 'withdrawn', at: time })).rejects.toMatchObject({
        ...thrown('store/changed-meanwhile'),
        found: proposal.id,
      });
      const rival = { ...proposal, id: '02'.repeat(32), changeIndex: undefined };
      await shelf.store.proposals.add(rival);
      const now = { id: proposal.id, version: 2 };
      await expect(shelf.store.proposals.update(now, { state: 'proposed', at: time })).rejects.toMatchObject({
        ...thrown('store/coins-reserved'),
        found: rival.id,
      });
      await shelf.store.proposals.update({ id: rival.id, version: 1 }, { state: 'withdrawn', at: time });
      await shelf.store.proposals.update(now, { state: 'proposed', at: time });
      expect(await shelf.store.proposals.get(proposal.id)).toMatchObject({ state: 'proposed', version: 3 });
    });

    it('are told of the coins that they reserve', async () => {
      const transaction = pay(5n);
      await shelf.record(transaction);
      await shelf.store.proposals.add({ ...proposal, inputs: [{ txid: txidOf(transaction), vout: 0 }] });
      expect(await shelf.store.ledger.coins(charterId)).toMatchObject([{ reservedBy: proposal.id }]);
    });
  });

  describe('changes', () => {
    const label = { type: 'tx', ref: 'ab'.repeat(32), label: 'rent', spendable: undefined } as const;

    it('made from what another has changed since are refused', async () => {
      const { labels } = shelf.store;
      await labels.set(charterId, { ...label, version: 0 });
      const [seen] = await labels.list(charterId);
      expect(seen).toMatchObject({ label: 'rent', version: 1 });
      await labels.set(charterId, { ...seen!, label: 'rent in May' });
      const other = { ...label, ref: 'cd'.repeat(32) };
      for (const stale of [
        { ...seen!, label: 'lease' },
        { ...label, version: 0 },
      ]) {
        await expect(labels.set(charterId, other, stale)).rejects.toMatchObject({
          ...thrown('store/changed-meanwhile'),
          found: `tx ${label.ref}`,
        });
      }
      expect(await labels.list(charterId)).toMatchObject([{ label: 'rent in May', version: 2 }]);
      await labels.set(charterId, { ...label, label: 'whatever was there' }, other);
      expect(await labels.list(charterId)).toMatchObject([{ label: 'whatever was there' }, { label: 'rent' }]);
    });

    it('are told to those who listen, and refusals are not', async () => {
      const told: unknown[] = [];
      const end = await shelf.store.onChange((id) => told.push(id));
      await shelf.store.labels.set(charterId, label);
      await expect.poll(() => told).toEqual([charterId]);
      await expect(shelf.store.labels.set(charterId, { ...label, version: 7 })).rejects.toThrow();
      await shelf.store.addresses.handOut(charterId, 'receive', 0);
      await expect.poll(() => told).toEqual([charterId, charterId]);
      await end();
      await shelf.store.addresses.handOut(charterId, 'receive', 1);
      expect(told).toHaveLength(2);
    });
  });

  describe('the journal of broadcasts', () => {
    it('remembers intents and what became of them', async () => {
      const attempt = { txid: 'cd'.repeat(32), bytes: Uint8Array.of(9), where: 'tcp://a:1', at: 't1' };
      await shelf.store.broadcasts.begin(attempt);
      await shelf.store.broadcasts.begin({ ...attempt, where: 'tcp://b:1', at: 't2' });
      const pending = {
        txid: attempt.txid,
        bytes: attempt.bytes,
        firstTriedAt: 't1',
        lastTriedAt: 't2',
        tries: 2,
        lastWhere: 'tcp://b:1',
      };
      expect(await shelf.store.broadcasts.list()).toEqual([{ ...pending, seenAt: undefined }]);
      await shelf.store.broadcasts.seen(attempt.txid, 't3');
      await shelf.store.broadcasts.seen(attempt.txid, 't4');
      expect(await shelf.store.broadcasts.list()).toEqual([{ ...pending, seenAt: 't3' }]);
    });
  });

  describe('second looks', () => {
    it('take the place of the one before, coin by coin', async () => {
      expect(await shelf.store.looks.last(charterId)).toBeUndefined();
      const coin = (vout: number, seenBy: number) => ({ txid: 'ab'.repeat(32), vout, seenBy });
      const look = { at: 't1', first: 'tcp://a:1', second: 'tcp://b:1', coins: [coin(0, 2), coin(1, 1)] };
      await shelf.store.looks.record(charterId, look);
      expect(await shelf.store.looks.last(charterId)).toEqual(look);
      const next = { ...look, at: 't2', second: 'tcp://c:1', coins: [coin(1, 2)] };
      await shelf.store.looks.record(charterId, next);
      expect(await shelf.store.looks.last(charterId)).toEqual(next);
      await expect(shelf.store.looks.record(charterId, { ...look, coins: [coin(0, 3)] })).rejects.toThrow();
      expect(await shelf.store.looks.last(charterId)).toEqual(next);
    });
  });

  describe('a scan', () => {
    it('is stored whole or not at all', async () => {
      const good = stored(pay(5n));
      const sightings = [
        { txid: good.txid, seen: 'mempool' as const, height: undefined, proof: undefined },
        { txid: 'ee'.repeat(32), seen: 'mempool' as const, height: undefined, proof: undefined },
      ];
      await expect(
        shelf.store.scans.record({ charterId, scripts, transactions: [good], sightings, scan, since: undefined }),
      ).rejects.toThrow();
      expect(await shelf.store.ledger.coins(charterId)).toEqual([]);
      expect(await shelf.store.addresses.scripts(charterId)).toEqual([]);
      expect((await shelf.store.wallets.get(charterId)).lastScan).toBeUndefined();
      expect(await shelf.store.ledger.transactionBytes([good.txid])).toEqual(new Map());
    });

    it('adds up amounts beyond what a floating-point number can hold', async () => {
      const most = sats(2_100_000_000_000_000n);
      const first = paymentFromOutside([{ amount: most, scriptPubKey: scripts[0]!.scriptPubKey }]);
      const second = spend(
        [{ txid: txidOf(first), vout: 0 }],
        [{ amount: sats(most - 1n), scriptPubKey: scripts[1]!.scriptPubKey }],
      );
      await shelf.record(first, second);
      expect(await shelf.store.ledger.transactions(charterId)).toMatchObject([
        { received: most, spent: 0n, fee: undefined },
        { received: most - 1n, spent: most, fee: 1n },
      ]);
    });
  });
}
