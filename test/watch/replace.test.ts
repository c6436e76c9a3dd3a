/** Bumps, cancellations and children: what they build, what they refuse, and what a member who signs sees of them. */
import fc from 'fast-check';
import { afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type Sats, sats } from '../../src/core/amount.ts';
import { earlierFromPsbt } from '../../src/core/journal/previous.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { reviewPsbt } from '../../src/core/review/review.ts';
import { virtualSizeOf } from '../../src/core/tx/size.ts';
import { txidOf } from '../../src/core/tx/txid.ts';
import type { BuiltReplacement, ReplaceRequest } from '../../src/watch/replace/built.ts';
import { buildBump, buildCancel } from '../../src/watch/replace/bump.ts';
import { buildChild } from '../../src/watch/replace/child.ts';
import { readOriginal } from '../../src/watch/replace/original.ts';
import { markOriginal, sharingOf } from '../../src/watch/replace/record.ts';
import { requireBump } from '../../src/watch/replace/require.ts';
import { checkBump, checkReplacement, leastFee, type Replaced, type Side } from '../../src/watch/replace/rules.ts';
import { recordProposal } from '../../src/watch/spend/build.ts';
import { parseFeeRate } from '../../src/watch/spend/fee-rate.ts';
import { viewCoins, viewWallet } from '../../src/watch/sync/view.ts';
import type { Group } from '../review/group.ts';
import { paymentFromOutside, spend } from './world/blocks.ts';
import { at, NOW } from './world/family.ts';
import { addressOf, openPayer, PAYEE, type Payer, payersGroup, sum } from './world/payer.ts';

let group: Group;
let payer: Payer;

beforeAll(async () => {
  group = await payersGroup();
});
beforeEach(async () => {
  payer = await openPayer(group);
});
afterEach(() => payer.close());

const wish = (id: string, rate: string, changes: Partial<ReplaceRequest> = {}): ReplaceRequest => ({
  ...{ ...payer.about, id, feeRate: parseFeeRate(rate), proposer: 'Alice' },
  ...changes,
});
const bump = (id: string, rate = '20', changes: Partial<ReplaceRequest> = {}) => buildBump(wish(id, rate, changes));
const noFetch = () => Promise.reject(new Error('nothing is to be fetched'));
const child = (id: string, rate: string, fetch: (txids: readonly string[]) => Promise<Uint8Array[]> = noFetch) =>
  buildChild({ ...wish(id, rate), fetch, random: () => 1 });

async function record(built: BuiltReplacement): Promise<void> {
  await recordProposal(payer.desk.store, built, NOW, { sharing: await sharingOf(payer.about, built) });
  await markOriginal(payer.about, built);
}

/** A payment of 150,000 out of one coin of 400,000, waiting in the mempool at 5 sat/vB. */
async function waiting(changes = {}, ...others: bigint[]): Promise<{ id: string; psbtBytes: Uint8Array }> {
  const [deposit] = await payer.deposit(400_000n, ...others);
  const built = await payer.propose({ coins: [{ txid: deposit!, vout: 0 }], ...changes });
  await payer.send(built.psbtBytes);
  return built;
}

const outputsOf = (psbtBytes: Uint8Array) => parsePsbt(psbtBytes).transaction.outputs;
const scripts = (psbtBytes: Uint8Array) =>
  outputsOf(psbtBytes).map(({ scriptPubKey }) => Buffer.from(scriptPubKey).toString('hex'));

