import { describe, expect, it } from 'vitest';
import { readRolls, rollsNeeded, type Strength } from '../../../src/cold/entropy/dice.ts';
import { codeOf, refusalOf } from '../../support/errors.ts';
import { drawText, seededSource } from '../../support/random.ts';

const STRENGTHS: readonly Strength[] = [128, 160, 192, 224, 256];

function thrown(alphabet: string, count: number, seed: string): string {
  return drawText(seededSource(seed), alphabet, count);
}

const dice = (count: number, seed = 'dice') => thrown('123456', count, seed);
const coins = (count: number, seed = 'coins') => thrown('ht', count, seed);

describe('how many throws are needed', () => {
  it('is 50 dice for 12 words and 99 for 24, and a coin for each bit', () => {
    expect(STRENGTHS.map((strength) => rollsNeeded('dice', strength))).toEqual([50, 62, 74, 87, 99]);
    expect(STRENGTHS.map((strength) => rollsNeeded('coins', strength))).toEqual([128, 160, 192, 224, 256]);
  });

  it.each(STRENGTHS)('is never more than a bit short of %i', (strength) => {
    expect(rollsNeeded('dice', strength) * Math.log2(6)).toBeGreaterThan(strength - 1);
  });

  it.each(STRENGTHS)('is enforced for %i bits', (strength) => {
    const needed = rollsNeeded('dice', strength);
    expect(readRolls(dice(needed), { means: 'dice', strength }).faces).toHaveLength(needed);
    const refusal = refusalOf(() => readRolls(dice(needed - 1), { means: 'dice', strength }));
    expect(refusal.code).toBe('entropy/too-few-rolls');
    expect([refusal.found, refusal.expected]).toEqual([`${needed - 1} throws`, `at least ${needed} throws`]);
    expect(codeOf(() => readRolls(coins(strength - 1), { means: 'coins', strength }))).toBe('entropy/too-few-rolls');
  });
});

describe('reading throws', () => {
  it('takes several dice thrown at once, however they are separated', () => {
    const faces = dice(99);
    const grouped = faces.replace(/(.{5})/g, '$1 ').replace(/(.{36})/g, '$1,\r\n-');
    expect(readRolls(grouped, { means: 'dice', strength: 256 }).faces).toBe(faces);
    expect(readRolls(coins(256).toUpperCase(), { means: 'coins', strength: 256 }).faces).toBe(coins(256));
  });

  it('states what they are worth: less than fair throws, and not much less', () => {
    const rolls = readRolls(dice(99), { means: 'dice', strength: 256 });
    expect(rolls.fairBits).toBeCloseTo(255.9, 1);
    expect(rolls.bits).toBeLessThan(rolls.fairBits);
    expect(rolls.bits).toBeGreaterThan(215);
  });

  it('accepts fair throws', () => {
    for (let round = 0; round < 300; round++) {
      expect(readRolls(dice(50, `d${round}`), { means: 'dice', strength: 128 }).bits).toBeGreaterThan(96);
      expect(readRolls(coins(128, `c${round}`), { means: 'coins', strength: 128 }).bits).toBeGreaterThan(96);
    }
  });

  it.each(['0', '7', 'a', '１', '\ud83c\udfb2'])('names the place of what is no throw (%s)', (wrong) => {
    const refusal = refusalOf(() => readRolls(`${dice(10)} ${wrong}${dice(90)}`, { means: 'dice', strength: 256 }));
    expect([refusal.code, refusal.at]).toEqual(['entropy/not-a-roll', 'throw 11']);
  });

  it('refuses a book', () => {
    expect(codeOf(() => readRolls('1'.repeat(5001), { means: 'dice', strength: 128 }))).toBe('entropy/too-many-rolls');
  });
});

describe('throws that are none', () => {
  const few = (text: string, count: number) => text.repeat(Math.ceil(count / text.length)).slice(0, count);

  it.each([
    ['99 sixes', few('6', 99)],
    ['mostly sixes', few('6666661', 99)],
    ['two faces only', few('56', 99)],
    ['a loaded die', thrown('1666666666', 99, 'loaded')],
  ])('are biased: %s', (_, faces) => {
    expect(codeOf(() => readRolls(faces, { means: 'dice', strength: 256 }))).toBe('entropy/biased-rolls');
  });

  it.each([
    ['counting up', few('123456', 99)],
    ['counting down', few('654321', 99)],
    ['up and down', few('123456654321', 99)],
    ['pairs', few('112233445566', 99)],
    ['a repeated handful', few(dice(20), 99)],
    ['the first half again', dice(50).repeat(2)],
    ['the first half mirrored', dice(50) + [...dice(49)].reverse().join('')],
    ['sorted', [...dice(99)].sort().join('')],
    ['in steps of two', few('135246', 99)],
  ])('follow a pattern: %s', (_, faces) => {
    expect(codeOf(() => readRolls(faces, { means: 'dice', strength: 256 }))).toBe('entropy/patterned-rolls');
  });

  it.each([
    ['all heads', few('h', 256), 'biased-rolls'],
    ['alternating', few('ht', 256), 'patterned-rolls'],
    ['heads, then tails', 'h'.repeat(128) + 't'.repeat(128), 'patterned-rolls'],
    ['a handful again and again', few('hhthttthhth', 256), 'patterned-rolls'],
  ])('coins: %s', (_, faces, code) => {
    expect(codeOf(() => readRolls(faces, { means: 'coins', strength: 256 }))).toBe(`entropy/${code}`);
  });

  it('are never repeated in the refusal', () => {
    const faces = few('123456', 99);
    expect(JSON.stringify(refusalOf(() => readRolls(faces, { means: 'dice', strength: 256 })))).not.toContain('123456');
  });
});
