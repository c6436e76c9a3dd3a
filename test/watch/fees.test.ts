/** Fee rates out of what servers say, and what a lying one can do about them. */
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Chain } from '../../src/watch/chain/chain.ts';
import { connectElectrum } from '../../src/watch/chain/electrum/connect.ts';
import { adviseFeeRate, type FeeVoice, LEAST_ADVISED, MOST_ADVISED } from '../../src/watch/fees/advise.ts';
import { mempoolRate } from '../../src/watch/fees/mempool.ts';
import { hearVoices } from '../../src/watch/fees/voices.ts';
import { parseFeeRate } from '../../src/watch/spend/fee-rate.ts';
import { serve, type TestServer } from './world/liar.ts';
import { createWorld } from './world/world.ts';

const voice = (rate: string | bigint, where = 'tcp://a:1', kind: FeeVoice['kind'] = 'estimate'): FeeVoice => ({
  where,
  kind,
  rate: typeof rate === 'bigint' ? rate : parseFeeRate(rate),
});

describe('the advised rate', () => {
  it('is what a single honest voice says', () => {
    expect(adviseFeeRate([voice('7.25')])).toMatchObject({ rate: 7_250n, cappedFrom: undefined });
  });

  it('is the lower middle of several, with the far ones named, and no more than the lower of two servers says', () => {
    const advice = adviseFeeRate([voice('40'), voice('8', 'tcp://b:1'), voice('10', 'tcp://a:1', 'mempool')]);
    expect(advice.rate).toBe(8_000n);
    expect(advice.voices.map(({ doubt }) => doubt)).toEqual(['far-off', undefined, undefined]);
    const three = [voice('40'), voice('10', 'tcp://a:1', 'mempool'), voice('9', 'tcp://b:1'), voice('12', 'tcp://c:1')];
    expect(adviseFeeRate(three).rate).toBe(10_000n);
    expect(adviseFeeRate([voice('10'), voice('30')]).rate).toBe(10_000n);
  });

  it('clamps 0 and a million sat/vB, and tells', () => {
    const advice = adviseFeeRate([voice(1_000_000_000n), voice('9', 'tcp://b:1'), voice('8', 'tcp://b:1', 'mempool')]);
    expect(advice.rate).toBe(9_000n);
    expect(advice.voices[0]).toMatchObject({ counted: MOST_ADVISED, doubt: 'out-of-bounds' });
    const low = adviseFeeRate([voice(1n), voice('9', 'tcp://b:1'), voice('8', 'tcp://b:1', 'mempool')]);
    expect(low.voices[0]).toMatchObject({ counted: LEAST_ADVISED, doubt: 'out-of-bounds' });
    // One of two that lies low wins: a rate that is too low can be raised.
    expect(low.rate).toBe(LEAST_ADVISED);
  });

  it('is refused when nothing believable is said, or nothing at all', () => {
    for (const rate of [1n, 1_000_000_000n]) {
      expect(() => adviseFeeRate([voice(rate)])).toThrow(expect.objectContaining({ code: 'fee-rate/not-believable' }));
    }
    expect(() => adviseFeeRate([])).toThrow(expect.objectContaining({ code: 'fee-rate/no-estimate' }));
  });

  it('never exceeds the cap, and says what it would have been', () => {
    const cap = parseFeeRate('10');
    expect(adviseFeeRate([voice('25')], cap)).toMatchObject({ rate: 10_000n, cappedFrom: 25_000n });
    expect(adviseFeeRate([voice('9')], cap)).toMatchObject({ rate: 9_000n, cappedFrom: undefined });
  });

  it('cannot be led above what an honest server says by another one that lies with both its voices', () => {
    const believable = fc.bigInt(LEAST_ADVISED, MOST_ADVISED);
    const anything = fc.bigInt(0n, 10n ** 15n);
    fc.assert(
      fc.property(believable, believable, anything, anything, (estimate, mempool, lie, otherLie) => {
        const honest = [voice(estimate), voice(mempool, 'tcp://a:1', 'mempool')];
        const liar = [voice(lie, 'tcp://b:1'), voice(otherLie, 'tcp://b:1', 'mempool')];
        const { rate } = adviseFeeRate([...liar, ...honest]);
        expect(rate).toBeLessThanOrEqual(estimate > mempool ? estimate : mempool);
        expect(rate).toBeGreaterThanOrEqual(LEAST_ADVISED);
      }),
    );
  });

  it('cannot be led by a liar with two voices beside an honest server with one, as a Bitcoin Core node is', () => {
    const liar = (rate: string) => [voice(rate, 'tcp://b:1'), voice(rate, 'tcp://b:1', 'mempool')];
    expect(adviseFeeRate([voice('5'), ...liar('900')]).rate).toBe(5_000n);
    expect(adviseFeeRate([voice('5'), ...liar('6')]).rate).toBe(5_000n);
    expect(adviseFeeRate(liar('6')).rate).toBe(6_000n);
  });
});