describe('a bump', () => {
  it('pays the same people the same out of the same coins, and takes the fee from the change alone', async () => {
    const { id, psbtBytes } = await waiting();
    const built = await bump(id);
    const [was, is] = [outputsOf(psbtBytes), outputsOf(built.psbtBytes)];
    expect(scripts(built.psbtBytes)).toEqual(scripts(psbtBytes));
    const differing = is.filter(({ amount }, index) => amount !== was[index]!.amount);
    expect(differing).toHaveLength(1);
    expect(built).toMatchObject({ kind: 'bump', proposalId: id, txid: id, added: [], alsoReplaced: [] });
    const { before, after } = built;
    expect(after.fee).toBe(20n * BigInt(after.virtualSize));
    expect(before.returning - after.returning).toBe(after.fee - before.fee);
    expect(after.leaving).toBe(150_000n);
    expect(parsePsbt(built.psbtBytes).transaction.inputs.map(({ txid, vout }) => ({ txid, vout }))).toEqual(
      parsePsbt(psbtBytes).transaction.inputs.map(({ txid, vout }) => ({ txid, vout })),
    );
    expect(sum(is) + built.after.fee).toBe(400_000n);
    expect(built.proposal).toMatchObject({ purpose: 'the roof (fee raised)', payees: [{ name: 'Acme Roofing' }] });
  });

  it('is a second proposal beside the one that waits, until the chain shows which is taken', async () => {
    const { id } = await waiting();
    const built = await bump(id);
    await record(built);
    expect(await payer.view(id)).toMatchObject({ state: 'broadcast', conflicts: [built.id] });
    expect(await payer.view(built.id)).toMatchObject({ state: 'proposed', conflicts: [id] });
    payer.world.evict(id);
    payer.world.send(payer.final(built.psbtBytes));
    await payer.sync();
    expect(await payer.view(id)).toMatchObject({ state: 'replaced', overtakenBy: built.id });
    payer.world.mine();
    await payer.sync();
    expect(await payer.view(built.id)).toMatchObject({ state: 'confirmed', conflicts: [] });
    expect((await viewWallet(payer.desk.store, group.charter.id)).balance.confirmed).toBe(built.after.returning);
  });

  it('replaces at once a proposal that is not out', async () => {
    await payer.deposit(400_000n);
    const { id } = await payer.propose();
    const built = await bump(id);
    await record(built);
    expect(await payer.view(id)).toMatchObject({ state: 'replaced', reason: `replaced by proposal ${built.id}` });
    expect(await payer.view(built.id)).toMatchObject({ state: 'proposed', conflicts: [] });
    await expect(bump(id)).rejects.toMatchObject({ code: 'bump/over' });
    // A second bump of the bump; the remark is not repeated.
    const again = await bump(built.id, '30');
    expect(again.proposal.purpose).toBe('the roof (fee raised)');
  });

  it('adds a coin only when the change does not suffice, and says so', async () => {
    const { id } = await waiting({}, 90_000n, 5_000_000n);
    expect((await bump(id, '1000')).added).toEqual([]);
    const built = await bump(id, '1800');
    expect(built.added).toHaveLength(1);
    expect(built.after).toMatchObject({ inputs: 2, leaving: 150_000n });
    expect(built.after.fee).toBe(1_800n * BigInt(built.after.virtualSize));
    const asked = await bump(id, '20', { addCoins: built.added });
    expect(asked.added).toEqual(built.added);
  });

  it('leaves out change that would be dust, and gives a payment without change some when it needs a coin', async () => {
    await payer.deposit(152_000n);
    const { id, psbtBytes } = await payer.propose({ feeRate: parseFeeRate('5') });
    await payer.send(psbtBytes);
    expect(outputsOf(psbtBytes)).toHaveLength(2);
    const without = await bump(id, '12.5');
    expect(outputsOf(without.psbtBytes)).toHaveLength(1);
    expect(without.after).toMatchObject({ fee: 2_000n, returning: 0n, leaving: 150_000n });
    const capped = (maxFeeRate: string) => bump(id, '12.5', { maxFeeRate: parseFeeRate(maxFeeRate) });
    await expect(capped('12.5')).rejects.toMatchObject({
      ...{ code: 'spend/fee-over-cap', expected: 'at most 12.5 sat/vB', next: expect.stringContaining('--add-coin') },
    });
    expect((await capped('20')).proposal).toMatchObject({ maxFeeRate: '20' });
    await payer.deposit(70_000n);
    await record(without);
    payer.world.evict(id);
    payer.world.send(payer.final(without.psbtBytes));
    await payer.sync();
    const more = await bump(without.id, '30');
    expect(more.added).toHaveLength(1);
    expect(outputsOf(more.psbtBytes)).toHaveLength(2);
    expect(more.after.leaving).toBe(150_000n);
    expect(more.after.returning).toBe(152_000n + 70_000n - 150_000n - more.after.fee);
  });

  it('is refused below what nodes ask for, over the cap, without enough coins, and once it is too late', async () => {
    const { id } = await waiting();
    await expect(bump(id, '5')).rejects.toMatchObject({
      code: 'bump/fee-too-low',
      expected: expect.stringContaining('sat/vB'),
    });
    await expect(bump(id, '20', { maxFee: sats(3_000n) })).rejects.toMatchObject({ code: 'spend/fee-over-cap' });
    await expect(bump(id, '2000')).rejects.toMatchObject({ code: 'spend/insufficient-funds' });
    await expect(bump('ab'.repeat(32))).rejects.toMatchObject({ code: 'bump/unknown' });
    expect((await bump(id, '20')).after.fee).toBeGreaterThan(0n);
    payer.world.mine();
    await payer.sync();
    await expect(bump(id)).rejects.toMatchObject({ code: 'bump/confirmed' });
  });

  it('is refused for a transaction that spends coins of others', async () => {
    const incoming = paymentFromOutside([
      { amount: sats(50_000n), scriptPubKey: at(group.charter, 'receive', 0).scriptPubKey },
    ]);
    payer.world.send(incoming);
    await payer.sync();
    await expect(bump(txidOf(incoming))).rejects.toMatchObject({ code: 'bump/unknown' });
  });

  it('never takes coins that would vanish with the original', async () => {
    const { id } = await waiting();
    const first = await child(id, '10');
    await record(first);
    payer.world.send(payer.final(first.psbtBytes));
    await payer.sync();
    const built = await bump(id, '30');
    expect(built.alsoReplaced).toEqual([first.id]);
    // BIP-0125, rule 3: the fees of all that goes must be paid.
    expect(built.after.fee).toBeGreaterThan(built.before.fee + first.after.fee);
    await expect(bump(id, '9')).rejects.toMatchObject({ code: 'bump/fee-too-low' });
  });
});

