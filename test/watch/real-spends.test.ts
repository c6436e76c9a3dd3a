/** Every kind of spend on a real node: mined, exact to the satoshi, and of the size that was estimated. */
import { randomInt } from 'node:crypto';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { sats } from '../../src/core/amount.ts';
import { concatBytes } from '../../src/core/bytes.ts';
import { findProposal } from '../../src/core/proposal/codec.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { carriedData, scriptKind } from '../../src/core/review/script-kind.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import { encodeAddress } from '../../src/core/wallet/address.ts';
import { viewProposals } from '../../src/watch/proposals/view.ts';
import type { BuiltReplacement } from '../../src/watch/replace/built.ts';
import { buildBump, buildCancel } from '../../src/watch/replace/bump.ts';
import { buildChild } from '../../src/watch/replace/child.ts';
import { markOriginal, sharingOf } from '../../src/watch/replace/record.ts';
import { recordProposal } from '../../src/watch/spend/build.ts';
import { DEFAULT_MAX_FEE } from '../../src/watch/spend/fee-cap.ts';
import { parseFeeRate } from '../../src/watch/spend/fee-rate.ts';
import { buildStage, planSweep, type StageRequest } from '../../src/watch/sweep/build.ts';
import { viewCoins } from '../../src/watch/sync/view.ts';
import { openRealWallet, type RealWallet, sizes } from './world/real.ts';

let real: RealWallet;
/** What the wallet must hold, reckoned by the tests themselves. */
let expected = 0n;

beforeAll(async () => {
  real = await openRealWallet();
  await real.sync();
});
afterAll(() => real.close());

const hash = (length: number, salt: number) => new Uint8Array(length).fill(salt);
const SCRIPTS = {
  p2pkh: concatBytes(Uint8Array.of(0x76, 0xa9, 20), hash(20, 1), Uint8Array.of(0x88, 0xac)),
  p2sh: concatBytes(Uint8Array.of(0xa9, 20), hash(20, 2), Uint8Array.of(0x87)),
  p2wpkh: concatBytes(Uint8Array.of(0x00, 20), hash(20, 3)),
  p2wsh: concatBytes(Uint8Array.of(0x00, 32), hash(32, 4)),
  p2tr: concatBytes(Uint8Array.of(0x51, 32), hash(32, 5)),
} as const;
const addressOf = (script: Uint8Array) => encodeAddress(script, 'regtest')!;
const stranger = (salt: number) => addressOf(concatBytes(Uint8Array.of(0x00, 20), hash(20, salt)));

async function deposit(...amounts: bigint[]): Promise<void> {
  await real.deposit(amounts);
  expected += amounts.reduce((sum, amount) => sum + amount, 0n);
}

/** The node's own reading of a mined transaction. */
async function mined(txid: string) {
  const found = await real.node.transaction(txid);
  expect(found?.height).toBeDefined();
  return found!;
}

async function expectBalance(): Promise<void> {
  const { confirmed, total } = await real.sync();
  expect({ confirmed, total }).toEqual({ confirmed: expected, total: expected });
}

describe('a payment', () => {
  it.each(Object.entries(SCRIPTS))('to %s is mined as it was proposed', async (kind, script) => {
    expect(scriptKind(script)).toBe(kind);
    await deposit(1_000_000n);
    const built = await real.propose([{ address: addressOf(script), amount: sats(400_000n), name: 'Acme' }]);
    const transaction = kind === 'p2tr' ? real.signed(built.psbtBytes) : await real.pay(built.psbtBytes);
    // bcoin is older than taproot: its mempool does not relay to it, its blocks take it.
    if (kind === 'p2tr') await real.mineExactly(transaction);
    const { real: size, least, most } = sizes(transaction, built.summary.virtualSize);
    expect(size).toBeLessThanOrEqual(most);
    expect(size).toBeGreaterThanOrEqual(least);
    const { outputs } = await mined(txidOf(transaction));
    const paid = outputs.filter((output) => Buffer.compare(output.scriptPubKey, script) === 0);
    expect(paid.map(({ amount }) => amount)).toEqual([400_000n]);
    expected -= 400_000n + built.summary.fee;
    await expectBalance();
  });

  it('carries data in an output that holds no money', async () => {
    const data = new TextEncoder().encode('minutes of 3 March');
    const built = await real.propose([{ address: stranger(9), amount: sats(100_000n) }], { data });
    const transaction = await real.pay(built.psbtBytes);
    const carrying = (await mined(txidOf(transaction))).outputs.filter(
      ({ scriptPubKey }) => scriptKind(scriptPubKey) === 'data',
    );
    expect(carrying).toMatchObject([{ amount: 0n }]);
    expect(carriedData(carrying[0]!.scriptPubKey)).toEqual(data);
    await expect(
      real.propose([{ address: stranger(9), amount: sats(100_000n) }], { data: hash(81, 1) }),
    ).rejects.toMatchObject({ code: 'spend/data-length' });
    expected -= 100_000n + built.summary.fee;
    await expectBalance();
  });

  it('to a hundred people at once is mined', async () => {
    await deposit(60_000_000n);
    const payments = Array.from({ length: 100 }, (_, index) => ({
      address: stranger(100 + index),
      amount: sats(100_000n + BigInt(index)),
      name: `Member ${index}`,
    }));
    const built = await real.propose(payments);
    const transaction = await real.pay(built.psbtBytes);
    const { real: size, least, most } = sizes(transaction, built.summary.virtualSize);
    expect(size >= least && size <= most).toBe(true);
    expect(findProposal(parsePsbt(built.psbtBytes).unknown)?.payees).toHaveLength(100);
    const { outputs } = await mined(txidOf(transaction));
    expect(outputs).toHaveLength(built.summary.change ? 101 : 100);
    expected -= built.summary.paid + built.summary.fee;
    await expectBalance();
  });
});

