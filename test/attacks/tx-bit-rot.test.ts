/**
 * 36 Bit rot: a file in which any one byte is wrong is refused, or shown in other words, or gives the very same
 * signatures. It never gives another signature under the same words.
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { toHex } from '../../src/core/bytes.ts';
import { parsePsbt } from '../../src/core/psbt/parse.ts';
import { reviewText } from '../../src/core/review/describe.ts';
import { changed, type Fixture, loadFixture } from './fixture.ts';
import { type Attempt, attempt } from './run/attempt.ts';

let fixture: Fixture;
beforeAll(async () => {
  fixture = await loadFixture();
});

/** One input, one payment, change: every kind of record once. */
function smallBase(): Uint8Array {
  const [input] = fixture.base.inputs;
  const [payment, change] = fixture.base.outputs;
  return changed(fixture.base, {
    inputs: [input!],
    outputs: [
      { ...payment!, amount: 90_000_000n },
      { ...change!, amount: 9_990_000n },
    ],
  });
}

function signaturesOf({ signed }: Attempt): string[] {
  if (!signed) return [];
  return parsePsbt(signed.psbtBytes).inputs.flatMap(({ partialSignatures }) =>
    partialSignatures.map(({ publicKey, signature }) => `${toHex(publicKey)} ${toHex(signature)}`),
  );
}

describe('36 bit rot', () => {
  it('flips a bit of every byte', () => {
    const base = smallBase();
    const good = attempt(fixture, base);
    const words = reviewText(good.review!);
    const signatures = signaturesOf(good);
    expect(signatures.length).toBe(1);
    const seen = { refused: 0, sameSignatures: 0, otherWords: 0 };
    for (const [place, byte] of base.entries()) {
      const outcome = attempt(fixture, base.with(place, byte ^ (1 << (place % 8))));
      if (!outcome.signed) seen.refused++;
      else if (reviewText(outcome.review!) !== words) seen.otherWords++;
      else {
        seen.sameSignatures++;
        expect(signaturesOf(outcome), `byte ${place}`).toEqual(signatures);
      }
    }
    expect(seen.refused + seen.sameSignatures + seen.otherWords).toBe(base.length);
    // Nearly everything is covered by a hash or a rebuilt script; what is left are hints and the payee's own bytes.
    expect(seen.refused / base.length).toBeGreaterThan(0.85);
  });

  it('cuts the file at every length', () => {
    const base = smallBase();
    for (let length = 0; length < base.length; length += 7) {
      expect(attempt(fixture, base.subarray(0, length)).signed).toBeUndefined();
    }
    expect(attempt(fixture, base).signed?.added).toBe(1);
  });
});