describe('a cancellation', () => {
  it('returns everything to the wallet and pays nobody', async () => {
    const { id } = await waiting();
    const built = await buildCancel(wish(id, '20'));
    expect(built).toMatchObject({ kind: 'cancel', after: { leaving: 0n, inputs: 1 }, proposal: { payees: [] } });
    expect(built.proposal.purpose).toBe('the roof (cancelled)');
    expect(outputsOf(built.psbtBytes)).toEqual([
      { amount: 400_000n - built.after.fee, scriptPubKey: at(group.charter, 'change', 1).scriptPubKey },
    ]);
    await record(built);
    payer.world.evict(id);
    payer.world.send(payer.final(built.psbtBytes));
    payer.world.mine();
    await payer.sync();
    expect(await payer.view(id)).toMatchObject({ state: 'replaced' });
    expect((await viewWallet(payer.desk.store, group.charter.id)).balance.confirmed).toBe(400_000n - built.after.fee);
  });
});

describe('a child', () => {
  it('lifts the package to exactly the rate that was asked for', async () => {
    const { id, psbtBytes } = await waiting({ feeRate: parseFeeRate('1.5') });
    const parentSize = virtualSizeOf(payer.final(psbtBytes));
    const built = await child(id, '25');
    expect(built).toMatchObject({ kind: 'child', txid: id, after: { leaving: 0n, inputs: 1 } });
    expect(built.before.virtualSize).toBe(parentSize);
    const size = parentSize + built.after.virtualSize;
    expect(built.package).toEqual({ fee: 25n * BigInt(size), virtualSize: size });
    expect(parsePsbt(built.psbtBytes).transaction.inputs).toMatchObject([{ txid: id }]);
    await expect(child(id, '1.2')).rejects.toMatchObject({ code: 'child/not-needed' });
  });

  it('helps a payment of others to the wallet, whose fee is learned from what it spends', async () => {
    const funding = paymentFromOutside([
      { amount: sats(61_000n), scriptPubKey: new Uint8Array([0, 20, ...new Uint8Array(20)]) },
    ]);
    const incoming = {
      ...paymentFromOutside([{ amount: sats(60_800n), scriptPubKey: at(group.charter, 'receive', 0).scriptPubKey }]),
    };
    const spending = {
      ...incoming,
      inputs: incoming.inputs.map((input) => ({ ...input, txid: txidOf(funding), vout: 0 })),
    };
    payer.world.send(funding, spending);
    await payer.sync();
    const built = await child(txidOf(spending), '10', (txids) =>
      payer.chain.transactions(txids).then((all) => [...all]),
    );
    expect(built.before.fee).toBe(200n);
    expect(built.package?.fee).toBe(10n * BigInt(built.package?.virtualSize ?? 0));
    await expect(child(txidOf(spending), '10', async () => [])).rejects.toMatchObject({ code: 'child/fee-unknown' });
  });

  it('pays for those alone that miners would not take without it', async () => {
    const { id, psbtBytes } = await waiting({ feeRate: parseFeeRate('50') });
    const spending = (txid: string, vout: number, amount: bigint) =>
      spend([{ txid, vout }], [{ amount: sats(amount), scriptPubKey: at(group.charter, 'receive', 3).scriptPubKey }]);
    const vout = outputsOf(psbtBytes).findIndex(({ amount }) => amount !== 150_000n);
    const { amount } = outputsOf(psbtBytes)[vout]!;
    // The rich one does not help the poor one that spends from it, nor a second poor one after that.
    const poor = spending(id, vout, amount - 100n);
    const second = spending(txidOf(poor), 0, amount - 200n);
    payer.world.send(poor, second);
    await payer.sync();
    const built = await child(txidOf(second), '20');
    const size = virtualSizeOf(poor) + virtualSizeOf(second);
    expect(built.before).toMatchObject({ fee: 200n, virtualSize: size });
    const all = size + built.after.virtualSize;
    expect(built.package).toEqual({ fee: 20n * BigInt(all), virtualSize: all });
    // A rich one pays for the poor one that it spends from.
    const rich = spending(txidOf(poor), 0, amount - 10_100n);
    payer.world.evict(txidOf(second));
    payer.world.send(rich);
    await payer.sync();
    await expect(child(txidOf(rich), '20')).rejects.toMatchObject({ code: 'child/not-needed' });
  });

  it('is refused for what does not wait or pays nothing to the wallet', async () => {
    await payer.deposit(151_000n);
    await expect(child('ab'.repeat(32), '10')).rejects.toMatchObject({ code: 'child/not-waiting' });
    const { id, psbtBytes } = await payer.propose();
    expect(outputsOf(psbtBytes)).toHaveLength(1);
    await payer.send(psbtBytes);
    await expect(child(id, '50')).rejects.toMatchObject({ code: 'child/no-coin' });
  });
});

