/** Random lives of random wallets, held after each of a thousand steps against a model that adds up what is on the chain. */
import fc from 'fast-check';
import { afterAll, describe, expect, it } from 'vitest';
import { connectElectrum } from '../../../src/watch/chain/electrum/connect.ts';
import { readHistory } from '../../../src/watch/history/history.ts';
import type { Store } from '../../../src/watch/store/store.ts';
import { syncWallet } from '../../../src/watch/sync/sync.ts';
import { viewWallet } from '../../../src/watch/sync/view.ts';
import { familyCharter, NOW, openDesk } from '../world/family.ts';
import { serve } from '../world/liar.ts';
import { createWorld } from '../world/world.ts';
import { type Action, action, createLife, type Life, type ModelCoin, nameOf } from './life.ts';

const LIVES = 25;
/** Actions of a life that were done to something; those with nothing to be done to come on top. */
const STEPS = 40;

const charter = fc
  .record({
    scriptType: fc.constantFrom('p2wsh' as const, 'p2sh-p2wsh' as const, 'p2sh' as const),
    gapLimit: fc.integer({ min: 2, max: 20 }),
    keys: fc.integer({ min: 2, max: 5 }),
    m: fc.integer({ min: 1, max: 5 }),
  })
  .map(({ keys, m, ...rest }) =>
    familyCharter({ ...rest, names: ['Alice', 'Bob', 'Carol', 'Dave', 'Erin'].slice(0, keys), m: Math.min(m, keys) }),
  );

const sum = (coins: readonly ModelCoin[]) => coins.reduce((total, { amount }) => total + amount, 0n);
const done = new Map<Action['kind'], number>();

async function expectModel(store: Store, charterId: string, life: Life, everSeen: Set<string>): Promise<void> {
  const { balance, coins } = await viewWallet(store, charterId);
  const expected = life.coins();
  expect(balance).toEqual({
    confirmed: sum(expected.filter(({ isConfirmed }) => isConfirmed)),
    unconfirmed: sum(expected.filter(({ isConfirmed }) => !isConfirmed)),
    unproven: 0n,
    immature: 0n,
    total: sum(expected),
  });
  expect(coins.map(nameOf).toSorted()).toEqual(expected.map(nameOf).toSorted());

  const { entries } = await readHistory(store, charterId);
  const inSight = life.inSight();
  for (const txid of inSight) everSeen.add(txid);
  const shown = (isVanished: boolean) =>
    entries.filter(({ state }) => (state === 'vanished') === isVanished).map(({ txid }) => txid);
  expect(shown(false).toSorted()).toEqual([...inSight].toSorted());
  expect(shown(true).toSorted()).toEqual([...everSeen].filter((txid) => !inSight.has(txid)).toSorted());
  expect(entries.reduce((total, { counted }) => total + counted, 0n)).toBe(balance.total);
  expect(entries.at(-1)?.balance ?? 0n).toBe(balance.total);
  expect(entries.every((entry) => entry.doubt === undefined && entry.balance >= 0n)).toBe(true);
}

describe('a wallet in random circumstances', () => {
  it('has the balance and the history that the chain has, after every step', { timeout: 240_000 }, async () => {
    await fc.assert(
      fc.asyncProperty(charter, fc.infiniteStream(action), async (charter, actions) => {
        const world = createWorld();
        world.mine(3);
        const server = await serve(world);
        const desk = await openDesk(charter);
        const chain = await connectElectrum({ url: server.url, network: 'regtest' });
        const life = createLife(world, charter);
        const everSeen = new Set<string>();
        try {
          for (let steps = 0; steps < STEPS; ) {
            const step = actions.next().value!;
            if (!life.act(step)) continue;
            steps += 1;
            done.set(step.kind, (done.get(step.kind) ?? 0) + 1);
            await syncWallet({ store: desk.store, chain, charter, now: NOW });
            await expectModel(desk.store, charter.id, life, everSeen);
          }
        } finally {
          chain.close();
          await server.close();
          await desk.remove();
        }
      }),
      // A failure is told with its seed at once: shrinking a life takes longer than reading it.
      { numRuns: LIVES, endOnFailure: true },
    );
  });

  afterAll(() => {
    expect([...done.values()].reduce((total, count) => total + count, 0)).toBe(LIVES * STEPS);
    expect([...done.keys()].toSorted()).toEqual(['bump', 'evict', 'mine', 'receive', 'reorganise', 'spend']);
    expect(Math.min(...done.values())).toBeGreaterThan(20);
  });
});
