/** Random lives of a wallet, held after each step against a model that simply adds up what is on the chain. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { toHex } from '../../src/core/bytes.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import type { Transaction } from '../../src/core/tx/types.ts';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { readHistory } from '../../src/watch/history/history.ts';
import { syncWallet } from '../../src/watch/sync/sync.ts';
import { viewWallet } from '../../src/watch/sync/view.ts';
import { paymentFromOutside, spend } from './world/blocks.ts';
import { at, familyCharter, NOW, openDesk } from './world/family.ts';
import { serve } from './world/liar.ts';
import { createWorld, type World } from './world/world.ts';

const charter = familyCharter();
const ADDRESSES = 5;
const ownScripts = (['receive', 'change'] as const).flatMap((keychain) =>
  Array.from({ length: ADDRESSES }, (_, index) => at(charter, keychain, index).scriptPubKey),
);
const isOwn = new Set(ownScripts.map(toHex));
const STRANGER = new Uint8Array([0x00, 0x14, ...new Uint8Array(20).fill(3)]);

interface Coin {
  readonly txid: string;
  readonly vout: number;
  readonly amount: bigint;
  readonly isConfirmed: boolean;
}

/** The coins of the wallet by the chain and the mempool, without any of the code under test. */
function coinsOf(world: World): Coin[] {
  const confirmed = world.blocks.flatMap(({ transactions }) => transactions);
  const spent = new Set(
    [...confirmed, ...world.mempool].flatMap(({ inputs }) => inputs.map(({ txid, vout }) => `${txid}:${vout}`)),
  );
  const made = (transactions: readonly Transaction[], isConfirmed: boolean) =>
    transactions.flatMap((transaction) => {
      const txid = txidOf(transaction);
      return transaction.outputs.flatMap(({ amount, scriptPubKey }, vout) =>
        isOwn.has(toHex(scriptPubKey)) && !spent.has(`${txid}:${vout}`) ? [{ txid, vout, amount, isConfirmed }] : [],
      );
    });
  return [...made(confirmed, true), ...made(world.mempool, false)];
}

/** Transactions in the mempool that nothing else in it spends from. */
const childless = (world: World): string[] => {
  const parents = new Set(world.mempool.flatMap(({ inputs }) => inputs.map(({ txid }) => txid)));
  return world.mempool.map(txidOf).filter((txid) => !parents.has(txid));
};

type Action =
  | { readonly kind: 'receive'; readonly place: number; readonly amount: bigint }
  | { readonly kind: 'spend'; readonly coins: number; readonly place: number }
  | { readonly kind: 'mine'; readonly blocks: number }
  | { readonly kind: 'evict'; readonly which: number }
  | { readonly kind: 'replace'; readonly which: number; readonly place: number }
  | { readonly kind: 'reorganise'; readonly depth: number; readonly keep: boolean };

const place = fc.nat({ max: ownScripts.length - 1 });
const action: fc.Arbitrary<Action> = fc.oneof(
  fc.record({ kind: fc.constant('receive' as const), place, amount: fc.bigInt({ min: 1_000n, max: 1_000_000n }) }),
  fc.record({ kind: fc.constant('spend' as const), coins: fc.integer({ min: 1, max: 3 }), place }),
  fc.record({ kind: fc.constant('mine' as const), blocks: fc.integer({ min: 1, max: 3 }) }),
  fc.record({ kind: fc.constant('evict' as const), which: fc.nat() }),
  fc.record({ kind: fc.constant('replace' as const), which: fc.nat(), place }),
  fc.record({ kind: fc.constant('reorganise' as const), depth: fc.integer({ min: 1, max: 4 }), keep: fc.boolean() }),
);

function act(world: World, step: Action): void {
  const pay = (own: number, amount: bigint) => ({ amount: sats(amount), scriptPubKey: ownScripts[own]! });
  switch (step.kind) {
    case 'receive':
      world.send(paymentFromOutside([pay(step.place, step.amount)]));
      return;
    case 'spend': {
      const coins = coinsOf(world).slice(0, step.coins);
      const sum = coins.reduce((total, { amount }) => total + amount, 0n);
      const away = { amount: sats(sum / 3n), scriptPubKey: STRANGER };
      if (coins.length > 0) world.send(spend(coins, [away, pay(step.place, sum / 2n)]));
      return;
    }
    case 'mine':
      world.mine(step.blocks);
      return;
    case 'evict': {
      const candidates = childless(world);
      const txid = candidates[step.which % candidates.length];
      if (txid !== undefined) world.evict(txid);
      return;
    }
    case 'replace': {
      const candidates = childless(world);
      const txid = candidates[step.which % candidates.length];
      const old = world.mempool.find((each) => txidOf(each) === txid);
      if (!old || txid === undefined) return;
      world.evict(txid);
      world.send(spend(old.inputs, [pay(step.place, 700n)]));
      return;
    }
    case 'reorganise': {
      const depth = Math.min(step.depth, world.tip().height - 1);
      const lost = world.blocks.slice(world.blocks.length - depth).flatMap(({ transactions }) => transactions.slice(1));
      if (depth < 1) return;
      // What was in the lost blocks comes again in the first new one, or is lost with all that was built on it.
      if (!step.keep) world.evict(...world.mempool.map(txidOf));
      world.reorganise(depth, depth + 1, step.keep ? lost : []);
      return;
    }
  }
}

describe('a wallet in random circumstances', () => {
  it('has the balance that the chain has, after every step', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(action, { minLength: 6, maxLength: 16 }), async (steps) => {
        const world = createWorld();
        world.mine(3);
        const server = await serve(world);
        const desk = await openDesk(charter);
        const chain = await connectElectrum({ url: server.url, network: 'regtest' });
        try {
          for (const step of steps) {
            act(world, step);
            await syncWallet({ store: desk.store, chain, charter, now: NOW });
            const { balance, coins } = await viewWallet(desk.store, charter.id);
            const { entries } = await readHistory(desk.store, charter.id);
            const expected = coinsOf(world);
            const sum = (those: readonly Coin[]) => those.reduce((total, { amount }) => total + amount, 0n);
            expect(balance).toEqual({
              confirmed: sum(expected.filter(({ isConfirmed }) => isConfirmed)),
              unconfirmed: sum(expected.filter(({ isConfirmed }) => !isConfirmed)),
              unproven: 0n,
              immature: 0n,
              total: sum(expected),
            });
            const names = (those: readonly { readonly txid: string; readonly vout: number }[]) =>
              those.map(({ txid, vout }) => `${txid}:${vout}`).toSorted();
            expect(names(coins)).toEqual(names(expected));
            expect(entries.at(-1)?.balance ?? 0n).toBe(balance.total);
          }
        } finally {
          chain.close();
          await server.close();
          await desk.remove();
        }
      }),
      { numRuns: 8, endOnFailure: true },
    );
  });
});
