/**
 * Random things that happen to a wallet, done to a {@link World}, and a plain model of the wallet: which scripts are its
 * own, and what the chain and the mempool pay to them. None of the code under test is in the model's sums.
 */
import fc from 'fast-check';
import { sats } from '../../../src/core/amount.ts';
import { toHex } from '../../../src/core/bytes.ts';
import type { Charter } from '../../../src/core/charter/types.ts';
import { txidOf } from '../../../src/core/tx/txid.ts';
import type { Transaction } from '../../../src/core/tx/types.ts';
import { KEYCHAINS, type Keychain } from '../../../src/core/wallet/types.ts';
import { deriveRange } from '../../../src/watch/derive/range.ts';
import { paymentFromOutside, spend } from '../world/blocks.ts';
import type { World } from '../world/world.ts';

const STRANGER = new Uint8Array([0x00, 0x14, ...new Uint8Array(20).fill(3)]);
/** Far more than a life of this length can reach. */
const DERIVED = 150;

export type Action =
  | { readonly kind: 'receive'; readonly to: Place; readonly amount: bigint; readonly more: Place | null }
  | { readonly kind: 'spend'; readonly coins: number; readonly to: Place; readonly share: number }
  | { readonly kind: 'bump'; readonly which: number; readonly fee: bigint }
  | { readonly kind: 'evict'; readonly which: number }
  | { readonly kind: 'mine'; readonly blocks: number }
  | { readonly kind: 'reorganise'; readonly depth: number; readonly keep: boolean };

/** An address within the gap limit behind the highest one that was ever paid: `ahead` is cut to that. */
export interface Place {
  readonly keychain: Keychain;
  readonly ahead: number;
}

const place: fc.Arbitrary<Place> = fc.record({ keychain: fc.constantFrom(...KEYCHAINS), ahead: fc.nat({ max: 500 }) });

export const action: fc.Arbitrary<Action> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('receive' as const),
      to: place,
      amount: fc.bigInt({ min: 1_000n, max: 1_000_000n }),
      more: fc.option(place),
    }),
  },
  {
    weight: 5,
    arbitrary: fc.record({
      kind: fc.constant('spend' as const),
      coins: fc.integer({ min: 1, max: 3 }),
      to: place,
      share: fc.integer({ min: 0, max: 100 }),
    }),
  },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('mine' as const), blocks: fc.integer({ min: 1, max: 3 }) }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('evict' as const), which: fc.nat() }) },
  {
    weight: 3,
    arbitrary: fc.record({
      kind: fc.constant('bump' as const),
      which: fc.nat(),
      fee: fc.bigInt({ min: 1n, max: 500n }),
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      kind: fc.constant('reorganise' as const),
      depth: fc.integer({ min: 1, max: 4 }),
      keep: fc.boolean(),
    }),
  },
);

export interface ModelCoin {
  readonly txid: string;
  readonly vout: number;
  readonly amount: bigint;
  readonly isConfirmed: boolean;
}

export interface Life {
  /** Does it to the world; false where there is nothing to do it to. */
  act(action: Action): boolean;
  coins(): ModelCoin[];
  /** Ids of what touches the wallet in sight now. */
  inSight(): ReadonlySet<string>;
}

