/**
 * Every target for about a minute in all, with a fixed seed and number of runs, so that it is the same each time. Long
 * runs are `npm run fuzz`.
 */
import { describe, expect, it } from 'vitest';
import { startCoverage } from '../../fuzz/engine/coverage.ts';
import { decodeInput, readCorpus } from '../../fuzz/engine/files.ts';
import { createSession, type Finding, type SessionState } from '../../fuzz/engine/session.ts';
import type { Input, Target, TargetOf } from '../../fuzz/engine/target.ts';
import { TARGETS } from '../../fuzz/targets.ts';

// Before any target is loaded, or its blocks would not be counted.
const meter = startCoverage();

/** Seconds are enough on a quiet machine. */
const PATIENCE_MS = 240_000;

const SEED = 20_260_101;
const RUNS = { light: 1_000, heavy: 80 } as const;
/** Where much is worked out for each input: the likely slip in a checksum, the nearest words, a finished transaction. */
const FEWER: Readonly<Record<string, number>> = { descriptor: 300, mnemonic: 300, psbt: 700 };

interface Outcome {
  readonly finding: Finding | undefined;
  readonly state: SessionState<Input>;
}

function runsFor({ name, pace }: Pick<Target, 'name' | 'pace'>): number {
  return FEWER[name] ?? RUNS[pace];
}

function fuzzed<I extends Input>(target: TargetOf<I>, corpus: readonly I[]): Outcome {
  const session = createSession(target, { seed: SEED, meter, corpus });
  return { finding: session.advance(runsFor(target)), state: session.state() };
}

function outcomeOf(target: Target): Outcome {
  const files = readCorpus(target.name);
  if (target.kind === 'bytes')
    return fuzzed(
      target,
      files.map((file) => decodeInput('bytes', file)),
    );
  return fuzzed(
    target,
    files.map((file) => decodeInput('text', file)),
  );
}

describe('fuzzing finds nothing in', () => {
  it.each(Object.keys(TARGETS))(
    '%s',
    async (name) => {
      const { target } = await TARGETS[name]!();
      expect(target.name).toBe(name);
      const { finding, state } = outcomeOf(target);
      expect(finding?.error, `input: ${JSON.stringify(finding?.input)}`).toBeUndefined();
      expect(state.runs).toBeGreaterThan(runsFor(target));
      expect(state.blocks).toBeGreaterThan(5);
      // Some inputs were refused, which gives an error's code, and some were not.
      const marks = [...state.marks.keys()];
      expect(marks.some((mark) => mark.includes('/'))).toBe(true);
      expect(marks.some((mark) => !mark.includes('/'))).toBe(true);
    },
    PATIENCE_MS,
  );
});

describe('the committed corpus', () => {
  it('belongs to targets that exist, and is small', () => {
    const sizes = Object.keys(TARGETS).map((name) => readCorpus(name).reduce((sum, file) => sum + file.length, 0));
    expect(sizes.every((size) => size > 0)).toBe(true);
    expect(sizes.reduce((sum, size) => sum + size, 0)).toBeLessThan(300_000);
  });
});
