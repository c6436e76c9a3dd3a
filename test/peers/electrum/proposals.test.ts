/**
 * Proposals as the online side writes them, in real Electrum: its own look at them finds the same fee and the same change, it
 * signs them, and a real node mines what comes out. So a member who signs with Electrum sees no payment where there is change.
 */
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { sats } from '../../../src/core/amount.ts';
import { fromHex, toBase64 } from '../../../src/core/bytes.ts';
import { parseTransaction } from '../../../src/core/tx/parse.ts';
import { buildBump, buildCancel } from '../../../src/watch/replace/bump.ts';
import { recordProposal } from '../../../src/watch/spend/build.ts';
import { DEFAULT_MAX_FEE } from '../../../src/watch/spend/fee-cap.ts';
import { parseFeeRate } from '../../../src/watch/spend/fee-rate.ts';
import { buildStage, planSweep } from '../../../src/watch/sweep/build.ts';
import { signAs } from '../../kit/real-money.ts';
import { openRealWallet, type RealWallet } from '../../watch/world/real.ts';
import { peer } from '../peer.ts';
import { type Electrum, openElectrum } from './electrum.ts';
import { ourGroup, theirPolicyOf, WAYS, type Way } from './people.ts';

const PAYEE = 'bcrt1qw508d6qejxtdg4y5r3zarvary0c5xw7kygt080';

for (const way of WAYS) {
  peer('electrum').describe(`real Electrum with proposals of a wallet of ${way.title}`, () => proposalsOf(way));
}

function proposalsOf(way: Way): void {
  let electrum: Electrum;
  let real: RealWallet;
  beforeAll(async () => {
    electrum = openElectrum();
    real = await openRealWallet(await ourGroup(way, 'regtest'));
    await real.deposit([10_000_000n], [20_000_000n]);
  });
  afterAll(async () => {
    await electrum.close();
    await real.close();
  });

  const policyOf = (name: string) => theirPolicyOf(name, way, real.group, 'regtest');

  /** Electrum's look at a PSBT: its fee, what it takes for change, and what leaves. */
  async function inspected(psbtBytes: Uint8Array) {
    const { fee, inputs, outputs } = await electrum.inspect(policyOf('Bob'), toBase64(psbtBytes));
    expect(inputs.every(Boolean)).toBe(true);
    const amounts = (isChange: boolean) =>
      outputs.filter(({ change }) => change === isChange).map(({ amount }) => amount);
    return { fee, change: amounts(true), leaving: amounts(false), mine: outputs.filter(({ mine }) => mine).length };
  }

  /** Alice signs here, Bob in Electrum; the result is mined. */
  async function completed(psbtBytes: Uint8Array): Promise<void> {
    const [alice] = real.group.members;
    const signed = await electrum.sign(policyOf('Bob'), toBase64(signAs(alice!, real.group, psbtBytes)));
    if (!signed.complete) throw new Error('Electrum did not complete it');
    await real.mineExactly(parseTransaction(fromHex(signed.transaction)));
  }

  const about = () => ({ ...real.about(), proposer: real.group.members[0]!.name });

  it('takes payment, bump, cancellation and gathering for what they are and signs them, and a node mines them', async () => {
    const { id, psbtBytes, summary } = await real.propose([{ address: PAYEE, amount: sats(4_000_000n) }], {
      ...{ proposer: about().proposer, withXpubs: true },
    });
    const change = Number(summary.change?.amount);
    expect(await inspected(psbtBytes)).toEqual({
      ...{ fee: Number(summary.fee), change: [change], leaving: [4_000_000], mine: 1 },
    });
    const built = await buildBump({ ...about(), id, feeRate: parseFeeRate('20') });
    expect(await inspected(built.psbtBytes)).toEqual({
      ...{ fee: Number(built.after.fee), change: [Number(built.after.returning)], leaving: [4_000_000], mine: 1 },
    });
    await recordProposal(real.desk.store, built, real.about().now, { sharing: [id] });
    await completed(built.psbtBytes);
    const cancelled = await real.propose([{ address: PAYEE, amount: sats(1_000_000n) }], {
      proposer: about().proposer,
    });
    const cancel = await buildCancel({ ...about(), id: cancelled.id, feeRate: parseFeeRate('20') });
    expect(await inspected(cancel.psbtBytes)).toEqual({
      ...{ fee: Number(cancel.after.fee), change: [Number(cancel.after.returning)], leaving: [], mine: 1 },
    });
    await recordProposal(real.desk.store, cancel, real.about().now, { sharing: [cancelled.id] });
    await completed(cancel.psbtBytes);
    await real.deposit([3_000_000n], [3_100_000n]);
    const request = {
      ...{ ...about(), feeRate: parseFeeRate('2'), maxInputs: 10, maxFee: DEFAULT_MAX_FEE, purpose: 'gather' },
      random: (limit: number) => randomInt(limit),
    };
    const plan = await planSweep(request);
    const stage = await buildStage(request, plan);
    expect(await inspected(stage.psbtBytes)).toEqual({
      ...{ fee: Number(plan.fee), change: [Number(plan.amount)], leaving: [], mine: 1 },
    });
    await completed(stage.psbtBytes);
    expect((await real.sync()).confirmed).toBe(plan.amount);
  });
}
