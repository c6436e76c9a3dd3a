/** Sweeps and consolidations: the plan over many coins, and its stages as proposals. */
import { randomInt } from 'node:crypto';
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { dustLimit } from '../../src/core/review/script-kind.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import { recordProposal } from '../../src/watch/spend/build.ts';
import { DEFAULT_MAX_FEE } from '../../src/watch/spend/fee-cap.ts';
import { feeFor, feeRate, parseFeeRate } from '../../src/watch/spend/fee-rate.ts';
import { MAX_VIRTUAL_SIZE } from '../../src/watch/spend/select.ts';
import { buildStage, planSweep, type StageRequest } from '../../src/watch/sweep/build.ts';
import { planStages } from '../../src/watch/sweep/plan.ts';
import { viewWallet } from '../../src/watch/sync/view.ts';
import type { Group } from '../review/group.ts';
import { at, familyCharter, NOW } from './world/family.ts';
import { openPayer, PAYEE, type Payer, payersGroup, sum } from './world/payer.ts';

const { wallet } = familyCharter();
const target = new Uint8Array([0x00, 0x14, ...new Uint8Array(20).fill(7)]);
const coin = (amount: bigint, address: number) => ({
  amount: sats(amount),
  scriptPubKey: new Uint8Array([0x00, 0x20, ...new Uint8Array(32).fill(address)]),
});
const base = {
  wallet,
  target,
  rate: parseFeeRate('2'),
  maxInputs: 100,
  maxFee: DEFAULT_MAX_FEE,
  leastCoins: 1,
} as const;

describe('a plan', () => {
  it('has every coin once: in a stage, beyond the cap, or not worth it; and its sums are exact', () => {
    const coins = fc.array(fc.record({ amount: fc.bigInt(1n, 200_000n), address: fc.integer({ min: 0, max: 40 }) }), {
      maxLength: 120,
    });
    const inputs = fc.integer({ min: 2, max: 30 });
    const rates = fc.bigInt(1_000n, 100_000n);
    fc.assert(
      fc.property(
        coins,
        inputs,
        rates,
        fc.bigInt(0n, 100_000n),
        fc.constantFrom(1 as const, 2 as const),
        (made, maxInputs, rate, cap, leastCoins) => {
          const all = made.map(({ amount, address }) => coin(amount, address));
          const maxFee = sats(cap);
          const plan = planStages({ ...base, coins: all, maxInputs, rate: feeRate(rate), maxFee, leastCoins });
          const staged = plan.stages.flatMap((stage) => stage.coins);
          expect(new Set([...staged, ...plan.notWorthIt, ...plan.overCap]).size).toBe(all.length);
          expect(staged.length + plan.notWorthIt.length + plan.overCap.length).toBe(all.length);
          expect(plan.fee).toBeLessThanOrEqual(maxFee);
          expect(plan.fee).toBe(plan.stages.reduce((fees, { fee }) => fees + fee, 0n));
          for (const stage of plan.stages) {
            expect(stage.coins.length).toBeLessThanOrEqual(maxInputs);
            expect(stage.coins.length).toBeGreaterThanOrEqual(leastCoins);
            expect(sum(stage.coins)).toBe(stage.amount + stage.fee);
            expect(stage.fee).toBe(feeFor(stage.virtualSize, feeRate(rate)));
            expect(stage.amount).toBeGreaterThanOrEqual(dustLimit('p2wpkh'));
          }
        },
      ),
    );
  });

  it('keeps the coins of an address in one stage as long as there is room', () => {
    const coins = Array.from({ length: 12 }, (_, index) => coin(10_000n + BigInt(index), index % 4));
    const { stages } = planStages({ ...base, coins, maxInputs: 7 });
    const addresses = stages.map((stage) => new Set(stage.coins.map(({ scriptPubKey }) => scriptPubKey[2])));
    expect(stages.map((stage) => stage.coins.length)).toEqual([6, 6]);
    expect([...addresses[0]!].some((address) => addresses[1]!.has(address))).toBe(false);
  });

  it('leaves out what costs more than it is worth, and tells what it costs at the usual rate', () => {
    const coins = [coin(100n, 1), coin(50_000n, 2), coin(60_000n, 3)];
    const plan = planStages({ ...base, coins, rate: parseFeeRate('20') });
    expect(plan.notWorthIt).toEqual([coins[0]]);
    expect(plan.feeLater * 2n).toBe(plan.fee);
  });

  it('makes no stage that nodes would not relay, whatever the wallet', () => {
    const large = {
      ...wallet,
      scriptType: 'p2sh',
      m: 8,
      keys: Array.from({ length: 15 }, () => wallet.keys[0]!),
    } as const;
    const coins = Array.from({ length: 100 }, (_, index) => coin(100_000n, index));
    const { stages } = planStages({ ...base, wallet: large, coins });
    expect(stages.map((stage) => stage.coins.length)).toEqual([87, 13]);
    expect(stages[0]?.virtualSize).toBeLessThanOrEqual(MAX_VIRTUAL_SIZE);
  });

  it.each([0, 901, 1.5])('is refused for stages of %s coins', (maxInputs) => {
    expect(() => planStages({ ...base, coins: [], maxInputs })).toThrow(
      expect.objectContaining({ code: 'sweep/bad-stage-size' }),
    );
  });
});

