/** Randomness that is none (88 to 90): broken sources and made-up dice, for seeds and for extensions. */
import { createHash } from 'node:crypto';
import { readRolls } from '../../../../src/cold/entropy/dice.ts';
import { drawHealthy, type RandomSource } from '../../../../src/cold/entropy/health.ts';
import { mixEntropy, SYSTEM_BYTES } from '../../../../src/cold/entropy/mix.ts';
import type { ErrorCode } from '../../../../src/core/errors.ts';
import { type ActCase, type CommandLine, type Row, refused } from '../../row.ts';

/** Bytes without a pattern, the same at each run and others at each call. */
function healthySource(): RandomSource {
  let calls = 0;
  return (length) => {
    const blocks = Array.from({ length: Math.ceil(length / 32) }, (_, block) =>
      createHash('sha256').update(`a source of the tests ${calls} ${block}`).digest(),
    );
    calls += 1;
    return Uint8Array.from(Buffer.concat(blocks).subarray(0, length));
  };
}

const seedNew = (random: RandomSource): CommandLine => ({ words: ['seed', 'new', '--system-only'], io: { random } });

/** A source that fails in one way, made anew for each attempt. */
function broken(name: string, code: ErrorCode, source: () => RandomSource): ActCase {
  return {
    name,
    expected: refused(code),
    library: () => ({
      attack: () => drawHealthy(source(), SYSTEM_BYTES),
      control: () => drawHealthy(healthySource(), SYSTEM_BYTES),
    }),
    commands: () => ({ attack: seedNew(source()), control: seedNew(healthySource()) }),
  };
}

/** A healthy source that gives something else from its n-th call on. */
function failsFrom(call: number, then: RandomSource): () => RandomSource {
  return () => {
    const healthy = healthySource();
    let calls = 0;
    return (length) => (++calls >= call ? then(length) : healthy(length));
  };
}

const zeros: RandomSource = (length) => new Uint8Array(length);

/** 99 throws as a fair die gives them. */
const FAIR = Array.from(healthySource()(99), (byte) => String((byte % 6) + 1)).join('');

function thrown(name: string, code: ErrorCode, faces: string): ActCase {
  const strength = 256;
  return {
    name,
    expected: refused(code),
    library: () => ({
      attack: () => readRolls(faces, { means: 'dice', strength }),
      control: () => readRolls(FAIR, { means: 'dice', strength }),
    }),
    commands: () => ({ attack: seedFromDice(faces), control: seedFromDice(FAIR) }),
    secrets: () => [faces],
  };
}

function seedFromDice(faces: string, random = healthySource()): CommandLine {
  return { words: ['seed', 'new', '--dice-stdin'], input: `${faces}\n`, io: { random } };
}

export const RANDOMNESS_ROWS: readonly Row<ActCase>[] = [
  {
    row: 88,
    cases: [
      broken('88-source-that-fails', 'entropy/source-failed', () => () => {
        throw new Error('no entropy');
      }),
      broken('88-zeros', 'entropy/source-constant', () => zeros),
      broken('88-a-constant', 'entropy/source-constant', () => (length) => new Uint8Array(length).fill(0xa5)),
      broken('88-too-little', 'entropy/source-length', () => (length) => healthySource()(length - 1)),
      broken('88-nothing', 'entropy/source-length', () => () => new Uint8Array()),
      broken(
        '88-a-counter',
        'entropy/source-counts',
        () => (length) => Uint8Array.from({ length }, (_, index) => index),
      ),
      broken('88-the-same-again', 'entropy/source-repeats', () => (length) => healthySource()(length)),
      {
        name: '88-no-source',
        expected: refused('entropy/source-missing'),
        library: () => ({
          attack: () => drawHealthy(undefined, SYSTEM_BYTES),
          control: () => drawHealthy(healthySource(), SYSTEM_BYTES),
        }),
      },
      {
        name: '88-extension-from-zeros',
        expected: refused('entropy/source-constant'),
        commands: () => ({
          attack: { words: ['extension', 'new'], io: { random: zeros } },
          control: { words: ['extension', 'new'], io: { random: healthySource() } },
        }),
      },
    ],
  },
  {
    row: 89,
    cases: [2, 3].map((call) =>
      broken(`89-zeros-from-call-${call}`, 'entropy/source-constant', failsFrom(call, zeros)),
    ),
  },
  {
    row: 90,
    cases: [
      thrown('90-all-sixes', 'entropy/biased-rolls', '6'.repeat(99)),
      thrown('90-two-faces', 'entropy/biased-rolls', FAIR.replaceAll(/[3-6]/g, '1')),
      thrown('90-too-few', 'entropy/too-few-rolls', FAIR.slice(0, 49)),
      thrown('90-counted-up', 'entropy/patterned-rolls', '123456'.repeat(17)),
      thrown('90-the-same-ten-again', 'entropy/patterned-rolls', FAIR.slice(0, 10).repeat(10)),
      {
        name: '90-dice-without-the-system',
        expected: refused('entropy/source-constant'),
        library: () => {
          const rolls = readRolls(FAIR, { means: 'dice', strength: 256 });
          const mix = (source: RandomSource) => () =>
            mixEntropy({ system: drawHealthy(source, SYSTEM_BYTES), rolls: [rolls], strength: 256 });
          return { attack: mix(zeros), control: mix(healthySource()) };
        },
        commands: () => ({ attack: seedFromDice(FAIR, zeros), control: seedFromDice(FAIR) }),
        secrets: () => [FAIR],
      },
    ],
  },
];
