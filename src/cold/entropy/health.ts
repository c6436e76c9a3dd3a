/**
 * Draws bytes from the machine's random source and refuses when the source is missing, fails, or is plainly broken. The
 * source comes in as an argument, as this room may not touch the machine; the bytes go on to `mix.ts` and to
 * `extension/generate.ts`. No test can prove randomness: this one catches what has gone wrong in real programs.
 */
import { toHex } from '../../core/bytes.ts';
import { IcehouseError } from '../../core/errors.ts';

/** Returns as many fresh random bytes as asked, such as a wrapper of `crypto.getRandomValues`. */
export type RandomSource = (length: number) => Uint8Array;

/** Bytes of each of the two samples that are judged and thrown away. */
const SAMPLE = 512;

/** Blocks of this many bytes never repeat by chance (below one in 2^50 for all that is drawn here). */
const BLOCK = 8;

/** Of 512 random bytes, 2 have a given value on average; 24 or more come up once in 10^15 healthy draws. */
const MOST_OF_ONE_VALUE = 23;

/** Of 512 random bytes, 256 have a given bit set on average; this is nine standard deviations off. */
const BIT_BOUNDS = { least: 154, most: 358 };

/** A source is never asked for more at once. */
const MOST_BYTES = 1024;

/**
 * Draws random bytes with a health sample before and one after: all three answers must have the length asked for, and none
 * may be constant, count in steps, repeat itself or another answer, or favour some bytes or bits.
 *
 * @throws IcehouseError of kind `environment`: `entropy/source-missing`, `entropy/source-failed`, `entropy/source-length`,
 * `entropy/source-constant` (zeros included), `entropy/source-counts`, `entropy/source-repeats`, `entropy/source-skewed`;
 * `entropy/draw-length` (kind `usage`) unless 16 to 1,024 bytes are asked for.
 */
export function drawHealthy(source: RandomSource | undefined, length: number): Uint8Array {
  if (!Number.isInteger(length) || length < 2 * BLOCK || length > MOST_BYTES) {
    throw new IcehouseError({
      code: 'entropy/draw-length',
      message: 'this many random bytes are not drawn at once',
      found: String(length),
      expected: `${2 * BLOCK} to ${MOST_BYTES}`,
      kind: 'usage',
    });
  }
  const first = draw(source, SAMPLE);
  const drawn = draw(source, length);
  const last = draw(source, SAMPLE);
  for (const bytes of [first, drawn, last]) checkNotCounted(bytes);
  checkNoRepeats([first, drawn, last]);
  for (const sample of [first, last]) checkEven(sample);
  first.fill(0);
  last.fill(0);
  return drawn;
}

function draw(source: RandomSource | undefined, length: number): Uint8Array {
  if (typeof source !== 'function') throw broken('source-missing', 'there is no source of randomness on this machine');
  let bytes: Uint8Array;
  try {
    bytes = source(length);
  } catch (cause) {
    throw broken('source-failed', 'the source of randomness failed', { cause });
  }
  if (!(bytes instanceof Uint8Array) || bytes.length !== length) {
    const found = bytes instanceof Uint8Array ? `${bytes.length} bytes` : 'no bytes';
    throw broken('source-length', 'the source of randomness did not give what it was asked for', {
      found,
      expected: `${length} bytes`,
    });
  }
  // A copy, as a source may hand out the same array each time.
  return Uint8Array.from(bytes);
}

/** Refuses bytes that are all alike, and bytes that go up or down in equal steps. */
function checkNotCounted(bytes: Uint8Array): void {
  const steps = new Set(bytes.subarray(1).map((byte, index) => byte - bytes[index]!));
  if (steps.size > 1) return;
  throw steps.has(0)
    ? broken('source-constant', 'the source of randomness gives the same byte again and again')
    : broken('source-counts', 'the source of randomness counts instead of drawing');
}

/** Refuses a block that comes up twice, be it within one answer or in two of them. */
function checkNoRepeats(answers: readonly Uint8Array[]): void {
  const blocks = new Set<string>();
  let count = 0;
  for (const bytes of answers) {
    for (let start = 0; start + BLOCK <= bytes.length; start += BLOCK, count++) {
      blocks.add(toHex(bytes.subarray(start, start + BLOCK)));
    }
  }
  if (blocks.size < count) throw broken('source-repeats', 'the source of randomness repeats itself');
}

function checkEven(sample: Uint8Array): void {
  const values = new Uint16Array(256);
  const bits = new Uint16Array(8);
  for (const byte of sample) {
    values[byte]!++;
    for (let bit = 0; bit < 8; bit++) bits[bit]! += (byte >> bit) & 1;
  }
  const isEven =
    values.every((count) => count <= MOST_OF_ONE_VALUE) &&
    bits.every((count) => count >= BIT_BOUNDS.least && count <= BIT_BOUNDS.most);
  if (!isEven) throw broken('source-skewed', 'the source of randomness favours some bytes or bits');
}

function broken(
  what: string,
  message: string,
  details: { readonly found?: string; readonly expected?: string; readonly cause?: unknown } = {},
): IcehouseError {
  return new IcehouseError({
    code: `entropy/${what}`,
    message,
    kind: 'environment',
    next: 'make no keys on this machine: restart it, or use another one',
    ...details,
  });
}