describe('a file that is said to be a bump', () => {
  it('passes when it is one; refused are other recipients, stolen change and no coin in common', async () => {
    const { id, psbtBytes } = await waiting({}, 300_000n);
    const claimed = (bytes: Uint8Array) => requireBump(payer.about, parsePsbt(bytes), id);
    await claimed((await bump(id)).psbtBytes);
    const coins = parsePsbt(psbtBytes).transaction.inputs.map(({ txid, vout }) => ({ txid, vout }));
    payer.world.evict(id);
    await payer.sync();
    await payer.desk.store.proposals.update(await payer.desk.store.proposals.get(id), {
      state: 'withdrawn',
      reason: 'test',
      at: NOW.toISOString(),
    });
    const evil = async (changes: Parameters<Payer['build']>[0]) =>
      (await payer.build({ coins, feeRate: parseFeeRate('20'), ...changes })).psbtBytes;
    const honest = await evil({});
    const mallory = { address: addressOf(13), amount: sats(150_000n) };
    const changed = await evil({ payments: [mallory] });
    const stolen = await evil({
      payments: [
        { address: PAYEE, amount: sats(150_000n) },
        { ...mallory, amount: sats(200_000n) },
      ],
    });
    const spare = (await viewCoins(payer.desk.store, group.charter.id)).coins.filter(
      ({ txid }) => txid !== coins[0]?.txid,
    );
    const apart = (await payer.build({ coins: spare, feeRate: parseFeeRate('20') })).psbtBytes;
    await payer.desk.store.proposals.update(await payer.desk.store.proposals.get(id), {
      state: 'complete',
      at: NOW.toISOString(),
    });
    await payer.sync();
    await claimed(honest);
    await expect(claimed(changed)).rejects.toMatchObject({ code: 'bump/payee-changed' });
    await expect(claimed(stolen)).rejects.toMatchObject({ code: 'bump/recipient-added' });
    await expect(claimed(apart)).rejects.toMatchObject({ code: 'bump/no-shared-input' });
  });
});

