/** Randomness for tests: looks random to every check, and is the same in each run. */
import { createHash } from 'node:crypto';

/** A source that hands out SHAKE256 of a seed and the number of the call. */
export function seededSource(seed: string): (length: number) => Uint8Array {
  let calls = 0;
  return (length) =>
    Uint8Array.from(createHash('shake256', { outputLength: length }).update(`${seed} ${calls++}`).digest());
}

/** Characters of an alphabet, evenly drawn from a source. */
export function drawText(source: (length: number) => Uint8Array, alphabet: string, length: number): string {
  const fair = 256 - (256 % alphabet.length);
  let text = '';
  while (text.length < length) {
    for (const byte of source(64)) if (byte < fair && text.length < length) text += alphabet[byte % alphabet.length];
  }
  return text;
}
