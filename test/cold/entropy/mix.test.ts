import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readRolls, rollsNeeded, type Strength } from '../../../src/cold/entropy/dice.ts';
import { mixEntropy } from '../../../src/cold/entropy/mix.ts';
import { WORD_COUNTS } from '../../../src/cold/mnemonic/checksum.ts';
import { entropyLength, mnemonicFromEntropy, mnemonicText } from '../../../src/cold/mnemonic/generate.ts';
import { seedOf } from '../../../src/cold/seed.ts';
import { fromHex, toHex } from '../../../src/core/bytes.ts';
import { codeOf } from '../../support/errors.ts';

const system = fromHex('8d969eef6ecad3c29a3a629280e686cf0c3f5d5a86aff3ca12020c923adc6c92');
const FACES = '3516224631543216451326411534265132464236512613542643165243146532165423516342165324165423516234125634';
const dice = readRolls(FACES, { means: 'dice', strength: 256 });
const coins = readRolls(
  'hthhtththhhttthhthththtthhthhththhttthhhthttthhthtthththhthhtthh' +
    'thththhttthhthhthtthhhhtthththtttthhthhtthtthhtthhhhththhtthtthh',
  { means: 'coins', strength: 128 },
);
const mix = (bytes: Uint8Array) => mixEntropy({ system: bytes, rolls: [dice], strength: 256 });

describe('the recipe', () => {
  it('is published as it is carried out', () => {
    const page = readFileSync(new URL('../../../docs/entropy.md', import.meta.url), 'utf8');
    const { entropy, transcript } = mix(system);
    for (const line of transcript.text.trim().split('\n')) expect(page).toContain(`   ${line}\n`);
    expect(page).toContain(`\n${transcript.command}\n${transcript.entropyHex}\n`);
    expect(page).toContain(`\n> ${mnemonicText(mnemonicFromEntropy(entropy))}\n`);
    for (const words of WORD_COUNTS) {
      const strength = (entropyLength(words) * 8) as Strength;
      const needed = `${rollsNeeded('dice', strength)} | ${rollsNeeded('coins', strength)}`;
      expect(page).toContain(`| ${words} | ${strength} | ${needed} |`);
    }
  });

  it('is the one that is published', () => {
    const { entropy, transcript } = mix(system);
    expect(transcript.text).toBe(`icehouse entropy 1\nsystem: ${toHex(system)}\ndice: ${FACES}\n`);
    expect(transcript.entropyHex).toBe(toHex(entropy));
    expect(transcript.entropyHex).toBe('d75b3632b7d46322ca6126bfef12b953a16b483ba0cc7717119b401e06e2555d');
    expect(mnemonicFromEntropy(entropy).words.join(' ')).toBe(
      'struggle super million hurry economy multiply civil cave say joy purity point birth piano update book jacket review grocery lens there illness fever rocket',
    );
  });

  it.each([128, 160, 192, 224, 256] as const)('gives the same by hand, in a shell (%i bits)', (strength) => {
    for (const rolls of [[dice], [], ...(strength === 128 ? [[coins], [dice, coins]] : [])]) {
      const { entropy, transcript } = mixEntropy({ system, rolls, strength });
      const byHand = execFileSync('sh', ['-c', transcript.command], { encoding: 'utf8' }).trim();
      expect(byHand).toBe(transcript.entropyHex);
      expect(entropy).toHaveLength(strength / 8);
    }
  });

  it('goes further rounds over the same sources, each by hand as well', () => {
    const rounds = [1, 2, 3].map((round) => mixEntropy({ system, rolls: [dice], strength: 256, round }));
    expect(rounds[0]).toEqual(mix(system));
    expect(new Set(rounds.map(({ transcript }) => transcript.entropyHex)).size).toBe(3);
    for (const [index, { transcript }] of rounds.entries()) {
      expect(transcript.text.endsWith(`\nround: ${index + 1}\n`)).toBe(index > 0);
      const byHand = execFileSync('sh', ['-c', transcript.command], { encoding: 'utf8' }).trim();
      expect(byHand).toBe(transcript.entropyHex);
    }
  });

  it('shows both sources', () => {
    const { transcript } = mixEntropy({ system, rolls: [dice, coins], strength: 128 });
    expect(transcript.text).toContain(transcript.systemHex);
    expect(transcript.text).toContain(`\ndice: ${dice.faces}\n`);
    expect(transcript.text).toContain(`\ncoins: ${coins.faces}\n`);
  });
});

describe('the mixed entropy', () => {
  it('changes with every bit of the machine', () => {
    const results = new Set([toHex(mix(system).entropy)]);
    for (let bit = 0; bit < 256; bit++) {
      const flipped = Uint8Array.from(system);
      flipped[bit >> 3]! ^= 1 << (bit & 7);
      results.add(toHex(mix(flipped).entropy));
    }
    expect(results.size).toBe(257);
  });

  it('changes the mnemonic and the seed with it', () => {
    const seedHex = (bytes: Uint8Array) => toHex(seedOf(mnemonicFromEntropy(mix(bytes).entropy), ''));
    const known = seedHex(system);
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 255 }), (bit) => {
        const flipped = Uint8Array.from(system);
        flipped[bit >> 3]! ^= 1 << (bit & 7);
        expect(seedHex(flipped)).not.toBe(known);
      }),
      { numRuns: 20, seed: 88 },
    );
  });

  it('changes with every throw, even where the machine is broken', () => {
    const broken = new Uint8Array(32);
    const results = new Set<string>();
    for (let place = 0; place < FACES.length; place++) {
      const other = FACES[place] === '6' ? '1' : String(Number(FACES[place]) + 1);
      const faces = FACES.slice(0, place) + other + FACES.slice(place + 1);
      results.add(toHex(mixEntropy({ system: broken, rolls: [{ ...dice, faces }], strength: 256 }).entropy));
    }
    expect(results.size).toBe(FACES.length);
  });

  it('is even: each bit is set about half of the time', () => {
    const counts = new Array<number>(256).fill(0);
    for (let round = 0; round < 1000; round++) {
      const counter = Uint8Array.from(system);
      counter[0] = round & 0xff;
      counter[1] = round >> 8;
      for (const [index, byte] of mix(counter).entropy.entries()) {
        for (let bit = 0; bit < 8; bit++) counts[index * 8 + bit]! += (byte >> bit) & 1;
      }
    }
    expect(Math.min(...counts)).toBeGreaterThan(400);
    expect(Math.max(...counts)).toBeLessThan(600);
  });
});

describe('mixing refuses', () => {
  it.each([0, 16, 31, 33, 64])('%i bytes of the machine', (length) => {
    expect(codeOf(() => mixEntropy({ system: new Uint8Array(length), rolls: [dice], strength: 256 }))).toBe(
      'entropy/system-length',
    );
  });

  it('throws that were accepted for less', () => {
    expect(codeOf(() => mixEntropy({ system, rolls: [coins], strength: 256 }))).toBe('entropy/too-few-rolls');
  });

  it('two lines of the same kind', () => {
    expect(codeOf(() => mixEntropy({ system, rolls: [dice, dice], strength: 256 }))).toBe('entropy/doubled-rolls');
  });
});