describe('the rules of replacement (BIP-0125)', () => {
  const coin = (n: number) => ({ txid: 'aa'.repeat(32), vout: n });
  const to = (salt: number, amount: bigint) => ({
    amount: sats(amount),
    scriptPubKey: new Uint8Array([0, 20, ...new Uint8Array(20).fill(salt)]),
  });
  const own = (amount: bigint) => ({ ...to(99, amount), own: { keychain: 'change', index: 0 } as const });
  const before: Replaced = {
    inputs: [coin(0), coin(1)],
    outputs: [to(1, 70_000n), own(29_000n)],
    fee: sats(1_000n),
    virtualSize: 250,
    isReplaceable: true,
    descendants: [],
  };
  const after: Side = { ...before, outputs: [to(1, 70_000n), own(28_000n)], fee: sats(2_000n) };
  const refuses = (code: string, changes: Partial<Side>, was: Partial<Replaced> = {}) =>
    expect(() => checkBump({ ...before, ...was }, { ...after, ...changes })).toThrow(expect.objectContaining({ code }));

  it('take an honest bump', () => {
    expect(() => checkBump(before, after)).not.toThrow();
  });

  it.each([
    ['4 sat/vB of 250 vbytes', 1_000n, 250, [], 250, 1_250n],
    ['a larger replacement pays for itself', 1_000n, 250, [], 400, 1_601n],
    ['a smaller one pays the incremental fee', 1_000n, 250, [], 100, 1_100n],
    ['the fees of what goes with it', 1_000n, 250, [700n, 300n], 250, 2_250n],
  ] as const)('ask for a least fee: %s', (_, fee, virtualSize, gone, newSize, least) => {
    const descendants = gone.map((each) => ({ fee: sats(each) }));
    expect(leastFee({ ...before, fee: sats(fee), virtualSize, descendants }, newSize)).toBe(least);
  });

  it('refuse one satoshi below it', () => {
    expect(() => checkBump(before, { ...after, fee: sats(1_250n) })).not.toThrow();
    refuses('bump/fee-too-low', { fee: sats(1_249n) });
  });

  it('refuse a changed recipient, stolen change, an added recipient and another amount', () => {
    refuses('bump/payee-changed', { outputs: [to(2, 70_000n), own(28_000n)] });
    refuses('bump/recipient-added', { outputs: [to(1, 70_000n), to(2, 28_000n)] });
    refuses('bump/recipient-added', { outputs: [to(1, 70_000n), to(2, 10_000n), own(18_000n)] });
    refuses('bump/payee-changed', { outputs: [to(1, 69_000n), own(29_000n)] });
    refuses('bump/payee-changed', { outputs: [own(98_000n)] });
  });

  it('refuse two payments that share no coin, an original that is final, and a hundred that go', () => {
    refuses('bump/no-shared-input', { inputs: [coin(2)] });
    refuses('bump/not-replaceable', {}, { isReplaceable: false });
    const descendants = Array.from({ length: 100 }, () => ({ fee: sats(0n) }));
    refuses('bump/too-many-replaced', {}, { descendants });
    expect(() => checkBump({ ...before, descendants: descendants.slice(1) }, after)).not.toThrow();
  });

  it('always leave the new rate above the old one', () => {
    const amount = fc.bigInt(200n, 1_000_000n);
    fc.assert(
      fc.property(
        amount,
        fc.integer({ min: 100, max: 5_000 }),
        fc.integer({ min: 100, max: 5_000 }),
        (fee, size, newSize) => {
          const was = { ...before, fee: sats(fee), virtualSize: size };
          const least = leastFee(was, newSize);
          expect(least * BigInt(size)).toBeGreaterThan(fee * BigInt(newSize));
          expect(least).toBeGreaterThanOrEqual(fee + BigInt(newSize));
          expect(() => checkReplacement(was, { ...after, fee: least as Sats, virtualSize: newSize })).not.toThrow();
        },
      ),
    );
  });
});