describe('a payment that waits', () => {
  const wish = (id: string, rate: string) => ({
    ...{ ...real.about(), id, feeRate: parseFeeRate(rate), proposer: 'Alice' },
  });

  async function record(built: BuiltReplacement): Promise<void> {
    const about = real.about();
    await recordProposal(about.store, built, about.now, { sharing: await sharingOf(about, built) });
    await markOriginal(about, built);
  }

  async function waiting(rate: string) {
    await deposit(5_000_000n);
    const { coins } = await viewCoins(real.desk.store, real.group.charter.id);
    const coin = coins.find(({ amount }) => amount === 5_000_000n)!;
    const built = await real.propose([{ address: stranger(50), amount: sats(2_000_000n), name: 'Acme' }], {
      ...{ coins: [coin], feeRate: parseFeeRate(rate) },
    });
    const transaction = real.signed(built.psbtBytes);
    await real.broadcast(transaction);
    return { id: built.id, transaction };
  }

  const states = async (...ids: string[]) => {
    const views = await viewProposals(real.about());
    return ids.map((id) => views.find((view) => view.id === id)?.state);
  };

  it('is bumped, and the block takes the bump', async () => {
    const { id } = await waiting('2');
    const built = await buildBump(wish(id, '12.5'));
    await record(built);
    expect(await states(id, built.id)).toEqual(['broadcast', 'proposed']);
    const raised = real.signed(built.psbtBytes);
    // bcoin's mempool knows no replacement (BIP-0125): a miner who does takes it straight into a block.
    await real.mineExactly(raised);
    expect(await states(id, built.id)).toEqual(['replaced', 'confirmed']);
    expect(await real.node.transaction(id)).toBeUndefined();
    const { real: size, least, most } = sizes(raised, built.after.virtualSize);
    expect(size >= least && size <= most).toBe(true);
    expected -= 2_000_000n + built.after.fee;
    await expectBalance();
  });

  it('is cancelled, and everything but the fee is back', async () => {
    const { id } = await waiting('2');
    const built = await buildCancel(wish(id, '12.5'));
    await record(built);
    await real.mineExactly(real.signed(built.psbtBytes));
    expect(await states(id, built.id)).toEqual(['replaced', 'confirmed']);
    expected -= built.after.fee;
    await expectBalance();
  });

  const child = (txid: string, rate: string) =>
    buildChild({
      ...wish(txid, rate),
      fetch: async (txids) => [...(await real.chain.transactions(txids))],
      random: (limit) => randomInt(limit),
    });

  it('is helped along by a child, and the package pays the rate', async () => {
    const { id, transaction } = await waiting('2');
    const built = await child(id, '15');
    await record(built);
    const signed = real.signed(built.psbtBytes);
    await real.broadcast(signed);
    await real.node.mine(1);
    await real.sync();
    expect(await states(id, built.id)).toEqual(['confirmed', 'confirmed']);
    const together = sizes(transaction, 0).real + sizes(signed, 0).real;
    const rate = Number(built.package!.fee) / together;
    expect(rate).toBeGreaterThanOrEqual(15);
    expect(rate).toBeLessThan(15.2);
    expected -= 2_000_000n + built.package!.fee;
    await expectBalance();
  });

  it('by somebody else to the wallet is helped along as well', async () => {
    const { coins } = await viewCoins(real.desk.store, real.group.charter.id);
    const { txid } = await real.node.fund(coins[0]!.address, sats(3_000_000n));
    await real.sync();
    const built = await child(txid, '20');
    expect(built.before.fee).toBeGreaterThan(0n);
    await record(built);
    await real.broadcast(real.signed(built.psbtBytes));
    await real.node.mine(1);
    expected += 3_000_000n - built.after.fee;
    await expectBalance();
  });
});

describe('many coins', () => {
  const wish = (changes: Partial<StageRequest> = {}): StageRequest => ({
    ...{ ...real.about(), feeRate: parseFeeRate('1'), maxInputs: 100, maxFee: DEFAULT_MAX_FEE },
    ...{ purpose: 'gather small coins', proposer: 'Alice', random: (limit) => randomInt(limit) },
    ...changes,
  });

  async function nextStage(changes: Partial<StageRequest> = {}): Promise<number> {
    const request = wish(changes);
    const plan = await planSweep(request);
    const built = await buildStage(request, plan);
    await recordProposal(real.desk.store, built, request.now);
    const transaction = await real.pay(built.psbtBytes);
    const [stage] = plan.stages;
    const { real: size, least, most } = sizes(transaction, stage!.virtualSize);
    expect(size >= least && size <= most).toBe(true);
    expected -= stage!.fee + (changes.to === undefined ? 0n : stage!.amount);
    await expectBalance();
    return stage!.coins.length;
  }

  it('three hundred of them, are gathered in stages and then swept, each mined and exact', async () => {
    const coins = Array.from({ length: 15 }, (_, address) =>
      Array.from({ length: 20 }, (_, index) => 10_000n + BigInt(20 * address + index)),
    );
    await real.deposit(...coins);
    expected += coins.flat().reduce((sum, amount) => sum + amount, 0n);
    const below = sats(10_301n);
    expect((await planSweep(wish({ below }))).stages.map(({ coins }) => coins.length)).toEqual([100, 100, 100]);
    expect([await nextStage({ below }), await nextStage({ below }), await nextStage({ below })]).toEqual([
      100, 100, 100,
    ]);
    await nextStage({ to: { address: stranger(77) } });
    expect(expected).toBe(0n);
  });
});