export function createLife(world: World, { wallet, gapLimit }: Charter): Life {
  const scripts = {
    receive: deriveRange(wallet, 'receive', 0, DERIVED).map(({ scriptPubKey }) => scriptPubKey),
    change: deriveRange(wallet, 'change', 0, DERIVED).map(({ scriptPubKey }) => scriptPubKey),
  };
  const own = new Set([...scripts.receive, ...scripts.change].map(toHex));
  const highest = { receive: -1, change: -1 };

  const confirmed = (): Transaction[] => world.blocks.flatMap(({ transactions }) => transactions);

  function coins(): ModelCoin[] {
    const spent = new Set([...confirmed(), ...world.mempool].flatMap(({ inputs }) => inputs.map(nameOf)));
    const made = (transactions: readonly Transaction[], isConfirmed: boolean) =>
      transactions.flatMap((transaction) => {
        const txid = txidOf(transaction);
        return transaction.outputs.flatMap(({ amount, scriptPubKey }, vout) =>
          own.has(toHex(scriptPubKey)) && !spent.has(nameOf({ txid, vout }))
            ? [{ txid, vout, amount, isConfirmed }]
            : [],
        );
      });
    return [...made(confirmed(), true), ...made(world.mempool, false)];
  }

  function pay({ keychain, ahead }: Place, amount: bigint) {
    const index = ahead % Math.min(highest[keychain] + 1 + gapLimit, DERIVED);
    highest[keychain] = Math.max(highest[keychain], index);
    return { amount: sats(amount), scriptPubKey: scripts[keychain][index]! };
  }

  /** Transactions in the mempool that nothing else in it spends from. */
  function childless(which: number): Transaction | undefined {
    const parents = new Set(world.mempool.flatMap(({ inputs }) => inputs.map(({ txid }) => txid)));
    const those = world.mempool.filter((each) => !parents.has(txidOf(each)));
    return those[which % those.length];
  }

  function act(step: Action): boolean {
    switch (step.kind) {
      case 'receive': {
        const more = step.more === null ? [] : [pay(step.more, step.amount + 1n)];
        world.send(
          paymentFromOutside([pay(step.to, step.amount), { amount: sats(9n), scriptPubKey: STRANGER }, ...more]),
        );
        return true;
      }
      case 'spend': {
        const chosen = coins().slice(0, step.coins);
        const sum = chosen.reduce((total, { amount }) => total + amount, 0n);
        if (sum < 2_000n) return false;
        const away = (sum * BigInt(step.share)) / 100n;
        const rest = sum - away - 300n;
        const outputs = [
          ...(away > 0n ? [{ amount: sats(away), scriptPubKey: STRANGER }] : []),
          ...(rest > 0n ? [pay(step.to, rest)] : []),
        ];
        world.send(spend(chosen, outputs));
        return true;
      }
      case 'mine':
        world.mine(step.blocks);
        return true;
      case 'evict': {
        const found = childless(step.which);
        if (found) world.evict(txidOf(found));
        return found !== undefined;
      }
      case 'bump': {
        // As replace-by-fee has it: the same coins, the same outputs, and a higher fee out of the last of them.
        const found = childless(step.which);
        const last = found?.outputs.at(-1);
        if (!found || !last || last.amount <= step.fee) return false;
        const shrunk = { ...last, amount: sats(last.amount - step.fee) };
        world.evict(txidOf(found));
        world.send(spend(found.inputs, [...found.outputs.slice(0, -1), shrunk]));
        return true;
      }
      case 'reorganise': {
        const depth = Math.min(step.depth, world.tip().height - 1);
        const lost = world.blocks
          .slice(world.blocks.length - depth)
          .flatMap(({ transactions }) => transactions.slice(1));
        // What was in the lost blocks comes again in the first new one, or is lost with all that was built on it.
        if (!step.keep) world.evict(...world.mempool.map(txidOf));
        world.reorganise(depth, depth + 1, step.keep ? lost : []);
        return true;
      }
    }
  }

  function inSight(): ReadonlySet<string> {
    const all = new Map([...confirmed(), ...world.mempool].map((each) => [txidOf(each), each]));
    const isOurs = (output: Transaction['outputs'][number] | undefined) =>
      output !== undefined && own.has(toHex(output.scriptPubKey));
    const touching = [...all].filter(
      ([, { inputs, outputs }]) =>
        outputs.some(isOurs) || inputs.some(({ txid, vout }) => isOurs(all.get(txid)?.outputs[vout])),
    );
    return new Set(touching.map(([txid]) => txid));
  }

  return { act, coins, inSight };
}

export const nameOf = ({ txid, vout }: { readonly txid: string; readonly vout: number }): string => `${txid}:${vout}`;