describe('the stages', () => {
  let group: Group;
  let payer: Payer;
  beforeAll(async () => {
    group = await payersGroup();
  });
  beforeEach(async () => {
    payer = await openPayer(group);
    await payer.deposit(...Array.from({ length: 7 }, (_, index) => 50_000n + BigInt(index)));
  });
  afterEach(() => payer.close());

  const wish = (changes: Partial<StageRequest> = {}): StageRequest => ({
    ...{ ...payer.about, feeRate: parseFeeRate('3'), maxInputs: 4, maxFee: DEFAULT_MAX_FEE },
    ...{ purpose: 'sweep', proposer: 'Alice', random: randomInt },
    ...changes,
  });

  async function nextStage(request: StageRequest) {
    const built = await buildStage(request, await planSweep(request));
    await recordProposal(payer.desk.store, built, NOW);
    await payer.send(built.psbtBytes);
    return parsePsbt(built.psbtBytes);
  }

  it('of a sweep pay everything to one address, one after the other', async () => {
    const to = { address: PAYEE, name: 'New wallet' };
    const plan = await planSweep(wish({ to }));
    expect(plan.stages.map(({ coins }) => coins.length)).toEqual([4, 3]);
    const [first, second] = [await nextStage(wish({ to })), await nextStage(wish({ to }))];
    expect([first.inputs.length, second.inputs.length]).toEqual([4, 3]);
    expect([...first.outputs, ...second.outputs].map(({ amount }) => amount)).toEqual(
      plan.stages.map(({ amount }) => amount),
    );
    await expect(buildStage(wish({ to }), await planSweep(wish({ to })))).rejects.toMatchObject({
      code: 'sweep/nothing-to-do',
    });
    payer.world.mine();
    await payer.sync();
    expect((await viewWallet(payer.desk.store, group.charter.id)).balance.total).toBe(0n);
  });

  it('of a sweep never pay to a witness version that has no rules yet', async () => {
    const to = {
      address: encodeAddress(Uint8Array.of(0x52, 0x10, ...new Uint8Array(16).fill(7)), 'regtest')!,
      name: 'X',
    };
    await expect(planSweep(wish({ to }))).rejects.toMatchObject({ code: 'spend/future-version', at: '--to' });
  });

  it('of a consolidation return to change places, each to its own, and signers see change', async () => {
    const plan = await planSweep(wish());
    const [first, second] = [await nextStage(wish()), await nextStage(wish())];
    const places = [0, 1].map((index) => at(group.charter, 'change', index).scriptPubKey);
    expect([first.outputs[0]?.scriptPubKey, second.outputs[0]?.scriptPubKey]).toEqual(places);
    expect(first.outputs[0]?.bip32Derivations).toHaveLength(3);
    payer.world.mine();
    await payer.sync();
    const { balance, coins } = await viewWallet(payer.desk.store, group.charter.id);
    expect(coins).toHaveLength(2);
    expect(balance.confirmed).toBe(350_021n - plan.fee);
  });

  it('keep to the cap on all fees, and to coins below a bound', async () => {
    const [one] = (await planSweep(wish())).stages;
    const capped = await planSweep(wish({ maxFee: one!.fee }));
    expect(capped.stages).toHaveLength(1);
    expect(capped.overCap).toHaveLength(3);
    const below = await planSweep(wish({ below: sats(50_002n) }));
    expect(below.stages.flatMap(({ coins }) => coins.map(({ amount }) => amount))).toEqual([50_001n, 50_000n]);
  });
});
