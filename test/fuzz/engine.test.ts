/** The fuzzer itself: it finds faults that were planted, makes them small, and is the same in each run. */
import { describe, expect, it } from 'vitest';
import { type CoverageMeter, startCoverage } from '../../fuzz/engine/coverage.ts';
import { minimised } from '../../fuzz/engine/minimise.ts';
import type { FindingKind } from '../../fuzz/engine/observe.ts';
import { createSession, type Finding } from '../../fuzz/engine/session.ts';
import type { Faults } from './planted.ts';

const meter = startCoverage();
// Loaded after the start, or its blocks would not be counted.
const { planted } = await import('./planted.ts');

/** With this seed the fault is found within 4,000 runs; others take up to 50,000. */
const SEED = 5;
const SLICE = 1_000;
const SLICES = 6;
const LIMITS = { cpuMs: 40, memoryBytes: 48 * 1024 * 1024 };

interface Hunt {
  readonly finding: Finding<Uint8Array> | undefined;
  readonly runs: number;
  readonly blocks: number;
  readonly kept: readonly Uint8Array[];
}

function hunt(fault: Faults['fault'], seed = SEED, by: CoverageMeter = meter): Hunt {
  const session = createSession(planted({ fault }), { seed, meter: by, limits: LIMITS });
  let finding: Finding<Uint8Array> | undefined;
  for (let slice = 0; slice < SLICES && !finding; slice++) finding = session.advance(SLICE);
  const { runs, blocks, corpus } = session.state();
  return { finding, runs, blocks, kept: corpus };
}

describe('the fuzzer', () => {
  it('finds a crash behind nested conditions by the coverage of V8', () => {
    const { finding, blocks } = hunt('crash');
    expect(finding?.error.kind).toBe('untyped-exception');
    expect(finding?.error.message).toBe('TypeError: planted');
    expect(blocks).toBeGreaterThan(5);
  });

  it('makes the finding as small as it can be', () => {
    const { finding } = hunt('crash');
    expect(Buffer.from(finding?.input ?? []).toString('latin1')).toBe('IC!');
  });

  it('would not find it blindly', () => {
    const { finding, kept } = hunt('crash', SEED, { take: () => [] });
    expect(finding).toBeUndefined();
    // The seed, and the one input that was the first to be refused or read.
    expect(kept.length).toBeLessThan(4);
  });

  it.each<[Faults['fault'], FindingKind]>([
    ['spin', 'too-slow'],
    ['hoard', 'too-much-memory'],
    ['forget', 'broken-property'],
    ['shout', 'unsafe-error'],
  ])('tells what is wrong: %s', (fault, kind) => {
    expect(hunt(fault).finding?.error.kind).toBe(kind);
  });

  it('finds nothing where nothing is wrong', () => {
    const { finding, runs } = hunt('none');
    expect(finding).toBeUndefined();
    expect(runs).toBeGreaterThanOrEqual(SLICE * SLICES);
  });

  it('does the same for the same seed, and something else for another', () => {
    const [first, again, other] = [hunt('none'), hunt('none'), hunt('none', SEED + 1)].map(({ kept }) => kept);
    expect(again).toEqual(first);
    expect(other).not.toEqual(first);
  });
});

describe('making an input smaller', () => {
  it('keeps what matters, in bytes and in text', () => {
    const noise = `${'x'.repeat(500)}a${'y'.repeat(300)}b`;
    expect(minimised(noise, (text) => /a.*b/.test(text), 500)).toBe('ab');
    const bytes = new Uint8Array(300).fill(9).with(17, 1).with(200, 2);
    const both = (input: Uint8Array) => input.includes(1) && input.includes(2);
    expect(minimised(bytes, both, 500)).toEqual(Uint8Array.of(1, 2));
  });

  it('stops when its tries are used up', () => {
    let asked = 0;
    minimised('x'.repeat(1_000), () => ++asked < 0, 25);
    expect(asked).toBe(25);
  });
});