describe('the mempool’s rate', () => {
  const bands = [
    { rate: 50_000n, virtualSize: 300_000 },
    { rate: 20_000n, virtualSize: 400_000 },
    { rate: 5_000n, virtualSize: 2_000_000 },
  ];

  it('leaves half of the blocks to those who will still come', () => {
    expect(mempoolRate(bands, 1)).toBe(20_001n);
    expect(mempoolRate(bands, 2)).toBe(5_001n);
    expect(mempoolRate(bands, 6)).toBe(1_000n);
    expect(mempoolRate(bands.toReversed(), 1)).toBe(20_001n);
  });

  it('is none where the server tells none', () => {
    expect(mempoolRate([], 6)).toBeUndefined();
  });
});

describe('the voices of servers', () => {
  let servers: TestServer[];
  let chains: Chain[];

  beforeEach(async () => {
    const world = createWorld();
    servers = [await serve(world), await serve(world)];
    chains = await Promise.all(servers.map(({ url }) => connectElectrum({ url, network: 'regtest' })));
  });
  afterEach(async () => {
    for (const chain of chains) chain.close();
    for (const server of servers) await server.close();
  });

  const lie = (at: number, method: string, answer: unknown) => servers[at]!.lies.set(method, () => answer);

  it('are an estimate and, where it is told, the mempool, of each server', async () => {
    lie(1, 'mempool.get_fee_histogram', [
      [12.5, 900_000],
      [3, 5_000_000],
    ]);
    expect(await hearVoices(chains, 2)).toEqual([
      { where: servers[0]!.url, kind: 'estimate', rate: 5_000n },
      { where: servers[1]!.url, kind: 'estimate', rate: 5_000n },
      { where: servers[1]!.url, kind: 'mempool', rate: 3_001n },
    ]);
  });

  it('fall silent one by one when a server fails, says -1 or nonsense', async () => {
    lie(0, 'blockchain.estimatefee', -1);
    lie(1, 'mempool.get_fee_histogram', [['x', 1]]);
    expect(await hearVoices(chains, 6)).toEqual([{ where: servers[1]!.url, kind: 'estimate', rate: 5_000n }]);
    lie(1, 'blockchain.estimatefee', 'cheap');
    expect(() => adviseFeeRate([])).toThrow();
    expect(await hearVoices(chains, 6)).toEqual([]);
  });

  it('of a liar do not decide: a million sat/vB and a full mempool beside an honest server', async () => {
    lie(0, 'blockchain.estimatefee', 10);
    lie(0, 'mempool.get_fee_histogram', [[1_000_000, 1e9]]);
    lie(1, 'mempool.get_fee_histogram', [[4, 9_000_000]]);
    const advice = adviseFeeRate(await hearVoices(chains, 6));
    expect(advice.rate).toBe(5_000n);
    expect(advice.voices.map(({ doubt }) => doubt)).toEqual(['out-of-bounds', 'out-of-bounds', undefined, undefined]);
  });

  it.each([0, 1_009, 1.5])('are not asked for %s blocks', async (blocks) => {
    await expect(hearVoices(chains, blocks)).rejects.toMatchObject({ code: 'fee-rate/bad-target' });
  });
});
