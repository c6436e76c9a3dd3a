/**
 * Draws an extension at random. Every character or word is equally likely (bytes that would favour some are thrown away),
 * so its strength is known, which it never is for a text that a person has thought up.
 */
import { IcehouseError } from '../../core/errors.ts';
import { drawHealthy, type RandomSource } from '../entropy/health.ts';
import { type ExtensionForm, formBits, lengthFor, STRONG_BITS, unitsOf } from './forms.ts';

declare const generatedBrand: unique symbol;

/** An extension whose strength is known because Icehouse has drawn it. Made by {@link generateExtension} only. */
export interface GeneratedExtension {
  readonly [generatedBrand]: 'GeneratedExtension';
  readonly text: string;
  readonly form: ExtensionForm;
  readonly bits: number;
}

export interface GenerateOptions {
  readonly source: RandomSource | undefined;
  /** Small letters when left out: easy to write, to read aloud and to type on anything. */
  readonly form?: ExtensionForm | undefined;
  /** At least 160, which is also the default. */
  readonly bits?: number | undefined;
}

/** Bytes drawn at once. */
const BLOCK = 64;

/** Two bytes for each choice, as a list of words has more than 256. */
const RANGE = 0x10000;

/**
 * Draws an extension with at least the bits asked for, as short as its form allows.
 *
 * @throws IcehouseError `extension/too-weak` for fewer than 160 bits, `extension/bits` for more than 512, and those of
 * `drawHealthy`.
 */
export function generateExtension({
  source,
  form = 'lower-case',
  bits = STRONG_BITS,
}: GenerateOptions): GeneratedExtension {
  if (bits < STRONG_BITS) {
    throw new IcehouseError({
      code: 'extension/too-weak',
      message: 'extensions are not generated this weak',
      found: `${bits} bits`,
      expected: `at least ${STRONG_BITS} bits`,
      kind: 'usage',
    });
  }
  const length = lengthFor(form, bits);
  const { units, edges, separator } = unitsOf(form);
  const draws = evenDraws(source);
  const chosen = Array.from({ length }, (_, index) => {
    const choices = index === 0 || index === length - 1 ? edges : units;
    return choices[draws(choices.length)]!;
  });
  return { text: chosen.join(separator), form, bits: formBits(form, length) } as GeneratedExtension;
}

/** Gives a function that draws whole numbers below a bound, all equally likely. */
function evenDraws(source: RandomSource | undefined): (bound: number) => number {
  let block = new Uint8Array();
  let used = 0;
  const next = () => {
    if (used + 2 > block.length) {
      block = Uint8Array.from(drawHealthy(source, BLOCK));
      used = 0;
    }
    used += 2;
    return block[used - 2]! * 256 + block[used - 1]!;
  };
  return (bound) => {
    const limit = RANGE - (RANGE % bound);
    for (;;) {
      const drawn = next();
      if (drawn < limit) return drawn % bound;
    }
  };
}