describe('whoever signs', () => {
  const reviewOf = (psbtBytes: Uint8Array, previous: Uint8Array) => {
    const [, bob] = group.members;
    const { second } = group;
    const { registered } = bob!;
    const earlier = [earlierFromPsbt({ psbtBytes: previous, source: 'before.psbt', registered, second })];
    return reviewPsbt({ psbtBytes, registered, second, earlier }).findings.map(({ code }) => code);
  };

  it('is shown that a bump replaces what she signed, and that its payees are the same', async () => {
    const { id, psbtBytes } = await waiting();
    const found = reviewOf((await bump(id)).psbtBytes, payer.signed(psbtBytes, 'Bob'));
    expect(found).toContain('replaces-signed');
    expect(found).not.toContain('replacement-payee');
    expect(found).not.toContain('replacement-fee');
  });

  it('is shown a changed payee of what pretends to be one, and that a cancellation pays nobody', async () => {
    const { id, psbtBytes } = await waiting();
    const signed = payer.signed(psbtBytes, 'Bob');
    const cancel = await buildCancel(wish(id, '20'));
    expect(reviewOf(cancel.psbtBytes, signed)).toContain('replacement-payee');
    const coins = parsePsbt(psbtBytes).transaction.inputs.map(({ txid, vout }) => ({ txid, vout }));
    payer.world.evict(id);
    await payer.sync();
    await payer.desk.store.proposals.update(await payer.desk.store.proposals.get(id), {
      state: 'withdrawn',
      reason: 'test',
      at: NOW.toISOString(),
    });
    const stolen = await payer.build({ coins, payments: [{ address: addressOf(13), amount: sats(150_000n) }] });
    expect(reviewOf(stolen.psbtBytes, signed)).toContain('replacement-payee');
  });
});

it('reads an original from the proposal or from the network alike', async () => {
  const { id } = await waiting();
  const byProposal = await readOriginal(payer.about, id);
  await payer.desk.store.proposals.update(await payer.desk.store.proposals.get(id), {
    state: 'withdrawn',
    reason: 'x',
    at: NOW.toISOString(),
  });
  expect(byProposal.fee).toBe((await readOriginal(payer.about, id)).fee);
  expect(PAYEE).toMatch(/^bcrt1q/);
});
